"""Directions and names that two statements set against each other."""

from __future__ import annotations

import pytest

from claims.text import contrasts


@pytest.mark.parametrize(
    ("here", "there", "expected"),
    [
        ("Crime rose in Lowmark.", "Crime fell in Lowmark.", ("rose", "fell")),
        ("She voted for the bridge.", "She voted against the bridge.", ("for", "against")),
        ("More ships, more jobs", "Fewer ships, more jobs", ("more", "fewer")),
    ],
)
def test_the_other_way_round(here: str, there: str, expected: tuple[str, str]) -> None:
    assert contrasts.directions(here, there) == [expected]


@pytest.mark.parametrize(
    "there", ["Crime rose in Lowmark last year.", "Crime in Lowmark", "Crime increased in Lowmark."]
)
def test_the_same_way_is_no_contrast(there: str) -> None:
    assert contrasts.directions("Crime rose in Lowmark.", there) == []


@pytest.mark.parametrize(
    ("here", "there", "expected"),
    [
        ("The mayor met Anna Keel.", "The mayor met Tom Wren.", [("Anna Keel", "Tom Wren")]),
        ("The mayor met Anna Keel.", "The mayor met Anna Keel.", []),
        ("The mayor met Anna Keel.", "The mayor met somebody.", []),
        ("Ships came. Nobody met Keel.", "Boats came. Nobody met Keel’s.", []),
        ("Keel met Keel and Wren", "Keel met Wren and Wren", [("Keel", "Wren")]),
    ],
)
def test_names(here: str, there: str, expected: list[tuple[str, str]]) -> None:
    assert contrasts.names(here, there, "en") == expected


def test_capitals_of_german_nouns_are_no_names() -> None:
    assert contrasts.names("Er sah den Hafen.", "Er sah den Bahnhof.", "de-AT") == []
