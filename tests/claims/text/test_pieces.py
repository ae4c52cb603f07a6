"""Pieces looked up by arrays come to what each is by itself."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from types import FrameType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.text import pieces
from claims.text.pieces import Pieces
from tests.growth import is_linear

ODD = st.lists(
    st.sampled_from(["a", "b", " ", "\0", "\n", "é", "“", "尹", "😀", "\ud800", "x" * 15, "y" * 61])
).map("".join)


def look_at(piece: str) -> list[int]:
    """A number for each character, and one more for the length."""
    return [*map(ord, piece), -len(piece)]


def one_by_one(text: str) -> list[int]:
    return [number for piece in text.split(" ") for number in look_at(piece)]


@given(st.lists(ODD))
def test_they_are_those_of_each_piece_in_order(texts: list[str]) -> None:
    known = Pieces(look_at)
    for text in [*texts, *texts]:
        assert known.numbers(text).tolist() == one_by_one(text)


def test_a_text_may_be_longer_than_what_is_read_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, "_BLOCK", 10)
    text = " an other text  which is longer than ten bytes a-piece-which-is-longer-than-a-block  "
    assert Pieces(look_at).numbers(text).tolist() == one_by_one(text)


@pytest.mark.parametrize("limit", ["_KEPT", "_NUMBERS", "_LONGEST_KEPT", "_SLOTS_BITS"])
def test_what_is_not_kept_is_made_anew(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pieces, limit, 5)
    known = Pieces(look_at)
    text = " ".join(f"{'w' * (n % 7)}{n}" for n in range(300))
    for _ in range(2):
        assert known.numbers(text).tolist() == one_by_one(text)


def test_a_piece_is_looked_at_once() -> None:
    seen: list[str] = []

    def look_at_it(piece: str) -> list[int]:
        seen.append(piece)
        return look_at(piece)

    known = Pieces(look_at_it)
    known.numbers("one two two three-and-many-more-of-them")
    known.numbers("three-and-many-more-of-them two one")
    assert seen == ["one", "two", "three-and-many-more-of-them"]


@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_reading_that_is_broken_off_spoils_nothing(at: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """As a task is whose time is up, at any line of the function that keeps a piece."""
    known = Pieces(look_at)
    known.numbers("one")
    lines = []

    def break_off(frame: FrameType, event: str, _: object) -> object:
        if frame.f_code.co_name != "_place":
            return None
        if event == "line" and frame.f_locals.get("end") is not None:
            lines.append(frame.f_lineno)
            if len(lines) == at + 2:
                raise TimeoutError
        return break_off

    before = sys.gettrace()
    sys.settrace(break_off)
    try:
        with pytest.raises(TimeoutError):
            known.numbers("two")
    finally:
        sys.settrace(before)
    assert known.numbers("three two one").tolist() == one_by_one("three two one")


def test_several_threads_may_read_at_once() -> None:
    known = Pieces(look_at)
    texts = [" ".join(f"w{n * step}" for n in range(3_000)) for step in range(1, 9)]
    # Each text is read by some threads while others still learn it.
    with ThreadPoolExecutor(8) as threads:
        found = list(threads.map(known.numbers, [text for text in texts for _ in range(8)]))
    expected = [one_by_one(text) for text in texts for _ in range(8)]
    assert [one.tolist() for one in found] == expected


@pytest.mark.parametrize("unit", [" ", "a ", "a", "never-seen-before-and-long", "“ "])
def test_time_grows_with_the_length_only(unit: str) -> None:
    assert is_linear(lambda size: Pieces(look_at).numbers(unit * (size // len(unit))), 20_000)
