"""Cells that no spreadsheet carries out."""

from __future__ import annotations

import pytest

from claims.text import cells


@pytest.mark.parametrize("words", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "  =1", "＝1"])
def test_what_begins_like_a_formula_is_made_words(words: str) -> None:
    assert cells.harmless(words) == "'" + words


@pytest.mark.parametrize("words", ["", "1", "a=b", "“=1”", "x - y"])
def test_other_words_stay_as_they_are(words: str) -> None:
    assert cells.harmless(words) == words
