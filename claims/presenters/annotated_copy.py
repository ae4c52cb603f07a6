"""A checked article as it is handed back: the text, a note for every claim, and what each claim rests on.

It leaves the desk. Only what was decided is told of a verdict, and of a protected source only its public wording.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch

from claims.models import ArticleVersion, Claim, Evidence, Source, User, Verdict
from claims.presenters import marked_article
from claims.presenters.marked_article import Coverage, MarkedClaim
from claims.text import overlaps
from claims.text.overlaps import Mark

DECIDED = frozenset({Verdict.State.APPROVED, Verdict.State.PUBLISHED})


@dataclass(frozen=True)
class CopiedEvidence:
    """``source`` is its name, or what stands for a protected one; ``quote`` its words, or where was looked for what."""

    stance: str
    weight: str
    source: str
    url: str
    published_on: str
    quote: str
    translation: str
    summary: str
    is_search: bool = False


@dataclass(frozen=True)
class CopiedClaim:
    """``rating`` and ``summary`` are those of an approved or published verdict; empty while there is none."""

    number: int
    pk: int
    statement: str
    words: str
    language: str
    kind: str
    rated: str
    who: str
    status: str
    status_words: str
    rating: str
    summary: str
    evidence: tuple[CopiedEvidence, ...]

    @property
    def is_decided(self) -> bool:
        return bool(self.rating)


@dataclass(frozen=True)
class CopiedPiece:
    """A stretch of text. ``claims`` are marked over it, the outermost first; ``closing`` end with it."""

    text: str
    claims: tuple[CopiedClaim, ...] = ()
    closing: tuple[CopiedClaim, ...] = ()


@dataclass(frozen=True)
class AnnotatedCopy:
    version: ArticleVersion
    paragraphs: list[list[CopiedPiece]]
    claims: list[CopiedClaim]
    coverage: Coverage
    made_at: datetime
    made_by: str

    @property
    def undecided(self) -> int:
        return sum(not one.is_decided for one in self.claims)

    @property
    def begins_with_its_title(self) -> bool:
        first = "".join(piece.text for piece in self.paragraphs[0]) if self.paragraphs else ""
        return first.strip() == self.version.article.title.strip()

    @property
    def filename(self) -> str:
        return f"{self.version.article.slug}-v{self.version.number}-annotated"


def build(version: ArticleVersion, *, by: User, at: datetime) -> AnnotatedCopy:
    """The copy of ``version`` as things stand, made for ``by``."""
    rows = marked_article.claims_of(version)
    claims = _claims(rows)
    return AnnotatedCopy(
        version=version,
        paragraphs=list(_paragraphs(version.text, rows, claims)),
        claims=list(claims.values()),
        coverage=marked_article.coverage(marked_article.sentences_of(version)),
        made_at=at,
        made_by=str(by),
    )


def _claims(rows: Sequence[MarkedClaim]) -> dict[int, CopiedClaim]:
    """By key, in the order of the text."""
    decided = Verdict.objects.filter(state__in=DECIDED).select_related("rating").order_by("-pk")
    evidence = Evidence.objects.select_related("source").order_by("pk")
    told: list[Prefetch[Any]] = [
        Prefetch("verdicts", decided, to_attr="decided"), Prefetch("evidence", evidence, to_attr="told"),
    ]  # fmt: skip
    loaded = Claim.objects.prefetch_related(*told).in_bulk([row.claim.pk for row in rows])
    made: dict[int, CopiedClaim] = {}
    for row in rows:
        if row.claim.pk not in made:
            made[row.claim.pk] = _claim(row, loaded[row.claim.pk])
    return made


def _claim(row: MarkedClaim, loaded: Claim) -> CopiedClaim:
    claim = row.claim
    verdict = _standing(loaded.decided)  # type: ignore[attr-defined]
    return CopiedClaim(
        number=row.number,
        pk=claim.pk,
        statement=claim.statement,
        words=row.appearance.exact,
        language=claim.language,
        kind=claim.get_kind_display(),
        rated=claim.rated,
        who=claim.who,
        status=claim.status,
        status_words=claim.get_status_display(),
        rating=_rating(verdict),
        summary=verdict.summary if verdict else "",
        evidence=tuple(_evidence(one) for one in loaded.told),  # type: ignore[attr-defined]
    )


def _standing(decided: Sequence[Verdict]) -> Verdict | None:
    """The newest, unless it is withdrawn; a withdrawal that nobody published yet withdraws nothing."""
    for one in decided:
        if one.change != Verdict.Change.WITHDRAWAL:
            return one
        if one.state == Verdict.State.PUBLISHED:
            return None
    return None


def _rating(verdict: Verdict | None) -> str:
    if verdict is None or verdict.rating is None:
        return ""
    on_a_line = verdict.reach == Verdict.Reach.ARTICLE_LINE
    return (verdict.rating.line_label if on_a_line else "") or verdict.rating.label


def _evidence(one: Evidence) -> CopiedEvidence:
    if one.source is None:
        return _search(one)
    hidden = one.source.is_sensitive
    return CopiedEvidence(
        stance=one.get_stance_display(),
        weight=one.get_weight_display(),
        source=one.source.public_wording if hidden else _name(one.source),
        url="" if hidden else one.source.url,
        published_on="" if hidden else one.source.published_on,
        quote="" if hidden else one.quote,
        translation="" if hidden else one.translation,
        summary="" if hidden else one.summary,
    )


def _search(one: Evidence) -> CopiedEvidence:
    return CopiedEvidence(
        stance=one.get_stance_display(), weight=one.get_weight_display(), source=one.searched_where, url="",
        published_on=one.searched_on.isoformat() if one.searched_on else "", quote=one.searched_words,
        translation="", summary=one.summary, is_search=True,
    )  # fmt: skip


def _name(source: Source) -> str:
    return f"{source.publisher}, “{source.title}”" if source.title else source.publisher


def _paragraphs(
    text: str, rows: Sequence[MarkedClaim], claims: dict[int, CopiedClaim]
) -> Iterator[list[CopiedPiece]]:
    marks = [
        Mark(index, row.appearance.start or 0, row.appearance.end or 0) for index, row in enumerate(rows)
    ]
    lines = [
        [piece for run in line.runs for piece in run.pieces] for line in overlaps.paragraphs(text, marks)
    ]
    last = {key: piece for line in lines for piece in line for key in piece.keys}
    marked = {key: claims[row.claim.pk] for key, row in enumerate(rows)}
    for line in lines:
        yield [
            CopiedPiece(
                piece.text,
                tuple(marked[key] for key in piece.keys if isinstance(key, int)),
                tuple(marked[key] for key in piece.keys if isinstance(key, int) and last[key] is piece),
            )
            for piece in line
        ]
