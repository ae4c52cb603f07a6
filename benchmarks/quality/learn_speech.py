"""Learn the weights of `claims/text/speech_tagger.py` from PolNeAR's train part: `python -m benchmarks.quality.learn_speech`.

A conditional random field over paragraphs, by AdaGrad on the exact gradient. ``--trial`` learns on seven of eight articles
and reports on the others; without it all of train is learned and `claims/text/speech_weights.npz` written. Dev is not read.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse

from benchmarks.quality import ROOT, polnear
from claims.text import speech_tagger, speech_tokens
from claims.text.speech_features import Sizes, see
from claims.text.speech_gate import worth_reading
from claims.text.speech_tagger import AFTER, ALONE, BEFORE, CUE, SOURCE, TAGS, Model
from claims.text.speech_tokens import Codes

FILE = ROOT / "claims" / "text" / speech_tagger.WEIGHTS
RARE = 3  # times that a word or feature must occur
CUE_SHARE, CUE_LEAST = 0.3, 4  # of a word's occurrences that are in cues, and how often it must occur at all
ROUNDS, BATCH, RATE, DECAY = 6, 300, 0.1, 2e-5


def wanted(article: polnear.Article) -> np.ndarray:
    """The tag of every character as it was marked."""
    text = article.text
    tags = np.zeros(len(text) + 1, np.int8)
    lines = np.cumsum(np.fromiter((char == "\n" for char in text), np.int32, len(text)))
    for one in article.attributions:
        cue = min((start for start, _ in one.cue), default=None)
        for start, end in one.content:
            is_near = cue is not None and lines[cue] == lines[start]
            tags[start:end] = (AFTER if cue < start else BEFORE) if is_near else ALONE
    for part, name in ((SOURCE, "source"), (CUE, "cue")):
        for one in article.attributions:
            for start, end in getattr(one, name):
                tags[start:end] = part
    return tags


def lexicon(articles: Sequence[polnear.Article]) -> Codes:
    """The words that are not rare, endings for the others, and the words that are often cues."""
    counts: Counter[str] = Counter()
    as_cue: Counter[str] = Counter()
    for article in articles:
        tags = wanted(article)
        for match in speech_tokens.TOKEN.finditer(article.text):
            if word := match[0].strip().lower().replace("’", "'"):
                counts[word] += 1
                as_cue[word] += bool(tags[match.end() - 1] == CUE)
    words = [word for word, count in counts.items() if count >= RARE]
    endings: Counter[str] = Counter()
    for word, count in counts.items():
        if count < RARE:
            endings[speech_tokens.stand_in(word, speech_tokens.shape_of(word))] += count
    words += [ending for ending, count in endings.items() if count >= RARE]
    cues = [
        word
        for word, count in counts.items()
        if count >= CUE_LEAST and as_cue[word] >= CUE_SHARE * count and word[0].isalpha()
    ]
    return Codes(["", *sorted(set(words) - {""})], sorted(cues))


def rows(articles: Iterable[polnear.Article], using: Codes) -> tuple[Any, np.ndarray, np.ndarray]:
    """The features of all words, their tags, and where the sequences begin."""
    sizes = Sizes(len(using.words), len(using.cues))
    pieces, tags, edges, count = [], [], [0], 0
    for article in articles:
        worth = worth_reading(article.text, using)
        tokens = worth.tokens
        if not len(tokens.starts):
            continue
        seen = see(tokens, worth.quotations, worth.ends, sizes)
        full = [np.stack(seen.columns, axis=1)]
        quoted = np.full((len(tokens.starts), len(seen.quoted_columns)), -1)
        quoted[seen.quoted] = np.stack(seen.quoted_columns, axis=1)
        pieces.append(np.concatenate([*full, quoted], axis=1))
        tags.append(wanted(article)[tokens.starts])
        edges.extend((speech_tagger.sequences(tokens)[1:] + count).tolist())
        count += len(tokens.starts)
    every = np.concatenate(pieces)
    row, column = np.nonzero(every >= 0)
    shape = (len(every), sizes.offsets()[-1])
    matrix = sparse.csr_matrix((np.ones(len(row), np.float32), (row, every[row, column])), shape=shape)
    return matrix, np.concatenate(tags), np.array(edges)


def gradient(emitted: np.ndarray, steps: np.ndarray, mask: np.ndarray, tags: np.ndarray) -> tuple[Any, Any]:
    """By how much the scores of words and of steps are too high, for a batch of sequences (sequence, word, tag)."""
    longest = emitted.shape[1]
    onward = np.exp(steps[:TAGS])
    forth = np.empty_like(emitted)
    forth[:, 0] = emitted[:, 0] + steps[TAGS]
    for at in range(1, longest):
        top = forth[:, at - 1].max(1, keepdims=True)
        here = np.log(np.exp(forth[:, at - 1] - top) @ onward + 1e-30) + top + emitted[:, at]
        forth[:, at] = np.where(mask[:, at, None], here, forth[:, at - 1])
    top = forth[:, -1].max(1, keepdims=True)
    whole = np.log(np.exp(forth[:, -1] - top).sum(1)) + top[:, 0]
    back = np.zeros_like(emitted)
    for at in range(longest - 2, -1, -1):
        ahead = back[:, at + 1] + emitted[:, at + 1]
        top = ahead.max(1, keepdims=True)
        back[:, at] = np.where(mask[:, at + 1, None], np.log(np.exp(ahead - top) @ onward.T + 1e-30) + top, 0)
    likely = np.exp(forth + back - whole[:, None, None]) * mask[:, :, None]
    excess = np.zeros_like(steps)
    excess[TAGS] = likely[:, 0].sum(0)
    np.subtract.at(excess, (np.full(len(tags), TAGS), tags[:, 0]), 1)
    for at in range(1, longest):
        on = mask[:, at]
        left = forth[on, at - 1]
        top = left.max(1, keepdims=True)
        right = np.exp(back[on, at] + emitted[on, at] - whole[on, None] + top)
        excess[:TAGS] += np.exp(left - top).T @ right * onward
        np.subtract.at(excess, (tags[on, at - 1], tags[on, at]), 1)
    sequence, word = np.nonzero(mask)
    likely[sequence, word, tags[sequence, word]] -= 1
    return likely, excess


def learn(
    matrix: Any, tags: np.ndarray, edges: np.ndarray, rounds: int = ROUNDS
) -> tuple[np.ndarray, np.ndarray]:
    """The weights of the features (those of rare ones stay 0) and of the steps: the mean over the last half of the way."""
    common = np.flatnonzero(np.asarray((matrix > 0).sum(0)).ravel() >= RARE)
    using = matrix[:, common].tocsr()
    chance = np.random.default_rng(1)
    lengths = np.diff(edges)
    weights, steps = np.zeros((len(common), TAGS), np.float32), np.zeros((TAGS + 1, TAGS), np.float32)
    spread, spread_of_steps = np.full_like(weights, 1e-8), np.full_like(steps, 1e-8)
    sums, sums_of_steps, count = np.zeros_like(weights), np.zeros_like(steps), 0
    for turn in range(rounds):
        order = np.argsort(lengths + chance.uniform(0, 8, len(lengths)))
        batches = [order[start : start + BATCH] for start in range(0, len(order), BATCH)]
        chance.shuffle(batches)
        for batch in batches:
            mask = np.arange(lengths[batch].max()) < lengths[batch][:, None]
            places = (edges[batch][:, None] + np.arange(mask.shape[1]))[mask]
            part = using[places]
            emitted = np.zeros((*mask.shape, TAGS), np.float32)
            emitted[mask] = part @ weights
            right = np.zeros(mask.shape, np.int64)
            right[mask] = tags[places]
            too_high, excess = gradient(emitted, steps, mask, right)
            touched = np.unique(part.indices)
            change = (part.T @ too_high[mask])[touched] / len(batch) + DECAY * weights[touched]
            spread[touched] += change**2
            weights[touched] -= RATE * change / np.sqrt(spread[touched])
            excess /= len(batch)
            spread_of_steps += excess**2
            steps -= RATE * excess / np.sqrt(spread_of_steps)
        if turn >= rounds // 2:
            sums, sums_of_steps, count = sums + weights, sums_of_steps + steps, count + 1
    table = np.zeros((matrix.shape[1], TAGS), np.float32)
    table[common] = sums / count
    return table, sums_of_steps / count


def packed(table: np.ndarray) -> tuple[np.ndarray, float]:
    """The table in whole numbers of one byte, and what they are to be multiplied with."""
    scale = float(np.abs(table).max()) / 127
    return np.round(table / scale).astype(np.int8), scale


def taught(articles: Sequence[polnear.Article], rounds: int = ROUNDS) -> Model:
    codes = lexicon(articles)
    table, steps = learn(*rows(articles, codes), rounds)
    small, scale = packed(table)
    return Model(
        codes, Sizes(len(codes.words), len(codes.cues)), small.astype(np.float32) * np.float32(scale), steps
    )


def write(using: Model, path: Path = FILE) -> None:
    small, scale = packed(using.table)
    words, cues = ("\n".join(names).encode() for names in (using.codes.words, using.codes.cues))
    np.savez_compressed(
        path,
        words=np.frombuffer(words, np.uint8),
        cues=np.frombuffer(cues, np.uint8),
        table=small,
        scale=np.float32(scale),
        steps=using.steps,
    )


def main() -> None:
    articles = polnear.load("train")
    if "--trial" in sys.argv:
        from benchmarks.quality import attribution

        using = taught([one for number, one in enumerate(articles) if number % 8 != 3])
        speech_tagger.model = lambda: using  # type: ignore[assignment]
        for row in attribution.rows(
            [one for number, one in enumerate(articles) if number % 8 == 3], "held out"
        ):
            print(row.what, row.ours)
    else:
        write(taught(articles))
        print(f"{FILE.name}: {FILE.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
