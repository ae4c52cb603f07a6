"""How much a sentence deserves a check, and why.

The score is a calibrated probability: of sentences with 0.7 about seven in ten would be picked by people. It is the
logistic sum of reasons, each with a weight that can be seen and changed, and of one learned feature, ``WORDING``:
hashed words and pairs of words, whose weights ``benchmarks/quality/train_check_worthiness.py`` makes of the debates of
CheckThat! 2024 task 1 (ClaimBuster), English. Words of like meaning were learned together, so that one which the
debates never have weighs what its kin do.

Numbers, shares, money, years, names, quotation marks and question marks are seen by their shape, in any language whose
script has them; the other reasons and the wording know English only. A text in another language is therefore ranked
by few reasons, and its score is no calibrated probability.

All sentences of a text are scored at once: pieces between blanks are looked at the first time they occur, then in
arrays.
"""

from __future__ import annotations

import functools
import re
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from claims.text import check_weights
from claims.text.pieces import Pieces
from claims.text.reason_words import OF_PAIR, OF_WORD, Reason
from claims.text.sentences import Span

WORDING = "wording"
"""Stands for the learned feature where reasons are named."""

WORDS = 1 << 16
PAIRS = 1 << 17
BUCKETS = WORDS + PAIRS
"""Hashed words share the first ``WORDS`` weights, of one byte each, and pairs of them the ``PAIRS`` behind those."""

THRESHOLD = check_weights.THRESHOLD
"""From this score on a sentence is suggested, unless the desk sets another."""

SQUARE = 2
"""Squared rarities are kept in so many parts of one."""

MOST = 2  # of a reason in one sentence: the third number adds nothing

_TOKEN = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+(?:[.,]\d+)*|[%$€£¥₩?？؟\"“”«»„「」『』]")
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d\Z")
_SHAPES = {
    **dict.fromkeys("%", (Reason.SHARE,)),
    **dict.fromkeys("$€£¥₩", (Reason.MONEY,)),
    **dict.fromkeys("?？؟", (Reason.QUESTION,)),
    **dict.fromkeys('"“”«»„「」『』', (Reason.SPEECH,)),
}

# What is known of a word, packed into one number: the reasons, whether it is written like a name, which word of the
# listed pairs it is, which class of words, and its hash.
_REASONS = list(Reason)
_NAME_BIT, _PAIR_AT, _CLASS_AT, _HASH_AT = 28, 29, 38, 41
_HASH_BITS = 22
_NUMBER, _YEAR_CLASS, _NAME, _ED, _ING = range(1, 6)
_PAIR_WORDS = {word: n for n, word in enumerate(sorted({w for p in OF_PAIR for w in p.split()}), 1)}
_PAIR_BITS = 9

# In front of every sentence, for nothing between blanks; no word is known by this.
_START = 0
_BEFORE = "\n"  # the piece before each sentence, which is none of any

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]


class Weight(NamedTuple):
    """A reason, and what it adds to the score of a sentence (on the logistic scale; negative speaks against)."""

    reason: str
    adds: float


@dataclass(frozen=True, slots=True)
class Weights:
    """``of``: of each reason and of ``WORDING``, a missing one counts nothing."""

    bias: float
    of: Mapping[str, float]

    def changed(self, overrides: Mapping[str, float]) -> Weights:
        """With the weights that a desk has set in place of these."""
        return Weights(self.bias, {**self.of, **overrides})


DEFAULT = Weights(check_weights.BIAS, check_weights.OF_REASON)


@dataclass(frozen=True, slots=True)
class Features:
    """Of each sentence a row: how often each reason is seen (at most ``MOST``), and the buckets of its words.

    ``buckets`` has a column of words, one of pairs, one of pairs of classes, a row a word; ``rows`` says where each
    sentence begins in it. The first row of a sentence stands for its beginning and has no buckets of its own.
    """

    values: Floats
    buckets: Whole
    rows: Whole


