"""Quoting by selecting words in a capture."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from claims.admin import quoting
from claims.models import Claim, Evidence, Snapshot, User
from tests import factories
from tests.claims.admin.conftest import Desk, said, words

TEXT = "Ships in Lowmark\n\nIn 2023, 4,200 ships  called.\nIt’s “a record”, Ida Holm said. 4,200 ships  called twice."


@pytest.fixture
def claim(chae: User, noise: None) -> Claim:
    return factories.claim(by=chae)


@pytest.fixture
def snapshot(chae: User) -> Snapshot:
    source = factories.source(by=chae)
    return Snapshot.objects.create(
        job=source.capture_jobs.get(), source=source, url=source.url, status=200, text=TEXT
    )


def page(snapshot: Snapshot, query: str = "") -> str:
    return reverse("admin:claims_snapshot_change", args=[snapshot.pk]) + query


def quote(snapshot: Snapshot) -> str:
    return reverse("admin:claims_snapshot_quote", args=[snapshot.pk])


def typed(claim: Claim, **fields: Any) -> dict[str, Any]:
    content = {"claim": claim.pk, "stance": "supports", "weight": "key"} | fields
    return {f"quote-{name}": value for name, value in content.items()}


def test_selected_words_become_evidence_where_they_were_selected(
    claim: Claim, snapshot: Snapshot, ana: User, at_desk: Desk
) -> None:
    start = TEXT.rindex("4,200")
    sent = typed(claim, quote="4,200 ships called", start=start, end=start + len("4,200 ships  called"))
    at_desk(ana).post(quote(snapshot), sent)
    made = Evidence.objects.get(claim=claim)
    assert (made.quote, made.start, made.snapshot, made.weight) == (
        "4,200 ships  called", start, snapshot, "key",
    )  # fmt: skip


def test_typed_words_are_found_however_they_are_typed(
    claim: Claim, snapshot: Snapshot, ana: User, at_desk: Desk
) -> None:
    answer = at_desk(ana).post(quote(snapshot), typed(claim, quote='It\'s "a record"'))
    assert Evidence.objects.get(claim=claim).quote == "It’s “a record”"
    assert "See it at the claim" in said(answer)[0]


def test_words_that_do_not_stand_there_come_back_as_typed(
    claim: Claim, snapshot: Snapshot, ana: User, at_desk: Desk
) -> None:
    shown = at_desk(ana).post(quote(snapshot), typed(claim, quote="9,900 ships called", summary="Many."))
    assert "do not stand in this capture" in words(shown)
    assert shown.context["quoting"]["summary"].value() == "Many."
    assert not Evidence.objects.filter(claim=claim).exists()


def test_a_place_that_says_something_else_is_not_believed(
    claim: Claim, snapshot: Snapshot, ana: User, at_desk: Desk
) -> None:
    at_desk(ana).post(quote(snapshot), typed(claim, quote="Ida Holm", start=0, end=5))
    assert Evidence.objects.get(claim=claim).start == TEXT.index("Ida Holm")


def test_the_claim_one_came_from_is_chosen(
    claim: Claim, snapshot: Snapshot, ana: User, at_desk: Desk
) -> None:
    shown = at_desk(ana).get(page(snapshot, f"?claim={claim.pk}"))
    assert shown.context["quoting"]["claim"].value() == claim.pk
    assert claim.statement in words(shown)


def test_claims_that_quote_the_source_and_ones_own_are_offered(
    claim: Claim, snapshot: Snapshot, chae: User, ana: User
) -> None:
    quoting_it, mine = factories.claim(by=chae), factories.claim(by=chae)
    factories.evidence(quoting_it, by=chae, source=snapshot.source)
    Claim.objects.filter(pk=mine.pk).update(assigned_to=ana)
    assert quoting.offered(snapshot, claim.pk, ana) == [claim.pk, quoting_it.pk, mine.pk]


def test_another_claim_is_found_by_its_words(
    claim: Claim, snapshot: Snapshot, ana: User, at_desk: Desk
) -> None:
    shown = words(at_desk(ana).get(page(snapshot, "?find=BRIDGE")))
    assert "The bridge in Lowmark opened in 1932." in shown
    assert claim.statement not in shown


@pytest.mark.parametrize("query", ["?claim=999999999", "?claim=x", "?find=nothing-says-this", "?claim="])
def test_what_is_not_there_does_no_harm(snapshot: Snapshot, ana: User, at_desk: Desk, query: str) -> None:
    assert at_desk(ana).get(page(snapshot, query)).status_code == 200


def test_every_word_knows_where_it_stands(snapshot: Snapshot, ana: User, at_desk: Desk) -> None:
    shown = at_desk(ana).get(page(snapshot))
    bits = [bit for paragraph in shown.context["page"].paragraphs for bit in paragraph]
    assert all(TEXT[bit.start : bit.start + len(bit.text)] == bit.text for bit in bits)
    assert f'<span data-start="{TEXT.index("In 2023")}">' in words(shown)


def test_there_is_nothing_to_quote_in_an_empty_capture(snapshot: Snapshot, ana: User, at_desk: Desk) -> None:
    empty = Snapshot.objects.create(
        job=factories.source(by=ana).capture_jobs.get(),
        source=snapshot.source,
        url="https://x.example/",
        status=404,
    )
    assert at_desk(ana).get(page(empty)).context["quoting"] is None


def test_a_place_that_is_no_number_is_refused_with_the_words(
    claim: Claim, snapshot: Snapshot, ana: User, at_desk: Desk
) -> None:
    answer = at_desk(ana).post(quote(snapshot), typed(claim, quote="4,200 ships called", start="x", end="9"))
    assert answer.status_code == 200
    assert "4,200 ships called" in words(answer)
