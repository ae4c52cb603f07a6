"""Dates in running text, as the days that may be meant: "by December", "in early 2024", "on Thursday", "10월 말".

Read in English and Korean, and plain dates in German, French and Spanish. What names no year, or is told from the day
of writing ("last week"), is resolved against a reference day; without one it is found, but means no days.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from claims.text import date_patterns, resolving_dates
from claims.text.dates import Precision
from claims.text.figures import lowered
from claims.text.sentences import Span

_PREPOSITION = re.compile(
    r"(?:\b(?:in|by|since|until|till|of|from|to|through|during|this|last|next|before|after|early|mid|late|"
    r"every|on|around|"
    r"and|between|and|im|en|à|end)[ -])\Z"
)
_YEAR_PREPOSITION = re.compile(
    r"(?:\b(?:in|by|since|until|till|of|from|to|through|during|before|after|year|around|circa|and|between|"
    r"to|im|en|seit)[ ]|\()\Z"
)
_COUNTED = re.compile(
    r"[ -](?:\w+[ ])?(?:people|troops|soldiers|men|women|children|workers|students|police|officers|jobs|homes|houses|"
    r"protesters|refugees|migrants|deaths|cases|tons|tonnes|miles|kilomet(?:er|re)s|met(?:er|re)s|km|kg|mw|"
    r"dollars|euros|"
    r"pounds|won|yen|yuan|rounds|shells|containers|vehicles|tanks|drones|missiles|votes|employees|members|"
    r"names|items|years|"
    r"words|calories|square|acres|hectares|feet|fighters|prisoners|cars|ships|patients|residents|households|"
    r"seats)\b|[ ]?%"
)
_NO_YEAR_AFTER = frozenset("$£€¥₩#.")
_BEFORE = 24  # characters that may hold the words of a bound


class Bound(StrEnum):
    """Whether the date is meant itself, or as the end or the beginning of a time."""

    ON = "on"
    UNTIL = "until"
    BEFORE = "before"
    SINCE = "since"
    AFTER = "after"


@dataclass(frozen=True, slots=True)
class Mention:
    """A date at ``span``: the first and the last day that may be meant, both None if it could not be resolved.

    ``is_relative``: that took the reference day. ``is_elapsed``: told as a time that has gone by ("three weeks ago").
    """

    span: Span
    earliest: date | None
    latest: date | None
    precision: Precision
    bound: Bound = Bound.ON
    is_relative: bool = False
    is_elapsed: bool = False


def find(text: str, language: str = "en", *, reference: date | None = None) -> list[Mention]:
    """The dates of ``text`` in order. ``reference`` is the day it was written or said, if known."""
    code = language.split("-")[0].lower()
    code = code if code in date_patterns.PATTERNS else "en"
    low = lowered(text)
    found = []
    for match in _matches(low, code):
        fields = date_patterns.fields(match)
        if _is_a_date(text, low, match, fields, code):
            found.append(_mention(low, match, fields, code, reference))
    return _joined(low, found)


def _matches(low: str, language: str) -> Iterator[re.Match[str]]:
    starts, pattern = date_patterns.STARTS[language], date_patterns.PATTERNS[language]
    at = 0
    while start := starts.search(low, at):
        match = pattern.match(low, start.start())
        if match:
            yield match
        at = match.end() if match else start.start() + 1


def _is_a_date(text: str, low: str, match: re.Match[str], fields: dict[str, str], language: str) -> bool:
    start = match.start()
    if fields.keys() == {"year"}:
        return _is_year(text, low, match)
    if (month := fields.get("month")) and language == "en":
        at = low.index(month, start)
        if not text[at].isupper():
            return False
        if fields.keys() & {"day", "year", "part", "which", "which_year"}:
            return True
        if month in date_patterns.AMBIGUOUS:
            return bool(_PREPOSITION.search(low, max(0, start - 12), start))
        return len(month) > 4 or month in {"july", "june"}
    if "weekday" in fields:
        return text[low.index(fields["weekday"], start)].isupper()
    return True


def _is_year(text: str, low: str, match: re.Match[str]) -> bool:
    """Whether four digits alone are a year and not a count: "2000 troops", "$2024", "1500 metres"."""
    start, end = match.span()
    if "년" in match.group():
        return True
    before = text[start - 1 : start] if start else ""
    in_name = before == "-" and text[start - 2 : start - 1].isalpha()
    if before in _NO_YEAR_AFTER or (in_name and not low.endswith(("pre-", "post-", "mid-"), 0, start)):
        return False
    introduced = bool(_YEAR_PREPOSITION.search(low, max(0, start - 10), start))
    if _COUNTED.match(low, end) and not introduced:
        return False
    return introduced or int(match.group()[:4]) >= 1900


# --- What days are meant ----------------------------------------------------------------------------------------------


def _mention(
    low: str, match: re.Match[str], fields: dict[str, str], language: str, reference: date | None
) -> Mention:
    span = Span(*match.span())
    try:
        days, precision, is_relative = resolving_dates.days_of(fields, language, reference)
    except (ValueError, OverflowError):
        days, precision, is_relative = None, Precision.DAY, False
    if days and (part := fields.get("part")):
        days, precision = resolving_dates.part_of(days, part), Precision.SPAN
    first, last = days or (None, None)
    bound, span = _bound(low, span, language)
    if bound is Bound.SINCE and fields.keys() & {"to_day", "to_year"}:
        bound = Bound.ON  # from October 22 to 25
    return Mention(span, first, last, precision, bound, is_relative, "ago" in fields)


# --- Bounds and spans -------------------------------------------------------------------------------------------------


@functools.cache
def _longest_bound() -> int:
    return max(word.count(" ") + 1 for word in date_patterns.BOUNDS)


def _bound(low: str, span: Span, language: str) -> tuple[Bound, Span]:
    if language == "ko":
        for word, bound in date_patterns.KOREAN_BOUNDS.items():
            if low.startswith(word, span.end):
                return Bound(bound), Span(span.start, span.end + len(word))
        return Bound.ON, span
    before = low[max(0, span.start - _BEFORE) : span.start]
    words = before.split() if before.endswith((" ", "\u00a0")) else []
    at = span.start
    if words and words[-1] in {"the", "about", "around"}:
        at = low.rindex(words.pop(), 0, at)
    for count in range(min(len(words), _longest_bound()), 0, -1):
        if told := date_patterns.BOUNDS.get(" ".join(words[-count:]).lstrip('([“"')):
            for word in reversed(words[-count:]):
                at = low.rindex(word.lstrip('([“"'), 0, at)
            return Bound(told), Span(at, span.end)
    return Bound.ON, span


_JOINT = re.compile(r"[ ]?[-–—~][ ]?|[ ](?:to|until|and|through|bis|au|al)[ ]|[ ]")


def _joined(low: str, found: list[Mention]) -> list[Mention]:
    """Two dates with a dash or "to" between them are one span; so are "from … to …", and "…부터 …까지"."""
    joined: list[Mention] = []
    for mention in found:
        last = joined[-1] if joined else None
        if (
            last
            and last.earliest
            and mention.latest
            and mention.earliest
            and _is_one_span(low, last, mention)
        ):
            first = last.earliest
            if last.is_relative and not mention.is_relative:
                first = _before(first, mention.earliest)
            if first <= mention.latest:
                span = Span(last.span.start, mention.span.end)
                joined[-1] = replace(last, span=span, earliest=first, latest=mention.latest, precision=Precision.SPAN,
                                     bound=Bound.ON, is_relative=last.is_relative and mention.is_relative)  # fmt: skip
                continue
        joined.append(mention)
    return joined


def _before(day: date, limit: date) -> date:
    """The same day of the year, in the last year in which it isn't after ``limit``."""
    for year in (limit.year, limit.year - 1):
        try:
            moved = day.replace(year=year)
        except ValueError:
            moved = day.replace(year=year, day=28)
        if moved <= limit:
            return moved
    return day


def _is_one_span(low: str, one: Mention, other: Mention) -> bool:
    between = _JOINT.fullmatch(low, one.span.end, other.span.start)
    if one.span.end == other.span.start:
        return False
    if not between:
        return False
    word = between.group().strip()
    if word == "and":
        return low.endswith("between ", 0, one.span.start)
    if not word:  # "from 8 October until 3 November", "8일부터 24일까지": the bounds are in the mentions
        return one.bound is Bound.SINCE and other.bound is Bound.UNTIL
    return one.bound in {Bound.ON, Bound.SINCE} and other.bound is Bound.ON
