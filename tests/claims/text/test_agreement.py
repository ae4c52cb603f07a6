"""Whether a claim's figure or date can stand beside a source's: the rules as a table."""

from __future__ import annotations

from datetime import date

import pytest

from claims.text import agreement, numbers, running_dates
from claims.text.agreement import Agreement

WRITTEN = date(2024, 10, 24)


def language(text: str) -> str:
    return "ko" if any("가" <= letter <= "힣" for letter in text) else "en"


def figures(claimed: str, stated: str) -> Agreement:
    (one,), (other,) = (numbers.quantities(text, language(text)) for text in (claimed, stated))
    return agreement.of_quantities(one, other)


def dates(claimed: str, stated: str) -> Agreement:
    (one,), (other,) = (
        running_dates.find(text, language(text), reference=WRITTEN) for text in (claimed, stated)
    )
    return agreement.of_dates(one, other)


@pytest.mark.parametrize(
    ("claimed", "stated", "expected"),
    [
        ("over 13,000", "13,400", "compatible"),
        ("over 13,000", "13,000", "compatible"),
        ("over 13,000", "12,000", "contradicts"),
        ("over 13,000", "12,900", "contradicts"),
        ("over 13,000", "26,000", "compatible loosely"),
        ("some 3,000", "2,900", "compatible"),
        ("some 3,000", "2,600", "contradicts"),
        ("nearly 3,000", "2,900", "compatible"),
        ("nearly 3,000", "3,100", "contradicts"),
        ("up to 12,000", "10,000", "compatible"),
        ("fewer than 5 people", "4 people", "compatible"),
        ("$7 billion", "$6.96bn", "compatible"),
        ("$7 billion", "$6.5 billion", "contradicts"),
        ("about $7 billion", "$6.5 billion", "compatible"),
        ("$5", "€5", "not comparable"),
        ("a third", "33 %", "compatible"),
        ("a third", "30 %", "contradicts"),
        ("half", "48%", "compatible"),
        ("half", "40%", "contradicts"),
        ("5 %", "5 percentage points", "contradicts"),
        ("5 %", "7 percentage points", "not comparable"),
        ("13,000 troops", "more than 12,000 soldiers", "contradicts"),
        ("13,000 troops", "more than 13,000 soldiers", "compatible"),
        ("13,000 troops", "13,000 people", "same"),
        ("13,000 troops", "12,000 people", "not comparable"),
        ("3,000 troops", "another 1,500 troops", "not comparable"),
        ("3,000 troops", "1,500 elite troops", "not comparable"),
        ("3,000 troops", "at least 3,000 troops", "compatible"),
        ("10,000 troops", "10,000 to 12,000 troops", "compatible"),
        ("10,000 troops", "11,000 to 12,000 troops", "contradicts"),
        ("12,600 troops", "13,000 troops", "compatible"),
        ("over 13,000 containers", "over 12,000 containers", "contradicts"),
        ("over 13,000 containers", "more than 10,000 containers", "contradicts"),
        ("over 13,000 containers", "more than 20,000 containers", "compatible loosely"),
        ("13,000 containers", "more than 10,000 containers", "contradicts"),
        ("fewer than 5 people", "fewer than 8 people", "contradicts"),
        ("dozens of people", "45 people", "compatible"),
        ("hundreds of people", "12 people", "contradicts"),
        ("5 people", "4 people", "contradicts"),
        ("20 people", "18 people", "contradicts"),
        ("about 20 people", "18 people", "compatible"),
        ("820 K2 tanks", "180 K2 tanks", "contradicts"),
        ("820 tanks", "180 houses", "not comparable"),
        ("100 km", "62 miles", "compatible"),
        ("100 km", "90 miles", "contradicts"),
        ("20 °C", "68 °F", "same"),
        ("21 °C", "70 °F", "compatible"),
        ("20 °C", "80 °F", "contradicts"),
        ("three weeks", "21 days", "same"),
        ("three weeks", "three miles", "not comparable"),
        ("double", "three times as many", "contradicts"),
        ("aged 35", "36 years old", "contradicts"),
        ("3,000 troops", "약 3000명", "compatible"),
        ("over 13,000 containers", "1만 3000여 개 이상", "compatible"),
    ],
)
def test_figures(claimed: str, stated: str, expected: str) -> None:
    found = figures(claimed, stated)
    assert f"{found.match}{' loosely' * found.is_loose}" == expected
    assert found.reason.endswith(".")


@pytest.mark.parametrize(
    ("claimed", "stated", "expected"),
    [
        ("by December", "on 12 November", "compatible"),
        ("by December", "by November", "compatible loosely"),
        ("by November", "by December", "contradicts"),
        ("by December", "12월", "compatible"),
        ("by 24 October 2024", "starting Oct. 8", "compatible"),
        ("on 24 October 2024", "on Thursday", "same"),
        ("on 24 October", "on 22 October", "contradicts"),
        ("in October 2024", "from October 22 to 25", "compatible"),
        ("since mid-2023", "작년 8월부터", "compatible"),
        ("since mid-2023", "since mid-2022", "contradicts"),
        ("before 2019", "in 2020", "contradicts"),
        ("in early 2024", "Q1 2024", "compatible"),
        ("in 2023", "in 2023–24", "compatible"),
        ("in May 2024", "on 03/04/2024", "not comparable"),
    ],
)
def test_dates(claimed: str, stated: str, expected: str) -> None:
    found = dates(claimed, stated)
    assert f"{found.match}{' loosely' * found.is_loose}" == expected
