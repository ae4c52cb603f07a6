"""The desk in figures: how much gets done, where claims wait, and whether what is checked is balanced.

Everything is counted by PostgreSQL, in a fixed number of queries.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from django.db.models import Aggregate, Count, DateField, DurationField, F, FloatField, Min, QuerySet, Value
from django.db.models.functions import Extract, TruncMonth, TruncWeek
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from claims.models import Claim, GateOverride, Publication, Rating, Verdict
from claims.presenters import agreement, columns
from claims.presenters.columns import Columns, Row
from claims.text import durations

PERIODS = (30, 90, 365)
BY_WEEK = 120  # days up to which a chart has a column a week; beyond, one a month
CLAIMANTS = 15


class Percentile(Aggregate):
    """PostgreSQL's percentile_cont: the value below which a share of all lies, interpolated."""

    function = "percentile_cont"
    template = "%(function)s(%(share)s) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()

    def __init__(self, expression: Any, share: float) -> None:
        super().__init__(expression, share=share)


class Bar(NamedTuple):
    """A line of a bar table: ``width`` is per cent of the longest."""

    words: str
    n: int
    width: str
    query: str = ""


class Span(NamedTuple):
    """How long a step takes, in words: half of all are done within ``median``, nine of ten within ``most``."""

    words: str
    n: int
    median: str
    most: str


class Waiting(NamedTuple):
    """What is in a state just now; ``days``: how long the one that has waited longest has."""

    words: str
    n: int
    days: int
    query: str


@dataclass(frozen=True)
class Balance:
    """Verdicts by claimant: a column for each rating, a line for each claimant, most often checked first."""

    ratings: list[str]
    rows: list[tuple[str, int, list[int]]]
    others: int


@dataclass(frozen=True)
class Figures:
    days: int
    marked: Columns
    published: Columns
    changes: list[Bar]
    spans: list[Span]
    waiting: list[Waiting]
    ratings: list[Bar]
    balance: Balance
    overrides: list[Bar]
    agreement: agreement.OfDesk


def figures(*, days: int, now: datetime | None = None) -> Figures:
    """Of the last ``days`` days; what waits, ratings and balance are of all that stands now."""
    at = now or timezone.now()
    since = at - timedelta(days=days)
    publications = Publication.objects.filter(published_at__gte=since)
    return Figures(
        days=days,
        marked=_by_time(
            Claim.objects.filter(created_at__gte=since), "created_at", since, at, _("claims marked")
        ),
        published=_by_time(publications, "published_at", since, at, _("publications")),
        changes=_changes(publications),
        spans=_spans(since),
        waiting=_waiting(at),
        ratings=_ratings(),
        balance=_balance(),
        overrides=_overrides(since),
        agreement=agreement.of_desk(since),
    )


# --- How much gets done -------------------------------------------------------------------------------------------


def _by_time(rows: QuerySet[Any], moment: str, since: datetime, until: datetime, unit: str) -> Columns:
    weekly = (until - since).days <= BY_WEEK
    trunc = TruncWeek if weekly else TruncMonth
    # As days at once: a date of the truncated moment would be that of UTC, a day early east of it.
    counted = rows.order_by().values(at=trunc(moment, output_field=DateField())).annotate(n=Count("pk"))
    found = {one["at"]: one["n"] for one in counted}
    starts = _weeks(since, until) if weekly else _months(since, until)
    form = "j M" if weekly else "M Y"
    return columns.of([Row(date_format(start, form), found.get(start, 0)) for start in starts], unit=unit)


