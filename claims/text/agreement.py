"""Whether what a claim says agrees with what a source says: two quantities, or two dates.

The rules, which a desk may quote:

* Two plain figures agree if they are equal, or if the finer one rounds to the rounder one and lies within 5 %.
* "About" and its like admit 10 % either way; "nearly" the 10 % below; simple fractions in words 5 %.
* A claim's "over 13,000" admits all that is more: 26,000 agrees, but loosely, and that is said. A source's
  "over 12,000" means no more than the next round figure: a claim of 13,000 contradicts it.
* Units are converted where that is exact. Currencies never are, nor percent and percentage points.
* Different things counted are not compared, unless the numbers are the same.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from claims.text import counted
from claims.text.hedges import Approximation
from claims.text.language import gettext as _
from claims.text.numbers import Quantity
from claims.text.running_dates import Bound, Mention

_EXACT, _ABOUT, _FRACTION = Decimal("0.05"), Decimal("0.1"), Decimal("0.05")
_NEAR = Decimal("0.2")
_FAR = Decimal("1.5")  # so many times a bound is far beyond it
_LOWER = frozenset({Approximation.OVER, Approximation.AT_LEAST})
_UPPER = frozenset({Approximation.UNDER, Approximation.AT_MOST})


class Match(StrEnum):
    """How two statements stand to each other."""

    SAME = "same"
    COMPATIBLE = "compatible"
    CONTRADICTS = "contradicts"
    NOT_COMPARABLE = "not comparable"


@dataclass(frozen=True, slots=True)
class Agreement:
    """``reason`` is a sentence for people. ``is_loose``: compatible by the words, though far from each other."""

    match: Match
    reason: str
    is_loose: bool = False

    @property
    def agrees(self) -> bool:
        return self.match in {Match.SAME, Match.COMPATIBLE}


class _Interval(NamedTuple):
    """What is admitted, in the base unit of the dimension."""

    low: Decimal
    high: Decimal
    far_low: Decimal
    far_high: Decimal


_INFINITE = Decimal("Infinity")


def of_quantities(claimed: Quantity, stated: Quantity) -> Agreement:
    """Whether a claim's figure can stand beside the source's."""
    if obstacle := _not_comparable(claimed, stated):
        return obstacle
    one, other = _base(claimed), _base(stated)
    if one == other and claimed.approximation is stated.approximation:
        return Agreement(Match.SAME, _("Both give the same figure."))
    admitted, meant = _admitted(claimed, stated, is_claim=True), _admitted(stated, claimed, is_claim=False)
    for bounds in (_LOWER, _UPPER):
        if {
            claimed.approximation,
            stated.approximation,
        } <= bounds:  # over 13,000 is more than "over 12,000" says
            end = meant.low if bounds is _LOWER else meant.high
            meant = meant._replace(low=end, high=end)
    differs = admitted.low > meant.high or meant.low > admitted.high
    is_far = meant.low > admitted.far_high or meant.high < admitted.far_low
    if (differs or is_far) and _differently_named(claimed, stated):
        return Agreement(Match.NOT_COMPARABLE, _("The two figures may count different things."))
    if differs:
        return Agreement(Match.CONTRADICTS, _("The source gives another figure."))
    if is_far:
        return Agreement(
            Match.COMPATIBLE, _("The source's figure lies far beyond what the claim says."), is_loose=True
        )
    return Agreement(Match.COMPATIBLE, _why_compatible(claimed, stated))


def _why_compatible(claimed: Quantity, stated: Quantity) -> str:
    if claimed.approximation is stated.approximation is Approximation.EXACT:
        return _("The figures are the same when rounded.")
    return _("The source's figure lies within what the claim's words admit.")


def _not_comparable(claimed: Quantity, stated: Quantity) -> Agreement | None:
    if {claimed.dimension, stated.dimension} == {"share", "points"}:
        if claimed.value == stated.value:
            return Agreement(Match.CONTRADICTS, _("Percent and percentage points are different things."))
        return Agreement(Match.NOT_COMPARABLE, _("Percent and percentage points are not compared."))
    if claimed.measure.is_money and stated.measure.is_money and claimed.unit != stated.unit:
        return Agreement(Match.NOT_COMPARABLE, _("Amounts in two currencies are not compared."))
    if claimed.is_addition != stated.is_addition:
        return Agreement(Match.NOT_COMPARABLE, _("One is a total, the other what was added."))
    if _is_count(claimed) and _is_count(stated):
        if counted.may_be_same(claimed.unit, stated.unit) or _base(claimed) == _base(stated):
            return None
        return Agreement(Match.NOT_COMPARABLE, _("They count different things."))
    if claimed.measure.converts_to(stated.measure):
        return None
    return Agreement(Match.NOT_COMPARABLE, _("They are figures of different kinds."))


def _is_count(quantity: Quantity) -> bool:
    return quantity.dimension in {"count", "number"}


def _differently_named(claimed: Quantity, stated: Quantity) -> bool:
    """Whether the counted things may differ: troops and people, troops and special forces, troops and nothing named."""
    if not (_is_count(claimed) and _is_count(stated)):
        return False
    if not claimed.unit and not stated.unit:
        return False
    if not (claimed.unit and stated.unit and counted.same_kind(claimed.unit, stated.unit)):
        return True
    return set(claimed.kinds) != set(stated.kinds)


def _base(quantity: Quantity) -> tuple[Decimal | None, Decimal | None]:
    """Both ends in the base unit of the dimension."""
    low, high = (
        None if end is None else (end * quantity.measure.factor + quantity.measure.offset).normalize()
        for end in (quantity.low, quantity.high)
    )
    return low, high


def _admitted(one: Quantity, other: Quantity, *, is_claim: bool) -> _Interval:
    """What ``one`` may mean beside ``other``, whose precision decides whether its own rounding counts."""
    low, high = _base(one)
    step = one.step * one.measure.factor
    finer = other.step * other.measure.factor < step
    if one.dimension == "temperature":
        step, finer = min(one.step, Decimal(1)) * one.measure.factor, True
    slack = min(step / 2, _part(one, _EXACT)) if finer else Decimal(0)
    match one.approximation:
        case Approximation.ABOUT:
            slack = _part(one, _ABOUT)
        case Approximation.NEARLY:
            low, slack = (high or Decimal(0)) - _part(one, _ABOUT), Decimal(0)
        case Approximation.EXACT if one.unit == "share":
            slack = _part(one, _FRACTION)
    if low is None or high is None:
        return _bounded(low, high, step, is_claim=is_claim)
    return _Interval(low - slack, high + slack, low - slack, high + slack)


def _bounded(low: Decimal | None, high: Decimal | None, step: Decimal, *, is_claim: bool) -> _Interval:
    """Open on one side. A claim may be far exceeded; a source means a figure near its bound."""
    if low is not None:
        if is_claim:
            return _Interval(low, _INFINITE, low, max(low * _FAR, low + step))
        return _Interval(low, low + _beyond(low, step), low, low)
    end = high if high is not None else Decimal(0)
    if is_claim:
        return _Interval(-_INFINITE, end, min(end / _FAR, end - step), end)
    return _Interval(end - _beyond(end, step), end, end, end)


def _beyond(bound: Decimal, step: Decimal) -> Decimal:
    """How far from its bound a source's figure is taken to be: not as far as the next round one, nor by a fifth."""
    return min(step * Decimal("0.9"), abs(bound) * _NEAR)


