"""What clearing an article version asks for, line by line: met or not, and what would meet it.

PostgreSQL keeps the same list (``claims_clearance_unmet``); here each line also names what is in its way.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from claims.models import (
    ArticleVersion,
    ChecklistItem,
    ChecklistTick,
    Claim,
    Query,
    Reanchoring,
    Sentence,
    SignOff,
)
from claims.models.query import QueryQuerySet
from claims.presenters.marked_article import MarkedClaim, MarkedSentence

SHOWN = 12  # of what is in the way of one line; the others are counted
DECIDED = (Claim.Status.APPROVED, Claim.Status.PUBLISHED)


@dataclass(frozen=True)
class Obstacle:
    """Something that is in the way: its words, why it is, and what it is, so that a page can lead there.

    ``version`` is the number of the text it stands in, where that may be an earlier one; else 0.
    """

    words: str
    why: str
    kind: str
    pk: int
    version: int = 0


@dataclass(frozen=True)
class ClearanceLine:
    code: str
    text: str
    met: bool
    hint: str
    obstacles: tuple[Obstacle, ...] = ()
    count: int = 0

    @property
    def more(self) -> int:
        """How many obstacles are not named."""
        return self.count - len(self.obstacles)


@dataclass(frozen=True)
class Glance:
    """How many lines are met, and of how many; the sign-off that stands; queries, ``open`` and ``overdue`` ones."""

    met: int
    lines: int
    sign_off: SignOff | None
    queries: dict[str, int]


@dataclass(frozen=True)
class ChecklistLine:
    """An item asked of one claim, and its tick if it has one."""

    item: ChecklistItem
    tick: ChecklistTick | None


def claims_of(version: ArticleVersion) -> QuerySet[Claim]:
    """The claims that are marked in this text, each once, in no order."""
    return Claim.objects.living().filter(pk__in=version.appearances.values("claim"))


def is_decided(claim: Claim) -> bool:
    return claim.status in DECIDED and claim.work_state in {"", Claim.Status.APPROVED}


def undecided(version: ArticleVersion) -> QuerySet[Claim]:
    decided = Q(status__in=DECIDED, work_state__in=["", Claim.Status.APPROVED])
    return claims_of(version).exclude(decided)


def standing(version: ArticleVersion) -> SignOff | None:
    """The sign-off that clears this text, if nothing has undone it."""
    return version.sign_offs.standing().select_related("signed_by").first()


def lines(version: ArticleVersion) -> list[ClearanceLine]:
    """Every line, in the order of the work."""
    return [
        _latest(version),
        _sentences(version),
        _lost(version),
        _decided(version),
        _ticked(version),
        _queries(version),
        _holds(version),
    ]


def glance(
    version: ArticleVersion,
    *,
    is_latest: bool,
    sentences: Sequence[MarkedSentence],
    claims: Sequence[MarkedClaim],
    unsettled: Sequence[Reanchoring],
) -> Glance:
    """How far clearing is, for a page that has read the rest of this text anyway."""
    queries = query_counts(version)
    unmet = [
        not is_latest,
        any(one.completed_at is None for one in sentences),
        any(one.outcome == Reanchoring.Outcome.LOST for one in unsettled),
        any(not is_decided(one.claim) for one in claims),
        bool(claims) and _unticked(version).exists(),
        queries["open"] > 0,
        any(one.claim.legal_hold for one in claims),
    ]
    return Glance(len(unmet) - sum(unmet), len(unmet), standing(version), queries)


def _line(code: str, text: str, hint: str, obstacles: list[Obstacle]) -> ClearanceLine:
    shown = tuple(obstacles[:SHOWN])
    met = not obstacles
    return ClearanceLine(code, text, met, "" if met else hint, shown, len(obstacles))


def _latest(version: ArticleVersion) -> ClearanceLine:
    later = _later(version).order_by("-number").first()
    found = (
        [
            Obstacle(
                _("Version %(number)d") % {"number": later.number},
                _("is the one to clear"),
                "article",
                later.article_id,
            )
        ]
        if later
        else []
    )
    return _line(
        "latest", _("This is the latest text"), _("An earlier text can’t be cleared any more."), found
    )


def _later(version: ArticleVersion) -> QuerySet[ArticleVersion]:
    return ArticleVersion.objects.filter(article=version.article_id, number__gt=version.number)


def _sentences(version: ArticleVersion) -> ClearanceLine:
    rows = version.sentences.open().order_by("number")
    found = [
        Obstacle(version.text[one.start : one.end], _what_is_open(one), "sentence", one.pk) for one in rows
    ]
    return _line(
        "sentences", _("Every sentence is complete"),
        _("Mark its claims and complete it, or rule it out with a reason."), found,
    )  # fmt: skip


def _what_is_open(sentence: Sentence) -> str:
    begun = sentence.disposition == Sentence.Disposition.CLAIM
    words = _("sentence %(number)d, begun") if begun else _("sentence %(number)d, open")
    return words % {"number": sentence.number}


def _lost(version: ArticleVersion) -> ClearanceLine:
    rows = _lost_marks(version).select_related("appearance__claim")
    found = [
        Obstacle(
            one.appearance.claim.statement,
            _("was marked in the version before"),
            "claim",
            one.appearance.claim_id,
        )
        for one in rows
    ]
    return _line(
        "lost", _("No mark of the version before is lost"),
        _("Select its words in this text, or settle that they are no longer in the article."), found,
    )  # fmt: skip


def _lost_marks(version: ArticleVersion) -> QuerySet[Reanchoring]:
    return version.reanchorings.filter(outcome="lost", settled_at=None)


def _decided(version: ArticleVersion) -> ClearanceLine:
    rows = undecided(version).order_by("pk")
    found = [Obstacle(one.statement, _how_far(one), "claim", one.pk) for one in rows]
    return _line(
        "decided", _("Every claim is decided"),
        _("Its verdict has to be approved by a second person, or published."), found,
    )  # fmt: skip


def _how_far(claim: Claim) -> str:
    if claim.work_state and claim.work_state != claim.status:
        return _("%(status)s, now %(now)s") % {
            "status": claim.get_status_display(), "now": claim.get_work_state_display(),
        }  # fmt: skip
    return claim.get_status_display()


def _ticked(version: ArticleVersion) -> ClearanceLine:
    claims = list(claims_of(version).order_by("pk"))
    open_ = {claim.pk: left for claim, left in _left_to_tick(claims) if left}
    found = [
        Obstacle(one.statement, _("%(n)d left to tick") % {"n": open_[one.pk]}, "checklist", one.pk)
        for one in claims
        if one.pk in open_
    ]
    return _line(
        "ticked", _("Every checklist is ticked"), _("Go through the list in the claim’s workspace."), found
    )


def _unticked(version: ArticleVersion) -> QuerySet[Claim]:
    ticked = ChecklistTick.objects.filter(claim=OuterRef(OuterRef("pk")), item=OuterRef("pk"))
    asked = ChecklistItem.objects.filter(Q(kind="") | Q(kind=OuterRef("kind")), is_active=True)
    return claims_of(version).filter(Exists(asked.exclude(Exists(ticked))))


def _left_to_tick(claims: list[Claim]) -> Iterable[tuple[Claim, int]]:
    items = list(ChecklistItem.objects.filter(is_active=True))
    given = set(ChecklistTick.objects.filter(claim__in=claims).values_list("claim", "item"))
    for claim in claims:
        asked = [item for item in items if item.kind in {"", claim.kind}]
        yield claim, sum((claim.pk, item.pk) not in given for item in asked)


def _queries(version: ArticleVersion) -> ClearanceLine:
    rows = open_queries(version).annotate(text_number=F("article_version__number"))
    found = [
        Obstacle(one.question, _which(one, version), "query", one.pk, version=one.text_number)  # type: ignore[attr-defined]
        for one in rows.order_by("due_at", "article_version", "number")
    ]
    return _line(
        "queries", _("No query is open"), _("Record the author’s answer, or take the query back."), found
    )


def open_queries(version: ArticleVersion) -> QueryQuerySet:
    """What nobody has answered about this text, or about an earlier one: a new text answers no question by itself."""
    return Query.objects.open().filter(
        article_version__article=version.article_id, article_version__number__lte=version.number
    )


def _which(query: Query, version: ArticleVersion) -> str:
    if query.article_version_id == version.pk:
        return _("query %(number)d") % {"number": query.number}
    told = {"number": query.number, "text": query.text_number}  # type: ignore[attr-defined]
    return _("query %(number)d, asked about version %(text)d") % told


def _holds(version: ArticleVersion) -> ClearanceLine:
    rows = _held(version).order_by("pk")
    found = [Obstacle(one.statement, _("legal hold"), "hold", one.pk) for one in rows]
    return _line(
        "holds", _("No legal hold is set"), _("Whoever publishes may lift it, in the claim’s facts."), found
    )


def _held(version: ArticleVersion) -> QuerySet[Claim]:
    return claims_of(version).filter(legal_hold=True)


def checklist(claim: Claim) -> list[ChecklistLine]:
    """What is asked of claims of this kind, in order, each with its tick."""
    items = ChecklistItem.objects.filter(is_active=True, kind__in=["", claim.kind])
    ticks = {one.item_id: one for one in claim.ticks.select_related("ticked_by")}
    return [ChecklistLine(item, ticks.get(item.pk)) for item in items.order_by("position", "kind", "pk")]


def query_counts(version: ArticleVersion) -> dict[str, int]:
    """How many queries are open, and how many of these are overdue."""
    is_overdue = Q(due_at__lt=Now())
    return open_queries(version).aggregate(open=Count("pk"), overdue=Count("pk", filter=is_overdue))
