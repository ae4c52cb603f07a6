"""When a source is captured next: a simple function of a few facts. Minutes for what is fresh or at risk, weeks
for what has been stable for a year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import SystemRandom

from django.conf import settings

from claims.models import Alert, Evidence, Snapshot, Source
from claims.services import alerting, politeness
from claims.text import outcomes
from claims.text.outcomes import FailureClass

SHORTEST = timedelta(minutes=10)
DEMONSTRATION = timedelta(minutes=1)
UNQUIET = 12  # what has been quiet for a time is looked at again after a twelfth of it
FIRST_RETRY = timedelta(minutes=30)
GIVEN_UP_RETRY = timedelta(days=7)
LONGEST = timedelta(days=28)
LONGEST_BY_USE = {
    "at_risk": timedelta(hours=6),
    Evidence.Weight.SOLE: timedelta(days=1),
    Evidence.Weight.KEY: timedelta(days=3),
    Evidence.Weight.SUPPORTING: timedelta(days=7),
}
_random = SystemRandom()


@dataclass(frozen=True, slots=True)
class Facts:
    """``quiet_for``: since the text last changed; ``watched_for``: since the first capture. ``use``: the most that
    hangs on the source: an open alert (*at_risk*), or the weight that a current publication gives it, or nothing."""

    quiet_for: timedelta = timedelta()
    watched_for: timedelta = timedelta()
    failures: int = 0
    counts_against: bool = False
    is_cut_off: bool = False
    given_up: bool = False
    use: str = ""
    retry_after: timedelta = timedelta()
    is_demonstration: bool = False


def interval(facts: Facts) -> timedelta:
    """The time until the next capture."""
    if facts.is_demonstration:
        return max(DEMONSTRATION, facts.retry_after)
    if facts.given_up:
        return GIVEN_UP_RETRY
    usual = _after_failure(facts) if facts.failures else _after_success(facts)
    return max(usual, facts.retry_after)


def _after_failure(facts: Facts) -> timedelta:
    """Sooner at first, as most failures pass; a site that keeps us out is asked seldom."""
    longest = timedelta(hours=4) if facts.is_cut_off else timedelta(days=1 if facts.counts_against else 7)
    doubled: int = 2 ** min(facts.failures - 1, 10)
    return min(FIRST_RETRY * doubled, longest)


def _after_success(facts: Facts) -> timedelta:
    """A page that never stands still tells nothing by changing, so its age counts too, at a quarter."""
    longest = LONGEST_BY_USE.get(facts.use, LONGEST)
    return min(max(max(facts.quiet_for, facts.watched_for / 4) / UNQUIET, SHORTEST), longest)


def due_in(facts: Facts) -> timedelta:
    """The interval give or take a tenth, so that sources added together don't stay together; never less than a
    host asked for."""
    usual = interval(facts)
    share = 1.0 if facts.is_demonstration else _random.uniform(0.9, 1.1)
    return max(usual * share, facts.retry_after)


def facts_of(
    source: Source, snapshot: Snapshot, *, is_cut_off: bool = False, retry_after_seconds: float | None = None
) -> Facts:
    """What the rows say of a source that has just been captured as ``snapshot``."""
    now = snapshot.captured_at
    good = source.snapshots.good().order_by("captured_at", "pk")
    first, last = good.first(), good.last()
    since = first.captured_at if first else now
    return Facts(
        quiet_for=now - (_changed_at(source, last) or since),
        watched_for=now - since,
        failures=_failures_since(source, last),
        counts_against=not is_cut_off and outcomes.counts_against(snapshot.failure or None),
        is_cut_off=is_cut_off,
        given_up=snapshot.failure == FailureClass.WORKER_LOST,
        use=use_of(source),
        retry_after=min(timedelta(seconds=retry_after_seconds or 0), LONGEST),
        is_demonstration=settings.DEMONSTRATION
        and politeness.is_this_machine(politeness.host_of(source.url)),
    )


def _changed_at(source: Source, last_good: Snapshot | None) -> datetime | None:
    """The last moment at which the source was known to say something else; None if it never did."""
    if last_good is None:
        return None
    other = (
        source.snapshots.good()
        .exclude(text_sha256=last_good.text_sha256)
        .order_by("captured_at", "pk")
        .last()
    )
    return other.captured_at if other else None


def _failures_since(source: Source, last_good: Snapshot | None) -> int:
    later = source.snapshots.filter(pk__gt=last_good.pk if last_good else 0)
    return later[:20].count()


def use_of(source: Source) -> str:
    """*at_risk*, the heaviest weight in a current publication, or nothing."""
    if Alert.objects.open().filter(evidence__source=source).exists():
        return "at_risk"
    weights = set(alerting.at_stake(source).values_list("weight", flat=True))
    return next((weight for weight in LONGEST_BY_USE if weight in weights), "")