@dataclass(frozen=True, slots=True)
class Scores:
    """Probabilities, one a sentence, and what each reason added."""

    scores: Floats
    added: Floats

    def reasons(self, number: int, *, least: float = 0.05) -> list[Weight]:
        """Why sentence ``number`` has its score, what weighs most first; what adds less than ``least`` is left out."""
        names = [*_REASONS, WORDING]
        told = [Weight(str(name), float(adds)) for name, adds in zip(names, self.added[number], strict=True)]
        kept = [one for one in told if abs(one.adds) >= least]
        return sorted(kept, key=lambda one: -abs(one.adds))


def score(sentences: Sequence[str], *, weights: Weights = DEFAULT) -> Scores:
    """How much each of these deserves a check. Takes any strings; the time is proportional to their length."""
    found = features(sentences)
    of_reason = np.array([weights.of.get(reason, 0.0) for reason in _REASONS])
    wording = learned(found) * weights.of.get(WORDING, 0.0)
    added = np.column_stack([found.values * of_reason, wording])
    with np.errstate(over="ignore"):
        return Scores(1 / (1 + np.exp(-(added.sum(axis=1) + weights.bias))), added)


def reasons_in(sentence: str) -> dict[str, list[Span]]:
    """Which words give each reason, for people to see: spans into the sentence."""
    found: dict[str, list[Span]] = {}
    before = None
    for token in _TOKEN.finditer(sentence):
        known = _looked_at(token[0])
        if token.start() == 0 or before is None:
            known &= ~(1 << _NAME_BIT)
        for reason in _told(known):
            found.setdefault(reason, []).append(Span(*token.span()))
        if before is not None:
            for reason in OF_PAIR.get(f"{_plain(before[0])} {_plain(token[0])}", ()):
                found.setdefault(reason, []).append(Span(before.start(), token.end()))
        before = token
    return found


def _told(known: int) -> set[Reason]:
    told = {reason for bit, reason in enumerate(_REASONS) if known >> bit & 1}
    return told | {Reason.NAMED_BODY} if known >> _NAME_BIT & 1 else told


def features(sentences: Sequence[str]) -> Features:
    """What the score is made of, before it is weighed."""
    if not sentences:
        return Features(np.zeros((0, len(_REASONS))), np.zeros((0, 3), np.int64), np.zeros(0, np.int64))
    packed, rows = _packed(sentences)
    is_start = packed == _START
    before = np.roll(packed, 1)
    after_start = np.roll(is_start, 1)
    masks = packed & ((1 << _NAME_BIT) - 1)
    is_name = ((packed >> _NAME_BIT) & 1).astype(bool) & ~after_start
    masks |= np.where(is_name, 1 << _REASONS.index(Reason.NAMED_BODY), 0)
    pair_mask = (1 << _PAIR_BITS) - 1
    masks |= _pair_masks()[
        ((before >> _PAIR_AT) & pair_mask) << _PAIR_BITS | ((packed >> _PAIR_AT) & pair_mask)
    ]
    return Features(_counted(masks, rows), _buckets(packed, before, is_start, is_name), rows)


def learned(found: Features) -> Floats:
    """What the wording says: the learned weights of all buckets, by the length of the vector of their rarities."""
    if not len(found.rows):
        return np.zeros(0)
    table = _table()
    sums: Floats = np.add.reduceat(_without_starts(table.weights, found), found.rows) * table.scale
    squares = np.add.reduceat(_without_starts(table.squares, found), found.rows) / SQUARE
    return sums / np.sqrt(np.maximum(squares, 1))


def _without_starts(table: npt.NDArray[Any], found: Features) -> Whole:
    of_row: Whole = table[found.buckets].sum(axis=1, dtype=np.int64)
    of_row[found.rows] = 0
    return of_row


def lengths(found: Features) -> Whole:
    """How many words each sentence has."""
    return np.diff(np.append(found.rows, len(found.buckets))) - 1


def _packed(sentences: Sequence[str]) -> tuple[Whole, Whole]:
    text = f" {_BEFORE} ".join([" ".join(sentence.split()) for sentence in sentences])
    packed = _PIECES.numbers(f"{_BEFORE} {text}")
    return packed, np.flatnonzero(packed == _START)


