"""What words mean, for the training of check-worthiness: WordLlama's static vectors, by the buckets of the words.

A weight that is learned of a meaning holds for every word that has it, also for those that the debates don't have.
"""

from __future__ import annotations

import functools
import re
from collections import Counter
from collections.abc import Sequence
from importlib import resources
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from safetensors.numpy import load as tensors
from tokenizers import Tokenizer

from benchmarks.quality.debates import load
from claims.text import checkworthiness
from claims.text.checkworthiness import WORDS

DIMENSIONS = 256
ONLY_LISTED = 0.1  # how often a word that the debates don't have counts, where it shares its bucket
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+(?:[.,]\d+)*|[%$€£?\"“”]")
_LISTED = re.compile(r"▁([a-zA-Z]{2,})")

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


class Meanings(NamedTuple):
    """Of each bucket of words a row, about as long as 1, or zero; and whether WordLlama has a word in it whole."""

    vectors: Floats
    is_listed: Bools


@functools.cache
def of_buckets() -> Meanings:
    """Of the words of the training sentences, and of those that WordLlama has whole."""
    package = resources.files("wordllama")
    pieces = tensors((package / "weights" / "l2_supercat_256.safetensors").read_bytes())["embedding.weight"]
    tokenizer = Tokenizer.from_str(
        (package / "tokenizers" / "l2_supercat_tokenizer_config.json").read_text("utf-8")
    )
    seen = Counter(word for text in load("train").texts for word in words(text))
    listed = {match[1].lower() for match in map(_LISTED.fullmatch, tokenizer.get_vocab()) if match}
    known = sorted(seen.keys() | listed)
    found = np.array([_vector(word, tokenizer, pieces) for word in known])
    counts = np.array([seen[word] + ONLY_LISTED for word in known])
    places = buckets(known)
    vectors = np.zeros((WORDS, DIMENSIONS))
    np.add.at(vectors, places, found * counts[:, None])
    vectors /= np.maximum(np.bincount(places, counts, WORDS), ONLY_LISTED)[:, None]
    is_listed = np.zeros(WORDS, bool)
    is_listed[buckets(sorted(listed))] = True
    return Meanings(vectors / np.linalg.norm(found, axis=1).mean(), is_listed)


def words(text: str) -> list[str]:
    """As check-worthiness reads them; all numbers are one word there."""
    found = (word.lower().replace("’", "'") for word in _WORD.findall(text))
    return ["5" if word[0].isdigit() else word for word in found]


def buckets(one_a_row: Sequence[str]) -> npt.NDArray[np.int64]:
    found = checkworthiness.features(one_a_row)
    return found.buckets[found.rows + 1, 0]


def _vector(word: str, tokenizer: Tokenizer, pieces: npt.NDArray[np.float16]) -> Floats:
    """The mean of a word's pieces."""
    places = tokenizer.encode(word, add_special_tokens=False).ids
    mean: Floats = pieces[places].astype(np.float64).mean(axis=0)
    return mean
