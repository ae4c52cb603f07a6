"""No cell of an export is taken for a formula, and what was exported comes back as it was."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.text import cells


@pytest.mark.parametrize("text", ["=1+1", "+49 30", "-5 %", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1", " =1"])
def test_what_a_spreadsheet_would_calculate_is_text(text: str) -> None:
    assert cells.harmless(text) == "'" + text


@pytest.mark.parametrize("text", ["", "4,200 ships", "“=” is a sign", "사실", "a=b", " "])
def test_other_words_stay_as_they_are(text: str) -> None:
    assert cells.harmless(text) == text


@given(st.text())
def test_what_goes_out_comes_back(text: str) -> None:
    assert cells.plain(cells.harmless(text)) == text or text.startswith("'")


def test_an_apostrophe_of_the_text_itself_stays() -> None:
    assert cells.plain("'twas said") == "'twas said"
