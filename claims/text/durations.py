"""Spans of time in words: “10 minutes”, “every day”."""

from __future__ import annotations

from datetime import timedelta

_UNITS = (("week", 604_800), ("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))


def words(span: timedelta) -> str:
    """In the largest unit that divides it: 36 hours, not one day and a half. Parts of a second are dropped."""
    number, unit = _parts(span)
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def every(span: timedelta) -> str:
    """How often something happens that happens once in this span: “every hour”, “every 3 days”."""
    number, unit = _parts(span)
    return f"every {unit}" if number == 1 else f"every {number} {unit}s"


def about(span: timedelta) -> str:
    """Roughly, for what is being waited for: two of a unit at least, so that nothing is rounded to nought."""
    seconds = max(span.total_seconds(), 0)
    unit, length = next((one for one in _UNITS if seconds >= 2 * one[1]), _UNITS[-1])
    number = int(seconds // length)
    return f"{number} {unit}" if number == 1 else f"{number} {unit}s"


def _parts(span: timedelta) -> tuple[int, str]:
    seconds = int(span.total_seconds())
    unit, length = next((one for one in _UNITS if seconds and seconds % one[1] == 0), _UNITS[-1])
    return seconds // length, unit
