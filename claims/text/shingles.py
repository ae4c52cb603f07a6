"""Whether two texts are one text: how many runs of words they share, whatever else stands around them."""

from __future__ import annotations

import functools
from collections.abc import Iterator

from claims.text import similarity

RUN = 5  # words; hardly two writers use the same five in a row by chance, save in names and quotations
FEWEST_WORDS = 100
MOST_CHARACTERS = 100_000  # of each text; the rest is not looked at


def shared(one: str, other: str) -> float | None:
    """How much of the shorter text's runs of words stand in the other, 0.0 to 1.0; None if either is too short."""
    runs, others = _runs(one), _runs(other)
    fewest = FEWEST_WORDS - RUN + 1
    if min(len(runs), len(others)) < fewest:
        return None
    return len(runs & others) / min(len(runs), len(others))


@functools.lru_cache(maxsize=16)
def _runs(text: str) -> frozenset[int]:
    """Kept for a moment: each text of a claim is held against several."""
    return frozenset(_hashed([word.text for word in similarity.words(text[:MOST_CHARACTERS])]))


def _hashed(words: list[str]) -> Iterator[int]:
    for start in range(len(words) - RUN + 1):
        yield hash(tuple(words[start : start + RUN]))
