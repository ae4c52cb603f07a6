"""What the readers of the child process share: their two refusals, and the tidying of what they found."""

import datetime as dt
import email.utils
import re
from collections.abc import Iterable

from claims.text.language import gettext as _

MAX_TEXT = 2_000_000
"""Characters of text. A long book has half of it."""

_MAX_FIELD = 500
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff]")
_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})(?!\d)")
_WRITTEN_DAY = re.compile(r"(\d{4})\s?[./]\s?(\d{1,2})\s?[./]\s?(\d{1,2})(?!\d)")
MONTHS = {
    "jan": 1, "feb": 2, "mar": 3, "apr": 4, "may": 5, "jun": 6,
    "jul": 7, "aug": 8, "sep": 9, "oct": 10, "nov": 11, "dec": 12,
}  # fmt: skip
_MONTH = "(" + "|".join(MONTHS) + ")[a-z]{0,6}"
_NAMED_MONTH = re.compile(
    rf"\b(?:(?P<day>\d{{1,2}})(?:st|nd|rd|th)?\s{_MONTH}|{_MONTH}\.?\s(?P<day_behind>\d{{1,2}})(?:st|nd|rd|th)?)"
    r",?\s(?P<year>\d{4})\b",
    re.IGNORECASE,
)
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
        raise Unreadable(_("there is no text in it"))
    if len(text) > MAX_TEXT:
        raise BeyondLimits(_("it has more than {max_text} characters of text").format(max_text=MAX_TEXT))
    return text


def day(value: object) -> dt.date | None:
    """The day of a machine-written date: ISO 8601, `2024.10.24`, as in e-mail headers, or `Oct 24, 2024`.

    No time zone is moved.
    """
    text = field(value)
    match = _DAY.match(text) or _WRITTEN_DAY.match(text)
    try:
        if match is not None:
            return _in_range(dt.date(*map(int, match.groups())))
        if (named := _NAMED_MONTH.search(text)) is not None:
            return _in_range(_of_named_month(named))
        return _in_range(email.utils.parsedate_to_datetime(text).date())
    except (ValueError, OverflowError):
        return None


def _of_named_month(match: re.Match[str]) -> dt.date:
    month = MONTHS[(match[2] or match[3]).lower()]
    return dt.date(int(match["year"]), month, int(match["day"] or match["day_behind"]))


def _in_range(found: dt.date) -> dt.date | None:
    return found if found.year in _YEARS else None
