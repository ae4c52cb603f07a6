"""What a response's status line and headers say by themselves."""

import datetime as dt
import email.utils
import functools
import re

from claims.text.outcomes import FailureClass

_NAMED = {
    401: FailureClass.HTTP_401,
    402: FailureClass.HTTP_402,
    403: FailureClass.HTTP_403,
    404: FailureClass.HTTP_404,
    410: FailureClass.HTTP_410,
    429: FailureClass.HTTP_429,
    451: FailureClass.HTTP_451,
    999: FailureClass.BOT_WALL,  # LinkedIn's own number for visitors it takes for machines
}
_BARRIERS = {"cf-mitigated": "challenge", "x-amzn-waf-action": "", "x-datadome": ""}
"""Headers, and words in them, by which protection services mark a challenge that stands in a page's place."""

_LONGEST_WAIT = 366 * 24 * 3600.0
_SECONDS = re.compile(r"[0-9]{1,9}")
_CHARSET = re.compile(r"""charset\s*=\s*["']?([A-Za-z0-9_:.+-]{1,40})""", re.IGNORECASE)


def failure_of(status: int, headers: tuple[tuple[str, str], ...]) -> FailureClass | None:
    """The failure a final status stands for; None for a page. Redirects and 304 are not asked about here."""
    if status >= 400 and _is_barrier(headers):
        return FailureClass.BOT_WALL
    if status in _NAMED:
        return _NAMED[status]
    if status == 206:  # a part that nobody asked for
        return FailureClass.TRUNCATED
    if 200 <= status < 300:
        return None
    if 400 <= status < 500:
        return FailureClass.HTTP_4XX
    return FailureClass.HTTP_5XX if 500 <= status < 600 else FailureClass.BAD_RESPONSE


def retry_after(value: str | None, *, now: dt.datetime) -> float | None:
    """Seconds to wait, from a `Retry-After` of seconds or a date (RFC 9110, 10.2.3); None if unreadable."""
    if value is None:
        return None
    if _SECONDS.fullmatch(value.strip()):
        return min(float(value), _LONGEST_WAIT)
    try:
        moment = email.utils.parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=dt.UTC)
    return min(max((moment - now).total_seconds(), 0.0), _LONGEST_WAIT)


@functools.lru_cache(maxsize=256)
def media_type(content_type: str) -> str:
    """The bare, lower-case media type: `text/html` of `Text/HTML; charset=…`."""
    return content_type.partition(";")[0].strip().lower()[:100]


@functools.lru_cache(maxsize=256)
def charset(content_type: str) -> str | None:
    """The lower-case charset a `Content-Type` names, unchecked; None when it names none."""
    match = _CHARSET.search(content_type)
    return match[1].lower() if match else None


def _is_barrier(headers: tuple[tuple[str, str], ...]) -> bool:
    return any(
        name.lower() in _BARRIERS and _BARRIERS[name.lower()] in value.lower() for name, value in headers
    )
