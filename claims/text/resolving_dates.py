"""The days that a date found in a text means, from its parts as ``date_patterns`` names them."""

from __future__ import annotations

import calendar
import math
import re
from datetime import date, timedelta

from claims.text import date_patterns
from claims.text.dates import Precision
from claims.text.language import gettext as _

_DAYS_OF_PERIOD = {"day": 1, "week": 7, "month": 30, "year": 365, "decade": 3652}
_YEARS = {"재작년": -2, "작년": -1, "지난해": -1, "내년": 1, "last": -1, "next": 1}
_KOREAN_PERIODS = {
    "지난주": ("week", -1), "이번주": ("week", 0), "다음주": ("week", 1), "지난달": ("month", -1),
    "이번달": ("month", 0), "이달": ("month", 0), "다음달": ("month", 1),
}  # fmt: skip
Days = tuple[date, date]


def days_of(
    fields: dict[str, str], language: str, reference: date | None
) -> tuple[Days | None, Precision, bool]:
    """The days meant, how precise that is, and whether the reference day was needed. ValueError for 31 April."""
    year = int(fields["year"]) if "year" in fields else None
    if "number" in fields:
        return _numeric(fields, language), Precision.DAY, False
    if "which_year" in fields:
        if reference is None:
            return None, Precision.YEAR, True
        shift = _YEARS.get(fields["which_year"], 0)
        days, precision = _of_calendar(reference.year + shift, _month(fields, language), fields)
        return days, precision, True
    if year is not None and not fields.keys() & _NAMED_PARTS:
        days, precision = _of_calendar(year, _month(fields, language), fields)
        return days, precision, False
    if year is not None or fields.keys() & {"decade", "century"}:
        return _named_part(year or 0, fields), Precision.SPAN, False
    if reference is None:
        return None, Precision.DAY, True
    days, precision = _relative(fields, language, reference)
    return days, precision, True


_NAMED_PARTS = {"quarter", "quarter_word", "half", "half_word", "season", "to_year", "decade", "century"}


def _month(fields: dict[str, str], language: str) -> int | None:
    if "month_number" in fields:
        return int(fields["month_number"])
    return date_patterns.month_numbers(language)[fields["month"]] if "month" in fields else None


def _of_calendar(year: int, month: int | None, fields: dict[str, str]) -> tuple[Days, Precision]:
    if month is None:
        return (date(year, 1, 1), date(year, 12, 31)), Precision.YEAR
    if "day" not in fields:
        return (date(year, month, 1), _last_of(year, month)), Precision.MONTH
    first = date(year, month, int(fields["day"]))
    last = date(year, month, int(fields.get("to_day", fields["day"])))
    if last < first:
        raise ValueError(_("the days run backwards"))
    return (first, last), Precision.DAY if first == last else Precision.SPAN


