"""What a post says without what makes it a post."""

from __future__ import annotations

import pytest

from claims.text import posts


@pytest.mark.parametrize(
    ("post", "plain"),
    [
        ("OREO x LADY GAGA packs drop today! 🎤 pic.twitter.com/OPdkueC45h — OREO (@Oreo) January 28, 2021", "OREO x LADY GAGA packs drop today!"),
        ("i saw #RIPDrake trending", "i saw RIP Drake trending"),
        (". @JoeBiden in October: see https://t.co/abc", ". Joe Biden in October: see"),
        ("It cost $5 + 10 %", "It cost $5 + 10 %"),
        ("a@b.org wrote", "a@b.org wrote"),
        ("", ""),
    ],
)  # fmt: skip
def test_plain(post: str, plain: str) -> None:
    assert posts.plain(post) == plain


def test_parts_are_sentences_and_quoted_words() -> None:
    said = "He told them: “We handled 4,800 ships last year.” Ha! That is what the minister said."
    assert posts.parts(said) == ["We handled 4,800 ships last year.", "That is what the minister said."]


def test_who_signed_and_when() -> None:
    post = "No registering in Minnesota! — Ilhan Omar (@IlhanMN) November 3, 2020"
    assert posts.signature(post) == ("Ilhan Omar", "November 3, 2020")
    assert posts.signature("Nobody signed — this.") == ("", "")
