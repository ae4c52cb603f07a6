"""What makes two statements one claim, and what doesn't."""

from __future__ import annotations

import pytest

from claims.text import restating
from claims.text.comparing import Told
from claims.text.restating import Differing, Kind

NAMED = "Ida Holm counted ships; Ida Holm was wrong."
SHIPS = "The port of Lowmark handled 4,200 ships in 2023."


def differences(here: str, there: str, language: str = "en") -> list[Differing]:
    return restating.differences(Told(here, language, None), Told(there, language, None))


def test_a_statement_is_wholly_like_itself() -> None:
    assert restating.likeness(SHIPS, SHIPS) == 1.0


@pytest.mark.parametrize(
    "other",
    [
        "4,200 ships were handled by Lowmark’s port in 2023.",
        "Port of Lowmark: 3,900 ships handled last year",
        "THE PORT OF LOWMARK HANDLED 4,200 SHIPS IN 2023",
    ],
)
def test_what_says_it_in_other_words_is_alike(other: str) -> None:
    assert restating.likeness(SHIPS, other) >= 0.6


@pytest.mark.parametrize(
    "other", ["The bridge in Lowmark opened in 1932.", "Nobody keeps a list.", "", "2023"]
)
def test_what_says_something_else_is_not(other: str) -> None:
    assert restating.likeness(SHIPS, other) < 0.4


def test_korean_endings_make_no_other_word() -> None:
    assert restating.likeness("북한군이 러시아에 파병됐다", "북한군은 러시아로 파병되었다") == 1.0


def test_another_figure_and_another_year() -> None:
    assert differences(SHIPS, "The port of Lowmark handled 4,800 ships in 2022.") == [
        Differing(Kind.NUMBER, "4,200 ships", "4,800 ships"),
        Differing(Kind.DATE, "2023", "2022"),
    ]


def test_a_figure_that_one_side_alone_gives() -> None:
    found = differences(SHIPS, "The port of Lowmark handled ships in 2023.")
    assert found == [Differing(Kind.NUMBER, "4,200 ships", "")]


def test_a_denial() -> None:
    found = differences("The mayor did not resign.", "The mayor resigned.")
    assert found == [Differing(Kind.NEGATION, "not", "")]


def test_two_denials_are_none() -> None:
    assert differences("Nobody did not vote.", "Everybody voted.") == []


def test_the_same_figure_written_otherwise_is_no_difference() -> None:
    assert differences("It cost $1.2 million.", "It cost 1,200,000 dollars.") == []


def test_what_is_said_beside_a_statement_is_told_once_in_the_words_of_the_other() -> None:
    told = restating.beside(
        "Ida Holm’s ships came.", Told("She counted ships.", "en", None), Told(NAMED, "en", None)
    )
    assert [(one.kind, one.here, one.there) for one in told] == [(Kind.BESIDE, "Ida, Holm", "Ida, Holm")]


def test_nothing_beside_a_statement_is_told_as_nothing() -> None:
    here, there = Told(SHIPS, "en", None), Told(SHIPS, "en", None)
    assert restating.beside("", here, there) == restating.beside(SHIPS, here, there) == []


TROOPS = "South Korea’s NIS reported that North Korea had sent about 3,000 troops to Russia."


@pytest.mark.parametrize(
    ("here", "language", "differing"),
    [
        ("한국 정보기관은 북한이 러시아에 3천 명을 보냈다고 했다.", "ko", []),
        ("Südkoreas Geheimdienst sagt, Nordkorea habe 3000 Soldaten nach Russland geschickt.", "de", []),
        ("La Corea del Norte envió 12.000 soldados a Rusia.", "es", [Kind.NUMBER]),
        ("북한이 러시아에 3천 명을 보냈다고 하지 않았다.", "ko", [Kind.NEGATION]),
    ],
)
def test_another_language_writes_names_and_numbers_otherwise_and_says_the_same(
    here: str, language: str, differing: list[Kind]
) -> None:
    found = restating.differences(Told(here, language, None), Told(TROOPS, "en", None))
    assert [*dict.fromkeys(one.kind for one in found)] == differing
