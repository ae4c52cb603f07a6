"""A text cut into the pieces that overlapping marks make of it, to be shown with every mark in place.

Offsets are 0-based Unicode code points, end exclusive.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Iterable, Iterator, Sequence
from itertools import groupby, pairwise
from typing import NamedTuple

_LINE = re.compile(r"[^\n]+")


class Mark(NamedTuple):
    """A span of the text under a name of the caller's choice."""

    key: Hashable
    start: int
    end: int


class Piece(NamedTuple):
    """A stretch of text inside the same marks throughout. ``keys`` are those marks, the outermost first;
    ``opening`` are the ones among them that begin here."""

    start: int
    end: int
    text: str
    keys: tuple[Hashable, ...]
    opening: tuple[Hashable, ...]


class Run(NamedTuple):
    """The pieces of one sentence, or of what stands between two (``key`` None)."""

    key: Hashable
    pieces: tuple[Piece, ...]


class Paragraph(NamedTuple):
    start: int
    end: int
    runs: tuple[Run, ...]


def pieces(text: str, marks: Iterable[Mark], *, cuts: Iterable[int] = ()) -> Iterator[Piece]:
    """``text`` in order and without a gap, cut wherever a mark begins or ends, and at ``cuts``.

    Of two marks the one that begins first, or reaches further, is the outer one. Marks are clipped to the
    text; those with nothing in it are left out.
    """
    waiting = sorted(
        (mark for mark in _clipped(marks, len(text)) if mark.start < mark.end),
        key=lambda mark: (mark.start, -mark.end),
        reverse=True,
    )
    borders = {0, len(text), *(cut for cut in cuts if 0 < cut < len(text))}
    borders.update(border for mark in waiting for border in (mark.start, mark.end))
    places = sorted(borders)
    active: list[Mark] = []
    for start, end in pairwise(places):
        active = [mark for mark in active if mark.end > start]
        opening = []
        while waiting and waiting[-1].start == start:
            opening.append(waiting.pop())
        active += opening
        yield Piece(start, end, text[start:end], tuple(m.key for m in active), tuple(m.key for m in opening))


def paragraphs(text: str, marks: Iterable[Mark], sentences: Sequence[Mark] = ()) -> list[Paragraph]:
    """``text`` line by line, a line in its sentences, a sentence in its pieces; empty lines are left out.

    ``sentences`` do not overlap and are in order.
    """
    lines = [match.span() for match in _LINE.finditer(text)]
    cuts = [border for span in lines for border in span]
    cuts += [border for sentence in sentences for border in (sentence.start, sentence.end)]
    cut = iter(pieces(text, marks, cuts=cuts))
    found, piece = [], next(cut, None)
    for start, end in lines:
        inside = []
        while piece and piece.start < end:
            if piece.start >= start:
                inside.append(piece)
            piece = next(cut, None)
        found.append(Paragraph(start, end, _runs(inside, sentences)))
    return found


def _clipped(marks: Iterable[Mark], length: int) -> Iterator[Mark]:
    for mark in marks:
        yield Mark(mark.key, max(0, mark.start), min(length, mark.end))


def _runs(inside: Sequence[Piece], sentences: Sequence[Mark]) -> tuple[Run, ...]:
    owners = _owners(inside, sentences)
    grouped = groupby(zip(owners, inside, strict=True), key=lambda pair: pair[0])
    return tuple(Run(key, tuple(piece for _, piece in group)) for key, group in grouped)


def _owners(inside: Sequence[Piece], sentences: Sequence[Mark]) -> list[Hashable]:
    """The sentence that each piece stands in, or None."""
    owners: list[Hashable] = []
    at = 0
    for piece in inside:
        while at < len(sentences) and sentences[at].end <= piece.start:
            at += 1
        holds = at < len(sentences) and sentences[at].start <= piece.start
        owners.append(sentences[at].key if holds else None)
    return owners