def _last_of(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


def _numeric(fields: dict[str, str], language: str) -> Days | None:
    """24.10.2024 and 10/24/2024; None where day and month can't be told apart."""
    one, other, year = (int(fields[name]) for name in ("number", "other", "year"))
    if fields["mark"] == "." or language != "en" or one > 12:
        day = date(year, other, one)
    elif other > 12 or one == other:
        day = date(year, one, other)
    else:
        return None
    return day, day


def _named_part(year: int, fields: dict[str, str]) -> Days:
    if "decade" in fields:
        first = int(fields["decade"]) + (1900 if len(fields["decade"]) == 2 else 0)
        return date(first, 1, 1), date(first + 9, 12, 31)
    if "century" in fields:
        told = fields["century"]
        number = date_patterns.CENTURIES.get(told) or int(re.sub(r"\D", "", told))
        return date(100 * (number - 1) + 1, 1, 1), date(100 * number, 12, 31)
    if "to_year" in fields:
        last = (
            int(fields["to_year"])
            if len(fields["to_year"]) == 4
            else year - year % 100 + int(fields["to_year"])
        )
        if not year < last <= year + 200:
            raise ValueError(_("the years run backwards"))
        return date(year, 1, 1), date(last, 12, 31)
    if "season" in fields:
        return _season(year, fields["season"])
    half = fields.get("half") or {"first": "1", "second": "2"}.get(fields.get("half_word", ""))
    if half:
        return (
            (date(year, 1, 1), date(year, 6, 30)) if half == "1" else (date(year, 7, 1), date(year, 12, 31))
        )
    word = fields.get("quarter_word", "")
    quarter = int(fields["quarter"]) if "quarter" in fields else date_patterns.ORDINAL_QUARTERS[word]
    return date(year, 3 * quarter - 2, 1), _last_of(year, 3 * quarter)


def _season(year: int, name: str) -> Days:
    """Of the northern half of the world, and by whole months: winter 2023 ends in February 2024."""
    month = date_patterns.SEASONS[name]
    last_year, last_month = (year + 1, 2) if month == 12 else (year, month + 2)
    return date(year, month, 1), _last_of(last_year, last_month)


def part_of(days: Days, part: str) -> Days:
    """Of a year whole months: early 2024 ends with April."""
    length = (days[1] - days[0]).days
    first, last = date_patterns.PARTS[part]
    if length in {364, 365}:
        year = days[0].year
        return date(year, math.floor(12 * first) + 1, 1), _last_of(year, math.ceil(12 * last))
    return days[0] + timedelta(round(length * first)), days[0] + timedelta(round(length * last))


# --- Against the reference day ----------------------------------------------------------------------------------------


def _relative(fields: dict[str, str], language: str, reference: date) -> tuple[Days, Precision]:
    if "near" in fields:
        shift = {"yesterday": -1, "tomorrow": 1, "그제": -2, "어제": -1, "내일": 1, "모레": 2}.get(
            fields["near"], 0
        )
        day = reference + timedelta(shift)
        return (day, day), Precision.DAY
    if "weekday" in fields:
        return _weekday(fields["weekday"], fields.get("which", ""), reference)
    if "ago" in fields:
        count = (
            int(fields["count"]) if fields["count"].isdecimal() else date_patterns.NUMBERS[fields["count"]]
        )
        unit = _DAYS_OF_PERIOD[fields["ago"]]
        middle, slack = reference - timedelta(count * unit), timedelta((unit - 1) // 2 + 1 if unit > 1 else 0)
        return (middle - slack, middle + slack), Precision.SPAN if slack else Precision.DAY
    if "period" in fields:
        return _period(fields["period"], fields.get("which", ""), reference)
    if "season" in fields:
        shift = {"last": -1, "past": -1, "previous": -1}.get(fields["which"], 0)
        return _season(reference.year + shift, fields["season"]), Precision.SPAN
    month = _month(fields, language)
    if month is None:
        return _nearest_day(int(fields["day"]), reference), Precision.DAY
    return _of_calendar(_year_of(month, fields.get("which", ""), reference), month, fields)


def _weekday(name: str, which: str, reference: date) -> tuple[Days, Precision]:
    """The latest one up to the reference day, for most news tells what was; or the next one if that is said."""
    number = date_patterns.WEEKDAYS.index(name)
    back = (reference.weekday() - number) % 7
    day = reference + timedelta((7 - back) if which in {"next", "coming"} else -back)
    return (day, day), Precision.DAY


def _period(name: str, which: str, reference: date) -> tuple[Days, Precision]:
    shift = {"last": -1, "past": -1, "previous": -1, "next": 1, "coming": 1}.get(which, 0)
    name, shift = _KOREAN_PERIODS.get(name.replace(" ", ""), (name, shift))
    if name == "week":
        monday = reference - timedelta(reference.weekday()) + timedelta(7 * shift)
        return (monday, monday + timedelta(6)), Precision.SPAN
    if name == "month":
        months = 12 * reference.year + reference.month - 1 + shift
        year, month = divmod(months, 12)
        return (date(year, month + 1, 1), _last_of(year, month + 1)), Precision.MONTH
    years = 10 if name == "decade" else 1
    first = reference.year - reference.year % years + shift * years
    return (
        date(first, 1, 1),
        date(first + years - 1, 12, 31),
    ), Precision.YEAR if years == 1 else Precision.SPAN


def _year_of(month: int, which: str, reference: date) -> int:
    """The year of a month without one: before or after the reference day if so said, or else that which lies nearest,
    a month to come counting as twice as far."""
    if which in {"last", "past", "previous"}:
        return reference.year - (month >= reference.month)
    if which in {"next", "coming"}:
        return reference.year + (month <= reference.month)
    if which == "this":
        return reference.year
    months = {reference.year + shift: 12 * shift + month - reference.month for shift in (-1, 0, 1)}
    return min(months, key=lambda year: -months[year] if months[year] <= 0 else 2 * months[year])


def _nearest_day(day: int, reference: date) -> Days:
    """A day of a month that isn't named, as Korean news has it: sooner one gone by than one to come."""
    months = (reference.replace(day=1) + timedelta(shift) for shift in (-1, 0, 31))
    near = [one.replace(day=day) for one in months if day <= calendar.monthrange(one.year, one.month)[1]]
    found = min(
        near, key=lambda one: (reference - one).days if one <= reference else 2 * (one - reference).days
    )
    return found, found
