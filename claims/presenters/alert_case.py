"""What an alert is about, side by side: the passage that the verdict relied on, and what stands there now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.translation import gettext as _

from claims.models import Alert, ArchiveCopy, Evidence, Finding, Snapshot, Source, VerdictCitation
from claims.text import outcomes, spans
from claims.text.sentences import Span

AROUND = 240  # characters shown before and after the passage
BEGINNING = 600  # characters of a page on which nothing of the passage's surroundings is left
QUOTED = "quote-present"  # the check that says where the quoted words stand


class Piece(NamedTuple):
    """Some words of a passage. ``differs``: they are not the same on the other side."""

    text: str
    differs: bool


@dataclass(frozen=True)
class Side:
    """One capture's words: the passage in pieces, between what stands before and after it. ``note`` is a sentence
    where there is more to say, or nothing to show."""

    snapshot: Snapshot | None = None
    before: str = ""
    pieces: list[Piece] = field(default_factory=list)
    after: str = ""
    note: str = ""

    @property
    def passage(self) -> str:
        return "".join(piece.text for piece in self.pieces)


@dataclass(frozen=True)
class Trouble:
    """What a check found when it failed, and the latest that it knows: the same finding if nothing changed since."""

    finding: Finding
    latest: Finding

    @property
    def is_over(self) -> bool:
        return self.latest.outcome == Finding.Outcome.PASS


@dataclass(frozen=True)
class Case:
    """``newest`` is the last capture, which may have failed; ``now`` shows the last one that succeeded."""

    alert: Alert
    troubles: list[Trouble]
    then: Side
    now: Side
    newest: Snapshot | None
    copies: list[ArchiveCopy]


def build(alert: Alert) -> Case:
    """The case of an alert that comes with verdict, evidence and source. A fixed number of queries."""
    evidence, source = alert.evidence, alert.evidence.source
    cited = VerdictCitation.objects.select_related("snapshot").filter(
        verdict=alert.verdict_id, evidence=evidence
    )
    citation = cited.first()
    # What was published before the page was ever captured is held against the capture that its words were found in.
    relied_on = (citation.snapshot if citation else None) or evidence.snapshot
    if source is None:
        return Case(alert, [], _quoted(evidence, relied_on), Side(), None, [])
    newest = source.snapshots.defer("text", "headers").order_by("-captured_at", "-pk").first()
    well = source.snapshots.good().defer("headers").order_by("-captured_at", "-pk").first()
    place = _place_now(evidence, well) if well else None
    then, now = _side_by_side(_quoted(evidence, relied_on), _now(newest, well, place, evidence, relied_on))
    return Case(alert, _troubles(alert, source), then, now, newest, list(source.archive_copies.made()))


def veiled(alert: Alert) -> Case:
    """The case for who may not know the source: the words that readers see, if they see any, and nothing else."""
    then = Side(pieces=[Piece(alert.evidence.quote, False)] if alert.evidence.quote else [])
    return Case(
        alert, [], then, Side(note="What changed is shown to those who may know this source."), None, []
    )


# --- The two sides ------------------------------------------------------------------------------------------------


def _quoted(evidence: Evidence, snapshot: Snapshot | None) -> Side:
    """The passage in the capture that the verdict cites; the bare quote where there is none."""
    if snapshot is None:
        quote = [Piece(evidence.quote, False)]
        return Side(
            pieces=quote, note=_("The words were taken over by hand: no capture of this desk holds them.")
        )
    place = _place_then(evidence, snapshot)
    if place is None:
        return Side(snapshot, pieces=[Piece(evidence.quote, False)])
    return _around(snapshot, place)


def _place_then(evidence: Evidence, snapshot: Snapshot) -> Span | None:
    if evidence.snapshot_id == snapshot.pk and evidence.start is not None and evidence.end is not None:
        return Span(evidence.start, evidence.end)
    found = spans.find(evidence.quote, snapshot.text)
    return Span(found.start, found.end) if found else None


def _place_now(evidence: Evidence, snapshot: Snapshot) -> Span | None:
    """Where the check of this capture found the quoted words, altered or not. The capture that the words were taken
    from may never have been judged for them."""
    judged = snapshot.findings.filter(check_id=QUOTED, evidence=evidence).first()
    if judged is None:
        return _place_then(evidence, snapshot)
    return Span(*judged.spans[0]) if judged.spans else None


def _now(
    newest: Snapshot | None,
    well: Snapshot | None,
    place: Span | None,
    evidence: Evidence,
    relied_on: Snapshot | None,
) -> Side:
    note = outcomes.describe(newest.failure) if newest is not None and newest.failure else ""
    if well is None:
        return Side(note=note or _("The page was never captured."))
    if place is not None:
        return _around(well, place, note=note)
    gap = _gap(evidence, relied_on, well.text) if relied_on else None
    if gap is not None:
        return _around(well, Span(gap, gap), note=note)
    beginning = _cut_at_a_word(well.text[: BEGINNING + 1])
    return Side(
        well,
        after=beginning,
        note=note or _("Nothing round the quoted words is left. The page begins like this."),
    )


def _gap(evidence: Evidence, relied_on: Snapshot, text: str) -> int | None:
    """Where the words would stand: behind what stood before them, or before what stood behind them."""
    place = _place_then(evidence, relied_on)
    if place is None:
        return None
    before = relied_on.text[max(0, place.start - AROUND) : place.start].strip()
    if before and (found := spans.find(before, text)):
        return found.end
    after = relied_on.text[place.end : place.end + AROUND].strip()
    found = spans.find(after, text) if after else None
    return found.start if found else None


def _around(snapshot: Snapshot, place: Span, *, note: str = "") -> Side:
    text = snapshot.text
    before, after = text[max(0, place.start - AROUND) : place.start], text[place.end : place.end + AROUND + 1]
    if place.start > AROUND:
        before = "…" + before.partition(" ")[2] if " " in before else before
    pieces = [Piece(place.of(text), False)] if place.end > place.start else []
    return Side(snapshot, before, pieces, _cut_at_a_word(after) if len(after) > AROUND else after, note)


def _cut_at_a_word(text: str) -> str:
    return text.rpartition(" ")[0] + " …" if " " in text and len(text) > AROUND else text


def _side_by_side(then: Side, now: Side) -> tuple[Side, Side]:
    """The same sides with the words marked that differ."""
    differences = spans.differing_words(then.passage, now.passage)
    old = _pieces(then.passage, (one.expected_span for one in differences))
    new = _pieces(now.passage, (one.found_span for one in differences))
    return (
        Side(then.snapshot, then.before, old, then.after, then.note),
        Side(now.snapshot, now.before, new, now.after, now.note),
    )


def _pieces(passage: str, differing: Iterable[Span]) -> list[Piece]:
    """The passage cut where differing words begin and end."""
    found, at = [], 0
    for span in differing:
        if span.start < span.end:
            found += [Piece(passage[at : span.start], False), Piece(span.of(passage), True)]
            at = span.end
    found.append(Piece(passage[at:], False))
    return [piece for piece in found if piece.text]


# --- What was found -----------------------------------------------------------------------------------------------


def _troubles(alert: Alert, source: Source) -> list[Trouble]:
    failed = list(alert.findings.order_by("pk"))
    checks = {one.check_id for one in failed}
    current = Finding.objects.of_source(source).filter(check_id__in=checks).current()
    latest = {(one.check_id, one.evidence_id): one for one in current} if checks else {}
    return [Trouble(one, latest.get((one.check_id, one.evidence_id), one)) for one in failed]