def _weeks(since: datetime, until: datetime) -> list[date]:
    """The Mondays of the weeks from ``since`` to ``until``."""
    first, last = (timezone.localtime(one).date() for one in (since, until))
    monday = first - timedelta(days=first.weekday())
    return [monday + timedelta(weeks=n) for n in range((last - monday).days // 7 + 1)]


def _months(since: datetime, until: datetime) -> list[date]:
    first, last = (timezone.localtime(one).date() for one in (since, until))
    n = (last.year - first.year) * 12 + last.month - first.month + 1
    return [
        date(first.year + (first.month - 1 + step) // 12, (first.month - 1 + step) % 12 + 1, 1)
        for step in range(n)
    ]


def _changes(publications: QuerySet[Publication]) -> list[Bar]:
    counted = Counter(dict(publications.order_by().values_list("change").annotate(n=Count("pk"))))
    return _bars((str(words), counted[value]) for value, words in Verdict.Change.choices)


def _overrides(since: datetime) -> list[Bar]:
    rows = GateOverride.objects.filter(overridden_at__gte=since).order_by()
    counted = rows.values_list("line").annotate(n=Count("pk")).order_by("-n", "line")
    return _bars((line.replace("_", " "), n) for line, n in counted)


def _bars(pairs: Iterable[tuple[str, int]], queries: Iterable[str] = ()) -> list[Bar]:
    found = list(pairs)
    most = max((n for _words, n in found), default=0) or 1
    led = list(queries) or [""] * len(found)
    return [
        Bar(words, n, f"{100 * n / most:.1f}", query) for (words, n), query in zip(found, led, strict=True)
    ]


# --- Where claims wait --------------------------------------------------------------------------------------------


def _spans(since: datetime) -> list[Span]:
    """The steps of verdicts published since then, each as the last round of the verdict had it."""
    rows = Verdict.objects.filter(published_at__gte=since, submitted_at__isnull=False)
    first = rows.filter(change=Verdict.Change.FIRST)
    steps = (
        (_("from marking to the first draft"), first, F("created_at") - F("claim__created_at")),
        (_("from draft to submission"), rows, F("submitted_at") - F("created_at")),
        (_("from submission to approval"), rows, F("approved_at") - F("submitted_at")),
        (_("from approval to publication"), rows, F("published_at") - F("approved_at")),
    )
    return [_span(words, steps_, length) for words, steps_, length in steps]


def _span(words: str, rows: QuerySet[Verdict], length: Any) -> Span:
    taken = rows.annotate(length=length).filter(length__gte=Value(timedelta(), output_field=DurationField()))
    seconds = taken.annotate(seconds=Extract(F("length"), "epoch", output_field=FloatField()))
    told = seconds.aggregate(
        n=Count("pk"), median=Percentile(F("seconds"), 0.5), most=Percentile(F("seconds"), 0.9)
    )
    return Span(words, told["n"], *(_about(told[name]) for name in ("median", "most")))


def _about(seconds: float | None) -> str:
    return "–" if seconds is None else durations.about(timedelta(seconds=seconds))


def _waiting(at: datetime) -> list[Waiting]:
    """The states in which work lies, and how long the oldest piece has lain there."""
    status = Claim.Status
    unreviewed = Claim.objects.unreviewed().aggregate(n=Count("pk"), since=Min("created_at"))
    drafts = _oldest(Verdict.State.DRAFT, "updated_at")
    submitted = _oldest(Verdict.State.SUBMITTED, "submitted_at")
    approved = _oldest(Verdict.State.APPROVED, "approved_at")
    states = (
        (_("unreviewed"), unreviewed, f"status__exact={status.UNREVIEWED}"),
        (_("a draft that nobody changes"), drafts, f"work_state__exact={status.IN_REVIEW}"),
        (_("awaiting approval"), submitted, f"work_state__exact={status.AWAITING_APPROVAL}"),
        (_("approved, not published"), approved, f"work_state__exact={status.APPROVED}"),
    )
    return [
        Waiting(words, told["n"], (at - told["since"]).days if told["since"] else 0, query)
        for words, told, query in states
    ]


def _oldest(state: str, moment: str) -> dict[str, Any]:
    return Verdict.objects.filter(state=state).aggregate(n=Count("pk"), since=Min(moment))


# --- What was checked ---------------------------------------------------------------------------------------------


def _ratings() -> list[Bar]:
    """Current publications by rating, in the order of the scale."""
    current = Publication.objects.current().order_by().values_list("rating_slug")
    counted = Counter(dict(current.annotate(n=Count("pk"))))
    scale = Rating.objects.active().values_list("slug", "label")
    return _bars((label, counted[slug]) for slug, label in scale)


def _balance() -> Balance:
    """Who is checked how often, and with what result: one look at whether the desk picks on somebody."""
    rows = Publication.objects.current().order_by().values_list("claim__claimant__name", "rating_slug")
    counted: dict[str, Counter[str]] = defaultdict(Counter)
    for name, rating, n in rows.annotate(n=Count("pk")):
        counted[name or _("nobody by name")][rating] = n
    used = {rating for ratings in counted.values() for rating in ratings}
    scale = [
        (slug, label) for slug, label in Rating.objects.active().values_list("slug", "label") if slug in used
    ]
    order = sorted(counted, key=lambda name: (-counted[name].total(), name))
    shown = [
        (name, counted[name].total(), [counted[name][slug] for slug, _label in scale])
        for name in order[:CLAIMANTS]
    ]
    return Balance([label for _slug, label in scale], shown, max(0, len(order) - CLAIMANTS))
