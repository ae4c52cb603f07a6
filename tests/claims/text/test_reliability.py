"""Krippendorff's alpha against the examples that he published."""

from __future__ import annotations

import pytest

from claims.text.reliability import Value, alpha

# "Computing Krippendorff's Alpha-Reliability", C: four observers, twelve units, some of them not judged by all.
FOUR = """
1 2 3 3 2 1 4 1 2 . . .
1 2 3 3 2 2 4 1 2 5 . 3
. 3 3 3 2 3 4 2 2 5 1 .
1 2 3 3 2 4 4 1 2 5 1 .
"""
TWO_NOMINAL = """
a a b b d c c c e d d a
b a b b b c c c e d d d
"""
BINARY = """
0 1 0 0 0 0 0 0 1 0
1 1 1 0 0 1 0 0 0 0
"""


def units(table: str, *, ordinal: bool) -> list[list[Value]]:
    rows = [line.split() for line in table.split("\n") if line]
    return [
        [int(value) if ordinal else value for value in column if value != "."]
        for column in zip(*rows, strict=True)
    ]


@pytest.mark.parametrize(
    ("table", "ordinal", "published"),
    [(FOUR, True, 0.815), (FOUR, False, 0.743), (TWO_NOMINAL, False, 0.692), (BINARY, False, 0.095)],
)
def test_published_examples(table: str, ordinal: bool, published: float) -> None:
    found = alpha(units(table, ordinal=ordinal))
    assert found == pytest.approx(published, abs=0.0005)


def test_full_agreement() -> None:
    assert alpha([[1, 1], [5, 5], ["unsupported", "unsupported"]]) == 1.0


def test_worse_than_dice() -> None:
    found = alpha([[1, 5], [5, 1]])
    assert found is not None
    assert found < 0


def test_neighbours_agree_more_than_ends() -> None:
    near, far = alpha([[5, 4], [1, 1], [3, 3]]), alpha([[5, 1], [4, 4], [3, 3]])
    assert near is not None
    assert far is not None
    assert near > far


def test_what_is_off_the_scale_is_far_from_all_on_it() -> None:
    on, off = alpha([[5, 4], [3, 3], [1, 1]]), alpha([[5, "satire"], [3, 3], [1, 1]])
    assert on is not None
    assert off is not None
    assert on > off


@pytest.mark.parametrize("judged", [[], [[1], [2]], [[3, 3], [3, 3]], [[]]])
def test_nothing_can_be_said(judged: list[list[Value]]) -> None:
    assert alpha(judged) is None
