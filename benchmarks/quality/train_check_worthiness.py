"""Make the default weights of check-worthiness: `python -m benchmarks.quality.train_check_worthiness`.

Reads the training sentences of CheckThat! 2024 task 1 (English debates), which stay where they are, and what words mean
by WordLlama's static vectors, and writes ``claims/text/check_weights.py`` and ``check_weights.bin``. Everything is
chosen by cross-validation on those; the dev set is only reported on, by `python -m benchmarks.quality check_worthiness`.
Makes the same weights every time.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from benchmarks.quality import ROOT, word_meanings
from benchmarks.quality.debates import default_threshold, f1, load
from claims.text import checkworthiness
from claims.text.checkworthiness import BUCKETS, SQUARE, WORDING, WORDS, Features
from claims.text.reason_words import Reason

FOLDS = 5
STRENGTH = (
    3.0  # of the fit to the words, C of the logistic regression: the best of 1, 2, 3, 5 by cross-validation
)
BESIDE = 0.2  # how much of a reason counts beside the words while those are learned
# How much of the meaning of a word counts beside it: the best of 0.15, 0.3, 0.6, 1, 1.5, 2, 2.5 likewise.
MEANING = 1.5
LEAST = 2  # sentences that a word or pair occurs in, or it has no weight
# Tried and left out. Cross-validated, as it is: best F1 of any threshold 0.706, log loss 0.319.
# - Log-count ratios as in NB-SVM, and four times the ``PAIRS``: 0.708 and 0.315, but at the default threshold F1 gains
#   -0.002 to +0.007 (paired bootstrap, 95 %), and 55 kB are added.
# - With those, labels softened by a teacher, which has the vectors of whole sentences by the desk's embedding and itself
#   reaches 0.721 and 0.301: 0.712 and 0.314, a gain of 0.002 to 0.011 at the default threshold. But plain sentences of
#   news rank lower by it, and of the seed article's claims not all were suggested any more; the teacher's word on
#   22,000 sentences of news, learned along, did not mend that.
# - Words two apart too (0.711, 0.316), triples (alike), characters (no better), lengths by number of words (worse).
# - With the teacher, what pairs of words mean by the embedding: 0.712 and 0.313. Were it known of those pairs too that
#   the debates never have, it would be 0.721 and 0.308: there is something to be had.
# - What stands beside a sentence, by the scores of the two before it and the two after: 0.711 and 0.315. A score would
#   hang on which sentences are asked about together.
# - Three small nets over the desk's embedding of the sentence: 0.723 and 0.300, but 0.710 on dev at the threshold so
#   chosen; with what stands beside it 0.723, 0.298 and 0.708. A sentence would cost 1.4 ms, and intake its speed.
# - A teacher that is a transformer of its own: all-MiniLM-L6-v2 (Apache-2.0), fine-tuned on each half of the sentences, is
#   at 0.750 on the other half and 0.744 on dev. Words and pairs that learn from it, of the labelled sentences, 94,000
#   pieces of those and 63,000 others: 0.7355 and 0.292 where they are cross-validated (the teacher knows the other half),
#   0.710 on dev; 0.717 beside the words as they are. But two claims of the seed article fall to 0.1 by it, as they do by
#   the pieces alone: what is said in passing in news, debates don't have. The desk is for news, so it was left out.
# - Reasons times wording (0.001 better), trees over reasons and wording (no better).
TARGET = ROOT / "claims" / "text"

Floats = npt.NDArray[np.float64]
Bools = npt.NDArray[np.bool_]


def matrix(found: Features) -> sparse.csr_matrix:
    """Sentences by buckets: how often each occurs."""
    lengths = checkworthiness.lengths(found)
    rows = np.repeat(np.arange(len(lengths)), 3 * lengths)
    columns = np.delete(found.buckets, found.rows, axis=0).ravel()
    return sparse.csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(len(lengths), BUCKETS))


def rarity(words: sparse.csr_matrix) -> Floats:
    """Rare buckets weigh more; those in fewer than ``LEAST`` sentences nothing. As exact as it is stored."""
    occurs = np.asarray((words > 0).sum(axis=0)).ravel()
    weighed = np.where(occurs >= LEAST, 1 + np.log(words.shape[0] / (1 + occurs)), 0.0)
    return np.sqrt(squares_of(weighed) / SQUARE)


def squares_of(idf: Floats) -> Floats:
    rounded: Floats = np.clip(np.rint(idf**2 * SQUARE), 0, 255)
    return rounded


def weighed(words: sparse.csr_matrix, idf: Floats) -> sparse.csr_matrix:
    """By rarity, every sentence as long as any other."""
    lengths = np.sqrt(np.maximum(words @ idf**2, 1))
    return sparse.diags(1 / lengths) @ words @ sparse.diags(idf)


def meant(words: sparse.csr_matrix, listed: Bools) -> Floats:
    """What each bucket's meaning counts: more where it is rarer, nothing where neither these have it nor a list."""
    occurs = np.asarray((words[:, :WORDS] > 0).sum(axis=0)).ravel()
    counts: Floats = MEANING * np.sqrt(1 + np.log(words.shape[0] / (1 + occurs)))
    return np.where((occurs > 0) | listed, counts, 0.0)


