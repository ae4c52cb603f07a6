"""Quantities in running text: what is read, how it is meant, and what is passed over."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from claims.text import numbers
from tests.growth import is_linear

BENCH = Path(__file__).resolve().parents[4] / "shared" / "bench"
Row = tuple[str | None, str | None, str]


def read(text: str, language: str = "en") -> list[Row]:
    return [
        (told(one.low), told(one.high), f"{one.approximation} {one.unit}".strip())
        for one in numbers.quantities(text, language)
    ]


def told(value: Decimal | None) -> str | None:
    return None if value is None else f"{round(value, 4).normalize():f}"


@pytest.mark.parametrize(
    ("text", "low", "high", "meant"),
    [
        ("over 13,000 containers of artillery", "13000", None, "over containers"),
        ("more than an estimated 13,000 troops", "13000", None, "over troops"),
        ("at least three-thousand soldiers", "3000", None, "at least soldiers"),
        ("20,000-plus", "20000", None, "at least"),
        ("5 or more people", "5", None, "at least people"),
        ("nearly 3,000 North Korean troops", "3000", "3000", "nearly troops"),
        ("some 3,000 troops", "3000", "3000", "about troops"),
        ("30-odd people", "30", "30", "about people"),
        ("Some 200 U.S. military personnel", "200", "200", "about personnel"),
        ("up to about 12,000", None, "12000", "at most"),
        ("fewer than 20 ships", None, "20", "under ships"),
        ("between 330-thousand and 500-thousand rounds", "330000", "500000", "range rounds"),
        ("3 to 5 million people", "3000000", "5000000", "range people"),
        ("a $3.5–4.0bn deal", "3500000000", "4000000000", "range USD"),
        ("an 8- to 16-meter telescope", "8", "16", "range metre"),
        ("three or four people", "3", "4", "range people"),
        ("−34 °C to −18 °C", "-34", "-18", "range degree Celsius"),
        ("9.83 ± 0.01 km", "9.82", "9.84", "range kilometre"),
        ("dozens of soldiers", "24", "144", "vague soldiers"),
        ("tens of thousands of men", "20000", "200000", "vague men"),
        ("billions of dollars", "2000000000", "100000000000", "vague USD"),
        ("a few hundred", "200", "900", "vague"),
        ("a third of voters", "0.3333", "0.3333", "exact share"),
        ("two in five", "0.4", "0.4", "exact share"),
        ("nine out of 10 say", "0.9", "0.9", "exact share"),
        ("three-quarters", "0.75", "0.75", "exact share"),
        ("exports doubled", "2", "2", "exact times"),
        ("three times as many", "3", "3", "exact times"),
        ("35 percent", "35", "35", "exact percent"),
        ("5 percentage points", "5", "5", "exact percentage point"),
        ("$7 billion K2 tank deal", "7000000000", "7000000000", "exact USD"),
        ("£350m", "350000000", "350000000", "exact GBP"),
        ("€1.2bn", "1200000000", "1200000000", "exact EUR"),
        ("7 billion won", "7000000000", "7000000000", "exact KRW"),
        ("five-point-seven billion dollars", "5700000000", "5700000000", "exact USD"),
        ("120,000 South Korean won", "120000", "120000", "exact KRW"),
        ("-15€", "-15", "-15", "exact EUR"),
        ("$15.4/hour", "15.4", "15.4", "exact USD per hour"),
        ("5 million pounds", "5000000", "5000000", "exact GBP"),
        ("5 pounds of flour", "5", "5", "exact pound"),
        ("5m people", "5000000", "5000000", "exact people"),
        ("a 5m wall", "5", "5", "exact metre"),
        ("529 km", "529", "529", "exact kilometre"),
        ("301,338 km2", "301338", "301338", "exact square kilometre"),
        ("4 cubic kilometers", "4", "4", "exact cubic kilometre"),
        ("at 90 kilometres per hour", "90", "90", "exact kilometre per hour"),
        ("7.3 MWh", "7.3", "7.3", "exact megawatt hour"),
        ("half a mile", "0.5", "0.5", "exact mile"),
        ("2 1/2 inches", "2.5", "2.5", "exact inch"),
        ("⅓ cup", "0.3333", "0.3333", "exact cup"),
        ("2.48×10^-2", "0.0248", "0.0248", "exact"),
        ("for three weeks", "3", "3", "exact week"),
        ("four-day trip", "4", "4", "exact day"),
        ("a 35-year-old man", "35", "35", "exact year of age"),
        ("he was aged 35", "35", "35", "exact year of age"),
        ("for the 21st time", "21", "21", "exact ordinal"),
        ("ranked third", "3", "3", "exact rank"),
        ("three million, two hundred and forty", "3000240", "3000240", "exact"),
        ("twenty-one thousand", "21000", "21000", "exact"),
        ("two and a half million", "2500000", "2500000", "exact"),
        ("half a dozen ships", "6", "6", "exact ships"),
        ("10 000 dollars", "10000", "10000", "exact USD"),
        ("5 per 100,000 people", "5", "5", "exact per 100,000 people"),
        ("820 K2 tanks", "820", "820", "exact tanks"),
        ("180 of these tanks", "180", "180", "exact tanks"),
        ("12 dead", "12", "12", "exact dead"),
        ("all 12 won their seats", "12", "12", "exact"),
        ("the second half", "2", "2", "exact ordinal"),
        ("in 2024 2000 troops", "2000", "2000", "exact troops"),
    ],
)  # fmt: skip
def test_what_is_read(text: str, low: str | None, high: str | None, meant: str) -> None:
    assert read(text) == [(low, high, meant)]


@pytest.mark.parametrize(
    ("language", "text", "low", "high", "meant"),
    [
        ("ko", "북한군 약 3000명이 러시아로 이동했다고", "3000", "3000", "about people"),
        ("ko", "1만 3000여 개 이상 컨테이너", "13000", None, "at least things"),
        ("ko", "총 70여 차례에 걸쳐", "70", None, "over times"),
        ("ko", "3조 원", "3000000000000", "3000000000000", "exact KRW"),
        ("ko", "1억 2,000만 달러", "120000000", "120000000", "exact USD"),
        ("ko", "5%포인트", "5", "5", "exact percentage point"),
        ("ko", "3분의 1", "0.3333", "0.3333", "exact share"),
        ("ko", "3~5명", "3", "5", "range people"),
        ("ko", "수천 명", "2000", "10000", "vague people"),
        ("ko", "이만삼천 명", "23000", "23000", "exact people"),
        ("en", "₩3조", "3000000000000", "3000000000000", "exact KRW"),
        ("de", "rund 1.234,5 Tonnen", "1234.5", "1234.5", "about tonne"),
        ("de", "3,5 Milliarden Euro", "3500000000", "3500000000", "exact EUR"),
        ("fr", "1\u202f234 kilomètres", "1234", "1234", "exact kilometre"),
        ("es", "más de 2,5 millones de euros", "2500000", None, "over EUR"),
    ],
)  # fmt: skip
def test_other_languages(language: str, text: str, low: str | None, high: str | None, meant: str) -> None:
    assert read(text, language) == [(low, high, meant)]


@pytest.mark.parametrize(
    "text",
    [
        "in 2024",
        "on 24 October 2024",
        "the 1990s",
        "Q1 2024",
        "at 2.13 am",
        "at 10:30",
        "call 555-1234",
        "tel. +82 2 123 4567",
        "http://a.example/2024/10/3000",
        "an F-16 and a B52",
        "Section 3 of Resolution 1718",
        "when Voyager 2 passed",
        "COVID-19",
        "version 1.2.3",
        "24/7",
        "one of the men",
        "no one",
        "2. And",
        "[12]",
    ],
)
def test_what_is_no_quantity(text: str) -> None:
    assert read(text) == []


def test_a_change_has_two_figures_and_a_score_is_no_range() -> None:
    assert [one.value for one in numbers.quantities("rose from 44 mg to 50 mg")] == [44, 50]
    assert [one.value for one in numbers.quantities("voted nine to four")] == [9, 4]


def test_what_was_added_is_marked_and_kinds_are_kept() -> None:
    (more,) = numbers.quantities("another 1,500 elite troops")
    assert (more.is_addition, more.kinds, more.unit) == (True, ("elite",), "troops")


def test_the_span_holds_the_words_of_approximation_and_the_noun() -> None:
    text = "It has sent more than 12,000 soldiers there."
    (one,) = numbers.quantities(text)
    assert one.span.of(text) == "more than 12,000 soldiers"


PIECES = [*"0123456789.,-–$£% kmbt/'()", "one", " hundred ", "만", "년", "½", "\u0130", "\n", " to ", "over "]
AWKWARD = st.lists(st.sampled_from(PIECES)).map("".join)


@settings(max_examples=300)
@given(st.one_of(AWKWARD, st.text()), st.sampled_from(["en", "ko", "de", "x", ""]))
@example("1e99 $1e5t 9" * 3, "en")
def test_any_text_is_read_in_order_without_overlap(text: str, language: str) -> None:
    end = 0
    for one in numbers.quantities(text, language):
        assert 0 <= one.span.start < one.span.end <= len(text)
        assert one.span.end > end
        end = one.span.end
        assert one.low is not None or one.high is not None


@pytest.mark.slow
@pytest.mark.parametrize(
    "piece", ["1,", "1 ", "five-", "3 to ", "one and ", "1만", "$", "2024 ", "9", "a third of "]
)
def test_time_grows_with_the_length(piece: str) -> None:
    assert is_linear(lambda size: numbers.quantities(piece * (size // len(piece))), 10_000)


@pytest.mark.skipif(not BENCH.exists(), reason="the benchmark's data is not here")
def test_the_benchmark_is_read_as_well_as_was_told() -> None:
    import json

    from benchmarks import quantities

    entries = json.loads((BENCH / "text" / "quantities-en.json").read_text("utf-8"))
    results = [quantities.compared(entry) for entry in entries]
    right, missed, beside = (
        sum(counts) for counts in zip(*((r, len(m), len(b)) for r, m, b in results), strict=True)
    )
    assert right / (right + missed) >= 0.86
    assert right / (right + beside) >= 0.9
