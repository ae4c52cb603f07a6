"""When a source is captured next: a simple function of a few facts, by rules that the desk can change.

Minutes for what is fresh, at risk or the sole evidence of a published verdict; weeks for what has been stable for a
year. What a host asks for (Retry-After, its rules for automatic visitors, its gap) is always waited for.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import SystemRandom

from django.conf import settings
from django.db.models import (
    Case,
    DateTimeField,
    DurationField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce, Greatest, Least, Now, Random

from claims.models import Alert, CaptureJob, PublicationState, Snapshot, Source, VerdictCitation, WatchRule
from claims.services import politeness
from claims.text import outcomes
from claims.text.outcomes import FailureClass

Use = WatchRule.Use

DEMONSTRATION = timedelta(minutes=1)
FIRST_RETRY = timedelta(minutes=30)
LONGEST_RETRY = timedelta(days=1)
LONGEST_RETRY_OF_WHAT_MATTERS_MOST = timedelta(hours=6)
LONGEST_RETRY_OF_WHO_KEEPS_US_OUT = timedelta(days=7)
LONGEST_RETRY_WHEN_CUT_OFF = timedelta(hours=4)
GIVEN_UP_RETRY = timedelta(days=7)
LONGEST_PEACE = timedelta(days=28)  # that a host may ask for
SPREAD = 0.1  # captures planned together are done within this share of their interval
_random = SystemRandom()


@dataclass(frozen=True, slots=True)
class Pace:
    """What a rule of watching says: what has been quiet for a time is looked at again after that time divided by
    ``divisor``, within the two bounds."""

    shortest: timedelta
    longest: timedelta
    divisor: int

    @classmethod
    def of(cls, rule: WatchRule) -> Pace:
        return cls(rule.shortest, rule.longest, rule.divisor)

    @classmethod
    def at_first(cls, use: str) -> Pace:
        """As the desk came, before anybody changed a rule."""
        return cls.of(WatchRule(use=use, longest_minutes=WatchRule.LONGEST[Use(use)]))

    @property
    def horizon(self) -> timedelta:
        """Being quiet for longer than this makes no difference any more."""
        return self.longest * self.divisor


@dataclass(frozen=True, slots=True)
class Facts:
    """``quiet_for``: since the text last changed; ``watched_for``: since the first capture; both need not be counted
    beyond the pace's horizon. ``use``: the most that hangs on the source."""

    quiet_for: timedelta = timedelta()
    watched_for: timedelta = timedelta()
    failures: int = 0
    counts_against: bool = False
    is_cut_off: bool = False
    given_up: bool = False
    use: str = Use.UNUSED
    pace: Pace | None = None
    retry_after: timedelta = timedelta()
    is_demonstration: bool = False


def interval(facts: Facts) -> timedelta:
    """The time until the next capture."""
    if facts.is_demonstration:
        return max(DEMONSTRATION, facts.retry_after)
    if facts.given_up:
        return GIVEN_UP_RETRY
    pace = facts.pace or Pace.at_first(facts.use)
    usual = _after_failure(facts, pace) if facts.failures else _after_success(facts, pace)
    return max(usual, facts.retry_after)


def _after_failure(facts: Facts, pace: Pace) -> timedelta:
    """Sooner at first, as most failures pass; a site that keeps us out is asked seldom."""
    doubled: int = 2 ** min(facts.failures - 1, 10)
    return max(min(FIRST_RETRY * doubled, _longest_retry(facts)), pace.shortest)


def _longest_retry(facts: Facts) -> timedelta:
    if facts.is_cut_off:
        return LONGEST_RETRY_WHEN_CUT_OFF
    if not facts.counts_against:
        return LONGEST_RETRY_OF_WHO_KEEPS_US_OUT
    return LONGEST_RETRY_OF_WHAT_MATTERS_MOST if facts.use in {Use.AT_RISK, Use.SOLE} else LONGEST_RETRY


def _after_success(facts: Facts, pace: Pace) -> timedelta:
    """A page that never stands still tells nothing by changing, so its age counts too, at a quarter."""
    quiet = max(facts.quiet_for, facts.watched_for / 4)
    return min(max(quiet / pace.divisor, pace.shortest), pace.longest)


def due_in(facts: Facts) -> timedelta:
    """The interval give or take a tenth, so that sources added together don't stay together; never less than a
    host asked for."""
    usual = interval(facts)
    share = 1.0 if facts.is_demonstration else _random.uniform(1 - SPREAD, 1 + SPREAD)
    return max(usual * share, facts.retry_after)


# --- What the rows say --------------------------------------------------------------------------------------------


