"""Two texts of an article as one: paragraph by paragraph, with the words that went out and those that came in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from claims.text import alignment, similarity, spans
from claims.text.alignment import Kind

SHOWN = 200  # changed paragraphs
WORDS = {
    Kind.CHANGED: _("Changed"),
    Kind.REMOVED: _("Removed"),
    Kind.ADDED: _("Added"),
    Kind.MOVED_AWAY: _("Stood here; it was moved"),
    Kind.MOVED_HERE: _("Stands here now; it was moved"),
}


@dataclass(frozen=True)
class Segment:
    """A stretch of words. ``edit`` is removed, added or nothing."""

    text: str
    edit: str = ""


@dataclass(frozen=True)
class ChangedParagraph:
    kind: str
    words: str
    segments: list[Segment]


@dataclass
class VersionChange:
    """``removed`` and ``added`` count words; ``left_out`` counts changed paragraphs that are too many to be shown."""

    paragraphs: list[ChangedParagraph] = field(default_factory=list)
    removed: int = 0
    added: int = 0
    left_out: int = 0


def between(before: str, after: str) -> VersionChange:
    made = VersionChange()
    for row in alignment.rows(before, after):
        if row.kind is Kind.SAME:
            continue
        segments = list(_segments(row, before, after))
        if row.kind not in {Kind.MOVED_AWAY, Kind.MOVED_HERE}:
            made.removed += _count(segments, "removed")
            made.added += _count(segments, "added")
        if len(made.paragraphs) < SHOWN:
            made.paragraphs.append(ChangedParagraph(str(row.kind), str(WORDS[row.kind]), segments))
        else:
            made.left_out += 1
    return made


def words(before: str, after: str) -> list[Segment]:
    """``after``, with the words of ``before`` that are gone in their places."""
    return list(_mixed(before, after))


def _count(segments: list[Segment], edit: str) -> int:
    return sum(len(similarity.words(one.text)) for one in segments if one.edit == edit)


def _segments(row: alignment.Row, before: str, after: str) -> Iterator[Segment]:
    if row.before is None or row.after is None:
        gone = row.kind in {Kind.REMOVED, Kind.MOVED_AWAY}
        text = (row.before or row.after).of(before if row.before else after)  # type: ignore[union-attr]
        moved = row.kind in {Kind.MOVED_AWAY, Kind.MOVED_HERE}
        yield Segment(text, "" if moved else "removed" if gone else "added")
        return
    yield from _mixed(row.before.of(before), row.after.of(after))


def _mixed(before: str, after: str) -> Iterator[Segment]:
    at = 0
    for one in spans.differing_words(before, after):
        if at < one.found_span.start:
            yield Segment(after[at : one.found_span.start])
        if one.expected:
            yield Segment(one.expected if one.found else f" {one.expected}", "removed")
        if one.found:
            yield Segment(one.found, "added")
        at = one.found_span.end
    if at < len(after):
        yield Segment(after[at:])
