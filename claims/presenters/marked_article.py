"""An article version for its workspace: the text with every claim in its place, and how far the work is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from claims.models import Appearance, ArticleVersion, Claim, Event, Evidence, Sentence
from claims.text import overlaps
from claims.text.overlaps import Mark


@dataclass(frozen=True)
class MarkedClaim:
    """A claim in the order of the text. ``number`` is its place there, from 1, and no property of the claim."""

    number: int
    claim: Claim
    appearance: Appearance
    evidence: int


@dataclass(frozen=True)
class MarkedSentence:
    """A sentence with its words. ``state`` is complete, not-checkable, begun (it holds claims) or open."""

    pk: int
    number: int
    start: int
    end: int
    words: str
    disposition: str
    state: str
    state_words: str
    reason: str
    completed_at: datetime | None


@dataclass(frozen=True)
class Coverage:
    """How many sentences a person has marked complete, and what became of the others."""

    total: int
    complete: int
    not_checkable: int
    begun: int

    @property
    def open(self) -> int:
        return self.total - self.complete - self.not_checkable - self.begun

    @property
    def percent(self) -> int:
        """Rounded down, so that 100 means all of them."""
        return 100 * (self.complete + self.not_checkable) // self.total if self.total else 0


def claims_of(version: ArticleVersion) -> list[MarkedClaim]:
    """Every appearance in the version, in the order of the text; two of one claim share its number."""
    evidence = Evidence.objects.filter(claim=OuterRef("claim")).order_by().values("claim")
    appearances = (
        version.appearances.exclude(claim__status=Claim.Status.MERGED)
        .select_related("claim__claimant", "claim__assigned_to", "claim__suggested_rating")
        .annotate(evidence_count=Coalesce(Subquery(evidence.annotate(n=Count("pk")).values("n")), 0))
        .order_by("start", "-end", "pk")
    )
    numbers: dict[int, int] = {}
    return [
        MarkedClaim(
            numbers.setdefault(one.claim_id, len(numbers) + 1),
            one.claim,
            one,
            one.evidence_count,  # type: ignore[attr-defined]
        )
        for one in appearances
    ]


def sentences_of(version: ArticleVersion) -> list[MarkedSentence]:
    return [
        MarkedSentence(
            one.pk,
            one.number,
            one.start,
            one.end,
            version.text[one.start : one.end],
            one.disposition,
            *_state(one),
            one.get_reason_display(),
            one.completed_at,
        )
        for one in version.sentences.order_by("number")
    ]


def _state(sentence: Sentence) -> tuple[str, str]:
    if sentence.completed_at and sentence.disposition == Sentence.Disposition.NOT_CHECKABLE:
        return "not-checkable", _("not checkable, {reason}").format(reason=sentence.get_reason_display())
    if sentence.completed_at:
        return "complete", _("complete")
    if sentence.disposition == Sentence.Disposition.CLAIM:
        return "begun", _("begun")
    return "open", _("open")


def coverage(sentences: Sequence[MarkedSentence]) -> Coverage:
    states = Counter(one.state for one in sentences)
    return Coverage(len(sentences), states["complete"], states["not-checkable"], states["begun"])


@dataclass(frozen=True)
class Deed:
    """What a person has just done in the workspace, and may take back: ``event`` is its key on the record."""

    event: int
    words: str
    quote: str = ""


def deed(event: Event | None) -> Deed | None:
    """``event`` (with its content) in words."""
    if event is None:
        return None
    told = event.content.body
    if event.kind == "appearance.marked":
        return Deed(event.pk, _("Marked"), told["exact"])
    number = {"number": told["was"]["number"]}
    if event.kind == "sentence.reopened":
        return Deed(event.pk, _("Sentence %(number)s is open again") % number)
    if told["reason"]:
        reason = Sentence.Reason(told["reason"]).label
        return Deed(
            event.pk, _("Sentence %(number)s is not checkable: %(reason)s") % (number | {"reason": reason})
        )
    return Deed(event.pk, _("Sentence %(number)s is complete") % number)


def places_to_go(sentences: Sequence[MarkedSentence]) -> dict[str, int]:
    """For each state the key of the first sentence in it: where the coverage leads to."""
    first: dict[str, int] = {}
    for one in sentences:
        first.setdefault(one.state.replace("-", "_"), one.pk)
    return first


def paragraphs(
    text: str, claims: Sequence[MarkedClaim], sentences: Sequence[MarkedSentence]
) -> list[dict[str, Any]]:
    """The text ready for a template: paragraphs of runs of pieces, each with its sentence and its claims."""
    marked = {one.appearance.pk: one for one in claims}
    marks = [Mark(pk, one.appearance.start or 0, one.appearance.end or 0) for pk, one in marked.items()]
    spans = [Mark(index, one.start, one.end) for index, one in enumerate(sentences)]
    return [
        {"start": line.start, "runs": list(_runs(line, marked, sentences))}
        for line in overlaps.paragraphs(text, marks, spans)
    ]


def _runs(
    line: overlaps.Paragraph, marked: dict[int, MarkedClaim], sentences: Sequence[MarkedSentence]
) -> Iterator[dict[str, Any]]:
    for run in line.runs:
        sentence = sentences[run.key] if isinstance(run.key, int) else None
        pieces = [
            {
                "start": piece.start,
                "text": piece.text,
                "marks": [marked[key] for key in piece.keys if isinstance(key, int)],
                "opening": [marked[key] for key in piece.opening if isinstance(key, int)],
            }
            for piece in run.pieces
        ]
        yield {
            "sentence": sentence,
            "is_first": sentence is not None and run.pieces[0].start == sentence.start,
            "is_last": sentence is not None and run.pieces[-1].end == sentence.end,
            "pieces": pieces,
        }