def facts_of(
    source: Source, snapshot: Snapshot, *, is_cut_off: bool = False, retry_after_seconds: float | None = None
) -> Facts:
    """What the rows say of a source that has just been captured as ``snapshot``."""
    now = snapshot.captured_at
    use = use_of(source)
    pace = Pace.of(WatchRule.objects.of(use))
    good = source.snapshots.good().only("source", "captured_at", "text_sha256").order_by("captured_at", "pk")
    first, last = good.first(), good.last()
    since = first.captured_at if first else now
    changed = _changed_at(source, last, after=now - pace.horizon)
    return Facts(
        quiet_for=now - (changed or since),
        watched_for=now - since,
        failures=_failures_since(source, last),
        counts_against=not is_cut_off and outcomes.counts_against(snapshot.failure or None),
        is_cut_off=is_cut_off,
        given_up=snapshot.failure == FailureClass.WORKER_LOST,
        use=use,
        pace=pace,
        retry_after=min(timedelta(seconds=retry_after_seconds or 0), LONGEST_PEACE),
        is_demonstration=settings.DEMONSTRATION
        and politeness.is_this_machine(politeness.host_of(source.url)),
    )


def _changed_at(source: Source, last_good: Snapshot | None, *, after: datetime) -> datetime | None:
    """The last moment at which the source was known to say something else; None if it never did, or not of late.

    What lies farther back than ``after`` changes nothing, and is not read: a page captured every few minutes for
    years costs no more than a new one.
    """
    if last_good is None:
        return None
    of_late = source.snapshots.good().filter(captured_at__gt=after)
    others = of_late.exclude(text_sha256=last_good.text_sha256).order_by("captured_at", "pk")
    other = others.only("source", "captured_at").last()
    return other.captured_at if other else None


def _failures_since(source: Source, last_good: Snapshot | None) -> int:
    later = source.snapshots.filter(pk__gt=last_good.pk if last_good else 0)
    return later[:20].count()


def _use() -> Case:
    """The use of a row of sources: an open alert, or else the heaviest weight in a current publication."""
    at_risk = Alert.objects.open().filter(evidence__source=OuterRef("pk"))
    current = VerdictCitation.objects.filter(
        evidence__source=OuterRef("pk"),
        verdict__publication__standing__standing=PublicationState.Standing.CURRENT,
    )
    weights = (Use.SOLE, Use.KEY, Use.SUPPORTING)
    cited = (When(Exists(current.filter(weight=weight)), then=Value(weight.value)) for weight in weights)
    return Case(When(Exists(at_risk), then=Value(Use.AT_RISK.value)), *cited, default=Value(Use.UNUSED.value))


def use_of(source: Source) -> str:
    """The most that hangs on a source: a WatchRule.Use."""
    found: str = Source.objects.filter(pk=source.pk).values_list(_use(), flat=True).get()
    return found


def in_use(use: str) -> QuerySet[Source]:
    """The sources on which this hangs, and nothing weightier."""
    return Source.objects.annotate(use=_use()).filter(use=use)


# --- Bringing captures forward ------------------------------------------------------------------------------------


def hasten(use: str, *, among: QuerySet[Source] | None = None) -> int:
    """Bring pending captures of the sources in this use forward where its rule has them earlier. Returns how many.

    One UPDATE, however many there are, and nothing is put off. What waits after a failure stays where it is: there
    the host's word counts, not ours. What was due long ago by the rule is spread over a tenth of its interval.
    """
    pace = Pace.of(WatchRule.objects.of(use))
    well = in_use(use).filter(is_watched=True, health=Source.Health.OK, last_captured_at__isnull=False)
    if among is not None:
        well = well.filter(pk__in=among.order_by().values("pk"))
    # Rows that somebody holds are being captured: they need no haste, and must not be waited for.
    free = CaptureJob.objects.pending().select_for_update(skip_locked=True, of=("self",))
    waiting = free.filter(
        reason=CaptureJob.Reason.SCHEDULED, lease_until=None, due_at__gt=Now(), source__in=well.values("pk")
    )
    rule_says = Source.objects.filter(pk=OuterRef("source_id")).values(planned=_planned(pace))
    late = CaptureJob.objects.annotate(planned=Subquery(rule_says)).filter(
        pk__in=waiting.values("pk"), due_at__gt=F("planned")
    )
    share = ExpressionWrapper(Value(pace.longest * SPREAD) * Random(), output_field=DurationField())
    soon = Case(When(planned__gt=Now(), then=F("planned")), default=Now() + share)
    return late.update(due_at=Least("due_at", soon))


def _planned(pace: Pace) -> Combinable:
    """When this pace has a source captured again after its last capture; the same sum as ``_after_success``."""
    good = Snapshot.objects.good()
    own = good.filter(source=OuterRef("pk")).order_by("captured_at", "pk")
    says = good.filter(source=OuterRef("source")).order_by("-captured_at", "-pk").values("text_sha256")[:1]
    last = F("last_captured_at")
    changed = own.exclude(text_sha256=Subquery(says)).filter(captured_at__gt=Now() - pace.horizon).reverse()
    first = Subquery(own.values("captured_at")[:1])
    quiet = _span(last - Coalesce(Subquery(changed.values("captured_at")[:1]), first, last))
    age = _span((last - Coalesce(first, last)) / Value(4))
    wanted = Greatest(_span(Greatest(quiet, age) / Value(pace.divisor)), Value(pace.shortest))
    return ExpressionWrapper(last + Least(wanted, Value(pace.longest)), output_field=DateTimeField())


def _span(expression: Combinable) -> Combinable:
    return ExpressionWrapper(expression, output_field=DurationField())
