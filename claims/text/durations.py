"""Spans of time in words: “10 minutes”, “every day”."""

from __future__ import annotations

from datetime import timedelta

from claims.text.language import ngettext

_LENGTHS = (604_800, 86_400, 3_600, 60, 1)


def words(span: timedelta) -> str:
    """In the largest unit that divides it: 36 hours, not one day and a half. Parts of a second are dropped."""
    return _counted(*_parts(span))


def every(span: timedelta) -> str:
    """How often something happens that happens once in this span: “every hour”, “every 3 days”."""
    number, length = _parts(span)
    return {
        604_800: ngettext("every week", "every {number} weeks", number),
        86_400: ngettext("every day", "every {number} days", number),
        3_600: ngettext("every hour", "every {number} hours", number),
        60: ngettext("every minute", "every {number} minutes", number),
        1: ngettext("every second", "every {number} seconds", number),
    }[length].format(number=number)


def about(span: timedelta) -> str:
    """Roughly, for what is being waited for: two of a unit at least, so that nothing is rounded to nought."""
    seconds = max(span.total_seconds(), 0)
    length = next((one for one in _LENGTHS if seconds >= 2 * one), 1)
    return _counted(int(seconds // length), length)


def _counted(number: int, length: int) -> str:
    return {
        604_800: ngettext("{number} week", "{number} weeks", number),
        86_400: ngettext("{number} day", "{number} days", number),
        3_600: ngettext("{number} hour", "{number} hours", number),
        60: ngettext("{number} minute", "{number} minutes", number),
        1: ngettext("{number} second", "{number} seconds", number),
    }[length].format(number=number)


def _parts(span: timedelta) -> tuple[int, int]:
    seconds = int(span.total_seconds())
    length = next((one for one in _LENGTHS if seconds and seconds % one == 0), 1)
    return seconds // length, length
