"""What the tagger of speech sees of each word: its neighbours, the quotation it stands in, the cues before and behind.

A feature is a row of one long table of weights. Each *column* here gives the rows of one kind of feature for all words.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from claims.text.pieces import Ints
from claims.text.quotation_marks import Quoted
from claims.text.speech_tokens import BREAK, LETTER, POINT, QUOTE, SHAPES, STOP, TITLE, UPPER, Tokens

OUTSIDE, OPENING, CLOSING, INSIDE = range(4)
GAPS = 16
_GAP = np.array([0, 1, 2, 3, 4, 5, 5, 6, 6, 6, 6, *[7] * 8, *[8] * 12, *[9] * 20], np.int64)
_BEGINS = np.isin(np.arange(SHAPES), (TITLE, LETTER, UPPER, QUOTE, BREAK))  # a sentence, that is
_AT_END = np.zeros(128, np.int64)
for _mark, _number in ((",", 1), (".", 2), ("?", 3), ("!", 3)):
    _AT_END[ord(_mark)] = _number


class Sizes(NamedTuple):
    """How many words and cues the lexicon has; the lengths of all parts of the table follow from it."""

    words: int
    cues: int

    def parts(self) -> list[int]:
        near = self.cues + 1
        return [
            *[self.words] * 4,
            SHAPES**3,
            4 * GAPS * 4 * 2,
            near * GAPS,
            near * GAPS,
            GAPS * GAPS * 4,
            self.words * 4,
            self.words * 4,
            SHAPES * SHAPES * 4,
        ]

    def offsets(self) -> list[int]:
        return [0, *np.cumsum(self.parts()).tolist()]


@dataclass(frozen=True, slots=True)
class Seen:
    """``columns`` hold for every word; ``quoted_columns`` for those at ``quoted`` alone. ``segments`` number sentences,
    where a quotation with what stands around it is one; ``firsts`` and ``lasts`` are the quotations' ends in words."""

    columns: list[Ints]
    quoted: Ints
    quoted_columns: list[Ints]
    segments: Ints
    states: Ints
    firsts: Ints
    lasts: Ints


def gap(distance: Ints) -> Ints:
    return _GAP[np.minimum(distance, len(_GAP) - 1)]


def shifted(values: Ints, by: int, filler: int) -> Ints:
    """``result[i] = values[i + by]``."""
    moved = np.full_like(values, filler)
    if by > 0:
        moved[:-by] = values[by:]
    elif by < 0:
        moved[-by:] = values[:by]
    else:
        moved[:] = values
    return moved


def see(tokens: Tokens, quotations: Sequence[Quoted], ends: str, sizes: Sizes) -> Seen:
    """The features of ``tokens``. ``quotations`` are the outermost of the same text, ``ends`` for each the character
    before its last mark."""
    firsts, lasts = _in_words(tokens, quotations)
    states, opens, closes = _in_quotations(firsts, lasts, quotations, len(tokens.starts))
    segments = _segments(tokens, states)
    last, next_, before, behind = _cues_near(tokens, states, segments)
    rows = sizes.offsets()
    words, shapes = tokens.words, tokens.shapes
    left, right = shifted(shapes, -1, BREAK), shifted(shapes, 1, BREAK)
    inside = np.flatnonzero(states)
    opened, closed = opens[inside], closes[inside]
    manner = np.zeros_like(words)
    manner[inside] = _manner(quotations, ends, opened, closed, states[inside], tokens)
    columns = [
        rows[0] + words,
        rows[1] + shifted(words, -1, 0),
        rows[2] + shifted(words, 1, 0),
        rows[3] + shifted(words, 2, 0),
        rows[4] + (left * SHAPES + shapes) * SHAPES + right,
        rows[5] + manner,
        rows[6] + last * GAPS + before,
        rows[7] + next_ * GAPS + behind,
        rows[8] + (before * GAPS + behind) * 4 + states,
    ]
    quoted_columns = _around(tokens, opened, closed, states[inside], rows)
    return Seen(columns, inside, quoted_columns, segments, states, firsts, lasts)


