"""Two captures of a source side by side: what changed, and what became of the passages that the desk quotes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from django.utils.translation import gettext, gettext_lazy

from claims.models import Evidence, Snapshot
from claims.presenters import quoted
from claims.presenters.quoted import Bit, Places, Quote
from claims.text import alignment, similarity, spans
from claims.text.alignment import Kind
from claims.text.sentences import Span

COMPARED = 600_000  # characters of each text: a book. What lies behind is left out, and the page says so.
CHANGED_SHOWN = 60_000  # characters of both texts, of paragraphs that differ
SAME_SHOWN = 20_000  # and of folded paragraphs that don't
AROUND = 1  # paragraphs that stay in sight beside a change,
AROUND_SHOWN = 40_000  # as long as they have no more characters than this
FEWEST_FOLDED = 3
# Of words that stayed the same between changed ones: so many at most are taken as changed with them, where there are
# so many times as many around.
MOST_JOINED = 2
FEWEST_AROUND = 4

WORDS = {
    Kind.CHANGED: gettext_lazy("Changed"),
    Kind.REMOVED: gettext_lazy("Removed"),
    Kind.ADDED: gettext_lazy("Added"),
    Kind.MOVED_AWAY: gettext_lazy("Stood here; it was moved"),
    Kind.MOVED_HERE: gettext_lazy("Stands here now; it was moved"),
}


@dataclass(frozen=True)
class Row:
    """A paragraph on each side. ``number`` counts the changes from 1; 0 where nothing changed."""

    kind: Kind
    number: int
    words: str
    before: list[Bit]
    after: list[Bit]


@dataclass(frozen=True)
class Stretch:
    """Rows that follow one another. A folded one holds paragraphs that are the same on both sides, ``count`` of them;
    ``left_out`` of these are too many to be shown."""

    rows: list[Row]
    is_folded: bool = False
    count: int = 0
    left_out: int = 0


@dataclass(frozen=True)
class Fate:
    """What became of a quoted passage. ``outcome`` is one of a finding's, for shape and tone."""

    quote: Quote
    outcome: str
    words: str


@dataclass
class Difference:
    """``removed`` and ``added`` count words. ``left_out`` counts changes that are too many to be shown."""

    before: Snapshot
    after: Snapshot
    fates: list[Fate] = field(default_factory=list)
    stretches: list[Stretch] = field(default_factory=list)
    changes: int = 0
    removed: int = 0
    added: int = 0
    moved: int = 0
    same: int = 0
    left_out: int = 0
    is_cut: bool = False

    @property
    def shown(self) -> int:
        return self.changes - self.left_out


def between(before: Snapshot, after: Snapshot, evidence: Sequence[Evidence]) -> Difference:
    """What changed from one capture to the other; ``evidence`` are the passages to follow, with their claims."""
    old, new = quoted.places(before, evidence), quoted.places(after, evidence)
    quotes = quoted.numbered(evidence, old, new)
    fates = [_fate(one, before, after, old, new) for one in quotes]
    sides = _Side(before.text, old, "removed"), _Side(after.text, new, "added")
    made = Difference(before, after, fates, is_cut=any(side.is_cut for side in sides))
    paired = list(_counted(made, *sides))
    made.stretches = list(_folded(paired, quotes, sides))
    return made


class _Side:
    """One of the captures: its text as far as it is compared, and where the quoted passages stand in it."""

    def __init__(self, text: str, places: Places, edit: str) -> None:
        beginning = text[:COMPARED]
        self.is_cut = len(text) > COMPARED
        self.text = beginning.rpartition("\n")[0] or beginning if self.is_cut else text
        self.places, self.edit = places, edit

    def words(self, span: Span | None) -> int:
        return len(similarity.words(span.of(self.text))) if span else 0

    def holds_quote(self, span: Span | None) -> bool:
        return span is not None and any(quoted.touch(span, one) for one in self.places.values())

    def bits(self, span: Span | None, quotes: Sequence[Quote], edits: Sequence[Span]) -> list[Bit]:
        if span is None:
            return []
        return list(quoted.bits(self.text, span, quotes, self.places, edits=edits, edit=self.edit))


@dataclass(frozen=True)
class _Paired:
    """Two paragraphs, before it is known whether they will be shown. ``edits``: the differing words of each side."""

    row: alignment.Row
    number: int = 0
    edits: tuple[list[Span], list[Span]] = ([], [])

    @property
    def length(self) -> int:
        """Characters of both sides."""
        return sum(one.end - one.start for one in (self.row.before, self.row.after) if one)


def _counted(made: Difference, before: _Side, after: _Side) -> Iterator[_Paired]:
    """The paragraphs in pairs, counted in ``made``; of the changed ones as many as can be shown."""
    room = CHANGED_SHOWN
    for row in alignment.rows(before.text, after.text):
        if row.kind is Kind.SAME:
            made.same += 1
            yield _Paired(row)
            continue
        made.changes += 1
        edits = _edits(made, row, before, after)
        pair = _Paired(row, made.changes, edits)
        room -= pair.length
        if room >= 0 or made.changes == 1:
            yield pair
        else:
            made.left_out += 1


