"""Sketches of texts: a few numbers by which nearly the same text is known again among many."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from claims.text import similarity

SIZE = 48
SHINGLE = 4  # words
LEAST_WORDS = 30  # shorter texts are alike by chance
NEAR = 0.6  # of the numbers that two texts of one piece share, at least
_MOST_WORDS = 20_000


def sketch(text: str) -> list[int]:
    """The smallest hashes of the runs of words in a text, in order; none of a text that says too little."""
    words = [one.text for one in similarity.words(text[: _MOST_WORDS * 12])][:_MOST_WORDS]
    if len(words) < LEAST_WORDS:
        return []
    runs = {" ".join(words[at : at + SHINGLE]) for at in range(len(words) - SHINGLE + 1)}
    return sorted(_hash(run) for run in runs)[:SIZE]


def _hash(run: str) -> int:
    """Of 63 bits, the same on every machine."""
    return int.from_bytes(hashlib.blake2b(run.encode(), digest_size=8).digest()) >> 1


def likeness(one: Sequence[int], other: Sequence[int]) -> float:
    """How much of their runs two texts share, as far as their sketches tell: 0 nothing, 1 all."""
    lowest = sorted({*one, *other})[: max(min(len(one), len(other)), 1)]
    shared = {*one} & {*other}
    return sum(each in shared for each in lowest) / len(lowest)
