"""Claims and sources from tables: columns, judgement by line and column, all or nothing, and twice is once."""

from __future__ import annotations

import json
from typing import Any

import pytest

from claims.exceptions import InvalidInput, NotAllowed, StaleVersion
from claims.models import Batch, CaptureJob, Claim, Claimant, Event, Source, User
from claims.services import batching, carrying_out, exporting_lists, importing, importing_rows, protecting
from tests import factories, workbooks

SOURCES = b"""Address,Kind,Publisher,Title,Published,Colour
https://a.example/1,News agency,Agency A,Ships,2024-10,blue
https://b.example/2,newspaper,Gazette B,Sums,,red
"""
CLAIMS = "statement,kind,rated,speaker,date\nShips came.,event,so,ida holm,2024-10-24\n"


def taken(raw: bytes | str, by: User, *, noun: str = "source", name: str = "rows.csv") -> Batch:
    content = raw.encode() if isinstance(raw, str) else raw
    return importing_rows.take_in(noun, name=name, raw=content, by=by)


def loaded(batch: Batch, *, skip_bad: bool = False) -> Batch:
    importing_rows.start(batch, by=batch.asked_by, skip_bad=skip_bad)
    while not carrying_out.perform(batch.pk, seconds=0):
        pass
    batch.refresh_from_db()
    return batch


def told(batch: Batch) -> list[tuple[int, str, str]]:
    return [tuple(one) for one in importing_rows.preview(batch).problems]  # type: ignore[misc]


def test_columns_are_recognised_by_name_label_and_other_words() -> None:
    names = ["URL", "Kind", "outlet", "Published on", "Colour", "id", "name"]
    found = {one.name: one.field for one in importing_rows.columns("source", names)}
    assert found == {
        "URL": "url", "Kind": "kind", "outlet": "publisher", "Published on": "published_on", "Colour": "", "id": "",
        "name": "",
    }  # fmt: skip


def test_taking_a_file_in_writes_nothing(ada: User) -> None:
    batch = taken(SOURCES, ada)
    assert importing_rows.preview(batch).counts == {"added": 2}
    assert not Source.objects.exists()


def test_sources_come_in_with_their_captures_and_their_record(ada: User) -> None:
    batch = loaded(taken(SOURCES, ada))
    assert batch.report["summary"] == "2 added, 0 changed, 0 were here already."
    assert list(Source.objects.values_list("publisher", "kind", "published_on")) == [
        ("Agency A", "agency", "2024-10"),
        ("Gazette B", "newspaper", ""),
    ]
    assert CaptureJob.objects.pending().count() == 2
    assert Event.objects.filter(kind="source.imported", actor_label="ada").count() == 2


def test_the_same_file_twice_adds_nothing(ada: User) -> None:
    loaded(taken(SOURCES, ada))
    events = Event.objects.filter(kind__startswith="source").count()
    again = loaded(taken(SOURCES, ada))
    assert again.report["summary"] == "0 added, 0 changed, 2 were here already."
    assert Event.objects.filter(kind__startswith="source").count() == events


def test_a_source_is_known_by_its_address(ada: User, chae: User) -> None:
    here = factories.source(by=chae, url="https://a.example/1", publisher="Agency A", kind="agency")
    batch = taken("url,title\nhttps://a.example/1,Ships\n", ada)
    [foreseen] = importing_rows.preview(batch).foreseen
    assert (foreseen.what, foreseen.changes) == ("changed", {"title": ("", "Ships")})
    loaded(batch)
    here.refresh_from_db()
    assert (here.title, here.publisher, Source.objects.count()) == ("Ships", "Agency A", 1)


def test_a_claim_finds_its_claimant_by_name(ada: User) -> None:
    Claimant.objects.create(slug="holm", name="Ida Holm", kind="person")
    loaded(taken(CLAIMS, ada, noun="claim"))
    claim = Claim.objects.get()
    assert (claim.claimant and claim.claimant.slug, claim.claimed_on, claim.status) == (
        "holm",
        "2024-10-24",
        "unreviewed",
    )