def _edits(
    made: Difference, row: alignment.Row, before: _Side, after: _Side
) -> tuple[list[Span], list[Span]]:
    """The words that differ, as spans within each paragraph; counts them by the way."""
    if row.kind in {Kind.MOVED_AWAY, Kind.MOVED_HERE}:
        made.moved += row.kind is Kind.MOVED_HERE
        return [], []
    if row.before is None or row.after is None:
        made.removed += before.words(row.before)
        made.added += after.words(row.after)
        return _whole(row.before), _whole(row.after)
    found = spans.differing_words(row.before.of(before.text), row.after.of(after.text))
    counts = [(len(similarity.words(one.expected)), len(similarity.words(one.found))) for one in found]
    made.removed += sum(removed for removed, _ in counts)
    made.added += sum(added for _, added in counts)
    joined = list(_joined(row.before.of(before.text), found, [sum(both) for both in counts]))
    return [old for old, _ in joined if old.start < old.end], [
        new for _, new in joined if new.start < new.end
    ]


def _joined(before: str, found: Sequence[spans.Difference], sizes: list[int]) -> Iterator[tuple[Span, Span]]:
    """The differing words of both sides as one reads them: a word or two that stayed the same by chance between many
    that didn't are no landmark."""
    last: tuple[Span, Span] | None = None
    size = 0
    for one, words in zip(found, sizes, strict=True):
        if last is not None:
            same = len(similarity.words(before[last[0].end : one.expected_span.start]))
            if same <= MOST_JOINED and size + words >= FEWEST_AROUND * same:
                last = (
                    Span(last[0].start, one.expected_span.end), Span(last[1].start, one.found_span.end),
                )  # fmt: skip
                size += words
                continue
            yield last
        last, size = (one.expected_span, one.found_span), words
    if last is not None:
        yield last


def _whole(span: Span | None) -> list[Span]:
    return [Span(0, span.end - span.start)] if span else []


def _folded(paired: list[_Paired], quotes: Sequence[Quote], sides: tuple[_Side, _Side]) -> Iterator[Stretch]:
    """Paragraphs that are the same, away from every change and every quoted passage, are folded."""
    before, after = sides
    in_sight = _in_sight(paired, before, after)
    room = SAME_SHOWN
    for is_in_sight, group in groupby(zip(in_sight, paired, strict=True), key=lambda one: one[0]):
        found = [one for _, one in group]
        if is_in_sight:
            yield Stretch([_row(one, quotes, before, after) for one in found])
            continue
        fitting = 0
        while fitting < len(found) and room > 0:
            room -= found[fitting].length
            fitting += 1
        shown = [_row(one, quotes, before, after) for one in found[:fitting]]
        yield Stretch(shown, is_folded=True, count=len(found), left_out=len(found) - fitting)


def _in_sight(paired: list[_Paired], before: _Side, after: _Side) -> list[bool]:
    """Which paragraphs are not folded: the changed ones, those that hold a quoted passage, and what stands beside
    them, as long as that is not too much."""
    stays = [
        one.number > 0 or before.holds_quote(one.row.before) or after.holds_quote(one.row.after)
        for one in paired
    ]
    near = [any(stays[max(0, index - AROUND) : index + AROUND + 1]) for index in range(len(paired))]
    room = AROUND_SHOWN
    found = []
    for one, itself, is_near in zip(paired, stays, _without_short_folds(near), strict=True):
        room -= one.length if is_near and not itself else 0
        found.append(itself or (is_near and room >= 0))
    return found


def _without_short_folds(near: list[bool]) -> list[bool]:
    """It takes a few paragraphs to be worth a fold."""
    found = []
    for is_near, group in groupby(near):
        run = list(group)
        found += [is_near or len(run) < FEWEST_FOLDED] * len(run)
    return found


def _row(one: _Paired, quotes: Sequence[Quote], before: _Side, after: _Side) -> Row:
    return Row(
        one.row.kind, one.number, str(WORDS.get(one.row.kind, "")),
        before.bits(one.row.before, quotes, one.edits[0]), after.bits(one.row.after, quotes, one.edits[1]),
    )  # fmt: skip


def _fate(quote: Quote, before: Snapshot, after: Snapshot, old: Places, new: Places) -> Fate:
    was, stands = old.get(quote.evidence.pk), new.get(quote.evidence.pk)
    if was and stands:
        if _words(was.of(before.text)) == _words(stands.of(after.text)):
            return Fate(quote, "pass", gettext("stands in both"))
        return Fate(quote, "fail", gettext("its words were altered"))
    if was:
        return Fate(quote, "fail", gettext("stands in the earlier capture only"))
    if stands:
        return Fate(quote, "warn", gettext("stands in the later capture only"))
    return Fate(quote, "unknown", gettext("stands in neither capture"))


def _words(text: str) -> list[str]:
    return [word.text for word in similarity.words(text)]
