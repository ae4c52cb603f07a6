"""Pages compared line by line: whether one says what another does, or nothing that it did.

Lines are compared by their words alone, so that numbers of readers, dates and punctuation make no difference.
"""

from __future__ import annotations

import functools
import re

# Words of its own that make a page more than another's frame.
OWN = 6
# Of an earlier page's sentences, that have to be missing before it counts as gone.
GONE = 0.9
# Share of a piece that may be missing where it still stands in a text.
MOSTLY = 0.5
# Letters of a line that is no menu, heading or button; and of the pieces in which it is looked for.
_SENTENCE, _PIECE = 40, 20
_NOTICE_WORDS = 3
_WORD = re.compile(r"[^\W\d_]+")
_IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]")
Lines = dict[tuple[str, ...], int]


def are_alike(text: str, other: str) -> bool:
    """Whether each says hardly anything that the other doesn't."""
    lines, others = _lines(text), _lines(other)
    return bool(lines and others) and max(_own(lines, others), _own(others, lines)) < OWN


def _own(lines: Lines, others: Lines) -> int:
    return sum(size for line, size in lines.items() if line not in others)


def is_gone(before: str, now: str) -> bool:
    """Whether nearly nothing of an earlier text's sentences stands there now, however its lines are divided."""
    return gone(before, now) >= GONE


@functools.lru_cache(maxsize=64)
def gone(before: str, now: str) -> float:
    """How much of an earlier text's sentences is missing now: 0.0 to 1.0; 0.0 too where it had none."""
    there = _all_letters(now)
    pieces = [
        letters[at : at + _PIECE]
        for line in before.splitlines()
        if len(letters := _letters(line)) >= _SENTENCE
        for at in range(0, len(letters) - _PIECE + 1, _PIECE)
    ]
    return sum(piece not in there for piece in pieces) / len(pieces) if pieces else 0.0


def stands_in(piece: str, text: str) -> bool:
    """Whether a piece of one text, or most of it if it is long, stands in another, however it is divided into lines."""
    letters, there = _letters(piece), _all_letters(text)
    if len(letters) < _SENTENCE:
        return letters in there
    return gone(" ".join(piece.split()), text) < MOSTLY


def _letters(text: str) -> str:
    return "".join(_WORD.findall(text.casefold()))


_all_letters = functools.lru_cache(maxsize=4)(_letters)


def took_over(now: str, other: str, *, before: str) -> bool:
    """Whether the page now has something of the other that it did not have before: a notice, some words long."""
    shared = _lines(now).keys() & _lines(other).keys() - _lines(before).keys()
    return any(_lines(now)[line] >= _NOTICE_WORDS for line in shared)


@functools.lru_cache(maxsize=16)
def _lines(text: str) -> Lines:
    """Each line's words, with their number: ideographs and kana make a word by twos."""
    lines: Lines = {}
    for line in text.splitlines():
        words = tuple(_WORD.findall(line.casefold()))
        if words:
            ideographs = len(_IDEOGRAPH.findall(line))
            lines[words] = len(words) + ideographs // 2
    return lines
