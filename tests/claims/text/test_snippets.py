"""The words that were looked for, found in a text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from claims.text import snippets
from claims.text.snippets import Bit


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("harbour tugs", ["harbour", "tugs"]),
        ('"harbour master" -tugs', ["harbour", "master"]),
        ("ships OR boats", ["ships", "boats"]),
        ("4,200 SHIPS ships", ["4", "200", "ships"]),
        ('"never closed', ["never", "closed"]),
        ("이재명 대통령", ["이재명", "대통령"]),
        ('-"a phrase" well-known', ["well", "known"]),
        ("", []),
    ],
)
def test_what_is_asked_for(query, words):
    assert snippets.asked(query) == words


def test_words_are_marked_whole_and_in_any_case():
    assert snippets.marked("The Ships, not shipping.", ["ships"]) == [
        Bit("The "), Bit("Ships", True), Bit(", not shipping."),
    ]  # fmt: skip


def test_neighbours_are_marked_as_one():
    assert snippets.marked("the harbour master", ["harbour", "master"]) == [
        Bit("the "),
        Bit("harbour master", True),
    ]


@given(st.text(), st.lists(st.text(min_size=1)))
def test_marking_loses_nothing(text, wanted):
    assert "".join(bit.text for bit in snippets.marked(text, wanted)) == text


def test_the_stretch_with_most_words_is_chosen():
    text = "A harbour. " + "Nothing here. " * 60 + "The harbour kept its tugs. " + "And more. " * 60
    told = snippets.best(["Only a harbour.", text], ["harbour", "tugs"])
    assert [bit.text for bit in told if bit.is_found] == ["harbour", "tugs"]
    assert told[0].text.startswith("… ")
    assert told[-1].text.endswith(" …")


def test_nothing_found_is_nothing_told():
    assert snippets.best(["Only a harbour."], ["zebra"]) == []


@given(st.lists(st.text()), st.lists(st.text(alphabet="ab", min_size=1), min_size=1))
def test_a_stretch_is_short(texts, wanted):
    told = "".join(bit.text for bit in snippets.best(texts, wanted))
    longest = max(map(len, wanted), default=0)
    assert len(told) <= snippets.SIZE + longest + 8