def _in_words(tokens: Tokens, quotations: Sequence[Quoted]) -> tuple[Ints, Ints]:
    """The first and the last word of each quotation."""
    starts = np.fromiter((one.start for one in quotations), np.int64, len(quotations))
    ends = np.fromiter((one.end for one in quotations), np.int64, len(quotations))
    first = np.minimum(np.searchsorted(tokens.starts, starts), len(tokens.starts) - 1)
    return first, np.maximum(np.searchsorted(tokens.starts, ends) - 1, first)


def _in_quotations(
    first: Ints, last: Ints, quotations: Sequence[Quoted], count: int
) -> tuple[Ints, Ints, Ints]:
    """For each word whether a quotation begins, ends or goes on there, and the first and last word of that."""
    states, opens, closes = np.zeros((3, count), np.int64)
    if quotations:
        lengths = last - first + 1
        within = np.repeat(first - np.cumsum(lengths) + lengths, lengths) + np.arange(lengths.sum())
        states[within] = INSIDE
        opens[within], closes[within] = np.repeat(first, lengths), np.repeat(last, lengths)
        states[first] = OPENING
        states[last[np.array([one.is_closed for one in quotations])]] = CLOSING
    return states, opens, closes


def _segments(tokens: Tokens, states: Ints) -> Ints:
    """Numbers of sentences; one ends outside of quotations, or with one that has a full stop of its own."""
    shapes = tokens.shapes
    following = shifted(shapes, 1, BREAK)
    begins = _BEGINS[following]
    abbreviated = np.zeros(len(shapes), np.bool_)
    abbreviated[1:] = tokens.abbreviated[:-1]
    stops = ((shapes == STOP) | (shapes == POINT)) & (states == OUTSIDE) & ~abbreviated & begins
    with_stop = (states == CLOSING) & (shifted(shapes, -1, BREAK) == POINT) & begins
    ends = (shapes == BREAK) | stops | with_stop
    numbers = np.cumsum(ends)
    return np.concatenate(([0], numbers[:-1])) if len(numbers) else numbers


def _cues_near(tokens: Tokens, states: Ints, segments: Ints) -> tuple[Ints, Ints, Ints, Ints]:
    """Of each token the last cue before it and the next behind it in its sentence, outside of quotations; how far."""
    count = len(states)
    places = np.arange(count)
    is_cue = (tokens.cues > 0) & (states == OUTSIDE)
    before = np.maximum.accumulate(np.where(is_cue, places, -1)) if count else places
    before = shifted(before, -1, -1)
    behind = np.minimum.accumulate(np.where(is_cue, places, count)[::-1])[::-1] if count else places
    behind = shifted(behind, 1, count)
    has_before = (before >= 0) & (segments[np.maximum(before, 0)] == segments)
    has_behind = (behind < count) & (segments[np.minimum(behind, count - 1)] == segments)
    return (
        np.where(has_before, tokens.cues[np.maximum(before, 0)], 0),
        np.where(has_behind, tokens.cues[np.minimum(behind, count - 1)], 0),
        np.where(has_before, gap(places - before), 0),
        np.where(has_behind, gap(behind - places), 0),
    )


def _manner(
    quotations: Sequence[Quoted], ends: str, opened: Ints, closed: Ints, states: Ints, tokens: Tokens
) -> Ints:
    """How long the quotation is, how it ends, and whether it does."""
    if not quotations:
        return opened
    starts = np.array([one.start for one in quotations])
    which = np.searchsorted(starts, tokens.starts[opened], side="right") - 1
    codes = np.array([ord(end) if ord(end) < 128 else 0 for end in ends], np.int64)
    is_closed = np.array([one.is_closed for one in quotations], np.int64)
    length = gap(np.maximum(closed - opened - 1, 0))
    return ((states * GAPS + length) * 4 + _AT_END[codes][which]) * 2 + is_closed[which]


def _around(tokens: Tokens, opened: Ints, closed: Ints, states: Ints, rows: list[int]) -> list[Ints]:
    """What stands before the quotation and behind it."""
    last = len(tokens.words) - 1
    before, behind = np.maximum(opened - 1, 0), np.minimum(closed + 1, last)
    shape_before = np.where(opened > 0, tokens.shapes[before], BREAK)
    shape_behind = np.where(closed < last, tokens.shapes[behind], BREAK)
    return [
        rows[9] + tokens.words[before] * 4 + states,
        rows[10] + tokens.words[behind] * 4 + states,
        rows[11] + (shape_before * SHAPES + shape_behind) * 4 + states,
    ]
