"""A change told as one text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.presenters import changed_words
from claims.presenters.changed_words import Bit

LONG = "word " * 200


def test_only_what_changed_is_marked() -> None:
    assert changed_words.merged("It was 4 ships.", "It was 5 ships.") == [
        Bit("It was "), Bit("4", "removed"), Bit("5", "added"), Bit(" ships."),
    ]  # fmt: skip


def test_a_comma_counts() -> None:
    assert Bit(",", "added") in changed_words.merged("Then it sank", "Then, it sank")


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [("", "new", [Bit("new", "added")]), ("old", "", [Bit("old", "removed")]), ("same", "same", [Bit("same")]), ("", "", [])],
)  # fmt: skip
def test_edges(before: str, after: str, told: list[Bit]) -> None:
    assert changed_words.merged(before, after) == told


def test_what_stayed_the_same_is_cut_short() -> None:
    told = changed_words.merged(f"{LONG}4 {LONG}", f"{LONG}5 {LONG}")
    assert [bit.edit for bit in told] == ["", "removed", "added", ""]
    assert told[0].text.startswith("…")
    assert told[0].text.endswith("word ")
    assert told[-1].text.endswith("…")
    assert max(len(bit.text) for bit in told) <= changed_words.KEPT + 3


def test_a_book_is_not_told_whole() -> None:
    told = changed_words.merged("a " * 50_000, "b " * 50_000)
    assert sum(len(bit.text) for bit in told) <= changed_words.SHOWN + 1


def test_all_that_stayed_the_same_is_kept() -> None:
    bits = changed_words.whole(f"{LONG}It was 4 ships.", f"{LONG}It was 5 ships.")
    assert bits == [Bit(f"{LONG}It was "), Bit("4", "removed"), Bit("5", "added"), Bit(" ships.")]


def test_words_that_chance_left_standing_go_with_the_change() -> None:
    assert changed_words.whole("named the 11th, or Storm, Corps today", "named an elite corps today") == [
        Bit("named "), Bit("the 11th, or Storm, Corps", "removed"), Bit("an elite corps", "added"), Bit(" today"),
    ]  # fmt: skip


@given(st.text("ab \n", max_size=40), st.text("ab \n", max_size=40))
def test_each_text_can_be_read_out_of_the_whole(before: str, after: str) -> None:
    bits = changed_words.whole(before, after)
    assert "".join(bit.text for bit in bits if bit.edit != "added") == before
    assert "".join(bit.text for bit in bits if bit.edit != "removed") == after
