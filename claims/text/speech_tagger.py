"""Which words tell who speaks, which say that he does, and which are what he says.

A linear model of sequences: each word has a score for each tag by what is near (`speech_features`), each
pair of tags one
more, and the best sequence of a paragraph is found exactly. The weights are learned by
`benchmarks/quality/learn_speech.py`
from the train part of PolNeAR 1.0 (news of the American election of 2016).
"""

from __future__ import annotations

import functools
import importlib.resources
import itertools
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from claims.text.quotation_marks import Quoted
from claims.text.speech_features import Seen, Sizes, see
from claims.text.speech_tokens import BREAK, Codes, Ints, Tokens, read

Floats = NDArray[np.float32]
Tags = NDArray[np.int8]

# What is said after its cue, before it, or in a paragraph without one, are three tags: so the model knows
# which it waits for.
NOTHING, SOURCE, CUE, AFTER, BEFORE, ALONE = range(6)
TAGS = 6
WEIGHTS = "speech_weights.npz"
LONGEST = 400  # words of a paragraph that are tagged as one sequence


@dataclass(frozen=True, slots=True)
class Model:
    """``table`` has the weights of all features, ``steps`` those of one tag after another; its last row is
    the beginning's."""

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


def tag(text: str, quotations: list[Quoted], ends: str) -> Tagged:
    """The tags of the words of ``text``. ``quotations``, ``ends``: see `speech_features.see`."""
    using = model()
    tokens = read(text, using.codes)
    seen = see(tokens, quotations, ends, using.sizes)
    return Tagged(tokens, seen, best(scores(seen, using), sequences(tokens), using.steps))


def scores(seen: Seen, using: Model) -> Floats:
    """For each word and tag how well they go together."""
    table = using.table
    total = table[seen.columns[0]]
    for column in seen.columns[1:]:
        total += table[column]
    if len(seen.quoted):
        more = table[seen.quoted_columns[0]]
        for column in seen.quoted_columns[1:]:
            more += table[column]
        total[seen.quoted] += more
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
    reached = np.ascontiguousarray(emitted.T)  # tag by word; becomes the best score of all ways to there
    reached[:, begins] += steps[TAGS][:, None]
    onward = steps[:TAGS, :, None]
    for at in range(1, longest):
        here = begins[: active[at]] + at
        reached[:, here] += (reached[:, here - 1][:, None] + onward).max(axis=0)
    chosen = np.zeros(len(lengths), np.int64)
    into = np.ascontiguousarray(steps[:TAGS])
    for at in range(longest - 1, -1, -1):
        here = begins[: active[at]] + at
        going_on = active[at + 1] if at + 1 < longest else 0
        values = reached[:, here]
        values[:, :going_on] += into[:, chosen[:going_on]]
        chosen[: active[at]] = values.argmax(axis=0)
        tags[here] = chosen[: active[at]]
    return tags
