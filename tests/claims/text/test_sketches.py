"""Sketches tell nearly the same text from another one."""

from __future__ import annotations

from claims.text import sketches

TEXT = " ".join(
    f"On day {day} the port of Lowmark handled {day * 37} ships and the mayor counted them twice."
    for day in range(40)
)


def test_the_same_text_with_another_head_and_foot_is_near() -> None:
    other = f"By our own reporter, Lowmark. {TEXT} Reprinted with kind permission of the agency."
    assert sketches.likeness(sketches.sketch(TEXT), sketches.sketch(other)) >= sketches.NEAR


def test_another_text_of_the_same_matter_is_not() -> None:
    other = TEXT.replace("handled", "turned away").replace("counted them twice", "said nothing")
    assert sketches.likeness(sketches.sketch(TEXT), sketches.sketch(other)) < sketches.NEAR


def test_a_short_text_has_none() -> None:
    assert sketches.sketch("Ships doubled.") == []