def _counted(masks: Whole, rows: Whole) -> Floats:
    values = np.empty((len(rows), len(_REASONS)))
    for bit in range(len(_REASONS)):
        values[:, bit] = np.add.reduceat((masks >> bit) & 1, rows)
    np.minimum(values, MOST, out=values)
    words = np.diff(np.append(rows, len(masks))) - 1
    values[:, _REASONS.index(Reason.LONG)] = (np.clip(words, 15, 40) - 15) / 25
    values[:, _REASONS.index(Reason.SHORT)] = np.clip(12 - words, 0, 12) / 12
    return values


def _buckets(
    packed: Whole, before: Whole, is_start: npt.NDArray[np.bool_], is_name: npt.NDArray[np.bool_]
) -> Whole:
    hashes = packed >> _HASH_AT
    classes = (packed >> _CLASS_AT) & 7
    alike = np.where(is_name, _NAME, classes)
    alike = np.where(alike > 0, alike, hashes + 8)
    pairs = _mixed((before >> _HASH_AT), hashes, 0x9E3779B1)
    kinds = _mixed(np.roll(alike, 1), alike, 0x85EBCA6B)
    buckets = np.column_stack([hashes % WORDS, pairs, kinds])
    buckets[is_start] = 0
    return buckets


def _mixed(first: Whole, second: Whole, prime: int) -> Whole:
    mixed = first.astype(np.uint64) * np.uint64(prime) + second.astype(np.uint64) * np.uint64(0xC2B2AE3D)
    mixed ^= mixed >> np.uint64(29)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    return WORDS + ((mixed >> np.uint64(40)) % np.uint64(PAIRS)).astype(np.int64)


def _plain(word: str) -> str:
    return word.lower().replace("’", "'")


def _of_piece(piece: str) -> list[int]:
    """Each word, as one number, of what stands between blanks."""
    return [_START] if piece == _BEFORE else list(map(_looked_at, _TOKEN.findall(piece)))


def _looked_at(word: str) -> int:
    plain = _plain(word)
    reasons, kind = {*OF_WORD.get(plain, ()), *_SHAPES.get(word, ())}, 0
    if word[0].isdigit():
        kind = _YEAR_CLASS if _YEAR.match(word) else _NUMBER
        reasons.add(Reason.DATE if kind == _YEAR_CLASS else Reason.NUMBER)
        plain = "#"
    elif len(plain) > 4 and plain.endswith("ed"):
        kind = _ED
        reasons.add(Reason.PAST)
    elif len(plain) > 5 and plain.endswith("ing"):
        kind = _ING
    if len(plain) > 5 and plain.endswith("est"):
        reasons.add(Reason.SUPERLATIVE)
    is_name = word[0].isupper() and plain != "i" and not plain.startswith("i'")
    bits = sum(1 << _REASONS.index(reason) for reason in reasons)
    hashed = zlib.crc32(plain.encode("utf-8", "replace")) % ((1 << _HASH_BITS) - 1) + 1
    pair = _PAIR_WORDS.get(plain, 0)
    return bits | is_name << _NAME_BIT | pair << _PAIR_AT | kind << _CLASS_AT | hashed << _HASH_AT


_PIECES = Pieces(_of_piece)


@functools.cache
def _pair_masks() -> Whole:
    masks = np.zeros(1 << 2 * _PAIR_BITS, np.int64)
    for pair, reasons in OF_PAIR.items():
        first, second = (_PAIR_WORDS[word] for word in pair.split())
        masks[first << _PAIR_BITS | second] = sum(1 << _REASONS.index(reason) for reason in reasons)
    return masks


class _Table(NamedTuple):
    weights: npt.NDArray[np.int8]
    squares: npt.NDArray[np.uint8]
    scale: float


@functools.cache
def _table() -> _Table:
    """What was learned is a part of the code like the words are: of each bucket its weight and its squared rarity."""
    raw = zlib.decompress(resources.files("claims.text").joinpath("check_weights.bin").read_bytes())
    weights, squares = raw[:BUCKETS], raw[BUCKETS:]
    return _Table(np.frombuffer(weights, np.int8), np.frombuffer(squares, np.uint8), check_weights.SCALE)
