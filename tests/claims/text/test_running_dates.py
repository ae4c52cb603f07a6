"""Dates in running text: the days that are meant, seen from 24 October 2024."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.text import running_dates

WRITTEN = date(2024, 10, 24)  # a Thursday


def read(text: str, language: str = "en", reference: date | None = WRITTEN) -> list[str]:
    return [
        f"{one.bound} {one.earliest}" + (f"…{one.latest}" if one.latest != one.earliest else "")
        for one in running_dates.find(text, language, reference=reference)
    ]


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("on 24 October", "on 2024-10-24"),
        ("on the 24th of October, 2023", "on 2023-10-24"),
        ("Oct. 24, 2024.", "on 2024-10-24"),
        ("2024-10-24", "on 2024-10-24"),
        ("24.10.2024", "on 2024-10-24"),
        ("10/24/2024", "on 2024-10-24"),
        ("03/04/2024", "on None"),
        ("31 April 2024", "on None"),
        ("by December", "until 2024-12-01…2024-12-31"),
        ("October 2023", "on 2023-10-01…2023-10-31"),
        ("in early 2024", "on 2024-01-01…2024-04-30"),
        ("late October 2024", "on 2024-10-21…2024-10-31"),
        ("since mid-2023", "since 2023-04-01…2023-09-30"),
        ("the end of the 1960s", "on 1967-07-02…1969-12-31"),
        ("Q1 2024", "on 2024-01-01…2024-03-31"),
        ("the first quarter of 2024", "on 2024-01-01…2024-03-31"),
        ("the summer of 2023", "on 2023-06-01…2023-08-31"),
        ("2023–24", "on 2023-01-01…2024-12-31"),
        ("between 2022 and 2024", "on 2022-01-01…2024-12-31"),
        ("from October 22 to 25", "on 2024-10-22…2024-10-25"),
        ("from 8 October until 3 November 2024", "on 2024-10-08…2024-11-03"),
        ("Oct 8-13, 2024", "on 2024-10-08…2024-10-13"),
        ("starting Oct. 8", "since 2024-10-08"),
        ("before 2019", "before 2019-01-01…2019-12-31"),
        ("in the 21st century", "on 2001-01-01…2100-12-31"),
        ("on Thursday", "on 2024-10-24"),
        ("on Tuesday", "on 2024-10-22"),
        ("next Friday", "on 2024-10-25"),
        ("yesterday", "on 2024-10-23"),
        ("from August of last year", "since 2023-08-01…2023-08-31"),
        ("in March", "on 2024-03-01…2024-03-31"),
        ("last week", "on 2024-10-14…2024-10-20"),
        ("last October", "on 2023-10-01…2023-10-31"),
        ("next March", "on 2025-03-01…2025-03-31"),
        ("last year", "on 2023-01-01…2023-12-31"),
        ("three weeks ago", "on 2024-09-29…2024-10-07"),
        ("$24 million in 2025", "on 2025-01-01…2025-12-31"),
        ("2000 troops in 2020", "on 2020-01-01…2020-12-31"),
    ],
)
def test_english(text: str, meant: str) -> None:
    assert read(text) == [meant]


@pytest.mark.parametrize(
    ("language", "text", "meant"),
    [
        ("ko", "2024년 10월 24일", "on 2024-10-24"),
        ("ko", "10월 말", "on 2024-10-21…2024-10-31"),
        ("ko", "12월경으로", "on 2024-12-01…2024-12-31"),
        ("ko", "작년 8월부터 최근까지", "since 2023-08-01…2023-08-31"),
        ("ko", "8일부터 13일까지", "on 2024-10-08…2024-10-13"),
        ("ko", "23일 현재까지", "on 2024-10-23"),
        ("ko", "2024년 상반기", "on 2024-01-01…2024-06-30"),
        ("ko", "지난주", "on 2024-10-14…2024-10-20"),
        ("de", "am 24. Oktober 2024", "on 2024-10-24"),
        ("fr", "le 24 octobre 2024", "on 2024-10-24"),
        ("es", "el 24 de octubre de 2024", "on 2024-10-24"),
    ],
)
def test_other_languages(language: str, text: str, meant: str) -> None:
    assert read(text, language) == [meant]


@pytest.mark.parametrize(
    "text",
    [
        "it may march on",
        "2000 troops",
        "$2024",
        "1,500 metres",
        "Theresa May said",
        "a B-2024 plane",
        "20년간",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize("text", ["last week", "on Thursday", "by December", "on 24 October", "10월 말"])
def test_without_a_day_of_writing_some_dates_mean_no_days(text: str) -> None:
    language = "ko" if "월" in text else "en"
    (found,) = running_dates.find(text, language)
    assert (found.earliest, found.latest, found.is_relative) == (None, None, True)


def test_the_span_holds_the_word_that_makes_a_bound() -> None:
    text = "It will be there by December."
    (found,) = running_dates.find(text, reference=WRITTEN)
    assert found.span.of(text) == "by December"


PIECES = [
    "1",
    "2024",
    "31",
    " ",
    "-",
    "/",
    ".",
    "May",
    " to ",
    "by ",
    "mid-",
    "월",
    "일",
    "last ",
    "week",
    "0",
    "99",
]
AWKWARD = st.lists(st.sampled_from(PIECES)).map("".join)


@given(st.one_of(AWKWARD, st.text()), st.sampled_from(["en", "ko", "de", "fr", "es", "xx"]), st.dates())
def test_any_text_is_read(text: str, language: str, reference: date) -> None:
    for one in running_dates.find(text, language, reference=reference):
        assert one.span.start < one.span.end <= len(text)
        assert (one.earliest is None) == (one.latest is None)
        assert one.earliest is None or one.latest is None or one.earliest <= one.latest
