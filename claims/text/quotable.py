"""A captured text in passages that can be quoted: a sentence each, or two where one is short."""

from __future__ import annotations

import re

from claims.text import sentences
from claims.text.sentences import Span

SHORTEST = 40  # characters: what is shorter is a heading, a menu, a date line
SHORT = 90  # a sentence up to this goes together with the next of its paragraph
LONGEST = 700
MOST = 400  # passages of one text
_BREAK = re.compile(r"\n\s*\n|\n")


def cut(text: str, language: str = "en") -> list[Span]:
    """The passages of a text in order, without those that say too little or too much."""
    found: list[Span] = []
    for span in sentences.split(text, language=language):
        last = found[-1] if found else None
        if last and last.end - last.start <= SHORT and _goes_on(text, last, span):
            found[-1] = Span(last.start, span.end)
        else:
            found.append(span)
    return [one for one in found if _says_enough(one.of(text))][:MOST]


def _goes_on(text: str, last: Span, span: Span) -> bool:
    return span.end - last.start <= LONGEST and not _BREAK.search(text[last.end : span.start])


def _says_enough(words: str) -> bool:
    """Letters for the most part, and neither a line nor a page."""
    letters = sum(one.isalpha() for one in words)
    return (SHORTEST <= len(words) <= LONGEST and letters * 2 >= len(words)) or _is_dense(words)


def _is_dense(words: str) -> bool:
    """Scripts that say in twelve signs what others say in forty."""
    return 12 <= len(words) <= LONGEST and sum(one >= "⺀" for one in words) * 2 >= len(words)
