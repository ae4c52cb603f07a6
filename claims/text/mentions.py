"""People named in a text by @username."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from typing import NamedTuple

# As Django's usernames; an address such as ida@example.org mentions nobody, and a full stop ends the sentence.
_MENTION = re.compile(r"(?<![\w.@+-])@(\w(?:[\w.@+-]*[\w+-])?)")


class Piece(NamedTuple):
    text: str
    is_mention: bool


def names(text: str) -> list[str]:
    """The usernames that are mentioned, each once, in order and in lower case."""
    return list(dict.fromkeys(match.group(1).lower() for match in _MENTION.finditer(text)))


def pieces(text: str, known: Collection[str]) -> Iterator[Piece]:
    """``text`` in pieces, the mentions of ``known`` usernames (in lower case) apart from the rest."""
    start = 0
    for match in _MENTION.finditer(text):
        if match.group(1).lower() not in known:
            continue
        if match.start() > start:
            yield Piece(text[start : match.start()], is_mention=False)
        yield Piece(match.group(), is_mention=True)
        start = match.end()
    if start < len(text):
        yield Piece(text[start:], is_mention=False)
