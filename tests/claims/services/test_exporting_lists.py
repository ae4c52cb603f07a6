"""Lists as files: what they hold, what stays inside, and that long ones are made piece by piece."""

from __future__ import annotations

import csv
import gzip
import io
import json
import tracemalloc
from typing import Any

import pytest
from django.apps import apps

from claims.exceptions import InvalidInput, NotAllowed
from claims.models import Batch, Claim, Claimant, Event, Evidence, Snapshot, Source, Tip, User, secrecy
from claims.services import carrying_out, exporting_lists
from tests import factories


def rows_of(raw: bytes) -> list[dict[str, str]]:
    assert raw.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))


def csv_of(rows: Any, by: User) -> list[dict[str, str]]:
    return rows_of(b"".join(exporting_lists.export(rows, format="csv", by=by)))


@pytest.fixture
def claim(chae: User, noise: None) -> Claim:
    return factories.claim(by=chae, statement="=HYPERLINK(“x”), said the mayor")


def test_a_csv_has_a_row_for_each_and_no_formula(claim: Claim, chae: User) -> None:
    rows = csv_of(Claim.objects.all(), chae)
    assert [row["slug"] for row in rows] == list(Claim.objects.values_list("slug", flat=True))
    assert rows[0]["statement"] == "'=HYPERLINK(“x”), said the mayor"
    assert (rows[0]["created_by"], rows[0]["legal_hold"]) == ("chae", "no")


def test_json_lines_say_what_is_stored(claim: Claim, chae: User) -> None:
    raw = b"".join(exporting_lists.export(Claim.objects.filter(pk=claim.pk), format="jsonl", by=chae))
    told = json.loads(raw)
    assert (told["statement"], told["legal_hold"], told["claimant"]) == (claim.statement, False, None)


def test_a_protected_source_and_what_came_from_it_stay_inside(claim: Claim, chae: User) -> None:
    secret = factories.source(
        by=chae, is_sensitive=True, public_wording="a civil servant", publisher="Jo Doe"
    )
    factories.evidence(claim, by=chae, source=secret)
    for model in (Source, Evidence):
        told = b"".join(exporting_lists.export(model.objects.all(), format="jsonl", by=chae)).decode()
        assert secret.slug not in told
        assert "Jo Doe" not in told


def test_every_noun_that_has_a_way_to_a_source_leaves_protected_ones_out() -> None:
    for model in apps.get_app_config("claims").get_models():
        names = {
            field.name
            for field in model._meta.concrete_fields
            if field.related_model in {Source, Evidence, Snapshot}
        }
        if names and exporting_lists.is_exportable(model) and model._meta.model_name != "claimant":
            assert {way.split("__")[0] for way in secrecy.ways_to_source(model)} >= names, model


def test_no_secret_and_no_page_is_a_column() -> None:
    for model in filter(exporting_lists.is_exportable, apps.get_app_config("claims").get_models()):
        names = {name for name, _ in exporting_lists.columns(model)}
        assert not names & {"password", "secret", "token", "payload", "output", "compressed"}, model
    assert "text" not in {name for name, _ in exporting_lists.columns(Snapshot)}


@pytest.mark.parametrize("model", [User, Tip, Batch])
def test_what_is_personal_is_not_exported(model: Any, ada: User) -> None:
    with pytest.raises(InvalidInput):
        exporting_lists.export(model.objects.all(), format="csv", by=ada)


def test_readers_take_nothing_out(cleo: User) -> None:
    with pytest.raises(NotAllowed):
        exporting_lists.export(Claim.objects.all(), format="csv", by=cleo)


def test_an_export_is_on_record(claim: Claim, chae: User) -> None:
    csv_of(Claim.objects.all(), chae)
    event = Event.objects.get(kind="list.exported")
    assert (event.actor_label, event.content.body["format"]) == ("chae", "csv")


def test_a_long_list_is_made_piece_by_piece(
    claim: Claim, chae: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting_lists, "AT_ONCE", 2)
    for _ in range(3):
        factories.claim(by=chae)
    directly = csv_of(Claim.objects.order_by("pk"), chae)
    batch = exporting_lists.prepare(Claim.objects.order_by("pk"), format="csv", by=chae)
    while not carrying_out.perform(batch.pk, seconds=0):
        pass
    batch.refresh_from_db()
    assert rows_of(gzip.decompress(bytes(batch.output or b""))) == directly
    assert (batch.done, batch.state, batch.output_name) == (5, "done", "claims.csv.gz")


def test_what_became_protected_meanwhile_is_left_out(chae: User) -> None:
    source = factories.source(by=chae)
    batch = exporting_lists.prepare(Source.objects.all(), format="csv", by=chae)
    Source.objects.filter(pk=source.pk).update(is_sensitive=True, public_wording="a civil servant")
    carrying_out.perform(batch.pk)
    batch.refresh_from_db()
    assert rows_of(gzip.decompress(bytes(batch.output or b""))) == []


def test_a_list_that_is_too_long_is_refused(
    claim: Claim, chae: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exporting_lists, "MOST", 1)
    with pytest.raises(InvalidInput, match="Narrow it down"):
        exporting_lists.prepare(Claim.objects.all(), format="csv", by=chae)


def test_memory_does_not_grow_with_the_list(chae: User, noise: None) -> None:
    """Ten times the rows take hardly more memory: a row is written and forgotten."""

    def peak(rows: int) -> int:
        made = [Source(slug=f"s{rows}-{n}", kind="document", publisher="x" * 150) for n in range(rows)]
        Source.objects.bulk_create(made)
        del made
        tracemalloc.start()
        for _ in exporting_lists.export(
            Source.objects.filter(slug__startswith=f"s{rows}-"), format="csv", by=chae
        ):
            pass
        found = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return found

    assert peak(8_000) < peak(2_000) * 2


def test_a_claimant_is_told_without_a_protected_source(chae: User) -> None:
    secret = factories.source(by=chae, is_sensitive=True, public_wording="a civil servant")
    known = factories.source(by=chae)
    for name, source in (("one", secret), ("two", known)):
        Claimant.objects.create(slug=name, name=name, kind="person", source=source)
    told = {row["slug"]: row["source"] for row in csv_of(Claimant.objects.all(), chae)}
    assert told == {"one": "", "two": known.slug}
