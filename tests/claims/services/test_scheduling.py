"""When a source is captured next, as a table of facts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from claims.models import CaptureJob, Source, User
from claims.services import alerting, scheduling
from claims.services.scheduling import Facts
from tests import captures, factories

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

TABLE: list[tuple[dict[str, Any], timedelta]] = [
    ({}, 10 * MINUTE),  # just captured for the first time
    ({"quiet_for": HOUR, "watched_for": HOUR}, 10 * MINUTE),
    ({"quiet_for": DAY, "watched_for": DAY}, 2 * HOUR),
    ({"quiet_for": 12 * DAY, "watched_for": 12 * DAY}, DAY),
    ({"quiet_for": 365 * DAY, "watched_for": 365 * DAY}, 28 * DAY),  # stable for a year: weeks
    ({"quiet_for": HOUR, "watched_for": 48 * DAY}, DAY),  # never stands still: its age counts at a quarter
    ({"quiet_for": 365 * DAY, "watched_for": 365 * DAY, "use": "supporting"}, 7 * DAY),
    ({"quiet_for": 365 * DAY, "watched_for": 365 * DAY, "use": "key"}, 3 * DAY),
    ({"quiet_for": 365 * DAY, "watched_for": 365 * DAY, "use": "sole"}, DAY),
    ({"quiet_for": 365 * DAY, "watched_for": 365 * DAY, "use": "at_risk"}, 6 * HOUR),
    ({"quiet_for": HOUR, "watched_for": HOUR, "use": "at_risk"}, 10 * MINUTE),
    ({"failures": 1, "counts_against": True}, 30 * MINUTE),
    ({"failures": 3, "counts_against": True}, 2 * HOUR),
    ({"failures": 20, "counts_against": True}, DAY),
    ({"failures": 20, "counts_against": False}, 7 * DAY),  # who keeps us out is asked seldom
    ({"failures": 20, "counts_against": False, "is_cut_off": True}, 4 * HOUR),
    ({"failures": 1, "counts_against": False, "retry_after": 3 * HOUR}, 3 * HOUR),
    ({"failures": 1, "given_up": True}, 7 * DAY),
    ({"is_demonstration": True, "quiet_for": 365 * DAY}, MINUTE),
    ({"is_demonstration": True, "failures": 9}, MINUTE),
]


@pytest.mark.parametrize(("facts", "expected"), TABLE)
def test_the_interval_follows_from_the_facts(facts: dict[str, Any], expected: timedelta) -> None:
    assert scheduling.interval(Facts(**facts)) == expected


def test_sources_added_together_do_not_stay_together() -> None:
    moments = {scheduling.due_in(Facts(quiet_for=DAY)) for _ in range(50)}
    assert len(moments) > 10
    assert all(1.8 * HOUR <= moment <= 2.2 * HOUR for moment in moments)


def test_spreading_never_comes_before_what_a_host_asked_for() -> None:
    facts = Facts(failures=1, retry_after=7 * DAY)
    assert all(scheduling.due_in(facts) >= 7 * DAY for _ in range(50))


@pytest.fixture(autouse=True)
def in_process_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.clients.pages.read", captures.read)


@pytest.fixture
def source(chae: User) -> Source:
    return factories.source(by=chae)


def test_failures_are_counted_since_the_last_success(source: Source) -> None:
    captures.capture(source)
    for _ in range(2):
        snapshot = captures.capture(source, captures.failed("http_404", status=404))
    facts = scheduling.facts_of(source, snapshot)
    assert (facts.failures, facts.counts_against) == (2, True)


def test_a_success_ends_the_count(source: Source) -> None:
    captures.capture(source, captures.failed("http_404", status=404))
    assert scheduling.facts_of(source, captures.capture(source)).failures == 0


def test_quiet_is_counted_from_the_last_other_text(source: Source) -> None:
    captures.capture(source)
    other = captures.capture(source, captures.page("Another text altogether."))
    last = captures.capture(source)
    facts = scheduling.facts_of(source, last)
    assert facts.quiet_for == last.captured_at - other.captured_at
    assert facts.watched_for > facts.quiet_for


def test_the_weight_in_a_current_publication_counts(chae: User, ben: User) -> None:
    claim = factories.published_claim(author=chae, editor=ben, with_evidence=1)
    source = claim.evidence.get().source
    assert source is not None
    assert scheduling.use_of(source) == "key"


def test_an_open_alert_counts_most(chae: User, ben: User) -> None:
    claim = factories.published_claim(author=chae, editor=ben, with_evidence=1)
    evidence = claim.evidence.get()
    alerting.open_by_hand(claim.verdicts.get(), evidence, why="A reader wrote.", by=ben)
    assert evidence.source is not None
    assert scheduling.use_of(evidence.source) == "at_risk"


def test_the_demonstrations_own_pages_are_captured_every_minute(chae: User, settings: Any) -> None:
    settings.DEMONSTRATION = True
    own = factories.source(by=chae, url="http://127.0.0.1:8080/demonstration/stable")
    first = captures.capture(own)
    job = CaptureJob.objects.pending().get(source=own)
    assert job.due_at - first.captured_at < 1.1 * MINUTE


def test_other_pages_keep_their_pace_in_the_demonstration(source: Source, settings: Any) -> None:
    settings.DEMONSTRATION = True
    captures.capture(source)
    assert CaptureJob.objects.pending().get(source=source).due_at > source.last_captured_at + 8 * MINUTE  # type: ignore[operator]
