"""Whom a surname means: the one person who bore it so far, however fully the text has named them."""

from __future__ import annotations

from claims.text.sentences import Span
from claims.text.speakers import Names


def meant(text: str, name: str) -> str:
    """Whom the last ``name`` in ``text`` means."""
    start = text.rindex(name)
    return Names(text).meant(Span(start, start + len(name)), None)


def test_a_surname_means_who_was_named_in_full_before() -> None:
    assert meant("Clara Stone came late. She sat down. At last we heard Stone.", "Stone") == "Clara Stone"


def test_who_is_named_in_full_only_later_is_not_known_yet() -> None:
    text = "Stone spoke first. Clara Stone had come by train."
    assert Names(text).meant(Span(0, len("Stone")), None) == "Stone"


def test_a_fuller_name_is_the_same_person() -> None:
    assert (
        meant("Clara Stone came. Anna Clara Stone sat down. At last we heard Stone.", "Stone")
        == "Anna Clara Stone"
    )


def test_of_two_who_bear_a_name_nobody_is_meant() -> None:
    assert meant("Clara Stone came. Peter Stone sat down. At last we heard Stone.", "Stone") == ""


def test_among_very_many_of_a_name_nobody_is_meant() -> None:
    crowd = " ".join(f"{chr(65 + n)}lice{chr(97 + n)} Stone came." for n in range(26))
    assert meant(f"{crowd} At last we heard Stone.", "Stone") == ""