def _part(one: Quantity, share: Decimal) -> Decimal:
    """``share`` of the greater end; for temperatures, whose zero is arbitrary, as if that were 20 degrees."""
    if one.dimension == "temperature":
        return share * 20 * one.measure.factor
    ends = [abs(end) for end in _base(one) if end is not None]
    return max(ends) * share if ends else Decimal(0)


# --- Dates ------------------------------------------------------------------------------------------------------------


def of_dates(claimed: Mention, stated: Mention) -> Agreement:
    """Whether a claim's date can stand beside the source's."""
    one, other = _days(claimed), _days(stated)
    if one is None or other is None:
        return Agreement(Match.NOT_COMPARABLE, _("A date can't be told without knowing when it was written."))
    same = (claimed.earliest, claimed.latest) == (stated.earliest, stated.latest)
    if same and claimed.bound is stated.bound:
        return Agreement(Match.SAME, _("Both name the same time."))
    if _is_edge(claimed) and _is_edge(stated) and _looks_back(claimed) == _looks_back(stated):
        return _edges(claimed, stated)
    if one[0] <= other[1] and other[0] <= one[1]:
        return Agreement(Match.COMPATIBLE, _("One time lies within the other, or they overlap."))
    return Agreement(Match.CONTRADICTS, _("The two times do not touch."))


def _is_edge(mention: Mention) -> bool:
    return mention.bound is not Bound.ON


def _looks_back(mention: Mention) -> bool:
    return mention.bound in {Bound.UNTIL, Bound.BEFORE}


def _days(mention: Mention) -> tuple[date, date] | None:
    if mention.earliest is None or mention.latest is None:
        return None
    if not _is_edge(mention):
        return mention.earliest, mention.latest
    return (date.min, mention.latest) if _looks_back(mention) else (mention.earliest, date.max)


def _edges(claimed: Mention, stated: Mention) -> Agreement:
    """Both name an end, or both a beginning: those have to touch."""
    if claimed.earliest and claimed.latest and stated.earliest and stated.latest:
        if claimed.earliest <= stated.latest and stated.earliest <= claimed.latest:
            return Agreement(Match.COMPATIBLE, _("Both name about the same time."))
        if _looks_back(claimed) and stated.latest < claimed.earliest:
            return Agreement(
                Match.COMPATIBLE, _("The source's time ends sooner than the claim's."), is_loose=True
            )
    return Agreement(Match.CONTRADICTS, _("They name different times."))
