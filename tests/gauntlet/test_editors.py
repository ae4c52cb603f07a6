"""The gauntlet of editors in little; the whole of it is `make gauntlet`."""

from __future__ import annotations

import pytest

from tests.gauntlet.editors import FIRST, Written, course, overwritten

pytestmark = pytest.mark.slow


def test_nobody_overwrites_another_unawares(transactional_db: None) -> None:
    outcome = course(editors=6, rounds=6, rows=1)
    assert outcome.troubles == {}, outcome.told
    assert (outcome.saves, outcome.refused > 0, outcome.taken > 0) == (36, True, True)


def test_a_desk_that_heeds_no_version_is_found_out(transactional_db: None) -> None:
    outcome = course(editors=6, rounds=6, rows=1, without="version")
    assert outcome.overwritten > 0


@pytest.mark.parametrize(
    ("saves", "stored", "lost"),
    [
        ([], FIRST, 0),
        ([Written(FIRST, "a", True)], "a", 0),
        ([Written(FIRST, "a", True), Written(FIRST, "b", False)], "a", 0),
        ([Written(FIRST, "a", True), Written("a", "b", True)], "b", 0),
        ([Written(FIRST, "a", True), Written(FIRST, "b", True)], "b", 1),
        ([Written(FIRST, "a", True)], FIRST, 1),
        ([Written(FIRST, "a", True), Written("c", "b", True)], "a", 1),
    ],
)
def test_saves_that_form_no_chain_are_counted(saves: list[Written], stored: str, lost: int) -> None:
    assert overwritten(saves, stored) == lost
