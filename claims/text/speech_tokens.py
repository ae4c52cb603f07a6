"""A text as rows of small numbers, a row a word or mark: what the tagger of speech looks at.

The words are known by their number in a lexicon, strange ones by their ending. All of it is done for a whole text at
once: it is cut at its blanks, each piece is looked up, for most have been seen before, and arrays go on from there.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from claims.text.pieces import Ints, Pieces
from claims.text.quotation_marks import OPENERS
from claims.text.wordlists import words

TOKEN = re.compile(r"[^\W_]+(?:(?:[.\-,&]|['’](?!s\b))[^\W_]+)*|['’][sS]\b|''|``|\.{2,}|--+|[^\w\s]|_+|\s")
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
# What the code of a word holds from the lowest bit on; first of all its number.
_SHAPE, _CUE, _ABBREVIATED, _SPACED, _BLANK, _HINTS, _LENGTH = 16, 20, 32, 33, 34, 35, 38
# Of a piece, in the code of its last word: whether it looks like a cue, has a mark that opens quotations, an apostrophe
HAS_CUE, HAS_MARK, HAS_APOSTROPHE = 1, 2, 4
_BEHIND_A_CUE = ("", ",", ".", ":", ";", "?", "!", "—", ",”", '"', "”")


class Codes:
    """What is known of each word and mark of a *piece*, each packed into one number; made when it is first asked for.

    A piece is what stands between two blanks, or nothing; a line feed stands at its beginning only.
    """

    def __init__(self, lexicon: Sequence[str], cues: Sequence[str]) -> None:
        self._pieces = Pieces(self._of_piece)
        self.words = {word: number for number, word in enumerate(lexicon)}
        self.cues = {word: number for number, word in enumerate(cues, 1)}
        self._forms_of_cues = {cue + behind for cue, behind in itertools.product(cues, _BEHIND_A_CUE)}

    def of(self, text: str) -> Ints:
        """The codes of all that stands in ``text``, which has a blank before every line feed."""
        return self._pieces.numbers(text)

    def _of_piece(self, piece: str) -> list[int]:
        codes = [self._of_word(word) for word in TOKEN.findall(piece)] or [1 << _BLANK]
        if not piece.startswith("\n"):
            codes[0] |= 1 << _SPACED
        codes[-1] |= self._hints(piece) << _HINTS
        return codes

    def _of_word(self, word: str) -> int:
        if word.isspace() and word != "\n":
            return 1 << _BLANK | len(word) << _LENGTH
        low = word.lower().replace("’", "'")
        shape = shape_of(word)
        return (
            self._number(low, shape)
            | shape << _SHAPE
            | self.cues.get(low, 0) << _CUE
            | (low in _ABBREVIATIONS or shape == LETTER) << _ABBREVIATED
            | len(word) << _LENGTH
        )

    def _number(self, low: str, shape: int) -> int:
        number = self.words.get(low)
        if number is None:
            number = self.words.get(stand_in(low, shape), 0)
        return number

    def _hints(self, piece: str) -> int:
        return (
            HAS_CUE * (not self._forms_of_cues.isdisjoint(piece.lower().split()))
            | HAS_MARK * any(mark in piece for mark in OPENERS)
            | HAS_APOSTROPHE * ("'" in piece)
        )


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


@dataclass(frozen=True, slots=True)
class Packed:
    """All tokens of a text, white space among them, and where they end. A line feed is the last of them."""

    codes: Ints
    ends: Ints

    def breaks(self) -> Ints:
        """The rows of the line feeds."""
        return np.flatnonzero((self.codes >> _SHAPE & 0xF) == BREAK)

    def hints(self, firsts: Ints) -> Ints:
        """What there is to be seen in the rows from each of ``firsts`` to the next: ``HAS_CUE`` and so on."""
        hints: Ints = np.bitwise_or.reduceat(self.codes, firsts) >> _HINTS & (
            HAS_CUE | HAS_MARK | HAS_APOSTROPHE
        )
        return hints

    def tokens(self, kept: NDArray[np.bool_]) -> Tokens:
        """Those of the ``kept`` rows. Blanks are left out; line feeds stay in."""
        kept = kept & ((self.codes >> _BLANK & 1) == 0)
        codes, ends = self.codes[kept], self.ends[kept]
        return Tokens(
            ends - (codes >> _LENGTH),
            ends,
            (codes & 0xFFFF).astype(np.int32),
            (codes >> _SHAPE & 0xF).astype(np.int32),
            (codes >> _CUE & 0xFFF).astype(np.int32),
            (codes >> _ABBREVIATED & 1).astype(np.bool_),
        )


def read(text: str, codes: Codes) -> Packed:
    """All that stands in ``text``, and a line feed behind it."""
    packed = codes.of(f"{text}\n".replace("\n", " \n"))
    # The text's first piece counts a blank in front of it too, which isn't there.
    return Packed(packed, np.cumsum((packed >> _LENGTH) + (packed >> _SPACED & 1)) - 1)
