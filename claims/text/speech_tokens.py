"""A text as rows of small numbers, a row a word or mark: what the tagger of speech looks at.

The words are known by their number in a lexicon, strange ones by their ending. All of it is done for a whole
text at
once: one pass of a regular expression, one look-up a word, and arrays from there on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from claims.text.wordlists import words

Ints = NDArray[np.int64]

TOKEN = re.compile(
    r" ?(?:[^\W_]+(?:(?:[.\-,&]|['’](?!s\b))[^\W_]+)*|['’][sS]\b|''|``|\.{2,}|--+|[^\w\s]|_+)|\n| +|\s"
)
SHAPES = 16
(
    SMALL,
    TITLE,
    LETTER,
    UPPER,
    DIGIT,
    QUOTE,
    STOP,
    COMMA,
    COLON,
    DASH,
    OTHER,
    GENITIVE,
    BREAK,
    POINT,
    CASELESS,
) = range(15)
_OF_MARK = (
    dict.fromkeys("!?…", STOP)
    | dict.fromkeys(",;", COMMA)
    | dict.fromkeys("—–-", DASH)
    | dict.fromkeys('“”"„«»‘「」『』', QUOTE)
    | {".": POINT, ":": COLON, "\n": BREAK, "''": QUOTE, "``": QUOTE, "'s": GENITIVE, "’s": GENITIVE}
)
_ABBREVIATIONS = words(
    "mr mrs ms dr sen sens rep reps gov gen col lt maj capt sgt prof rev hon pres st jr sr inc corp co "
    "ltd no vs",
    "jan feb mar apr aug sept sep oct nov dec u.s u.k d.c p.m a.m",
)
# What a token's code holds, from the lowest bit on.
_SHAPE, _CUE, _ABBREVIATED, _SPACED, _BLANK, _LENGTH = 16, 20, 32, 33, 34, 35
_KEPT = 200_000  # codes that are remembered


class Codes(dict[str, int]):
    """What is known of a token, packed into one number; made when it is first asked for."""

    def __init__(self, lexicon: Sequence[str], cues: Sequence[str]) -> None:
        super().__init__()
        self.words = {word: number for number, word in enumerate(lexicon)}
        self.cues = {word: number for number, word in enumerate(cues, 1)}

    def __missing__(self, token: str) -> int:
        word = token.removeprefix(" ")
        if not word or (word.isspace() and word != "\n"):
            code = 1 << _BLANK | len(token) << _LENGTH
        else:
            low = word.lower().replace("’", "'")
            shape = shape_of(word)
            code = (
                self._number(low, shape)
                | shape << _SHAPE
                | self.cues.get(low, 0) << _CUE
                | (low in _ABBREVIATIONS or shape == LETTER) << _ABBREVIATED
                | (len(word) != len(token)) << _SPACED
                | len(token) << _LENGTH
            )
        if len(self) < _KEPT:
            self[token] = code
        return code

    def _number(self, low: str, shape: int) -> int:
        number = self.words.get(low)
        if number is None:
            number = self.words.get(stand_in(low, shape), 0)
        return number


def stand_in(low: str, shape: int) -> str:
    """The name in the lexicon of all rare words that look like this one."""
    if shape == DIGIT:
        return "#0"
    return "#" + low[-3:] if shape <= UPPER or shape == CASELESS else "#?"


def shape_of(word: str) -> int:
    first = word[0]
    if first.isalpha():
        if not first.isupper():
            return SMALL if first.islower() else CASELESS
        return LETTER if len(word) == 1 else UPPER if word.isupper() else TITLE
    if first.isdigit():
        return DIGIT
    return _OF_MARK.get(word) or _OF_MARK.get(first, OTHER)


@dataclass(frozen=True, slots=True)
class Tokens:
    """One row a word or mark: where it stands, its number, its shape, its number as a cue (0: none)."""

    starts: Ints
    ends: Ints
    words: Ints
    shapes: Ints
    cues: Ints
    abbreviated: NDArray[np.bool_]


def read(text: str, codes: Codes) -> Tokens:
    """The tokens of ``text``; blanks are left out, and line feeds stay in."""
    found = TOKEN.findall(text)
    packed = np.fromiter(map(codes.__getitem__, found), np.int64, len(found))
    ends = np.cumsum(packed >> _LENGTH)
    kept = (packed >> _BLANK & 1) == 0
    packed, ends = packed[kept], ends[kept]
    starts = ends - (packed >> _LENGTH) + (packed >> _SPACED & 1)
    return Tokens(
        starts,
        ends,
        packed & 0xFFFF,
        packed >> _SHAPE & 0xF,
        packed >> _CUE & 0xFFF,
        (packed >> _ABBREVIATED & 1).astype(np.bool_),
    )
