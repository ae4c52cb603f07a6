"""Dates as sources give them: a day, a month, a year, a span of these, roughly or not sure.

Written in EDTF (ISO 8601-2; the dates of level 0 and what is most needed of level 1): ``2024-10-24``, ``2024-10``,
``2024``, ``2024-10-08/2024-10-24``, ``../2024-10`` and ``2024-10/..`` (open on one side), and after a date ``~``
(approximate), ``?`` (uncertain) or ``%`` (both).
"""

from __future__ import annotations

import calendar
import datetime
import re
from dataclasses import dataclass
from enum import StrEnum

from claims.text.language import gettext as _
from claims.text.language import gettext_noop

_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?[~?%]?")
_OPEN = ".."
_FORMS = gettext_noop(
    "write a day as 2024-10-24, a month as 2024-10, a year as 2024 and a span as 2024-10-08/2024-10-24"
)

# Not calendar.month_name: that speaks the language of the process.
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
_SHORT_MONTHS = {name[:3].lower(): str(number) for number, name in enumerate(_MONTHS, start=1)}
_IN_PATH = re.compile(
    r"/(?P<year>(?:19|20)\d\d)(?:(?P<joint>[/-])"
    rf"(?:(?P<month>0?[1-9]|1[0-2])|(?P<name>{'|'.join(_SHORT_MONTHS)})[a-z]*)"
    r"(?:(?P=joint)(?P<day>0?[1-9]|[12]\d|3[01]))?|(?P<together>\d{4}))(?=[/_-]|$)"
)


class Precision(StrEnum):
    """How much of a date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    SPAN = "span"


@dataclass(frozen=True, slots=True)
class PartialDate:
    """The days that may be meant, from ``earliest`` to ``latest``; None on the side where a span is open."""

    earliest: datetime.date | None
    latest: datetime.date | None
    precision: Precision
    given: str

    @property
    def is_approximate(self) -> bool:
        """Given as "about" (``~``, ``%``), on one side at least. The days are those named all the same."""
        return "~" in self.given or "%" in self.given

    @property
    def is_uncertain(self) -> bool:
        """Given as doubtful (``?``, ``%``), on one side at least."""
        return "?" in self.given or "%" in self.given

    def surely_after(self, other: PartialDate) -> bool:
        """Whether all of it lies behind all of ``other``. False wherever the two may touch."""
        return self.earliest is not None and other.latest is not None and self.earliest > other.latest


def parse(text: str) -> PartialDate:
    """The date that ``text`` gives. ValueError, a clause for people that says what is wrong, if it gives none."""
    given = text.strip()
    first, slash, last = given.partition("/")
    if not slash:
        return _parse_one(given)
    if "/" in last:
        raise ValueError(_("a span has one slash, between its first and its last date"))
    if not first or not last:
        raise ValueError(_("the open side of a span is written as two dots, ../2024 or 2024/.."))
    return span(*(None if side == _OPEN else _parse_one(side) for side in (first, last)))


def in_address(url: str) -> PartialDate | None:
    """The day or month that an address has in its path, as many news sites put it: /2024/10/24/, /2024-10-24-."""
    match = _IN_PATH.search(url.partition("?")[0].lower())
    if match is None:
        return None
    if match["together"]:
        return parsed(f"{match['year']}-{match['together'][:2]}-{match['together'][2:]}")
    month = _SHORT_MONTHS.get(match["name"] or "", match["month"])
    parts = [match["year"], month.zfill(2), *([match["day"].zfill(2)] if match["day"] else [])]
    return parsed("-".join(parts))


def parsed(text: str) -> PartialDate | None:
    """As ``parse``, but None of what gives no date."""
    try:
        return parse(text)
    except ValueError:
        return None


def last_day(text: str) -> datetime.date | None:
    """The last day that may be meant, or the first of a span that has no end; None of what gives no date."""
    given = parsed(text)
    return (given.latest or given.earliest) if given else None


def span(first: PartialDate | None, last: PartialDate | None) -> PartialDate:
    """From the beginning of ``first`` to the end of ``last``; None leaves that side open.

    The same date twice is that date. ValueError if both sides are open, one is a span itself, or the span ends
    before it begins.
    """
    if first and first == last:
        return first
    sides = [side for side in (first, last) if side]
    if not sides:
        raise ValueError(_("a span is open on one side only"))
    if any(side.precision is Precision.SPAN for side in sides):
        raise ValueError(_("a span can't begin or end with another span"))
    earliest, latest = first.earliest if first else None, last.latest if last else None
    if earliest and latest and latest < earliest:
        raise ValueError(
            _("the span ends ({latest}) before it begins ({earliest})").format(
                latest=latest, earliest=earliest
            )
        )
    given = "/".join(side.given if side else _OPEN for side in (first, last))
    return PartialDate(earliest, latest, Precision.SPAN, given)


def display(date: PartialDate) -> str:
    """For readers, the day before the month: "24 October 2024", "8–24 October 2024", "until 2022", "about May 2021"."""
    if date.precision is not Precision.SPAN:
        return _display_one(date)
    first, last = date.given.split("/")
    if first == _OPEN:
        return _("until {day}").format(day=_display_one(_parse_one(last)))
    if last == _OPEN:
        return _("from {day}").format(day=_display_one(_parse_one(first)))
    return _display_span(_parse_one(first), _parse_one(last))


def _parse_one(given: str) -> PartialDate:
    match = _DATE.fullmatch(given)
    if not match:
        raise ValueError(_what_is_wrong(given))
    year, month, day = (int(part or 0) for part in match.groups())
    if not year:
        raise ValueError(_("there is no year 0000"))
    if match[2] and not 1 <= month <= 12:
        raise ValueError(_("there is no month {what}").format(what=match[2]))
    days = calendar.monthrange(year, month or 12)[1]
    if match[3] and not 1 <= day <= days:
        raise ValueError(
            _("{what} {year} has no day {what_2}").format(what=_MONTHS[month - 1], year=year, what_2=match[3])
        )
    precision = Precision.DAY if day else Precision.MONTH if month else Precision.YEAR
    earliest = datetime.date(year, month or 1, day or 1)
    return PartialDate(earliest, datetime.date(year, month or 12, day or days), precision, given)


def _what_is_wrong(given: str) -> str:
    if not given:
        return _("it is empty")
    if re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]", given):
        return _("the time of day does not belong here, only the date")
    if re.fullmatch(r"[0-9X]{4}(?:-[0-9X]{2}){0,2}", given):
        return _("what is not known is left out, not written as X")
    return _(_FORMS)


def _display_one(date: PartialDate) -> str:
    day = " ".join(_parts(date))
    if date.is_approximate:
        day = _("about {day}").format(day=day)
    return _("{day} (uncertain)").format(day=day) if date.is_uncertain else day


def _parts(date: PartialDate) -> list[str]:
    day = date.earliest
    if day is None:
        return []
    everything = [str(day.day), _(_MONTHS[day.month - 1]), str(day.year)]
    return everything[{Precision.DAY: 0, Precision.MONTH: 1}.get(date.precision, 2) :]


def _display_span(first: PartialDate, last: PartialDate) -> str:
    """What two dates of one precision have in common is said once: 8–24 October 2024."""
    start, end = _parts(first), _parts(last)
    if first.precision is not last.precision or any(
        side.is_approximate or side.is_uncertain for side in (first, last)
    ):
        return f"{_display_one(first)} – {_display_one(last)}"
    while len(start) > 1 and start[-1] == end[len(start) - 1]:
        start.pop()
    return ("–" if len(start) == 1 else " – ").join([" ".join(start), " ".join(end)])