def test_a_workbook_and_json_lines_come_in_too(ada: User) -> None:
    head, *rows = [line.split(",") for line in SOURCES.decode().splitlines()]
    sheet = workbooks.table([head, *rows])
    lines = "\n".join(json.dumps(dict(zip(head, row, strict=True))) for row in rows)
    assert loaded(taken(sheet, ada, name="rows.xlsx")).report["counts"] == {"added": 2}
    assert loaded(taken(lines, ada, name="rows.jsonl")).report["counts"] == {"same": 2}


WRONG: dict[str, tuple[int, str, str]] = {
    "url,kind,publisher\nnowhere,agency,A\n": (2, "url", "address can't be used"),
    "url,kind,publisher\nhttps://a.example,rumour,A\n": (2, "kind", "not a valid choice"),
    "url,kind,publisher,published\nhttps://a.example,agency,A,soon\n": (2, "published", "is no date"),
    "url,kind,publisher,is_sensitive\nhttps://a.example,agency,A,maybe\n": (
        2,
        "is_sensitive",
        "neither yes nor no",
    ),
    "url,kind,publisher,origin\nhttps://a.example,agency,A,nobody\n": (
        2,
        "origin",
        "there is no origin nobody",
    ),
    "url,kind\nhttps://a.example,agency\n": (2, "publisher", "is missing"),
    "url,kind,publisher,is_sensitive\nhttps://a.example,agency,A,yes\n": (
        2,
        "public_wording",
        "needs the words",
    ),
    "url,kind,publisher\nhttps://a.example,agency,A\nhttps://a.example,agency,A\n": (
        3,
        "",
        "stands in line 2",
    ),
}


@pytest.mark.parametrize("raw", WRONG)
def test_what_is_wrong_is_told_by_line_and_column(raw: str, ada: User) -> None:
    line, column, why = WRONG[raw]
    problems = told(taken(raw, ada))
    assert (problems[0][0], problems[0][1]) == (line, column)
    assert why in problems[0][2]


BAD = SOURCES + b"nowhere,agency,C,,,\n"


def test_nothing_is_begun_while_rows_are_wrong(ada: User) -> None:
    batch = taken(BAD, ada)
    with pytest.raises(InvalidInput, match="1 rows are wrong"):
        importing_rows.start(batch, by=ada, skip_bad=False)
    batch.refresh_from_db()
    assert batch.confirmed_at is None


def test_bad_rows_are_skipped_where_the_admin_says_so(ada: User) -> None:
    batch = loaded(taken(BAD, ada), skip_bad=True)
    assert (batch.done, batch.refused, Source.objects.count()) == (2, 1, 2)
    assert batch.report["refused"][0]["name"] == "line 4, Address"


