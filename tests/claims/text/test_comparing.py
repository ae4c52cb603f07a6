"""Which figures and dates of two texts are held against one another."""

from __future__ import annotations

from datetime import date

import pytest

from claims.text import comparing
from claims.text.comparing import Told

WRITTEN = date(2024, 10, 24)


def compared(claim: str, source: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    found = comparing.compare(Told(claim, "en", WRITTEN), Told(source, "en", WRITTEN))
    agreeing, differing = (
        [(one.claimed, one.stated) for one in pairs] for pairs in (found.agreeing, found.differing)
    )
    return agreeing, differing


@pytest.mark.parametrize(
    ("claim", "source", "agreeing", "differing"),
    [
        (
            "nine voted for it, four against",
            "Nine members were for it and four against",
            ["nine", "four"],
            [],
        ),
        ("it rose from $350 to $680", "now at $680", ["$680"], []),
        ("it sent 13,000 troops", "it sent 12,000 soldiers and 9,000 shells", [], ["13,000 troops"]),
        ("it sent 13,000 troops", "12,000 soldiers by ship, 13,000 soldiers in all", ["13,000 troops"], []),
        ("a $7bn deal", "$3bn now and $5bn later", [], []),
        ("a $7bn deal", "$3bn now", [], ["$7bn"]),
        ("the second deal", "the third deal", [], []),
        ("on 24 October 2024", "on Thursday", ["24 October 2024"], []),
    ],
)
def test_what_is_held_against_what(
    claim: str, source: str, agreeing: list[str], differing: list[str]
) -> None:
    found = compared(claim, source)
    assert [[claimed for claimed, _ in pairs] for pairs in found] == [agreeing, differing]


def test_a_long_passage_about_something_else_contradicts_nothing() -> None:
    claim = "Chelsea paid a fee of £71m for their new keeper"
    assert compared(claim, "It has freed him for a move that brings the club in Madrid £38m at once") == (
        [],
        [],
    )
    assert compared(claim, "It has freed him for a move that brings the club in Madrid a fee of £38m") == (
        [],
        [("£71m", "£38m")],
    )


def test_dates_contradict_only_where_both_tell_of_the_same_thing() -> None:
    claim = "North Korea sent arms to Russia since mid-2023"
    assert compared(claim, "North Korea sent Russia arms since mid-2022")[1] == [
        ("since mid-2023", "since mid-2022")
    ]
    assert compared(claim, "Talks were held in Vienna since mid-2022") == ([], [])


def test_the_same_figures_in_other_words_have_the_same_values() -> None:
    one, other = (Told(text, "en", None) for text in ("some 3,000 troops", "about three thousand troops"))
    assert comparing.values(one) == comparing.values(other)
    assert comparing.values(one) != comparing.values(Told("some 3,500 troops", "en", None))
