"""The passage of a long text that is most like some words, when the words themselves are no longer there.

Both texts are taken as they are: normalise them first. Offsets are 0-based Unicode code points, end exclusive.
"""

from __future__ import annotations

import bisect
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rapidfuzz.distance import Indel

from claims.text.sentences import Span

# Below this length nearly any text holds something similar; beyond the other, a comparison takes a millisecond.
SHORTEST, LONGEST = 12, 10_000

# All work is bounded, whatever the text: so many seeds are looked for, one that occurs more often tells nothing,
# so many places are compared, the best of them adjusted, each edge to so many borders of words.
_SEEDS = 64
_TOO_COMMON = 2_000
_PLACES = 12
_ADJUSTED = 3
_BORDERS = 24

_TOKEN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\W\u3040-\u30ff\u3400-\u9fff]+|[^\w\s]")


class Passage(NamedTuple):
    """``score`` runs from 0.0 to 1.0, the same text."""

    start: int
    end: int
    score: float


class _Hit(NamedTuple):
    """A seed of the words found in the text: both positions, and less weight the more often it occurs."""

    start: int
    offset: int
    weight: float


def best(words: str, text: str, *, near: Iterable[Span] = ()) -> Passage | None:
    """The passage of ``text`` most like ``words``, its edges at borders of words; None if nothing is alike at all.

    Besides where parts of the words occur it looks ``near`` where they are expected. Words outside the lengths
    ``SHORTEST`` to ``LONGEST`` have no like.
    """
    if not SHORTEST <= len(words) <= LONGEST or not text:
        return None
    places = {_within(place, text) for place in (*near, *_likely_places(words, text))}
    passages = sorted((_passage(words, text, *place) for place in places), key=_rank, reverse=True)
    return max((_adjusted(words, text, passage) for passage in passages[:_ADJUSTED]), key=_rank, default=None)


def _rank(passage: Passage) -> tuple[float, int]:
    return passage.score, -passage.start


def _within(place: Span, text: str) -> Span:
    start = min(max(place.start, 0), len(text))
    return Span(start, min(max(place.end, start), len(text)))


def _passage(words: str, text: str, start: int, end: int) -> Passage:
    return Passage(start, end, Indel.normalized_similarity(words, text[start:end]))


def _likely_places(words: str, text: str) -> Iterator[Span]:
    """Where several parts of the words stand at about the right distance from each other, the likeliest first."""
    width = max(16, len(words) // 3)
    by_shift: dict[int, list[_Hit]] = defaultdict(list)
    for hit in _hits(words, text):
        shift = (hit.start - hit.offset) // width
        by_shift[shift].append(hit)
        by_shift[shift - 1].append(hit)
    weights = {shift: sum(hit.weight for hit in hits) for shift, hits in by_shift.items()}
    for shift in sorted(weights, key=lambda shift: (-weights[shift], shift))[:_PLACES]:
        first, last = min(by_shift[shift], key=_offset), max(by_shift[shift], key=_offset)
        start, end = first.start - first.offset, last.start - last.offset + len(words)
        yield Span(start, end if len(words) < 2 * (end - start) < 4 * len(words) else start + len(words))


def _offset(hit: _Hit) -> int:
    return hit.offset


def _hits(words: str, text: str) -> Iterator[_Hit]:
    size = min(8, len(words) // 4)
    step = max(size // 2, -(-len(words) // _SEEDS))
    for offset in range(0, len(words) - size + 1, step):
        found = list(_occurrences(words[offset : offset + size], text))
        if len(found) < _TOO_COMMON:
            yield from (_Hit(start, offset, 1 / len(found)) for start in found)


def _occurrences(seed: str, text: str) -> Iterator[int]:
    start = text.find(seed)
    for _ in range(_TOO_COMMON):
        if start < 0:
            return
        yield start
        start = text.find(seed, start + 1)


def _adjusted(words: str, text: str, passage: Passage) -> Passage:
    """The passage with its edges moved to the borders of words that suit it best."""
    reach = max(24, len(words) // 2)
    tokens = [
        match.span() for match in _TOKEN.finditer(text, max(0, passage.start - reach), passage.end + reach)
    ]
    starts, ends = [start for start, _ in tokens], [end for _, end in tokens]
    for _ in range(2):
        moved = [passage]
        moved += [
            _passage(words, text, passage.start, end)
            for end in _nearest(ends, passage.end)
            if end > passage.start
        ]
        passage = max(moved, key=_rank)
        moved = [passage]
        moved += [
            _passage(words, text, start, passage.end)
            for start in _nearest(starts, passage.start)
            if start < passage.end
        ]
        passage = max(moved, key=_rank)
    return passage


def _nearest(borders: list[int], position: int) -> list[int]:
    index = bisect.bisect_left(borders, position)
    return borders[max(0, index - _BORDERS // 2) : index + _BORDERS // 2]
