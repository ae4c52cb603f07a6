"""Two versions of a text beside each other, as a table: what became of each paragraph."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.text import alignment
from claims.text.alignment import Kind

A = "The port handled 4,200 ships in 2023, the mayor said on Monday."
B = "Nobody in Lowmark had ever counted them before that year."
C = "The council meets again in the spring to vote on the fee."
NEW = "A commission was set up to look into the matter of tugs."


def told(before: str, after: str) -> list[str]:
    return [str(row.kind) for row in alignment.rows(before, after)]


@pytest.mark.parametrize(
    ("before", "after", "kinds"),
    [
        ("", "", []),
        ("", A, ["added"]),
        (A, "", ["removed"]),
        (f"{A}\n{B}", f"{A}\n{B}", ["same", "same"]),
        (f"{A}\n\n  {B}", f"{A}\r\n{B}", ["same", "same"]),
        (f"{A}\n{B}\n{C}", f"{A}\n{C}", ["same", "removed", "same"]),
        (f"{A}\n{C}", f"{A}\n{NEW}\n{C}", ["same", "added", "same"]),
        (f"{A}\n{B}", f"{A.replace('4,200', '4,300')}\n{B}", ["changed", "same"]),
        (f"{A}\n{B}", f"{NEW}\n{B}", ["removed", "added", "same"]),
        (f"{A}\n{B}\n{C}", f"{B}\n{C}\n{A}", ["moved-away", "same", "same", "moved-here"]),
        ("“Never,” she said to us.", '"Never", she said to us', ["same"]),
        ("Share\nPrint", "Print\nShare", ["added", "same", "removed"]),
    ],
)
def test_what_became_of_each_paragraph(before: str, after: str, kinds: list[str]) -> None:
    assert told(before, after) == kinds


def test_of_several_paragraphs_those_are_paired_that_are_alike() -> None:
    before = f"{A}\n{B}"
    after = f"{NEW}\n{A.replace('Monday', 'Friday')}\n{B.replace('year', 'spring')}"
    assert told(before, after) == ["added", "changed", "changed"]


def test_the_spans_are_those_of_the_paragraphs() -> None:
    before, after = f"\n {A} \n{B}", f"{A.replace('2023', '2024')}\n{B}"
    first = alignment.rows(before, after)[0]
    assert first.before is not None
    assert first.after is not None
    assert (first.before.of(before), first.after.of(after)) == (A, A.replace("2023", "2024"))


def test_a_text_without_a_line_break_is_cut_at_its_sentences() -> None:
    long = " ".join(f"The port of town {n} handled {n} ships." for n in range(200))
    kinds = told(long, long.replace(" 77 ships", " 78 ships"))
    assert kinds.count("changed") == 1
    assert kinds.count("same") > 100


def test_a_text_without_an_end_is_cut_somewhere() -> None:
    assert max(one.end - one.start for one in alignment.paragraphs("x" * 10_000)) <= 4_000


def test_in_a_long_stretch_of_changes_each_paragraph_stands_beside_its_version() -> None:
    old = [f"Town {n} {n * 7} counted the ships of the year." for n in range(300)]
    assert told("\n".join(old), "\n".join(f"{one} Again." for one in old)) == ["changed"] * 300


lines = st.lists(st.sampled_from([A, B, C, NEW, "Share", "…", ""]), max_size=12).map("\n".join)


@given(lines, lines)
def test_every_paragraph_of_both_texts_stands_in_one_row_in_order(before: str, after: str) -> None:
    rows = alignment.rows(before, after)
    assert [row.before for row in rows if row.before] == alignment.paragraphs(before)
    assert [row.after for row in rows if row.after] == alignment.paragraphs(after)
    both = {Kind.SAME, Kind.CHANGED}
    assert all((row.before is not None and row.after is not None) == (row.kind in both) for row in rows)


def test_two_long_texts_with_nothing_in_common_are_not_compared_each_with_each() -> None:
    """5,000 lines each: 25 million pairs would take minutes."""
    draw = random.Random(1)
    old, new = (
        "\n".join(" ".join(f"{side}{draw.random()}" for _ in range(4)) for _ in range(5_000)) for side in "ab"
    )
    kinds = told(old, new)
    assert (kinds.count("removed"), kinds.count("added")) == (5_000, 5_000)
