"""The day that a page names, out of machine-written stamps that may tell it by different clocks."""

import datetime as dt
import email.utils
import re
from collections.abc import Iterable
from dataclasses import dataclass

from claims.clients import reading

_DAY_IN_PATH = re.compile(
    r"/(?P<year>(?:19|20)\d\d)(?P<between>[/-]?)"
    rf"(?:(?P<month>0[1-9]|1[0-2])|(?P<name>{'|'.join(reading.MONTHS)}))"
    r"(?P=between)(?P<day>0?[1-9]|[12]\d|3[01])(?=[/_-]|$)"
)
_NO_SHIFT = dt.timedelta()
_QUARTER = dt.timedelta(minutes=15)  # time zones differ by multiples of it
_LARGEST_SHIFT = dt.timedelta(hours=14)
_SLACK = dt.timedelta(minutes=2)
_DATE_ONLY = 10  # characters


@dataclass(frozen=True, slots=True)
class _Stamp:
    """A day, and the moment where one was given: with the offset from universal time, if that was given too."""

    day: dt.date
    moment: dt.datetime | None

    @property
    def offset(self) -> dt.timedelta | None:
        return self.moment.utcoffset() if self.moment else None


def in_address(url: str) -> dt.date | None:
    """The day that an address names in its path, as news sites' do."""
    match = _DAY_IN_PATH.search(url.partition("?")[0])
    if match is None:
        return None
    month = int(match["month"] or reading.MONTHS[match["name"]])
    return reading.day(f"{match['year']}-{month:02}-{int(match['day']):02}")


def day(values: Iterable[object], named_in_address: dt.date | None = None) -> dt.date | None:
    """The first day that is given, by the clock that the page's readers saw; else that of the address.

    A stamp in universal time may name the day before or after. Then the neighbouring day counts that the address
    names, or another stamp of the same moment.
    """
    stamps = filter(None, map(_stamp, values))
    first = next(stamps, None)
    if first is None:
        return named_in_address
    if first.offset not in (None, _NO_SHIFT):
        return first.day
    if named_in_address and abs((named_in_address - first.day).days) == 1:
        return named_in_address
    if named_in_address != first.day and first.moment and first.offset == _NO_SHIFT:
        return next((stamp.day for stamp in stamps if _is_same_elsewhere(first.moment, stamp)), first.day)
    return first.day


def _stamp(value: object) -> _Stamp | None:
    found = reading.day(value)
    if found is None:
        return None
    text = reading.field(value)
    if len(text) <= _DATE_ONLY:
        return _Stamp(found, None)
    for parse in (dt.datetime.fromisoformat, email.utils.parsedate_to_datetime):
        try:
            return _Stamp(found, parse(text))
        except (ValueError, OverflowError):
            continue
    return _Stamp(found, None)


def _is_same_elsewhere(universal: dt.datetime, stamp: _Stamp) -> bool:
    """Whether a stamp can be the same moment by another clock."""
    if stamp.offset == _NO_SHIFT:
        return False
    if stamp.moment is None:
        noon = dt.datetime.combine(stamp.day, dt.time(12))
        return abs(noon - universal.replace(tzinfo=None)) <= _LARGEST_SHIFT + dt.timedelta(hours=12)
    if stamp.offset is not None:
        return abs(stamp.moment - universal) <= _SLACK
    shift = abs(stamp.moment - universal.replace(tzinfo=None))
    rest = shift % _QUARTER
    return shift <= _LARGEST_SHIFT and min(rest, _QUARTER - rest) <= _SLACK
