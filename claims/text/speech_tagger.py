"""Which words tell who speaks, which say that he does, and which are what he says.

A linear model of sequences: each word has a score for each tag by what is near (`speech_features`), each pair of tags
one more, and the best sequence of a paragraph is found exactly. The weights are learned by
`benchmarks/quality/learn_speech.py` from the train part of PolNeAR 1.0 (news of the American election of 2016).
"""

from __future__ import annotations

import functools
import importlib.resources
import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from claims.text.pieces import Ints
from claims.text.speech_features import Seen, Sizes, see
from claims.text.speech_gate import Worth
from claims.text.speech_tokens import BREAK, Codes, Tokens

Floats = NDArray[np.float32]
Tags = NDArray[np.int8]

# What is said after its cue, before it, or in a paragraph without one, are three tags: so the model knows which it
# waits for.
NOTHING, SOURCE, CUE, AFTER, BEFORE, ALONE = range(6)
TAGS = 6
WEIGHTS = "speech_weights.npz"
LONGEST = 400  # words of a paragraph that are tagged as one sequence


@dataclass(frozen=True, slots=True)
class Model:
    """``table`` has the weights of all features, ``steps`` those of one tag after another; its last row is the
    beginning's."""

    codes: Codes
    sizes: Sizes
    table: Floats
    steps: Floats


@dataclass(frozen=True, slots=True)
class Tagged:
    tokens: Tokens
    seen: Seen
    tags: Tags


@functools.cache
def model() -> Model:
    """The model as it was learned; read once."""
    with importlib.resources.files("claims.text").joinpath(WEIGHTS).open("rb") as file:
        kept = np.load(file, allow_pickle=False)
        words = bytes(kept["words"]).decode().split("\n")
        cues = bytes(kept["cues"]).decode().split("\n")
        table = kept["table"].astype(np.float32) * np.float32(kept["scale"])
        return Model(Codes(words, cues), Sizes(len(words), len(cues)), table, kept["steps"])


def tag(worth: Worth) -> Tagged:
    """The tags of the words that are worth reading."""
    using = model()
    seen = see(worth.tokens, worth.quotations, worth.ends, using.sizes)
    return Tagged(worth.tokens, seen, best(scores(seen, using), sequences(worth.tokens), using.steps))


def scores(seen: Seen, using: Model) -> Floats:
    """For each word and tag how well they go together."""
    total = _summed(using.table, seen.columns)
    total[seen.quoted] += _summed(using.table, seen.quoted_columns)
    return total


def _summed(table: Floats, columns: list[Ints]) -> Floats:
    total = np.take(table, columns[0], axis=0)
    one = np.empty_like(total)
    for column in columns[1:]:
        np.take(table, column, axis=0, out=one, mode="clip")  # with other modes it would fill a copy first
        total += one
    return total


def sequences(tokens: Tokens) -> Ints:
    """Where the sequences begin, and where the last one ends: at every line, and within very long ones."""
    breaks = np.flatnonzero(tokens.shapes == BREAK) + 1
    edges = np.unique(np.concatenate(([0], breaks, [len(tokens.shapes)])))
    lengths = np.diff(edges)
    if not len(lengths) or lengths.max() <= LONGEST:
        return edges
    pieces = [np.arange(start, end, LONGEST) for start, end in itertools.pairwise(edges)]
    return np.concatenate([*pieces, edges[-1:]])


def best(emitted: Floats, edges: Ints, steps: Floats) -> Tags:
    """The best tags of every sequence; all sequences go forward word by word, side by side."""
    lengths = np.diff(edges)
    tags = np.zeros(len(emitted), np.int8)
    if not len(lengths) or not len(emitted):
        return tags
    order = np.argsort(-lengths, kind="stable")
    begins, lengths = edges[:-1][order], lengths[order]
    longest = int(lengths[0])
    active = len(lengths) - np.searchsorted(lengths[::-1], np.arange(longest), side="right")
    # All first words beside each other, then all second ones …, of the sequences that have so many.
    blocks = np.concatenate(([0], np.cumsum(active)))
    step = np.repeat(np.arange(longest), active)
    places = begins[np.arange(blocks[-1]) - blocks[step]] + step
    tags[places] = _best_side_by_side(np.take(emitted, places, axis=0), blocks.tolist(), steps)
    return tags


def _best_side_by_side(emitted: Floats, blocks: list[int], steps: Floats) -> Tags:
    """The same where block by block one word of every sequence stands, of longer ones before shorter ones."""
    reached = np.ascontiguousarray(emitted.T)  # tag by word; becomes the best score of all ways to there
    reached[:, : blocks[1]] += steps[TAGS][:, None]
    onward = steps[:TAGS, :, None]
    for start, end, last in zip(blocks[1:], blocks[2:], blocks, strict=False):
        before = reached[:, last : last + end - start]
        reached[:, start:end] += (before[:, None] + onward).max(axis=0)
    chosen = np.zeros(reached.shape[1], np.int8)
    into = np.ascontiguousarray(steps[:TAGS])
    following = chosen[:0]
    for start, end in zip(blocks[-2::-1], blocks[:0:-1], strict=True):
        reached[:, start : start + len(following)] += into[:, following]
        following = chosen[start:end] = reached[:, start:end].argmax(axis=0)
    return chosen
