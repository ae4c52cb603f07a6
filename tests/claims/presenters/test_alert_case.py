"""An alert side by side: what the verdict relied on, and what stands there now."""

from __future__ import annotations

from typing import Any

import pytest

from claims.models import Alert, ArchiveCopy, Evidence, Source, User
from claims.presenters import alert_case
from claims.presenters.alert_case import Case, Side
from claims.services import alerting, citing
from tests import captures, factories

ALTERED = captures.page(captures.TEXT.replace("4,200", "2,400"))
LOST = captures.page(captures.TEXT.replace(f"{captures.QUOTE}, he said. ", ""))
REPLACED = captures.page(
    "Cookery of the north: eel in green sauce, and three ways to smoke a herring at home."
)
SOFT_404 = captures.page("Sorry.", title="Page not found")


@pytest.fixture(autouse=True)
def in_process_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.clients.pages.read", captures.read)


@pytest.fixture
def evidence(noise: None, chae: User, ben: User) -> Evidence:
    made = factories.evidence(factories.claim(by=chae), by=chae, quote=captures.QUOTE, weight="sole")
    assert made.source is not None
    captures.capture(made.source)
    factories.publish(factories.approved(made.claim, by=chae, approver=ben), by=ben)
    made.refresh_from_db()
    return made


@pytest.fixture
def source(evidence: Evidence) -> Source:
    assert evidence.source is not None
    return evidence.source


def case() -> Case:
    return alert_case.build(Alert.objects.select_related("evidence__source", "verdict").latest("pk"))


def marked(side: Side) -> list[str]:
    return [piece.text for piece in side.pieces if piece.differs]


def test_the_words_that_differ_are_marked_on_both_sides(source: Source) -> None:
    captures.capture(source, ALTERED)
    found = case()
    assert (found.then.passage, found.now.passage) == (
        captures.QUOTE,
        captures.QUOTE.replace("4,200", "2,400"),
    )
    assert (marked(found.then), marked(found.now)) == (["4,200"], ["2,400"])


def test_what_stands_around_is_shown_unmarked(source: Source) -> None:
    captures.capture(source, ALTERED)
    found = case()
    assert found.then.before.endswith("In 2023, ")
    assert found.now.before.endswith("In 2023, ")
    assert found.now.after.startswith(", he said.")


def test_of_words_that_are_gone_their_place_is_shown(source: Source) -> None:
    captures.capture(source, LOST)
    found = case()
    assert marked(found.then) == [captures.QUOTE]
    assert found.now.pieces == []
    assert found.now.before.endswith("In 2023,")
    assert found.now.after.strip().startswith("Each of them paid the fee")


def test_of_another_page_its_beginning_is_shown(source: Source) -> None:
    captures.capture(source, REPLACED)
    found = case()
    assert found.now.after.startswith("Cookery of the north")
    assert "Nothing round the quoted words is left" in found.now.note


def test_of_a_page_that_says_it_is_gone_that_is_shown(source: Source) -> None:
    captures.capture(source, SOFT_404)
    found = case()
    assert (found.now.after, marked(found.then)) == ("Sorry.", [captures.QUOTE])


def test_after_a_failed_capture_the_last_good_one_is_shown_and_the_failure_said(source: Source) -> None:
    captures.capture(source, ALTERED)
    captures.capture(source, captures.failed("http_404", status=404))
    found = case()
    assert marked(found.now) == ["2,400"]
    assert found.now.note == "The page was not found (404)."
    assert found.newest is not None
    assert found.newest.status == 404


def test_the_cited_capture_is_what_the_verdict_relied_on(source: Source, evidence: Evidence) -> None:
    captures.capture(source)
    captures.capture(source, ALTERED)
    found = case()
    assert found.then.snapshot == evidence.snapshot
    assert found.now.snapshot == source.snapshots.latest("pk")


def test_each_trouble_comes_with_what_is_known_now(source: Source, ben: User) -> None:
    captures.capture(source, ALTERED)
    captures.capture(source, SOFT_404)
    captures.capture(source, ALTERED)
    found = case()
    assert [(one.finding.check_id, one.is_over) for one in found.troubles] == [
        ("quote-present", False),
        ("not-a-soft-404", True),
    ]


def test_a_search_has_no_other_side(evidence: Evidence, chae: User, ben: User, bea: User) -> None:
    claim = factories.claim(by=chae)
    search = citing.record_search(claim, where="Index", words="4,200", on=factories.CONTENT["as_of"], by=chae)
    factories.publish(factories.approved(claim, by=chae, approver=ben), by=ben)
    alerting.open_by_hand(claim.verdicts.get(), search, why="The index was closed.", by=bea)
    found = case()
    assert (found.now, found.troubles, found.newest) == (Side(), [], None)


def test_copies_in_archives_come_with_it(source: Source) -> None:
    captures.capture(source, ALTERED)
    copy = ArchiveCopy.objects.create(source=source, archive="wayback", url="https://archive.example/1")
    ArchiveCopy.objects.create(source=source, archive="perma", failure="refused")
    assert case().copies == [copy]


@pytest.mark.parametrize("answer", [ALTERED, LOST, REPLACED, SOFT_404])
def test_the_number_of_queries_is_fixed(
    source: Source, django_assert_max_num_queries: Any, answer: captures.Fetched
) -> None:
    for _ in range(4):
        captures.capture(source, answer)
    alert = Alert.objects.select_related("evidence__source", "evidence__snapshot", "verdict").latest("pk")
    with django_assert_max_num_queries(7):
        alert_case.build(alert)
