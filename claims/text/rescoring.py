"""How likely it is that a stored claim is the one asked for: few signs, weighed by data.

The weights and thresholds come from `python -m benchmarks.quality.tuning` on public data; a probability is calibrated
as well as that data is like a desk's own. It says what to look at, never what is the same.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]

DIMENSIONS = 512
LEAST_TOTAL = 10_000  # wordings; on a small desk a word is as telling as on a large one
_SATURATION, _LENGTH_COUNTS, _USUAL_LENGTH = (
    1.2,
    0.75,
    20,
)  # of BM25: how soon repeating a word tells no more …
_FULL = 20.0  # what this many points of BM25 make is 1


class Level(StrEnum):
    """How sure a suggestion is."""

    STRONG = "strong"
    POSSIBLE = "possible"
    WEAK = "weak"


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for: how telling each of its words is, and the vectors of the whole and of its sentences."""

    telling: Mapping[str, float]
    vectors: Vectors


@dataclass(frozen=True, slots=True)
class Kept:
    """What is stored of a claim: its words, the vector of the claim, and that of claim and title."""

    words: Sequence[str]
    vectors: Vectors


def telling(words: Sequence[str], documents: Mapping[str, int], total: int) -> dict[str, float]:
    """How rare each word is among ``total`` wordings, as BM25 counts it."""
    total = max(total, LEAST_TOTAL)
    return {
        word: math.log(1 + (total - count + 0.5) / (count + 0.5))
        for word in dict.fromkeys(words)
        for count in [min(documents.get(word, 1), total)]
    }


def signs(asked: Asked, kept: Kept) -> tuple[float, float, float, float]:
    """Words in common; likeness to claim and title, to the claim alone; that of the sentence which is most alike."""
    return (_in_common(asked.telling, kept.words) / _FULL, *_likeness(asked.vectors, kept.vectors))


def _in_common(telling: Mapping[str, float], words: Sequence[str]) -> float:
    counted = Counter(word for word in words if word in telling)
    length = _SATURATION * (1 - _LENGTH_COUNTS + _LENGTH_COUNTS * len(words) / _USUAL_LENGTH)
    return sum(
        telling[word] * count * (_SATURATION + 1) / (count + length) for word, count in counted.items()
    )


def _likeness(asked: Vectors, kept: Vectors) -> tuple[float, float, float]:
    alike = asked @ kept.T
    return float(alike[0, -1]), float(alike[0, 0]), float(alike[:, -1].max())


BIAS, WEIGHTS = -9.0, (1.1, 4.0, 4.0, 3.0)
LEVELS = {Level.STRONG: 0.9, Level.POSSIBLE: 0.5}


def likelihood(signs: Sequence[float]) -> float:
    """0.0 to 1.0."""
    return 1 / (1 + math.exp(-BIAS - sum(weight * one for weight, one in zip(WEIGHTS, signs, strict=True))))


def level(likelihood: float) -> Level:
    return next((one for one, least in LEVELS.items() if likelihood >= least), Level.WEAK)


def packed(vectors: Vectors) -> bytes:
    """The same in a byte a dimension: what a cosine loses by it is below a hundredth."""
    largest = np.maximum(np.abs(vectors).max(axis=1, keepdims=True), 1e-9)
    return bytes(np.round(vectors / largest * 127).astype(np.int8).tobytes())


def unpacked(stored: bytes | memoryview) -> Vectors:
    """Rows of length 1."""
    vectors = np.frombuffer(stored, np.int8).reshape(-1, DIMENSIONS).astype(np.float32)
    lengths: Vectors = np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    return vectors / lengths
