"""Figures with what they measure: a unit, a counted noun, a share, an age, a rank; or nothing, for a name "
"or a label."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from claims.text import counted, figures, hedges, running_dates, units
from claims.text.figures import Figure
from claims.text.hedges import Approximation
from claims.text.units import Unit


@dataclass(frozen=True, slots=True)
class Measured:
    """A figure with its unit. ``is_plain``: it has neither unit nor noun, and may take those of the next one."""

    start: int
    end: int
    low: Decimal
    high: Decimal
    figure: Figure
    measure: Unit
    kinds: tuple[str, ...] = ()
    hedge: Approximation = Approximation.EXACT

    @property
    def is_plain(self) -> bool:
        return self.measure is units.PLAIN


_BEFORE = 24
_ORDINAL_END = re.compile(r"(?:st|nd|rd|th)\b")
_DECADE = re.compile(r"['’]?s\b")
_AGE_FOLLOWS = re.compile(r"[- ]olds?\b|[ ]of[ ]age\b")
_AGE_BEFORE = re.compile(r"\b(?:aged?|age[ ]of|ages)[ ]\Z")
_OLD = re.compile(r"[- ]years?[- ]olds?\b")
_HALF_A = re.compile(r"(?:[ -]of)?[ -]an?(?=[ ])")
_TIMES = re.compile(
    r"(?:[ -]|-?fold)(?:times?[ ](?=as|more|the|higher|larger|greater|bigger|faster|less|what|its|their|that|over))?"
)
_PER = re.compile(
    r"[ ](?:per|for every|out of every|in every)[ ](?:(\d[\d,]*)(?:[ ]([a-z]+))?|([a-z]+))|[ ]an?[ ](day|"
    r"week|month|year|hour|minute)\b"
)
_IN = re.compile(r"[ ](?:in|out of)(?:[ ]every)?[ ](?=[\da-z])")
_RANK_BEFORE = re.compile(r"(?:\bnumber|\bno\.?|№|\branked|\branks|\brank|\bplace)[ ]?\Z")
_LABEL = re.compile(
    r"\b(?:article|section|chapter|part|rule|resolution|channel|route|highway|flight|boeing|airbus|apollo|"
    r"windows|type|model|"
    r"mark|phase|title|group|figure|fig\.?|table|unit|room|gate|level|tier|grade|class|category|stage|step|"
    r"day|week|version|"
    r"vol\.?|volume|pages?|pp?\.?|lines?|verse|psalm|order|case|interstate|core|iphone|area|district|ward|"
    r"zone|proposition|"
    r"amendment|act|appendix|annex|paragraph|clause|item|question|episode|season|series|lot|platform|"
    r"terminal|code|form|"
    r"serial|isbn|id|edition|division|brigade|regiment|battalion|sector|block|suite|apt\.?|box|formula|"
    r"group of|catch)[ ]\Z"
)
_ONE_NAMES = re.compile(r"(?:\bno|\bany|\bthe|\bthis|\bthat|\bevery|\bsome|\beach|\bwhich|\bat)[ -]\Z")
_SHARE_OF = re.compile(r"[ ](?:of|the)\b")


def find(text: str, low: str, language: str) -> Iterator[Measured]:
    """The quantities of a text in order, ranges still in two parts; ``low`` is the text in small letters."""
    dates = [one.span for one in running_dates.find(text, language) if not one.is_elapsed]
    passed = reached = 0
    for figure in figures.find(text, low, language=language):
        while passed < len(dates) and dates[passed].end <= figure.start:
            passed += 1
        if figure.start < reached or (passed < len(dates) and dates[passed].start < figure.end):
            continue
        if found := _measure(text, low, figure, language):
            reached = found.end
            yield found


def _measure(text: str, low: str, figure: Figure, language: str) -> Measured | None:
    end = figure.end
    before = low[max(0, figure.start - _BEFORE) : figure.start]
    if figure.form == "ordinal" or (figure.is_bare and (suffix := _ORDINAL_END.match(low, end))):
        end = end if figure.form == "ordinal" else suffix.end()  # type: ignore[union-attr]  # matched just above
        ranked = _RANK_BEFORE.search(before)
        return _found(figure, units.RANK if ranked else units.ORDINAL, end)
    if figure.form == "factor":
        return _found(figure, units.TIMES, end)
    if figure.is_bare and _DECADE.match(low, end):
        return None
    if share := _one_in(text, low, figure, language):
        return share
    if figure.currency:
        price = units.rate(
            figure.currency, text, low, _after_name(low, end, figure.currency), language=language
        )
        return _found(figure, price.unit, price.end)
    if age := _OLD.match(low, end):
        return _found(figure, units.AGE, age.end())
    if figure.is_bare and _AGE_BEFORE.search(before) and not units.read(text, low, end, language=language):
        return _found(figure, units.AGE, end)
    return _with_unit(text, low, figure, language) or _with_noun(text, low, figure, language, before)


def _found(figure: Figure, measure: Unit, end: int, kinds: tuple[str, ...] = ()) -> Measured:
    return Measured(figure.start, end, figure.low, figure.high, figure, measure, kinds,
                     Approximation.VAGUE if figure.form == "vague" else Approximation.EXACT)  # fmt: skip


def _after_name(low: str, end: int, currency: Unit) -> int:
    """ "$7 billion dollars", "A$5 (US)": the currency told again."""
    again = units.read(low, low, end)
    return again.end if again and again.unit.is_money and currency.name[-1] == again.unit.name[-1] else end


def _with_unit(text: str, low: str, figure: Figure, language: str) -> Measured | None:
    at, spelled = figure.end, figure.form != "digits"
    hedged = hedges.between(low, at)
    if figure.form == "fraction" and (article := _HALF_A.match(low, at)):
        at = article.end()
    elif figure.form == "vague" and low.startswith(" of ", at):
        at += 3  # billions of dollars
    if (fold := _TIMES.match(low, hedged)) and fold.group().strip(" -"):
        return _found(figure, units.TIMES, fold.end())
    read = units.read(
        text, low, hedged if hedged != at and at == figure.end else at, language=language, spelled=spelled
    )
    if read is None:
        return None
    unit, end = read.unit, read.end
    if unit.name == "year" and (old := _AGE_FOLLOWS.match(low, end)):
        unit, end = units.AGE, old.end()
    if unit.dimension == "duration" and unit.name == "second" and low.startswith(" second ", figure.end):
        return None if figure.low != 1 else _found(figure, unit, end)
    if unit.name == "pound" and low.startswith("pound", figure.end + 1) and _is_money(low, figure, end):
        unit = units.currency("GBP")
    if unit.name in {"KRW"} and low[end - 3 : end] == "won" and figure.high < 100:
        return None  # "all 12 won"
    return _found(figure, unit, end)


def _is_money(low: str, figure: Figure, end: int) -> bool:
    """Whether pounds are sterling: of millions, or with pence, and never "pounds of" a thing."""
    if low.startswith(" of ", end):
        return False
    return figure.high >= 1_000_000 or figure.step == Decimal("0.01")


def _one_in(text: str, low: str, figure: Figure, language: str) -> Measured | None:
    """ "two in five", "nine out of 10"."""
    joint = _IN.match(low, figure.end)
    if (
        not joint
        or figure.low != int(figure.low)
        or figure.form not in {"digits", "words"}
        or figure.currency
    ):
        return None
    at = joint.end()
    whole = next(figures.find(text[at : at + 16], low[at : at + 16], language=language), None)
    if whole is None or whole.start or whole.low not in _WHOLES or not 0 < figure.low < whole.low:
        return None
    end = at + whole.end
    if whole.form not in {"digits", "words"} or units.read(text, low, end, language=language, spelled=True):
        return None
    share = figure.low / whole.low
    one = replace(figure, end=end, low=share, high=share, form="fraction", step=Decimal("0.01"))
    return _found(one, units.SHARE, end)


_WHOLES = frozenset({*range(2, 11), 12, 15, 20, 25, 50, 100, 1000, 10_000, 100_000, 1_000_000})


# --- Counts -----------------------------------------------------------------------------------------------------------


def _with_noun(text: str, low: str, figure: Figure, language: str, before: str) -> Measured | None:
    at = hedges.between(low, figure.end)
    following = text[figure.end : figure.end + 1]
    if following.isalpha() and following < "\u1100":
        return None  # an identifier: 16a, 4x4
    if figure.form == "fraction":
        return _found(figure, units.SHARE, figure.end)
    is_one = figure.low == figure.high == 1
    noun = _noun(text, low, figure, at, is_one=is_one) if language == "en" else None
    if figure.is_bare and _is_name(text, low, figure, before, bool(noun)):
        return _found(figure, units.RANK, figure.end) if _RANK_BEFORE.search(before) else None
    if figure.form == "words" and is_one and (noun is None or _ONE_NAMES.search(before)):
        return None
    if noun is None:
        rate = _PER.match(low, figure.end)
        told = " ".join(part for part in rate.groups() if part) if rate and rate[1] else ""
        return _found(
            figure,
            Unit(f"per {told}", "rate") if rate and told else units.PLAIN,
            rate.end() if rate and told else figure.end,
        )
    if per := _PER.match(low, noun.end):
        below = " ".join(part for part in per.groups() if part)
        return _found(figure, Unit(f"{noun.noun} per {below}", "rate"), per.end())
    kinds = tuple(
        word for word in noun.before if word not in {"more", "additional", "further", "extra", "other"}
    )
    return _found(figure, units.counted(noun.noun), noun.end, kinds)


def _noun(text: str, low: str, figure: Figure, at: int, *, is_one: bool) -> counted.Counted | None:
    if low.startswith(" of ", at):
        if is_one:
            return None  # one of the men
        if figure.form == "vague" and (noun := counted.find(text, low, at + 3)):
            return noun
    return counted.find(text, low, at, is_one=is_one) or counted.find(
        text, low, hedges.after(low, at), is_one=is_one
    )


def _is_name(text: str, low: str, figure: Figure, before: str, has_noun: bool) -> bool:
    """Whether a bare number is a label: Section 3, Voyager 2, (3), 4. at the start of a line, #5."""
    if _RANK_BEFORE.search(before) or (_LABEL.search(before) and figure.low < 10_000):
        return True
    line_start = not before or before[-1:] == "\n"
    after = text[figure.end : figure.end + 2]
    if line_start and after[:1] in {".", ")"} and after[1:] in {" ", ""}:
        return True
    if before[-1:] in {"[", "#"} or (before[-1:] == "(" and after[:1] == ")" and figure.low < 100):
        return True
    if has_noun or figure.low >= 1000:
        return False
    words = text[max(0, figure.start - _BEFORE) : figure.start].split(" ")
    word = words[-2] if len(words) > 1 and not words[-1] else ""
    return (
        bool(word)
        and word[0].isupper()
        and word.isalpha()
        and not _begins_sentence(text, figure.start - len(word) - 1)
    )


def _begins_sentence(text: str, at: int) -> bool:
    before = text[max(0, at - 3) : at].rstrip(" \u00a0\"“‘'(")
    return not before or before[-1] in ".!?:\n"
