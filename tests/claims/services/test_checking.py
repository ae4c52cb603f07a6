"""Findings: what the checks say of each capture, once, and a person's word on it until something else is found."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from claims.checks import registry
from claims.checks.reachable import Reachable
from claims.exceptions import IllegalTransition, InvalidInput, NotAllowed
from claims.models import Event, Evidence, Finding, Source, User
from claims.services import checking
from tests import captures, factories

ALTERED = captures.TEXT.replace("4,200", "2,400")


@pytest.fixture(autouse=True)
def in_process_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.clients.pages.read", captures.read)


@pytest.fixture
def evidence(noise: None, chae: User) -> Evidence:
    return factories.evidence(factories.claim(by=chae), by=chae, quote=captures.QUOTE)


@pytest.fixture
def source(evidence: Evidence) -> Source:
    assert evidence.source is not None
    return evidence.source


def standing(source: Source) -> dict[str, str]:
    found = Finding.objects.of_source(source).current()
    return {one.check_id: f"{one.outcome} {one.reason}" for one in found}


def test_a_good_capture_anchors_the_quote_and_passes(source: Source, evidence: Evidence) -> None:
    snapshot = captures.capture(source)
    evidence.refresh_from_db()
    assert evidence.snapshot == snapshot
    said = {
        "reachable": "pass answers",
        "not-a-soft-404": "pass has_content",
        "quote-present": "pass found",
        "content-stable": "pass first_capture",
    }
    assert said.items() <= standing(source).items()


def test_words_that_are_only_alike_are_not_anchored(source: Source, evidence: Evidence) -> None:
    captures.capture(source, captures.page(ALTERED))
    evidence.refresh_from_db()
    assert evidence.snapshot is None
    assert standing(source)["quote-present"] == "warn nearly_found"


def test_a_lost_quote_fails(source: Source) -> None:
    captures.capture(source)
    captures.capture(source, captures.page(captures.BEFORE + captures.AFTER))
    assert standing(source)["quote-present"] == "fail lost"


def test_a_capture_that_fails_takes_no_trouble_away(source: Source) -> None:
    captures.capture(source)
    captures.capture(source, captures.page(ALTERED))
    captures.capture(source, captures.failed("http_403", status=403))
    assert standing(source)["quote-present"] == "fail altered"
    assert standing(source)["reachable"] == "pass answers"


@pytest.mark.parametrize("failure", ["truncated", "timeout", "too_large", "connection_lost"])
def test_a_failed_fetch_never_replaces_the_baseline(source: Source, evidence: Evidence, failure: str) -> None:
    first = captures.capture(source)
    captures.capture(source, captures.failed(failure, status=200, body=b"Half\nof the"))
    evidence.refresh_from_db()
    assert (source.baseline(), evidence.snapshot) == (first, first)
    assert standing(source)["content-stable"] == "pass first_capture"


def test_a_second_run_adds_nothing(source: Source) -> None:
    snapshot = captures.capture(source)
    before = Finding.objects.count()
    checking.run_checks(snapshot)
    assert Finding.objects.count() == before


def test_the_database_refuses_a_second_finding(source: Source) -> None:
    captures.capture(source)
    finding = Finding.objects.get(check_id="reachable")
    finding.pk = None
    with pytest.raises(IntegrityError, match="finding_once_for_each_check"), transaction.atomic():
        Finding.objects.bulk_create([finding])


def test_the_same_trouble_has_the_same_fingerprint_in_the_next_snapshot(source: Source) -> None:
    captures.capture(source)
    for _ in range(2):
        captures.capture(source, captures.page(ALTERED))
    altered = Finding.objects.filter(reason="altered")
    assert altered.count() == 2
    assert altered.values("fingerprint").distinct().count() == 1


def test_a_check_that_breaks_loses_nothing_else(
    source: Source, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(Reachable, "judge", lambda self, subject: 1 / 0)
    captures.capture(source)
    assert standing(source)["reachable"] == "unknown check_failed"
    assert standing(source)["quote-present"] == "pass found"
    assert "ZeroDivisionError" in caplog.text


def test_the_baseline_stays_where_the_quote_was_anchored(
    source: Source, evidence: Evidence, chae: User
) -> None:
    captures.capture(source, captures.page("Before the list was put up."))
    listed = captures.capture(source)
    captures.capture(source, captures.page(captures.TEXT + " One more line at the end of the page."))
    captures.capture(source, captures.page(ALTERED))
    drift = Finding.objects.filter(check_id="content-stable").latest("pk")
    assert drift.details["baseline"] == listed.pk


def test_each_finding_says_so_in_a_sentence(source: Source) -> None:
    captures.capture(source)
    captures.capture(source, captures.page(ALTERED))
    captures.capture(source, captures.failed("tls"))
    assert all(one.sentence.endswith((".", "”")) and len(one.sentence) > 15 for one in Finding.objects.all())


def test_the_number_of_queries_does_not_grow_with_the_evidence(
    source: Source, evidence: Evidence, chae: User, django_assert_max_num_queries: object
) -> None:
    snapshot = captures.capture(source)
    with django_assert_max_num_queries(10):  # type: ignore[operator]
        checking.run_checks(snapshot)
    for _ in range(5):
        factories.evidence(evidence.claim, by=chae, source=source, quote=captures.AFTER)
    with django_assert_max_num_queries(10):  # type: ignore[operator]
        checking.run_checks(snapshot)


def test_what_bears_on_a_claim_is_found_by_its_evidence_and_sources(
    source: Source, evidence: Evidence
) -> None:
    captures.capture(source)
    bearing = Finding.objects.bearing_on(evidence.claim).current()
    assert {one.check_id for one in bearing} == {check.id for check in registry.all_checks()}


# --- Dismissing ---------------------------------------------------------------------------------------------------


@pytest.fixture
def altered(source: Source) -> Finding:
    captures.capture(source)
    captures.capture(source, captures.page(ALTERED))
    return Finding.objects.get(reason="altered")


def undismissed(source: Source) -> set[str]:
    return {one.reason for one in Finding.objects.of_source(source).current().failed().undismissed()}


def test_a_dismissed_finding_stays_dismissed_in_the_next_capture(
    altered: Finding, source: Source, ben: User
) -> None:
    checking.dismiss(altered, reason="A misprint of theirs.", by=ben)
    captures.capture(source, captures.page(ALTERED))
    assert undismissed(source) == set()


def test_it_comes_back_when_something_else_is_found(altered: Finding, source: Source, ben: User) -> None:
    checking.dismiss(altered, reason="A misprint of theirs.", by=ben)
    captures.capture(source, captures.page(captures.TEXT.replace("4,200", "9,900")))
    assert undismissed(source) == {"altered"}


def test_a_dismissal_is_on_record(altered: Finding, ben: User) -> None:
    checking.dismiss(altered, reason="A misprint of theirs.", by=ben)
    event = Event.objects.about(altered).get(kind="finding.dismissed")
    assert (event.actor_pk, event.claim_pk) == (ben.pk, altered.evidence.claim_id)  # type: ignore[union-attr]
    assert event.content.body["reason"] == "A misprint of theirs."


def test_dismissing_needs_a_reason(altered: Finding, ben: User) -> None:
    with pytest.raises(InvalidInput):
        checking.dismiss(altered, reason="  ", by=ben)


def test_dismissing_needs_an_editor(altered: Finding, chae: User) -> None:
    with pytest.raises(NotAllowed):
        checking.dismiss(altered, reason="Never mind.", by=chae)


def test_a_finding_is_dismissed_once(altered: Finding, ben: User) -> None:
    checking.dismiss(altered, reason="A misprint of theirs.", by=ben)
    with pytest.raises(IllegalTransition):
        checking.dismiss(altered, reason="Again.", by=ben)


def test_what_passed_is_not_dismissed(altered: Finding, ben: User) -> None:
    with pytest.raises(IllegalTransition):
        checking.dismiss(Finding.objects.filter(outcome="pass").latest("pk"), reason="Why not.", by=ben)
