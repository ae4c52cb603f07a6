"""Partial dates: the days that are meant, what is refused and why, and how a reader sees them."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.text import dates
from claims.text.dates import Precision

DAYS = st.dates(min_value=datetime.date(1, 1, 1))
ONES = st.one_of(
    DAYS.map(lambda day: day.isoformat()),
    DAYS.map(lambda day: day.isoformat()[:7]),
    DAYS.map(lambda day: day.isoformat()[:4]),
)


def day(text: str) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None


@pytest.mark.parametrize(
    ("given", "earliest", "latest", "precision", "shown"),
    [
        ("2024-10-24", "2024-10-24", "2024-10-24", Precision.DAY, "24 October 2024"),
        ("2024-10", "2024-10-01", "2024-10-31", Precision.MONTH, "October 2024"),
        ("2024-02", "2024-02-01", "2024-02-29", Precision.MONTH, "February 2024"),
        ("2022", "2022-01-01", "2022-12-31", Precision.YEAR, "2022"),
        ("2024-10-08/2024-10-24", "2024-10-08", "2024-10-24", Precision.SPAN, "8–24 October 2024"),
        (
            "2024-09-28/2024-10-03",
            "2024-09-28",
            "2024-10-03",
            Precision.SPAN,
            "28 September – 3 October 2024",
        ),
        (
            "2024-12-30/2025-01-02",
            "2024-12-30",
            "2025-01-02",
            Precision.SPAN,
            "30 December 2024 – 2 January 2025",
        ),
        ("2024-10/2024-12", "2024-10-01", "2024-12-31", Precision.SPAN, "October–December 2024"),
        ("2023-12/2024-12", "2023-12-01", "2024-12-31", Precision.SPAN, "December 2023 – December 2024"),
        ("2022/2024", "2022-01-01", "2024-12-31", Precision.SPAN, "2022–2024"),
        ("2023/2024-10", "2023-01-01", "2024-10-31", Precision.SPAN, "2023 – October 2024"),
        ("../2024", "", "2024-12-31", Precision.SPAN, "until 2024"),
        ("2024-10-24/..", "2024-10-24", "", Precision.SPAN, "from 24 October 2024"),
        ("2024-10~", "2024-10-01", "2024-10-31", Precision.MONTH, "about October 2024"),
        ("2024?", "2024-01-01", "2024-12-31", Precision.YEAR, "2024 (uncertain)"),
        ("2024%", "2024-01-01", "2024-12-31", Precision.YEAR, "about 2024 (uncertain)"),
        ("2023~/2024", "2023-01-01", "2024-12-31", Precision.SPAN, "about 2023 – 2024"),
        ("0999", "0999-01-01", "0999-12-31", Precision.YEAR, "999"),
    ],
)
def test_the_days_that_are_meant(
    given: str, earliest: str, latest: str, precision: Precision, shown: str
) -> None:
    found = dates.parse(given)
    assert (found.earliest, found.latest, found.precision) == (day(earliest), day(latest), precision)
    assert found.given == given
    assert dates.display(found) == shown


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ("", "it is empty"),
        ("2024-13", "there is no month 13"),
        ("2024-00", "there is no month 00"),
        ("2023-02-29", "February 2023 has no day 29"),
        ("2024-04-31", "April 2024 has no day 31"),
        ("2024-10-00", "October 2024 has no day 00"),
        ("0000", "no year 0000"),
        ("2024-10-24T10:00", "time of day"),
        ("2024-10-XX", "not written as X"),
        ("24.10.2024", "write a day as 2024-10-24"),
        ("24 October 2024", "write a day as"),
        ("2024-1-1", "write a day as"),
        ("２０２４", "write a day as"),
        ("2024-10-24\n2024", "write a day as"),
        ("2024-10-24/2024-10-08", r"ends \(2024-10-08\) before it begins \(2024-10-24\)"),
        ("2024/2023-12", "before it begins"),
        ("../..", "open on one side"),
        ("/2024", "two dots"),
        ("2024/", "two dots"),
        ("2022/2023/2024", "one slash"),
        ("2022/20233", "write a day as"),
    ],
)
def test_what_is_no_date_is_refused_with_the_reason(given: str, reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        dates.parse(given)


@given(st.text())
def test_any_text_is_a_date_or_a_value_error(text: str) -> None:
    try:
        found = dates.parse(text)
    except ValueError:
        return
    assert dates.display(found)


@given(ONES)
def test_a_date_holds_its_own_days(given: str) -> None:
    found = dates.parse(f" {given}\n")
    assert found.given == given
    assert found.earliest is not None
    assert found.latest is not None
    assert found.earliest.isoformat().startswith(given)
    assert found.latest.isoformat().startswith(given)


@given(ONES, ONES)
def test_a_span_reaches_from_the_first_day_to_the_last(first: str, last: str) -> None:
    one, other = dates.parse(first), dates.parse(last)
    try:
        found = dates.span(one, other)
    except ValueError:
        assert one.surely_after(other)
    else:
        assert (found.earliest, found.latest) == (one.earliest, other.latest)
        assert dates.parse(found.given) == found


def test_the_same_date_twice_is_that_date() -> None:
    once = dates.parse("2024-10-24")
    assert dates.span(once, once) == dates.parse("2024-10-24/2024-10-24") == once


def test_a_side_left_out_is_open() -> None:
    assert dates.span(None, dates.parse("2024")) == dates.parse("../2024")
    assert dates.span(dates.parse("2024"), None) == dates.parse("2024/..")


def test_a_span_can_not_be_made_of_spans() -> None:
    with pytest.raises(ValueError, match="another span"):
        dates.span(dates.parse("2022/2023"), dates.parse("2024"))


@pytest.mark.parametrize(
    ("one", "other", "after"),
    [
        ("2024-10-25", "2024-10-24", True),
        ("2024-10-24", "2024-10-24", False),
        ("2024-10", "2024-10-24", False),
        ("2024-11", "2024-10-24", True),
        ("2024-10-24", "2024", False),
        ("2025/..", "2024", True),
        ("../2025", "2024", False),
        ("2025", "2024/..", False),
    ],
)
def test_surely_after_means_all_of_it(one: str, other: str, after: bool) -> None:
    assert dates.parse(one).surely_after(dates.parse(other)) is after


@pytest.mark.parametrize(
    ("given", "approximate", "uncertain"),
    [("2024", False, False), ("2024~", True, False), ("2024?", False, True), ("2023%/2024", True, True)],
)
def test_doubt_is_kept(given: str, approximate: bool, uncertain: bool) -> None:
    found = dates.parse(given)
    assert (found.is_approximate, found.is_uncertain) == (approximate, uncertain)


def test_months_do_not_speak_the_language_of_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("calendar.month_name", ["", *["Monat"] * 12])
    assert dates.display(dates.parse("2024-10-24")) == "24 October 2024"


@pytest.mark.parametrize(
    ("given", "last"),
    [
        ("2024-10", "2024-10-31"),
        ("2024-10-24/..", "2024-10-24"),
        ("../2024", "2024-12-31"),
        ("", ""),
        ("soon", ""),
    ],
)
def test_the_last_day_of_a_date(given: str, last: str) -> None:
    assert dates.last_day(given) == day(last)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/2024/10/24/a-story", "2024-10-24"),
        ("/2024/oct/24/a-story", "2024-10-24"),
        ("/news/2024-10-24-a-story", "2024-10-24"),
        ("/20241024_story", "2024-10-24"),
        ("/2024/10/a-story", "2024-10"),
        ("/2024/13/24/", ""),
        ("/2024/02/31/", ""),
        ("/article/20241/24", ""),
        ("/a?day=/2024/10/24/", ""),
    ],
)
def test_the_day_in_an_address(path: str, found: str) -> None:
    date = dates.in_address(f"https://news.example{path}")
    assert (date.given if date else "") == found
