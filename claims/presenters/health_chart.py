"""A source's health over time as a chart: every capture a mark on a line of time, a lane for each kind.

Places along the line are per cent of its width, so that the chart fits any window; heights are pixels.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.models import Alert, Source
from claims.presenters.source_health import LOOKED_BACK, Capture, Kind

SLOTS = 72  # marks beside each other
LANE = 24  # pixels
SHORTEST = timedelta(minutes=10)  # what the chart spans at least

# (kinds, lane, what the lane is called)
LANES = (
    ((Kind.FIRST, Kind.SAME), "same", gettext_lazy("same text")),
    ((Kind.CHANGED,), "changed", gettext_lazy("text changed")),
    ((Kind.TROUBLE,), "trouble", gettext_lazy("a check failed")),
    ((Kind.UNKNOWN,), "unknown", gettext_lazy("not known")),
    ((Kind.FAILED,), "failed", gettext_lazy("not reachable")),
)


class Mark(NamedTuple):
    """Where a capture, or several in one place, stand in the chart: ``x`` per cent, ``y`` pixels."""

    shape: str
    x: str
    y: int
    title: str


class Lane(NamedTuple):
    shape: str
    words: str
    n: int
    y: int


class Risk(NamedTuple):
    """A time in which a published verdict was at risk by this source: per cent."""

    x: str
    width: str
    title: str


@dataclass(frozen=True)
class Chart:
    """``ticks`` are (per cent, words); ``summary`` says in a sentence what the chart shows."""

    height: int
    lanes: list[Lane]
    marks: list[Mark]
    ticks: list[tuple[str, str]]
    summary: str
    risks: list[Risk] = field(default_factory=list)


def chart(source: Source, found: Sequence[Capture], *, at: datetime | None = None) -> Chart | None:
    """All captures on a line of time, a lane for each kind; None before there is any."""
    if not found:
        return None
    end = at or timezone.now()
    start = min(found[-1].at, end - SHORTEST)
    counted = Counter(one.kind for one in found)
    lanes = [
        (kinds, shape, words, sum(counted[kind] for kind in kinds))
        for kinds, shape, words in LANES
        if any(counted[kind] for kind in kinds)
    ]
    risks = list(_risks(source, start, end))
    top = LANE if risks else 0
    placed = [
        Lane(shape, str(words), n, top + index * LANE + LANE // 2)
        for index, (_, shape, words, n) in enumerate(lanes)
    ]
    y_of = {kind: lane.y for (kinds, *_), lane in zip(lanes, placed, strict=True) for kind in kinds}
    return Chart(
        top + len(lanes) * LANE,
        placed,
        list(_marks(found, y_of, start, end)),
        _ticks(start, end),
        _summary(found, placed),
        risks,
    )


def _marks(found: Sequence[Capture], y_of: dict[Kind, int], start: datetime, end: datetime) -> Iterator[Mark]:
    """One mark for all captures of a kind that fall into the same slot."""
    shapes = {kind: shape for kinds, shape, _ in LANES for kind in kinds}
    slots: dict[tuple[int, int], list[Capture]] = {}
    for one in found:
        slot = round(_share(one.at, start, end) * (SLOTS - 1))
        slots.setdefault((slot, y_of[one.kind]), []).append(one)
    for (slot, y), here in sorted(slots.items()):
        is_first = any(one.kind is Kind.FIRST for one in here)
        shape = "first" if is_first else shapes[here[0].kind]
        more = f" ({len(here)} captures)" if len(here) > 1 else ""
        title = f"{date_format(timezone.localtime(here[0].at), 'j M Y, H:i')}: {here[0].words}{more}"
        yield Mark(shape, _percent(slot / (SLOTS - 1)), y, title)


def _share(moment: datetime, start: datetime, end: datetime) -> float:
    return min(max((moment - start) / (end - start), 0.0), 1.0)


def _percent(share: float) -> str:
    """With a margin on either side, so that no mark is cut in half."""
    return f"{1.5 + 97 * share:.2f}"


def _ticks(start: datetime, end: datetime) -> list[tuple[str, str]]:
    span = end - start
    form = "M Y" if span > timedelta(days=400) else "j M" if span > timedelta(days=4) else "j M, H:i"
    return [
        (_percent(share), date_format(timezone.localtime(start + span * share), form))
        for share in (0.0, 1 / 3, 2 / 3, 1.0)
    ]


def _risks(source: Source, start: datetime, end: datetime) -> Iterator[Risk]:
    """The times in which a published verdict was at risk; those that overlap are one."""
    rows = Alert.objects.filter(evidence__source=source).order_by("opened_at", "pk")
    open_from: datetime | None = None
    until = start
    for opened, resolved in rows.values_list("opened_at", "resolved_at")[:LOOKED_BACK]:
        ends = resolved or end
        if ends <= start:
            continue
        if open_from is not None and opened > until:
            yield _risk(open_from, until, start, end)
            open_from = None
        open_from = opened if open_from is None else open_from
        until = max(until, ends)
    if open_from is not None:
        yield _risk(open_from, until, start, end)


def _risk(since: datetime, until: datetime, start: datetime, end: datetime) -> Risk:
    left, right = _share(since, start, end), _share(until, start, end)
    told = [date_format(timezone.localtime(one), "j M Y, H:i") for one in (since, until)]
    last = _("now") if until >= end else told[1]
    return Risk(
        _percent(left),
        f"{max(97 * (right - left), 0.8):.2f}",
        _("{first} to {last}").format(first=told[0], last=last),
    )


def _summary(found: Sequence[Capture], lanes: Sequence[Lane]) -> str:
    since = date_format(timezone.localtime(found[-1].at), "j F Y")
    counted = ", ".join(f"{lane.n} {lane.words}" for lane in lanes)
    number = f"{len(found)} capture{'' if len(found) == 1 else 's'}"
    return f"{number} since {since}: {counted}."
