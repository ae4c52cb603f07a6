"""When a source is captured next, as a table of facts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from claims.models import CaptureJob, Claim, Source, User, WatchRule
from claims.services import alerting, scheduling
from claims.services.scheduling import Facts, Pace
from tests import captures, factories
from tests.database.base import as_owner

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
YEAR = {"quiet_for": 365 * DAY, "watched_for": 365 * DAY}
USUAL = Pace(shortest=10 * MINUTE, longest=28 * DAY, divisor=12)
HOURLY = Pace(shortest=10 * MINUTE, longest=HOUR, divisor=12)
SELDOM = Pace(shortest=7 * DAY, longest=90 * DAY, divisor=4)

TABLE: list[tuple[dict[str, Any], timedelta]] = [
    ({}, 10 * MINUTE),  # just captured for the first time
    ({"quiet_for": HOUR, "watched_for": HOUR}, 10 * MINUTE),
    ({"quiet_for": DAY, "watched_for": DAY}, 2 * HOUR),
    ({"quiet_for": 12 * DAY, "watched_for": 12 * DAY}, DAY),
    (YEAR, 28 * DAY),  # stable for a year: weeks
    ({"quiet_for": HOUR, "watched_for": 48 * DAY}, DAY),  # never stands still: its age counts at a quarter
    (YEAR | {"pace": HOURLY}, HOUR),
    ({"pace": HOURLY}, 10 * MINUTE),
    (YEAR | {"pace": SELDOM}, 90 * DAY),
    ({"pace": SELDOM}, 7 * DAY),
    ({"quiet_for": 80 * DAY, "watched_for": 80 * DAY, "pace": SELDOM}, 20 * DAY),
    ({"failures": 1, "counts_against": True}, 30 * MINUTE),
    ({"failures": 3, "counts_against": True}, 2 * HOUR),
    ({"failures": 20, "counts_against": True}, DAY),
    ({"failures": 20, "counts_against": True, "use": "sole"}, 6 * HOUR),
    ({"failures": 20, "counts_against": True, "use": "at_risk"}, 6 * HOUR),
    ({"failures": 20, "counts_against": False}, 7 * DAY),  # who keeps us out is asked seldom
    ({"failures": 20, "counts_against": False, "use": "at_risk"}, 7 * DAY),
    ({"failures": 20, "counts_against": False, "is_cut_off": True}, 4 * HOUR),
    ({"failures": 1, "counts_against": True, "pace": SELDOM}, 7 * DAY),  # a retry keeps to the rule too
    ({"failures": 1, "counts_against": False, "retry_after": 3 * HOUR}, 3 * HOUR),
    ({"failures": 1, "given_up": True}, 7 * DAY),
    ({"is_demonstration": True, "quiet_for": 365 * DAY}, MINUTE),
    ({"is_demonstration": True, "failures": 9}, MINUTE),
]


@pytest.mark.parametrize(("facts", "expected"), TABLE)
def test_the_interval_follows_from_the_facts(facts: dict[str, Any], expected: timedelta) -> None:
    assert scheduling.interval(Facts(**({"pace": USUAL} | facts))) == expected


@pytest.mark.parametrize("use", WatchRule.Use)
def test_without_a_rule_the_first_numbers_hold(use: WatchRule.Use) -> None:
    longest = timedelta(minutes=WatchRule.LONGEST[use])
    assert scheduling.interval(Facts(use=use, quiet_for=1000 * DAY)) == longest


def test_sources_added_together_do_not_stay_together() -> None:
    moments = {scheduling.due_in(Facts(quiet_for=DAY, pace=USUAL)) for _ in range(50)}
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


# --- The desk's own rules -----------------------------------------------------------------------------------------


@pytest.fixture
def claim(chae: User, ben: User) -> Claim:
    """A published claim on one captured source, its sole evidence."""
    made = factories.claim(by=chae)
    piece = factories.evidence(made, by=chae, quote=captures.QUOTE, weight="sole")
    assert piece.source is not None
    captures.capture(piece.source)
    factories.publish(factories.approved(made, by=chae, approver=ben), by=ben)
    return made


def source_of(claim: Claim) -> Source:
    found = claim.evidence.get().source
    assert found is not None
    return found


def rule(use: str, **minutes: int) -> None:
    WatchRule.objects.update_or_create(use=use, defaults=minutes)


def waits(source: Source) -> timedelta:
    """How long after its last capture the source is planned to be captured again."""
    source.refresh_from_db()
    assert source.last_captured_at is not None
    return CaptureJob.objects.pending().get(source=source).due_at - source.last_captured_at


def plan(source: Source, days: float, *, reason: str = "scheduled") -> None:
    """As if the next capture were planned so many days after the last."""
    source.refresh_from_db()
    assert source.last_captured_at is not None
    due = source.last_captured_at + timedelta(days=days)
    CaptureJob.objects.pending().filter(source=source).update(due_at=due, reason=reason)


def age(source: Source, days: float) -> None:
    """As if everything about the source had been so much earlier, but for what is planned."""
    past = timedelta(days=days)
    source.refresh_from_db()
    assert source.last_captured_at is not None
    Source.objects.filter(pk=source.pk).update(last_captured_at=source.last_captured_at - past)
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE claims_snapshot DISABLE TRIGGER snapshot_append_only")
        cursor.execute("UPDATE claims_snapshot SET captured_at = captured_at - %s", [past])
        cursor.execute("ALTER TABLE claims_snapshot ENABLE ALWAYS TRIGGER snapshot_append_only")


def test_a_capture_is_planned_by_the_rule_for_the_sources_use(claim: Claim) -> None:
    rule("sole", shortest_minutes=30, longest_minutes=60)
    rule("unused", shortest_minutes=1, longest_minutes=1)
    source = source_of(claim)
    captures.capture(source)
    assert 27 * MINUTE <= waits(source) <= 33 * MINUTE


def test_the_rule_is_one_query(claim: Claim, django_assert_num_queries: Any) -> None:
    source = source_of(claim)
    snapshot = captures.capture(source)
    with django_assert_num_queries(
        6
    ):  # use, rule, first and last good capture, last other text, failures since
        scheduling.facts_of(source, snapshot)


def test_what_lies_beyond_the_horizon_is_not_read(claim: Claim) -> None:
    source = source_of(claim)
    captures.capture(source, captures.page("Another text altogether."))
    captures.capture(source)
    age(source, 40)
    snapshot = captures.capture(source)
    near, far = Pace(MINUTE, DAY, 12), Pace(MINUTE, 28 * DAY, 12)
    found = {}
    for pace in (near, far):
        rule("sole", shortest_minutes=1, longest_minutes=int(pace.longest / MINUTE))
        found[pace] = scheduling.interval(scheduling.facts_of(source, snapshot))
    assert found[near] == DAY
    assert 3 * DAY < found[far] < 4 * DAY


def test_a_rule_brings_forward_what_it_wants_earlier(claim: Claim) -> None:
    source = source_of(claim)
    plan(source, 5)
    rule("sole", shortest_minutes=10, longest_minutes=60)
    assert scheduling.hasten("sole") == 1
    assert abs(waits(source) - 10 * MINUTE) < timedelta(seconds=1)


def test_it_counts_as_the_next_capture_would(claim: Claim) -> None:
    """The sum stands in Python and in SQL: here they are held against each other."""
    source = source_of(claim)
    captures.capture(source, captures.page("Another text altogether."))
    snapshot = captures.capture(source)
    for days in (0.0, 0.7, 30.0, 400.0):
        age(source, days)
        rule("sole", shortest_minutes=10, longest_minutes=90 * 24 * 60, divisor=7)
        snapshot = captures.capture(source)
        planned = scheduling.interval(scheduling.facts_of(source, snapshot))
        plan(source, 300)
        scheduling.hasten("sole")
        assert abs(waits(source) - planned) < timedelta(seconds=1), days


def test_what_is_overdue_by_the_rule_comes_soon(claim: Claim) -> None:
    source = source_of(claim)
    age(source, 3)
    plan(source, 9)
    rule("sole", shortest_minutes=10, longest_minutes=60)
    scheduling.hasten("sole")
    until = CaptureJob.objects.pending().get(source=source).due_at - timezone.now()
    assert timedelta(seconds=-5) < until < 6 * MINUTE


def test_nothing_is_put_off(claim: Claim) -> None:
    source = source_of(claim)
    rule("sole", shortest_minutes=7 * 24 * 60, longest_minutes=28 * 24 * 60)
    plan(source, 0.5)
    assert scheduling.hasten("sole") == 0
    assert waits(source) == 0.5 * DAY


@pytest.mark.parametrize("why", ["another use", "a failure", "asked for", "unwatched", "in hand"])
def test_what_is_left_where_it_is(claim: Claim, why: str) -> None:
    source = source_of(claim)
    if why == "a failure":
        captures.capture(source, captures.failed("http_429", status=429))
    plan(source, 5, reason="asked" if why == "asked for" else "scheduled")
    if why == "unwatched":
        Source.objects.filter(pk=source.pk).update(is_watched=False)
    if why == "in hand":
        CaptureJob.objects.pending().update(lease_until=timezone.now() + HOUR)
    for use in WatchRule.Use:
        rule(use, shortest_minutes=1, longest_minutes=1)
    assert scheduling.hasten("key" if why == "another use" else "sole") == 0


def test_bringing_forward_is_one_update_however_many_there_are(
    claim: Claim, chae: User, ben: User, django_assert_num_queries: Any
) -> None:
    for number in range(4):
        piece = factories.evidence(factories.claim(by=chae), by=chae, quote=captures.QUOTE, weight="sole")
        assert piece.source is not None
        captures.capture(piece.source)
        plan(piece.source, 5 + number)
    rule("unused", shortest_minutes=10, longest_minutes=60)
    with django_assert_num_queries(2):  # the rule, and the update
        assert scheduling.hasten("unused") == 4


@pytest.mark.parametrize("use", ["sole", "key", "supporting"])
def test_each_weight_is_a_use(use: str, chae: User, ben: User) -> None:
    claim = factories.claim(by=chae)
    piece = factories.evidence(claim, by=chae, weight=use)
    assert piece.source is not None
    assert scheduling.use_of(piece.source) == "unused"
    factories.publish(factories.approved(claim, by=chae, approver=ben), by=ben)
    assert scheduling.use_of(piece.source) == use
    assert list(scheduling.in_use(use)) == [piece.source]


def test_a_publication_brings_the_captures_of_its_sources_forward(chae: User, ben: User) -> None:
    claim = factories.claim(by=chae)
    piece = factories.evidence(claim, by=chae, quote=captures.QUOTE, weight="sole")
    assert piece.source is not None
    captures.capture(piece.source)
    plan(piece.source, 20)
    factories.publish(factories.approved(claim, by=chae, approver=ben), by=ben)
    assert waits(piece.source) < DAY


def test_an_alert_brings_the_next_capture_forward(claim: Claim, ben: User) -> None:
    source = source_of(claim)
    rule("sole", shortest_minutes=600, longest_minutes=600)
    rule("at_risk", shortest_minutes=5, longest_minutes=5)
    plan(source, 0.4)
    alerting.open_by_hand(claim.verdicts.get(), claim.evidence.get(), why="A reader wrote.", by=ben)
    assert abs(waits(source) - 5 * MINUTE) < timedelta(seconds=1)
