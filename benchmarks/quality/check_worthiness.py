"""Check-worthiness on debates: F1 of the class Yes, the explainable part alone, and whether 0.7 means seven in ten."""

from __future__ import annotations

import json

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.svm import LinearSVC

from benchmarks.quality import ROOT, Row
from benchmarks.quality import train_check_worthiness as training
from benchmarks.quality.debates import Labelled, calibration_error, default_threshold, f1, load
from claims.text import checkworthiness, sentences
from claims.text.sentences import Span

TITLE = "Check-worthiness"
SET = "CheckThat! 2024 task 1 English, dev (1,032 debate sentences)"
SEED = ROOT / "fixtures" / "seed"
TRAINED_ON = "the same, train (22,501), cross-validated"


def peer(train: Labelled, dev: Labelled) -> float:
    """A linear SVM on TF-IDF of words, as out of the box."""
    vectors = TfidfVectorizer()
    model = LinearSVC(random_state=0).fit(vectors.fit_transform(train.texts), train.is_worthy)
    return f1(model.predict(vectors.transform(dev.texts)), dev.is_worthy)


def explainable(train: Labelled, dev: Labelled) -> float:
    """F1 of the reasons alone, fitted and given their threshold on train."""
    values = checkworthiness.features(train.texts).values
    threshold = default_threshold(training.cross_validated(values, train.is_worthy), train.is_worthy)
    model = training.combine(values, train.is_worthy)
    scores = model.predict_proba(checkworthiness.features(dev.texts).values)[:, 1]
    return f1(scores >= threshold, dev.is_worthy)


def seed() -> list[Row]:
    """The seed article: are the spans of all claims that people marked covered, and what is suggested beside them."""
    article, marked = (
        json.loads((SEED / name).read_text("utf-8")) for name in ("article.json", "appearances.json")
    )
    text = next(one["fields"]["text"] for one in article if "text" in one["fields"])
    marks = [(one["fields"]["start"], one["fields"]["end"]) for one in marked]
    spans = sentences.split(text)
    scores = checkworthiness.score([span.of(text) for span in spans]).scores
    suggested = [
        span for span, score in zip(spans, scores, strict=True) if score >= checkworthiness.THRESHOLD
    ]
    covered = sum(all(_is_in(at, suggested) for at in range(*mark) if text[at].strip()) for mark in marks)
    apt = sum(any(start < span.end and span.start < end for start, end in marks) for span in suggested)
    of = f"the seed article ({len(marks)} claims in {len(spans)} sentences)"
    return [
        Row("claims whose span is covered", of, covered, goal=len(marks)),
        Row(
            "precision of the suggestions",
            of,
            apt / len(suggested),
            note="every sentence there holds a claim",
        ),
    ]


def _is_in(at: int, spans: list[Span]) -> bool:
    return any(span.start <= at < span.end for span in spans)


def measure() -> list[Row]:
    train, dev = load("train"), load("dev")
    found = checkworthiness.features(train.texts)
    said = training.unseen_wording(training.matrix(found), found.values, train.is_worthy)
    unseen = training.cross_validated(np.column_stack([found.values, said]), train.is_worthy)
    scores = checkworthiness.score(dev.texts).scores
    suggested = scores >= checkworthiness.THRESHOLD
    everything = f1(np.ones(len(dev.texts), bool), dev.is_worthy)
    peers = {"TF-IDF + linear SVM": peer(train, dev), "all Yes": everything}
    return [
        Row("F1 of Yes at the default threshold", SET, f1(suggested, dev.is_worthy), peers, goal=0.72),
        Row("F1 of Yes", TRAINED_ON, f1(unseen >= checkworthiness.THRESHOLD, train.is_worthy)),
        Row("precision of Yes", SET, float(dev.is_worthy[suggested].mean())),
        Row("recall of Yes", SET, float(suggested[dev.is_worthy].mean())),
        Row("F1 of Yes, reasons alone", SET, explainable(train, dev), goal=0.60),
        Row(
            "expected calibration error",
            TRAINED_ON,
            calibration_error(unseen, train.is_worthy),
            goal=0.05,
            at_most=True,
        ),
        Row("expected calibration error", SET, calibration_error(scores, dev.is_worthy)),
        *seed(),
    ]
