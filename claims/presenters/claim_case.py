"""A claim with all that is known of it, for its workspace: where it stands, what speaks for and against it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from claims.models import (
    Alert,
    Appearance,
    Assessment,
    Claim,
    Evidence,
    Finding,
    Note,
    Publication,
    Snapshot,
    Source,
    User,
    Verdict,
)  # fmt: skip
from claims.presenters import findings
from claims.presenters.findings import Board
from claims.presenters.veiling import Eyes

AROUND = 320  # code points of the article shown on either side of a claim
IN_CAPTURE = 160  # and of a snapshot on either side of a quoted passage

# Of a capture a card shows the quoted passage and when it was taken; of a finding, what it says. Without the rest the
# questions are half as long, and so is the time that they take.
UNSHOWN = tuple(
    f"snapshot__{one.name}"
    for one in Snapshot._meta.concrete_fields
    if one.name not in {"id", "text", "captured_at"}
)
TOLD = (
    "check_id", "outcome", "sentence", "fingerprint", "evidence__snapshot", "snapshot__source", "snapshot__captured_at",
    "snapshot__status", "snapshot__failure",
)  # fmt: skip


@dataclass(frozen=True)
class Place:
    """A claim's words in their article, with the words around them."""

    appearance: Appearance
    before: str
    exact: str
    after: str


@dataclass(frozen=True)
class Card:
    """A piece of evidence, the passage in its capture, and what the checks found."""

    evidence: Evidence
    board: Board = field(default_factory=Board)
    before: str = ""
    exact: str = ""
    after: str = ""
    latest: Snapshot | None = None

    @property
    def made_of(self) -> tuple[object, ...]:
        """Another one wherever the piece would look otherwise: changed, anchored, checked, dismissed, veiled."""
        one, source = self.evidence, self.evidence.source
        found = [
            (told.finding.pk, told.dismissal and told.dismissal.pk, told.compared)
            for told in self.board.everything
        ]
        return (
            one.pk, one.version, one.snapshot_id, one.start, getattr(one, "is_veiled", False), found,
            self.latest and self.latest.pk, source and (source.pk, source.version, str(source.origin or "")),
        )  # fmt: skip


def places(claim: Claim) -> list[Place]:
    """Where the claim stands, article by article."""
    rows = claim.appearances.filter(article_version__isnull=False).select_related("article_version__article")
    return [_place(row) for row in rows.order_by("article_version", "start")]


def _place(row: Appearance) -> Place:
    text = row.article_version.text if row.article_version else ""
    start, end = row.start or 0, row.end or 0
    before = text[max(0, start - AROUND) : start]
    after = text[end : end + AROUND]
    return Place(
        row,
        _from_a_space(before, cut=start > AROUND),
        row.exact,
        _to_a_space(after, cut=end + AROUND < len(text)),
    )


def _from_a_space(words: str, *, cut: bool) -> str:
    """``words`` without the broken word at their beginning."""
    return "… " + words.partition(" ")[2] if cut and " " in words else words


def _to_a_space(words: str, *, cut: bool) -> str:
    return words.rpartition(" ")[0] + " …" if cut and " " in words else words


def cards(claim: Claim, eyes: Eyes) -> list[Card]:
    """The evidence, each piece with the current findings about it or its source's latest capture; of a protected
    source what ``eyes`` may see."""
    pieces = list(claim.evidence.with_source().defer(*UNSHOWN))
    latest = latest_snapshots([one.source_id for one in pieces if one.source_id])
    found = _findings(claim, pieces)
    return [
        _card(one, found[one.pk], latest.get(one.source_id or 0))
        if eyes.may_know(one.source)
        else Card(eyes.evidence(one))
        for one in pieces
    ]


def stances(found: Sequence[Card]) -> list[tuple[str, str, int]]:
    """(stance, its words, how many pieces) for the stances that occur, in the order of the vocabulary."""
    counted = Counter(card.evidence.stance for card in found)
    return [(value, str(words), counted[value]) for value, words in Evidence.Stance.choices if counted[value]]


def latest_snapshots(sources: Sequence[int]) -> dict[int, Snapshot]:
    """The newest capture of each source: which it is, and whether it has a text."""
    newest = (
        Snapshot.objects.filter(source__in=sources)
        .order_by("source_id", "-captured_at", "-pk")
        .distinct("source_id")
        .only("source", "text_sha256")
    )
    return {one.source_id: one for one in newest}


def capture_with(source: Source, quote: str) -> Snapshot | None:
    """The newest good capture of the source in which these words stand."""
    holding = source.snapshots.good().filter(text__contains=quote)
    return holding.order_by("-captured_at", "-pk").first()


def _findings(claim: Claim, pieces: Sequence[Evidence]) -> dict[int, Board]:
    """By evidence: what is known now of the evidence itself, and of its source as a whole.

    A capture that failed knows nothing, and hides nothing that was found before it.
    """
    rows = Finding.objects.bearing_on(claim).current().select_related("snapshot", "evidence").only(*TOLD)
    own, general = defaultdict(list), defaultdict(list)
    for told in findings.tell(list(rows)):
        if told.finding.evidence_id:
            own[told.finding.evidence_id].append(told)
        else:
            general[told.finding.snapshot.source_id].append(told)
    return {one.pk: findings.board(own[one.pk] + general[one.source_id or 0]) for one in pieces}


def _card(evidence: Evidence, board: Board, latest: Snapshot | None) -> Card:
    snapshot = evidence.snapshot
    if snapshot is None or evidence.start is None or evidence.end is None:
        return Card(evidence, board, latest=latest)
    text, start, end = snapshot.text, evidence.start, evidence.end
    before = _from_a_space(text[max(0, start - IN_CAPTURE) : start], cut=start > IN_CAPTURE)
    after = _to_a_space(text[end : end + IN_CAPTURE], cut=end + IN_CAPTURE < len(text))
    return Card(evidence, board, before, text[start:end], after, latest)


def notes(claim: Claim, eyes: Eyes) -> list[Note]:
    """The notes beside a claim. Each side of a conflict gets its ``where``: the source that its slug names, as far as
    ``eyes`` may see it."""
    found = list(claim.notes.select_related("created_by"))
    sides = [side for note in found for side in note.details.get("values", []) if isinstance(side, dict)]
    slugs = {str(side.get("source", "")) for side in sides}
    named = {one.slug: eyes.source(one) for one in Source.objects.filter(slug__in=slugs)}
    for side in sides:
        side["where"] = named.get(str(side.get("source", "")))
    return found


def assessments(claim: Claim, *, seen_by: User) -> list[Assessment]:
    """Those that this person may see: on a desk that rates blindly, others' only beside one's own."""
    rows = claim.assessments.visible_to(seen_by)
    return list(rows.select_related("rating__scale", "reviewer").order_by("pk"))


def open_alerts(claim: Claim, eyes: Eyes) -> list[Alert]:
    alerts = Alert.objects.open().filter(verdict__claim=claim).worst_first()
    return eyes.alerts(alerts.select_related("evidence__source", "opened_by").prefetch_related("findings"))


def publications(claim: Claim) -> list[tuple[Publication, str]]:
    """Every published number of the claim with its class of change in words, newest first, without the documents."""
    rows = claim.publications.select_related("standing", "published_by").defer("document", "search")
    return [(one, str(Verdict.Change(one.change).label)) for one in rows.order_by("-number")]
