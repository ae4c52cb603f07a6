"""What the readers of the child process share: their two refusals, and the tidying of what they found."""

import datetime as dt
import email.utils
import re
from collections.abc import Iterable

MAX_TEXT = 2_000_000
"""Characters of text. A long book has half of it."""

_MAX_FIELD = 500
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?!\d)")
_WRITTEN_DAY = re.compile(r"(\d{4})\s?[./]\s?(\d{1,2})\s?[./]\s?(\d{1,2})(?!\d)")
_YEARS = range(1900, 2101)


class BeyondLimits(Exception):
    """The page is larger, deeper or longer than is read. The message is a clause for people."""


class Unreadable(Exception):
    """The page is damaged or holds no text. The message is a clause for people."""


def paragraph(pieces: str) -> str:
    """One line: white space of any kind made single, control characters and half characters gone."""
    return " ".join(_UNPRINTABLE.sub("", pieces).split())


def field(value: object) -> str:
    """A title, a name: one line, not endless; empty for what is no text."""
    return paragraph(value[: 4 * _MAX_FIELD])[:_MAX_FIELD].strip() if isinstance(value, str) else ""


def joined(paragraphs: Iterable[str]) -> str:
    """Paragraphs, a line each. Unreadable when there is none, BeyondLimits when there is too much."""
    text = "\n".join(line for line in paragraphs if line)
    if not text:
        raise Unreadable("there is no text in it")
    if len(text) > MAX_TEXT:
        raise BeyondLimits(f"it has more than {MAX_TEXT} characters of text")
    return text


def day(value: object) -> dt.date | None:
    """The day of a machine-written date: ISO 8601, `2024.10.24`, or as in e-mail headers.

    No time zone is moved.
    """
    text = field(value)
    match = _DAY.match(text) or _WRITTEN_DAY.match(text)
    try:
        if match is None:
            return _in_range(email.utils.parsedate_to_datetime(text).date())
        return _in_range(dt.date(*map(int, match.groups())))
    except (ValueError, OverflowError):
        return None


def _in_range(found: dt.date) -> dt.date | None:
    return found if found.year in _YEARS else None