def word_weights(words: sparse.csr_matrix, values: Floats, is_worthy: Bools) -> Floats:
    """The weight of each bucket. The reasons are fitted along, so that words needn't say what those say already.

    So are the meanings of the words, which are a sum over words too: what they weigh is added to each word's own.
    """
    idf = rarity(words)
    lengths = np.sqrt(np.maximum(words @ idf**2, 1))
    meanings = word_meanings.of_buckets()
    counts = meant(words, meanings.is_listed)[:, None] * meanings.vectors
    meaning = (words[:, :WORDS] @ counts) / lengths[:, None]
    beside = sparse.csr_matrix(np.column_stack([BESIDE * values, meaning]))
    model = LogisticRegression(C=STRENGTH, solver="liblinear", random_state=0)
    fitted = model.fit(sparse.hstack([weighed(words, idf), beside]).tocsr(), is_worthy).coef_[0]
    weights: Floats = fitted[:BUCKETS] * idf
    weights[:WORDS] += counts @ fitted[-counts.shape[1] :]
    return weights


def folds(is_worthy: Bools, seed: int) -> Iterator[tuple[Any, Any]]:
    yield from StratifiedKFold(FOLDS, shuffle=True, random_state=seed).split(is_worthy, is_worthy)


def unseen_wording(words: sparse.csr_matrix, values: Floats, is_worthy: Bools) -> Floats:
    """What the learned feature says of each sentence when it was not trained on it."""
    said = np.zeros(len(is_worthy))
    for train, test in folds(is_worthy, 1):
        weights = word_weights(words[train], values[train], is_worthy[train])
        lengths = np.sqrt(np.maximum(words[test] @ rarity(words[train]) ** 2, 1))
        said[test] = (words[test] @ weights) / lengths
    return said


def combine(values: Floats, is_worthy: Bools) -> LogisticRegression:
    return LogisticRegression(C=1.0, max_iter=1000).fit(values, is_worthy)


def cross_validated(values: Floats, is_worthy: Bools) -> Floats:
    """Probabilities of each sentence by weights that were fitted without it."""
    found = np.zeros(len(is_worthy))
    for train, test in folds(is_worthy, 2):
        found[test] = combine(values[train], is_worthy[train]).predict_proba(values[test])[:, 1]
    return found


def quantised(weights: Floats) -> tuple[npt.NDArray[np.int8], float]:
    """One byte each, and what a unit of it is worth."""
    scale = float(np.quantile(np.abs(weights[weights != 0]), 0.999)) / 127
    return np.clip(np.rint(weights / scale), -127, 127).astype(np.int8), scale


SOURCE = '''"""The default weights of check-worthiness, made by `python -m benchmarks.quality.train_check_worthiness`.

Trained on the English sentences of CheckThat! 2024 task 1 (debates, labelled by ClaimBuster), which are not part of
this repository, with words of like meaning by WordLlama's vectors. ``check_weights.bin`` holds the learned weights of
words and pairs, in units of ``SCALE``.
"""

BIAS = {bias}
SCALE = {scale}
THRESHOLD = {threshold}
OF_REASON = {{
{reasons}
}}
'''


def write(table: bytes, scale: float, model: LogisticRegression, threshold: float) -> None:
    names = [*map(str, Reason), WORDING]
    reasons = "\n".join(
        f'    "{name}": {weight:.3f},' for name, weight in zip(names, model.coef_[0], strict=True)
    )
    told = SOURCE.format(
        bias=f"{model.intercept_[0]:.3f}", scale=f"{scale:.6g}", threshold=threshold, reasons=reasons
    )
    (TARGET / "check_weights.py").write_text(told, "utf-8")
    packed = zlib.compress(table, 9)
    (TARGET / "check_weights.bin").write_bytes(packed)
    print(f"{len(packed):,} bytes of learned weights")


def main() -> None:
    labelled = load("train")
    found = checkworthiness.features(labelled.texts)
    words = matrix(found)
    said = unseen_wording(words, found.values, labelled.is_worthy)
    values = np.column_stack([found.values, said])
    scores = cross_validated(values, labelled.is_worthy)
    threshold = default_threshold(scores, labelled.is_worthy)
    print(f"cross-validated F1 {f1(scores >= threshold, labelled.is_worthy):.4f} at {threshold}")
    table, scale = quantised(word_weights(words, found.values, labelled.is_worthy))
    squares = squares_of(rarity(words)).astype(np.uint8)
    write(table.tobytes() + squares.tobytes(), scale, combine(values, labelled.is_worthy), threshold)


if __name__ == "__main__":
    main()
