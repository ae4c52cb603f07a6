"""Which sentences of a text deserve a check: scores with their reasons, by the weights that the desk has set."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from claims.text import checkworthiness, sentences
from claims.text.checkworthiness import Scores, Weight, Weights
from claims.text.sentences import Span

WHOLE = 1_000  # characters; a text up to this is one statement, even where it has two sentences


@dataclass(frozen=True, slots=True)
class Suggested:
    """A sentence with its score. ``reasons``: what adds to it and what speaks against it, what weighs most first."""

    span: Span
    score: float
    is_worthy: bool
    reasons: list[Weight]


@dataclass(frozen=True, slots=True)
class Standard:
    """By what sentences are judged."""

    weights: Weights = checkworthiness.DEFAULT
    threshold: float = checkworthiness.THRESHOLD


def sentences_of(text: str, *, language: str = "en", standard: Standard | None = None) -> Iterator[Suggested]:
    """Every sentence of a text, in order."""
    spans = sentences.split(text, language=language)
    yield from judged(text, spans, standard or Standard())


def judged(text: str, spans: list[Span], standard: Standard) -> Iterator[Suggested]:
    scores = checkworthiness.score([span.of(text) for span in spans], weights=standard.weights)
    for number, span in enumerate(spans):
        yield _suggested(scores, number, span, standard)


def whole(text: str, *, language: str = "en", standard: Standard | None = None) -> Suggested:
    """A text as one: a short one is a statement, a longer one deserves a check as much as its best sentence does."""
    standard = standard or Standard()
    if len(text) <= WHOLE:
        return next(judged(text, [Span(0, len(text))], standard))
    found = sentences_of(text, language=language, standard=standard)
    return max(found, key=lambda one: one.score, default=Suggested(Span(0, len(text)), 0.0, False, []))


def _suggested(scores: Scores, number: int, span: Span, standard: Standard) -> Suggested:
    score = float(scores.scores[number])
    return Suggested(span, score, score >= standard.threshold, scores.reasons(number))
