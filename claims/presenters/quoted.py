"""Where the passages that the desk quotes from a source stand in a capture of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from claims.models import Evidence, Finding, Snapshot, Source
from claims.text import overlaps, spans
from claims.text.overlaps import Mark
from claims.text.sentences import Span

Places = Mapping[int, Span]
"""By the key of the evidence."""

SHOWN = 100  # passages of one source
# Where no check has looked, words are looked for here and now: in texts no longer than this, so many of them.
LONGEST_SEARCHED = 100_000
SEARCHED = 20
CHECK = "quote-present"


@dataclass(frozen=True)
class Quote:
    """A piece of evidence under the number that it has on the page, in the order of the text."""

    number: int
    evidence: Evidence


@dataclass(frozen=True)
class Bit:
    """Words inside the same marks throughout. ``opening``: the quotes that begin here; ``edit``: removed, added or
    nothing; ``is_found``: what a finding points to."""

    text: str
    quotes: tuple[Quote, ...] = ()
    opening: tuple[Quote, ...] = ()
    edit: str = ""
    is_found: bool = False
    is_first_found: bool = False
    start: int = field(default=0, compare=False)  # of its first character in the whole text


def passages(source: Source) -> list[Evidence]:
    """What the desk quotes from the source, with the claims it bears on; the heaviest first."""
    rows = source.evidence.passages().select_related("claim")
    weights = list(Evidence.Weight)
    return sorted(rows[:SHOWN], key=lambda one: (weights.index(Evidence.Weight(one.weight)), one.pk))


def places(snapshot: Snapshot, evidence: Sequence[Evidence]) -> dict[int, Span]:
    """Where these passages stand in the capture: where they were anchored, or where the checks found them."""
    looked_for = dict(
        Finding.objects.filter(snapshot=snapshot, check_id=CHECK, evidence__in=evidence).values_list(
            "evidence", "spans"
        )
    )
    found, searches = {}, 0
    for one in evidence:
        place = _anchored(one, snapshot)
        if place is None and one.pk in looked_for:
            place = next((Span(*span) for span in looked_for[one.pk]), None)
        elif place is None and searches < SEARCHED and len(snapshot.text) <= LONGEST_SEARCHED:
            searches += 1
            place = _searched(one, snapshot)
        if place is not None and place.end <= len(snapshot.text):
            found[one.pk] = place
    return found


def _anchored(evidence: Evidence, snapshot: Snapshot) -> Span | None:
    if evidence.start is None or evidence.end is None:
        return None
    place = Span(evidence.start, evidence.end)
    is_there = evidence.snapshot_id == snapshot.pk or place.of(snapshot.text) == evidence.quote
    return place if is_there else None


def _searched(evidence: Evidence, snapshot: Snapshot) -> Span | None:
    if evidence.start is None or evidence.end is None:
        found = spans.find(evidence.quote, snapshot.text)
    else:
        anchor = spans.Anchor(evidence.start, evidence.end, evidence.quote, evidence.prefix, evidence.suffix)
        found = spans.find(anchor, snapshot.text)
    return Span(found.start, found.end) if found else None


def numbered(evidence: Sequence[Evidence], *where: Places) -> list[Quote]:
    """The passages in the order in which they stand in the first text that has them; those that stand nowhere last."""
    far = Span(1 << 62, 1 << 62)

    def order(one: Evidence) -> tuple[int, int]:
        standing = [place[one.pk] for place in where if one.pk in place]
        return (standing[0] if standing else far).start, one.pk

    return [Quote(number, one) for number, one in enumerate(sorted(evidence, key=order), 1)]


def bits(
    text: str,
    span: Span,
    quotes: Sequence[Quote],
    where: Places,
    *,
    edits: Sequence[Span] = (),
    edit: str = "",
    found: Sequence[Span] = (),
) -> Iterator[Bit]:
    """A paragraph of ``text`` in pieces. ``edits`` are spans within the paragraph, ``found`` are spans of the text."""
    standing = {one.number: one for one in quotes if touch(span, where.get(one.evidence.pk))}
    marks = [_shifted(number, where[one.evidence.pk], span) for number, one in standing.items()]
    marks += [Mark(f"edit-{index}", *one) for index, one in enumerate(edits)]
    marks += [_shifted(f"found-{index}", one, span) for index, one in enumerate(found) if touch(span, one)]
    begun = {number for number, one in standing.items() if where[one.evidence.pk].start >= span.start}
    for piece in overlaps.pieces(span.of(text), marks):
        names = [str(key).partition("-")[0] for key in piece.keys]
        yield Bit(
            piece.text,
            tuple(standing[key] for key in piece.keys if isinstance(key, int)),
            tuple(standing[key] for key in piece.opening if isinstance(key, int) and key in begun),
            edit if "edit" in names else "",
            "found" in names,
            "found-0" in piece.opening and found[0].start >= span.start,
            span.start + piece.start,
        )


def _shifted(key: int | str, place: Span, span: Span) -> Mark:
    return Mark(key, place.start - span.start, place.end - span.start)


def touch(span: Span, place: Span | None) -> bool:
    """Whether the two have anything in common."""
    return place is not None and place.start < span.end and span.start < place.end
