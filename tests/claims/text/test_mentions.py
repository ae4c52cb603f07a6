"""Who is named in a text by @username."""

from __future__ import annotations

import pytest

from claims.text import mentions
from claims.text.mentions import Piece


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("@ben, please look", ["ben"]),
        ("Ask @Ben or @ana.", ["ben", "ana"]),
        ("@ben and @ben again", ["ben"]),
        ("(@j.doe+desk)", ["j.doe+desk"]),
        ("write to ida@example.org", []),
        ("@ alone, and @@", []),
        ("북한 @chae", ["chae"]),
    ],
)
def test_names(text: str, expected: list[str]) -> None:
    assert mentions.names(text) == expected


def test_only_known_people_are_set_apart() -> None:
    assert list(mentions.pieces("Hi @ben and @nobody!", {"ben"})) == [
        Piece("Hi ", is_mention=False),
        Piece("@ben", is_mention=True),
        Piece(" and @nobody!", is_mention=False),
    ]


@pytest.mark.parametrize("text", ["", "@ben", "a\n@ben\nb", "@ben@ben x"])
def test_the_pieces_are_the_text(text: str) -> None:
    assert "".join(piece.text for piece in mentions.pieces(text, {"ben"})) == text
