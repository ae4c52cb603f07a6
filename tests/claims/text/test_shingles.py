"""Texts that are one text, whatever stands around them."""

from __future__ import annotations

import time

import pytest

from claims.text import shingles


def text(of: str, words: int = 200) -> str:
    return " ".join(f"{of}{n}" for n in range(words))


@pytest.mark.parametrize(
    ("one", "other", "expected"),
    [
        (text("a"), text("a"), 1.0),
        (text("a"), text("A").replace(" ", ",\n"), 1.0),
        (text("a"), text("menu", 80) + " " + text("a") + " " + text("foot", 80), 1.0),
        (text("a") + " " + text("b"), text("a"), 1.0),
        (text("a"), text("b"), 0.0),
        (text("a", 99), text("a"), None),
        ("", text("a"), None),
    ],
)
def test_how_much_is_shared(one: str, other: str, expected: float | None) -> None:
    assert shingles.shared(one, other) == expected
    assert shingles.shared(other, one) == expected


def test_half_of_a_text_is_about_half() -> None:
    share = shingles.shared(text("a", 150) + " " + text("b", 150), text("a", 150) + " " + text("c", 150))
    assert share is not None
    assert 0.45 < share < 0.5


def test_texts_without_spaces_are_compared_too() -> None:
    one = "항만의 선박 수는 " * 5 + "".join(chr(0x4E00 + n) for n in range(300))
    assert shingles.shared(one, one + "別の文") == 1.0


def test_a_text_without_end_costs_no_more_than_its_beginning() -> None:
    endless = text("word", 400_000)
    started = time.process_time()
    shingles.shared(endless, text("a"))
    assert time.process_time() - started < 2
