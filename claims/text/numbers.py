"""Quantities in running text: how much of what, as the words admit it.

"over 13,000 containers", "some 3,000 troops", "$3–4bn", "a third", "1만 3000여 개": each with its place, the values it
admits, its unit and what it is a number of. English is read fully; of Korean, German, French and Spanish digits, scale
words, units and the commonest words of approximation; of other languages digits, signs and international units.

No quantities: dates and years, clock times, telephone numbers, addresses, names ("F-16", "Section 3"), and "one" where
it isn't counted with. Time grows in proportion to the length of the text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from claims.text import figures, hedges, measured
from claims.text.hedges import Approximation
from claims.text.measured import Measured
from claims.text.sentences import Span
from claims.text.units import Unit


@dataclass(frozen=True, slots=True)
class Quantity:
    """``low`` and ``high`` are what the words admit, None where they are open: "over 5" has no high end.

    ``step``: the place of the last digit that was given, 1000 for 13,000. ``measure``: the unit; of counts the counted
    noun, in small letters. ``kinds``: words before that noun that narrow it ("special" forces). ``is_addition``:
    "another 1,500", "1,500 more".
    """

    span: Span
    low: Decimal | None
    high: Decimal | None
    step: Decimal
    approximation: Approximation
    measure: Unit
    kinds: tuple[str, ...] = ()
    is_addition: bool = False

    @property
    def unit(self) -> str:
        """Its name: "kilometre", "KRW", "percent", "troops"; empty if there is none."""
        return self.measure.name

    @property
    def dimension(self) -> str:
        """What it is a number of: "length", "money", "share", "points", "count", "number", …"""
        return self.measure.dimension

    @property
    def value(self) -> Decimal:
        """The number that was named; of a range its middle."""
        ends = [end for end in (self.low, self.high) if end is not None]
        return sum(ends, Decimal(0)) / len(ends)


def quantities(text: str, language: str = "en") -> list[Quantity]:
    """The quantities of ``text`` in order; of ``language``, a BCP 47 tag, the first part counts."""
    code = language.split("-")[0].lower()
    low = figures.lowered(text)
    found = list(measured.find(text, low, code))
    return [_hedged(one, low, code) for one in _ranges(low, found)]


# --- Ranges -----------------------------------------------------------------------------------------------------------

_TO = re.compile(
    r"[ \u00a0]?[-–—‑~∼〜][ \u00a0]?|-?[ ]to[ ]|-?[ ]bis[ ]|[ ]à[ ]|(?:에서|부터)[ ]?|[ ](?:and|und|et|y)[ ]|-?[ ]or[ ]"
)
_PLUS_MINUS = re.compile(r"[ ]?(?:±|\+/-)[ ]?")
_CHANGED = re.compile(
    r"\b(?:rose|risen|rising|rise|grew|grown|growing|growth|increased?|increasing|fell|fallen|falling|fall|"
    r"dropped|dropping|drop|"
    r"declined?|cut|cutting|reduced|raised|raising|went|gone|going|goes|up|down|changed?|jumped|climbed|"
    r"soared|slid|shrank|moved|swung|"
    r"narrowed|widened|expanded|slipped|plunged|revised|upgraded|lowered)\b[^.;]{0,60}\bfrom[ ](?:about |"
    r"around |nearly |over )?\Z"
)


def _ranges(low: str, found: list[Measured]) -> Iterator[Measured]:
    held: Measured | None = None
    for one in found:
        if held and one.start - held.end <= 8:
            if together := _range(low, held, one):
                held = together
                continue
            if _shares_unit(low, held, one):
                held = replace(held, measure=one.measure)
        if held:
            yield held
        held = one
    if held:
        yield held


def _range(low: str, one: Measured, other: Measured) -> Measured | None:
    """Both as one, if the words between make a range of them."""
    between = low[one.end : other.start]
    if _PLUS_MINUS.fullmatch(between) and (one.is_plain or one.measure == other.measure):
        return replace(one, low=one.low - other.high, high=one.high + other.high, end=other.end,
                       measure=other.measure, hedge=Approximation.RANGE)  # fmt: skip
    if not _TO.fullmatch(between) or not (one.is_plain or other.is_plain or one.measure == other.measure):
        return None
    if (
        one.hedge is not Approximation.EXACT
        or other.hedge is Approximation.RANGE
        or not _joins(low, between.strip(" -"), one, other)
    ):
        return None
    first = one.low * _scale_shared(one, other)
    measure = one.measure if other.is_plain else other.measure
    if first >= other.high and measure.dimension != "temperature":
        return None  # 5-3 is a score
    if measure.dimension in {"ordinal", "rank"} or {one.figure.form, other.figure.form} & _NO_ENDS:
        return None
    ends = sorted((first, other.high))
    figure = replace(one.figure, step=min(one.figure.step * _scale_shared(one, other), other.figure.step))
    return replace(one, low=ends[0], high=ends[1], end=other.end, figure=figure, measure=measure, kinds=other.kinds,
                   hedge=Approximation.RANGE)  # fmt: skip


_NO_ENDS = frozenset({"fraction", "factor"})


def _joins(low: str, word: str, one: Measured, other: Measured) -> bool:
    before = low[max(0, one.start - 90) : one.start]
    if word in {"and", "und", "et", "y"}:
        return before.endswith(("between ", "zwischen ", "entre "))
    if word == "or":
        return one.is_plain and one.low < other.low <= 2 * one.low + 1
    return not _CHANGED.search(before)


def _scale_shared(one: Measured, other: Measured) -> Decimal:
    """3 to 5 million: the scale word belongs to both."""
    mantissa = other.figure.mantissa
    if mantissa and one.figure.mantissa is None and one.figure.form != "fraction" and one.low < mantissa:
        return other.figure.high / mantissa
    return Decimal(1)


def _shares_unit(low: str, one: Measured, other: Measured) -> bool:
    """ "45 and 50 mg": the first is of milligrams too."""
    if not one.is_plain or other.measure.dimension in {
        "count",
        "number",
        "share",
        "ordinal",
        "rank",
        "factor",
        "rate",
    }:
        return False
    return one.figure.form == other.figure.form == "digits" and low[one.end : other.start] in {
        " and ",
        " or ",
        ", ",
    }


# --- Words of approximation -------------------------------------------------------------------------------------------


def _hedged(one: Measured, low: str, language: str) -> Quantity:
    hedge = hedges.around(low, one.start, one.figure.end, one.end, language)
    approximation = one.hedge if one.hedge is not Approximation.EXACT else hedge.approximation
    lower, upper = _admitted(one, hedge.approximation)
    return Quantity(Span(hedge.start, hedge.end), lower, upper, one.figure.step, approximation, one.measure, one.kinds,
                    hedge.is_addition)  # fmt: skip


def _admitted(one: Measured, hedge: Approximation) -> tuple[Decimal | None, Decimal | None]:
    if one.hedge is not Approximation.EXACT and hedge in {Approximation.EXACT, Approximation.ABOUT}:
        return one.low, one.high
    match hedge:
        case Approximation.OVER | Approximation.AT_LEAST:
            return one.low, None
        case Approximation.UNDER | Approximation.AT_MOST:
            return None, one.high
        case _:
            return one.low, one.high
