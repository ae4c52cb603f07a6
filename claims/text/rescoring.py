"""How likely it is that a stored claim is the one asked for: few signs, weighed by data.

The weights are a logistic regression's on CheckThat!'s tweets and debate sentences, rounded; right candidates counted
ten times, so that a likelihood says what to look at, never what is the same. The levels lie above what debate sentences
that claim nothing reach: one in 200 for the higher, one in ten for the lower. What stands around a sentence weighs as
much as leaves it so for sentences with their neighbours.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]

DIMENSIONS = 512
LEAST_TOTAL = 10_000  # wordings; a smaller desk is taken for the beginning of one of this size
EXPLAINED = 2  # wordings with a word in common say nothing of how usual it is: they may be one claim
UNTOLD = 100  # wordings without a word are supposed beside those of a small desk, which has few subjects
_SATURATION, _LENGTH_COUNTS, _USUAL_LENGTH = (
    1.2,
    0.75,
    20,
)  # of BM25: how soon repeating a word tells no more …
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_FULL = 20.0  # what this many points of BM25 make is 1


class Level(StrEnum):
    """How sure a suggestion is."""

    STRONG = "strong"
    POSSIBLE = "possible"
    WEAK = "weak"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for: how telling each of its words is, each word of who said it, and each that only stands in the
    sentences beside it; the years it was said in or speaks of; and the vectors of the whole and of its sentences.
    """

    telling: Mapping[str, float]
    vectors: Vectors
    who: Mapping[str, float] = field(default_factory=dict)
    years: frozenset[str] = frozenset()
    around: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kept:
    """What is stored of a claim, with its title if it has one: its words, and one vector."""

    words: Sequence[str]
    vector: Vectors


def telling(words: Sequence[str], documents: Mapping[str, int], total: int) -> dict[str, float]:
    """How rare each word is among ``total`` wordings, as BM25 counts it; ``documents``: in how many each stands."""
    size = max(total, LEAST_TOTAL)
    return {
        word: math.log(1 + (size - count + 0.5) / (count + 0.5))
        for word in dict.fromkeys(words)
        for count in [_among(size, documents.get(word, 1), total)]
    }


def _among(size: int, count: int, total: int) -> float:
    """In how many of ``size`` wordings a word stands that stands in ``count`` of ``total``.

    On a desk whose forty claims are about Korea, “Korea” tells as little as on a large one where each third is; a
    name that two of them share tells as much as there.
    """
    if total < size:
        usual = max(0, count - EXPLAINED) / (total + UNTOLD)
        return min(min(count, EXPLAINED) + usual * size, size)
    return min(count, size)


class Signs(NamedTuple):
    """What speaks for a candidate. Of nought to about two, but for ``years``: 1 for a year in common, -1 for others."""

    words: float
    whole: float
    part: float
    who: float
    years: float
    around: float = 0.0


def signs(asked: Asked, kept: Kept) -> Signs:
    """Words in common; likeness to the whole and to the sentence that is most alike; whether it names who spoke, and
    what the sentences beside it say.
    """
    alike = asked.vectors @ kept.vector
    named = sum(weight for word, weight in asked.who.items() if word in kept.words)
    return Signs(
        words=in_common(asked.telling, kept.words) / _FULL,
        whole=float(alike[0]),
        part=float(alike.max()),
        who=named / _FULL,
        years=_years(asked.years, {word for word in kept.words if _YEAR.fullmatch(word)}),
        around=in_common(asked.around, kept.words) / _FULL,
    )


def years(text: str) -> frozenset[str]:
    """The years that a text names."""
    return frozenset(_YEAR.findall(text))


def _years(asked: frozenset[str], kept: set[str]) -> float:
    if not asked or not kept:
        return 0.0
    return 1.0 if asked & kept else -1.0


def in_common(telling: Mapping[str, float], words: Sequence[str]) -> float:
    """How much the words in common tell, in points of BM25."""
    counted = Counter(word for word in words if word in telling)
    length = _SATURATION * (1 - _LENGTH_COUNTS + _LENGTH_COUNTS * len(words) / _USUAL_LENGTH)
    return sum(
        telling[word] * count * (_SATURATION + 1) / (count + length) for word, count in counted.items()
    )


BIAS, WEIGHTS = -8.75, Signs(words=4.5, whole=3.9, part=2.5, who=7.8, years=0.45, around=2.0)
LEVELS = {Level.STRONG: 0.73, Level.POSSIBLE: 0.18}


def likelihood(signs: Sequence[float]) -> float:
    """0.0 to 1.0."""
    return 1 / (1 + math.exp(-BIAS - sum(weight * one for weight, one in zip(WEIGHTS, signs, strict=True))))


# Reaches POSSIBLE at a likeness of 0.65, which of a thousand debate sentences that claim nothing none but one has to
# anything that was checked, and STRONG at 0.8, as translations have.
LIKENESS_BIAS, LIKENESS_WEIGHT = -12.35, 16.7


def likelihood_by_likeness(signs: Signs) -> float:
    """The same, where the nearest vectors are among the candidates: what is said in other words, or in another
    language, may have none in common, and its likeness alone has to speak for it.
    """
    alone = 1 / (1 + math.exp(-LIKENESS_BIAS - LIKENESS_WEIGHT * signs.whole))
    return max(likelihood(signs), alone)


def level(likelihood: float, levels: Mapping[Level, float] = LEVELS) -> Level:
    """``levels``: from which likelihood on each is reached, the surest first."""
    return next((one for one, least in levels.items() if likelihood >= least), Level.WEAK)


def packed(vector: Vectors) -> bytes:
    """The same in a byte a dimension: what a cosine loses by it is below a hundredth."""
    largest = max(float(np.abs(vector).max()), 1e-9)
    return bytes(np.round(vector / largest * 127).astype(np.int8).tobytes())


def unpacked(stored: bytes | memoryview) -> Vectors:
    """A vector of length 1."""
    vector = np.frombuffer(stored, np.int8).astype(np.float32)
    length: Vectors = np.maximum(np.linalg.norm(vector), 1e-9).astype(np.float32)
    return vector / length
