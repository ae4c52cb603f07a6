"""Two versions of a text set side by side, paragraph by paragraph.

Offsets are 0-based Unicode code points, end exclusive. The work is bounded by the length of the texts: what can't be
paired within the bounds stands as removed and added.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from rapidfuzz.distance import Indel

from claims.text import similarity
from claims.text.sentences import Span
from claims.text.similarity import WordEdit

_LINE = re.compile(r"[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")
# A line longer than any paragraph is cut at the ends of its sentences, or failing that, anywhere.
_LONGEST = 4_000
_SENTENCE = re.compile(rf".{{1,{_LONGEST}}}?[.!?…。！？](?=\s)|.{{1,{_LONGEST}}}")

_ALIKE = 0.4
"""Two paragraphs with this share of words in common, or more, are versions of one another."""

_WORDS_SCORED = 200  # of each paragraph, when pairs are looked for
_PAIRS = 2_500  # in a stretch of so many possible pairs the best of all are found; in a longer one,
_AHEAD = 6  # for each paragraph, the first so far ahead that is like it
_MOVED = 4  # words; fewer stand anywhere by chance


class Kind(StrEnum):
    """What became of a paragraph."""

    SAME = "same"
    CHANGED = "changed"
    REMOVED = "removed"
    ADDED = "added"
    MOVED_AWAY = "moved-away"
    MOVED_HERE = "moved-here"


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph of each text, or of one of them."""

    kind: Kind
    before: Span | None
    after: Span | None


class _Side:
    """One of the two texts. The words of a paragraph are read once."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.paragraphs = paragraphs(text)
        self._words: dict[Span, tuple[str, ...]] = {}

    def words(self, span: Span) -> tuple[str, ...]:
        if span not in self._words:
            words = span.of(self.text)
            self._words[span] = tuple(word.text for word in similarity.words(words)) or (words,)
        return self._words[span]


def rows(before: str, after: str) -> list[Row]:
    """Both texts in order, paragraph beside paragraph; empty lines are left out.

    Case, punctuation and white space make no difference. A paragraph that stands elsewhere in the other text has moved.
    """
    old, new = _Side(before), _Side(after)
    olds, news = old.paragraphs, new.paragraphs
    found: list[Row] = []
    i = j = 0
    for edit in similarity.compare([one.of(before) for one in olds], [one.of(after) for one in news]):
        found += _same(olds[i : edit.before_start], news[j : edit.after_start])
        i, j = edit.before_end, edit.after_end
        found += _compared(old, new, olds[edit.before_start : i], news[edit.after_start : j])
    return _with_moves(old, new, found + _same(olds[i:], news[j:]))


def paragraphs(text: str) -> list[Span]:
    """The lines of ``text`` that hold anything, without the white space at their edges."""
    return [span for match in _LINE.finditer(text) for span in _within(text, *match.span())]


def _within(text: str, start: int, end: int) -> Iterator[Span]:
    if end - start <= _LONGEST:
        places: Iterator[tuple[int, int]] = iter([(start, end)])
    else:
        places = (match.span() for match in _SENTENCE.finditer(text, start, end))
    for first, last in places:
        words = text[first:last]
        if words.strip():
            yield Span(last - len(words.lstrip()), first + len(words.rstrip()))


def _same(old: Sequence[Span], new: Sequence[Span]) -> list[Row]:
    return [Row(Kind.SAME, one, other) for one, other in zip(old, new, strict=True)]


def _compared(old: _Side, new: _Side, olds: Sequence[Span], news: Sequence[Span]) -> Iterator[Row]:
    """A stretch in which the texts differ: first by what its paragraphs say, then by how alike they are."""
    i = j = 0
    said = [" ".join(old.words(one)) for one in olds], [" ".join(new.words(one)) for one in news]
    for edit in (*similarity.compare(*said), WordEdit(len(olds), len(olds), len(news), len(news))):
        yield from _same(olds[i : edit.before_start], news[j : edit.after_start])
        i, j = edit.before_end, edit.after_end
        yield from _paired(old, new, olds[edit.before_start : i], news[edit.after_start : j])


def _paired(old: _Side, new: _Side, olds: Sequence[Span], news: Sequence[Span]) -> Iterator[Row]:
    """Paragraphs of which none is the same; those that are alike beside each other."""
    words = [old.words(one) for one in olds], [new.words(one) for one in news]
    pairs = _best_pairs(*words) if len(olds) * len(news) <= _PAIRS else _first_pairs(*words)
    i = j = 0
    for one, other in (*pairs, (len(olds), len(news))):
        yield from (Row(Kind.REMOVED, gone, None) for gone in olds[i:one])
        yield from (Row(Kind.ADDED, None, come) for come in news[j:other])
        if one < len(olds):
            yield Row(Kind.CHANGED, olds[one], news[other])
        i, j = one + 1, other + 1


Words = Sequence[tuple[str, ...]]


def _best_pairs(old: Words, new: Words) -> list[tuple[int, int]]:
    """Which paragraphs are versions of one another: the most alike in all that keep one order."""
    scores = [[_alike(one, other) for other in new] for one in old]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in range(len(old) - 1, -1, -1):
        for j in range(len(new) - 1, -1, -1):
            paired = best[i + 1][j + 1] + scores[i][j] if scores[i][j] else 0.0
            best[i][j] = max(best[i + 1][j], best[i][j + 1], paired)
    found, i, j = [], 0, 0
    while i < len(old) and j < len(new):
        if scores[i][j] and best[i][j] == best[i + 1][j + 1] + scores[i][j]:
            found.append((i, j))
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1
    return found


def _first_pairs(old: Words, new: Words) -> list[tuple[int, int]]:
    """As ``_best_pairs``, in a time that grows with the length of the stretch and not with its square."""
    found, j = [], 0
    for i, one in enumerate(old):
        for ahead in range(j, min(j + _AHEAD, len(new))):
            if _alike(one, new[ahead]):
                found.append((i, ahead))
                j = ahead + 1
                break
    return found


def _alike(one: tuple[str, ...], other: tuple[str, ...]) -> float:
    return Indel.normalized_similarity(one[:_WORDS_SCORED], other[:_WORDS_SCORED], score_cutoff=_ALIKE)


def _with_moves(old: _Side, new: _Side, found: Sequence[Row]) -> list[Row]:
    """``found``, with the paragraphs that were only put elsewhere told from those that are gone or new."""
    gone = Counter(old.words(row.before) for row in found if row.before and row.kind is Kind.REMOVED)
    come = Counter(new.words(row.after) for row in found if row.after and row.kind is Kind.ADDED)
    moved = Counter({words: count for words, count in (gone & come).items() if len(words) >= _MOVED})
    left = {Kind.REMOVED: moved.copy(), Kind.ADDED: moved}
    named = {Kind.REMOVED: Kind.MOVED_AWAY, Kind.ADDED: Kind.MOVED_HERE}
    told = []
    for row in found:
        words: tuple[str, ...] = ()
        if row.kind in named:
            words = old.words(row.before) if row.before else new.words(row.after) if row.after else ()
        if words and left[row.kind][words]:
            left[row.kind][words] -= 1
            row = replace(row, kind=named[row.kind])
        told.append(row)
    return told
