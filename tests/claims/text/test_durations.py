"""Spans of time in words."""

from __future__ import annotations

from datetime import timedelta

import pytest

from claims.text import durations

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("span", "words", "every"),
    [
        (timedelta(seconds=90), "90 seconds", "every 90 seconds"),
        (MINUTE, "1 minute", "every minute"),
        (10 * MINUTE, "10 minutes", "every 10 minutes"),
        (60 * MINUTE, "1 hour", "every hour"),
        (90 * MINUTE, "90 minutes", "every 90 minutes"),
        (36 * HOUR, "36 hours", "every 36 hours"),
        (DAY, "1 day", "every day"),
        (7 * DAY, "1 week", "every week"),
        (28 * DAY, "4 weeks", "every 4 weeks"),
        (366 * DAY, "366 days", "every 366 days"),
        (timedelta(), "0 seconds", "every 0 seconds"),
    ],
)
def test_a_span_in_the_largest_unit_that_divides_it(span: timedelta, words: str, every: str) -> None:
    assert (durations.words(span), durations.every(span)) == (words, every)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(-5, "0 seconds"), (1, "1 second"), (119, "119 seconds"), (120, "2 minutes"), (7199, "119 minutes"),
     (7200, "2 hours"), (200_000, "2 days"), (2_000_000, "3 weeks")],
)  # fmt: skip
def test_roughly(seconds: float, words: str) -> None:
    assert durations.about(timedelta(seconds=seconds)) == words
