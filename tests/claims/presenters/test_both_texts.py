"""Two drafts side by side: every sign that differs is marked, and nothing else."""

from __future__ import annotations

import pytest

from claims.presenters import both_texts
from claims.presenters.both_texts import Bit


def marked(bits: list[Bit]) -> str:
    return "".join(f"[{bit.text}]" if bit.is_own else bit.text for bit in bits)


@pytest.mark.parametrize(
    ("stored", "typed", "expected"),
    [
        ("4,200 ships called.", "4,300 ships called.", ("4,[200] ships called.", "4,[300] ships called.")),
        ("A list, kept.", "A list kept.", ("A list[,] kept.", "A list kept.")),
        ("kyiv", "Kyiv", ("[kyiv]", "[Kyiv]")),
        ("", "All new", ("", "[All new]")),
        ("one two three", "four five three", ("[one two] three", "[four five] three")),
        ("A line.\nAnother.", "A line.\n\nAnother.", ("A line.[\n]Another.", "A line.[\n\n]Another.")),
        ("배 4,200척", "배 4,300척", ("배 4,[200척]", "배 4,[300척]")),
    ],
)
def test_what_differs_is_marked(stored: str, typed: str, expected: tuple[str, str]) -> None:
    both = both_texts.of("Summary", stored, typed)
    assert (marked(both.stored), marked(both.typed)) == expected


def test_no_sign_is_lost_or_added() -> None:
    stored, typed = "One — “two”, three … four", "One “two” — three, four!"
    both = both_texts.of("Summary", stored, typed)
    assert ("".join(bit.text for bit in both.stored), "".join(bit.text for bit in both.typed)) == (
        stored,
        typed,
    )


def test_very_long_texts_stand_side_by_side_unmarked() -> None:
    both = both_texts.of("Text", "word " * 10_000, "other " * 10_000)
    assert [bit.is_own for bit in (*both.stored, *both.typed)] == [False, False]
