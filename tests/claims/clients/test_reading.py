"""Tidying what was found in a page."""

import datetime as dt

import pytest

from claims.clients import reading
from claims.clients.reading import BeyondLimits, Unreadable


@pytest.mark.parametrize(
    "text",
    ["2024-10-24", "2024-10-24T23:59:59+09:00", "20241024", "20241024T1000", "2024.10.24", "2024/10/24 10:00",
     "2024. 10. 24. 오전 9:00", "Thu, 24 Oct 2024 23:00:00 -0500", " 2024-10-24 "],
)  # fmt: skip
def test_machine_written_days(text: str) -> None:
    assert reading.day(text) == dt.date(2024, 10, 24)


@pytest.mark.parametrize(
    "text",
    ["", "yesterday", "24/10/2024", "2024-10", "2024-10-245", "2024-13-01", "0001-01-01", "9999-12-31", "20241024999",
     None, 20241024, ["2024-10-24"], "1729758000"],
)  # fmt: skip
def test_what_is_no_certain_day(text: object) -> None:
    assert reading.day(text) is None


def test_a_paragraph_is_one_clean_line() -> None:
    assert reading.paragraph("\x01 a\u3000b\n\tc\x00\ud800 ") == "a b c"


def test_a_field_is_not_endless() -> None:
    assert len(reading.field("x " * 5_000)) <= 500
    assert reading.field(7) == ""


def test_no_text_and_too_much_text_are_refused() -> None:
    with pytest.raises(Unreadable):
        reading.joined(["", ""])
    with pytest.raises(BeyondLimits):
        reading.joined(["x" * (reading.MAX_TEXT + 1)])
