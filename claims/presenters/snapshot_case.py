"""A capture for its page: the text with the quoted passages marked, and what was found in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from claims.models import Evidence, Finding, Snapshot
from claims.presenters import findings, quoted
from claims.presenters.findings import Board
from claims.presenters.quoted import Bit, Places, Quote
from claims.text import alignment
from claims.text.sentences import Span

PART = 40_000  # characters of a text that are shown at once


@dataclass(frozen=True)
class Standing:
    """A quoted passage that stands in the capture: in which part of the text, from 1."""

    quote: Quote
    part: int


@dataclass(frozen=True)
class Page:
    """One part of the text. ``absent`` are passages quoted from the source that do not stand in this capture."""

    paragraphs: list[list[Bit]]
    part: int
    parts: int
    standing: list[Standing]
    absent: list[Evidence]
    found: Board
    marked: Finding | None = None


def page(snapshot: Snapshot, *, part: int = 1, finding: int = -1) -> Page:
    """The part of the text that was asked for, or the one where the spans of a finding begin."""
    evidence = quoted.passages(snapshot.source)
    where = quoted.places(snapshot, evidence)
    quotes = quoted.numbered(evidence, where)
    found = _found(snapshot)
    marked = next((one.finding for one in found.everything if one.finding.pk == finding), None)
    borders = parts(snapshot.text)
    spans = _spans(marked, snapshot)
    number = _part_of(spans[0].start, borders) if spans else min(max(part, 1), len(borders))
    return Page(
        _paragraphs(snapshot.text, borders[number - 1], quotes, where, spans),
        number,
        len(borders),
        [
            Standing(one, _part_of(where[one.evidence.pk].start, borders))
            for one in quotes
            if one.evidence.pk in where
        ],
        [one.evidence for one in quotes if one.evidence.pk not in where],
        found,
        marked,
    )


def parts(text: str) -> list[Span]:
    """``text`` cut between lines into parts that can be shown at once."""
    found, start = [], 0
    while len(text) - start > PART:
        cut = text.rfind("\n", start, start + PART)
        end = cut + 1 if cut > start else start + PART
        found.append(Span(start, end))
        start = end
    return [*found, Span(start, len(text))]


def _part_of(offset: int, borders: Sequence[Span]) -> int:
    return next((number for number, one in enumerate(borders, 1) if offset < one.end), len(borders))


def _spans(finding: Finding | None, snapshot: Snapshot) -> list[Span]:
    """Where in the text the finding points to."""
    given = finding.spans if finding else []
    return [Span(start, end) for start, end in given if 0 <= start < end <= len(snapshot.text)]


def _paragraphs(
    text: str, part: Span, quotes: Sequence[Quote], where: Places, found: Sequence[Span]
) -> list[list[Bit]]:
    return [
        list(
            quoted.bits(text, Span(part.start + one.start, part.start + one.end), quotes, where, found=found)
        )
        for one in alignment.paragraphs(part.of(text))
    ]


def _found(snapshot: Snapshot) -> Board:
    """What the checks found in this capture."""
    found = list(snapshot.findings.select_related("evidence__claim").order_by("check_id", "pk"))
    for one in found:
        one.snapshot = snapshot
    return findings.board(findings.tell(found))
