"""What a status and a few headers say."""

import datetime as dt

import pytest

from claims.clients import statuses
from claims.text.outcomes import FailureClass as F

NOW = dt.datetime(2024, 10, 24, 10, 0, tzinfo=dt.UTC)


@pytest.mark.parametrize("status", [200, 201, 203, 204])
def test_pages(status: int) -> None:
    assert statuses.failure_of(status, ()) is None


@pytest.mark.parametrize(
    ("status", "failure"),
    [(100, F.BAD_RESPONSE), (206, F.TRUNCATED), (300, F.BAD_RESPONSE), (408, F.HTTP_4XX), (600, F.BAD_RESPONSE)],
)  # fmt: skip
def test_others(status: int, failure: F) -> None:
    assert statuses.failure_of(status, ()) is failure


@pytest.mark.parametrize(
    ("status", "header", "failure"),
    [
        (403, ("CF-Mitigated", "Challenge"), F.BOT_WALL),
        (405, ("x-amzn-waf-action", "captcha"), F.BOT_WALL),
        (403, ("X-DataDome", "protected"), F.BOT_WALL),
        (403, ("CF-Mitigated", "block"), F.HTTP_403),
        (200, ("X-DataDome", "protected"), None),
    ],
)
def test_barriers(status: int, header: tuple[str, str], failure: F | None) -> None:
    assert statuses.failure_of(status, (header,)) is failure


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("Thu, 24 Oct 2024 10:02:00 GMT", 120),
        ("Thu, 24 Oct 2024 09:00:00 GMT", 0),
        ("Thu, 24 Oct 2024 10:02:00", 120),
        ("Thu, 24 Oct 9999 10:02:00 GMT", 366 * 24 * 3600),
        (" 7 ", 7),
        ("٣", None),
        ("9" * 5_000, None),
        ("Thu, 99 Oct 2024", None),
        ("", None),
        (None, None),
    ],
)
def test_how_long_to_wait(value: str | None, seconds: float | None) -> None:
    assert statuses.retry_after(value, now=NOW) == seconds