def test_a_wrong_row_beyond_the_preview_keeps_all_from_being_written(
    ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(importing_rows, "PREVIEWED", 1)
    monkeypatch.setattr(importing_rows, "BLOCK", 1)
    batch = loaded(taken(BAD, ada))
    assert batch.report["summary"] == "Nothing was written: 1 rows are wrong."
    assert (batch.done, batch.refused, Source.objects.count()) == (0, 1, 0)


def test_an_import_goes_on_where_a_worker_left_it(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing_rows, "BLOCK", 1)
    batch = loaded(taken(SOURCES, ada))
    assert (batch.done, batch.report["counts"], batch.payload) == (2, {"added": 2}, None)
    assert Event.objects.filter(kind="source.imported").count() == 2


def test_an_import_can_be_called_off_between_two_blocks(ada: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importing_rows, "BLOCK", 1)
    batch = importing_rows.start(taken(SOURCES, ada), by=ada, skip_bad=False)
    for _ in range(3):
        carrying_out.perform(batch.pk, seconds=0)
    batching.cancel(batch, by=ada)
    carrying_out.perform(batch.pk)
    assert Source.objects.count() == 1


def test_what_the_database_refuses_is_told_of_its_row_alone(
    ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As if somebody had brought the same address between judging and writing."""
    batch = importing_rows.start(taken(SOURCES, ada), by=ada, skip_bad=False)
    real: Any = importing.load_objects

    def late(objects: Any, **more: Any) -> Any:
        if not Source.objects.exists():
            Source.objects.create(slug="rival", url="https://b.example/2", kind="agency", publisher="R")
        return real(objects, **more)

    monkeypatch.setattr(importing, "load_objects", late)
    carrying_out.perform(batch.pk)
    batch.refresh_from_db()
    assert (batch.done, batch.refused, Source.objects.count()) == (1, 1, 2)
    assert batch.report["refused"][0]["name"].startswith("line 3")


def test_what_was_exported_comes_in_again_as_the_same(ada: User, chae: User) -> None:
    factories.source(by=chae, title="=Ships")
    factories.source(by=chae, url="", kind="interview")
    raw = b"".join(exporting_lists.export(Source.objects.all(), format="csv", by=ada))
    assert importing_rows.preview(taken(raw, ada)).counts == {"same": 2}


def test_a_file_that_is_not_wanted_is_not_kept(ada: User) -> None:
    batch = batching.cancel(taken(SOURCES, ada), by=ada)
    assert (batch.state, batch.payload) == ("done", None)


@pytest.mark.parametrize("role", ["chae", "ben"])
def test_only_admins_import(role: str, chae: User, ben: User) -> None:
    with pytest.raises(NotAllowed):
        taken(SOURCES, {"chae": chae, "ben": ben}[role])


def test_who_is_no_admin_any_more_writes_nothing(ada: User) -> None:
    batch = importing_rows.start(taken(SOURCES, ada), by=ada, skip_bad=False)
    ada.groups.clear()
    assert carrying_out.perform(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.done, batch.refused, Source.objects.count()) == ("done", 0, 2, 0)
    assert "Your role does not let you" in batch.report["summary"]


def test_a_file_without_a_known_column_is_refused(ada: User) -> None:
    with pytest.raises(InvalidInput, match="none of its columns"):
        taken("colour,shape\nred,round\n", ada)


def test_every_row_that_stands_there_twice_is_told_however_many(
    ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(batching, "TOLD_AT_MOST", 1)
    row = "https://a.example,agency,A\n"
    assert [line for line, _, _ in told(taken("url,kind,publisher\n" + 4 * row, ada))] == [3, 4, 5]


def test_the_same_address_under_another_slug_is_told(ada: User) -> None:
    raw = "slug,url,kind,publisher\na,https://a.example,agency,A\nb,https://a.example,agency,A\n"
    assert told(taken(raw, ada)) == [(3, "", "the same stands in line 2")]


def test_of_two_claimants_of_one_name_none_is_guessed(ada: User) -> None:
    for slug in ("holm", "holm-2"):
        Claimant.objects.create(slug=slug, name="Ida Holm", kind="person")
    [(line, column, why)] = told(taken(CLAIMS, ada, noun="claim"))
    assert (line, column) == (2, "speaker")
    assert "holm, holm-2" in why
    assert told(taken(CLAIMS.replace("ida holm", "holm-2"), ada, noun="claim")) == []


def test_where_somebody_was_quicker_the_rows_are_tried_one_by_one(
    ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    load = importing.load_objects

    def stale_at_first(objects: Any, **more: Any) -> Any:
        if len(objects) > 1:
            raise StaleVersion("Somebody was quicker.", current=2)
        return load(objects, **more)

    monkeypatch.setattr(importing, "load_objects", stale_at_first)
    assert loaded(taken(SOURCES, ada)).report["counts"] == {"added": 2}


def test_of_a_protected_source_the_record_says_only_what_was_changed(ada: User, chae: User) -> None:
    kept = factories.source(
        by=chae, slug="secret", is_sensitive=True, public_wording="a civil servant", publisher="Jo Doe"
    )
    protecting.let_in(kept, person=ada, reason="She brings the list in.", by=chae)
    loaded(taken("slug,publisher\nsecret,Jo Q. Doe\n", ada))
    assert Event.objects.get(kind="source.edited").content.body == {"fields": ["publisher"]}
