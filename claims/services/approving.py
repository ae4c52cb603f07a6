"""Article lines approved and published many at a time, each by the same steps and the same four eyes as one alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from claims import rules
from claims.exceptions import DomainError
from claims.models import ArticleVersion, Claim, User, Verdict
from claims.presenters import clearance
from claims.services import gate, publishing, reviewing

AT_ONCE = 10  # each line's gate is read by itself, so that a page shows no more than these


@dataclass(frozen=True)
class Line:
    """A submitted verdict, and what would still stop its publication once it is approved."""

    verdict: Verdict
    stops: list[str]


@dataclass(frozen=True)
class Waiting:
    """What this person may approve, how many there are in all, and how many they wrote on themselves."""

    lines: list[Line]
    total: int
    own: int


@dataclass(frozen=True)
class Outcome:
    claim: Claim
    done: bool
    told: str


def lines_of(version: ArticleVersion) -> QuerySet[Verdict]:
    """The verdicts on claims of this text that are shown on the article only."""
    return Verdict.objects.filter(claim__in=clearance.claims_of(version), reach=Verdict.Reach.ARTICLE_LINE)


def waiting(version: ArticleVersion, *, by: User) -> Waiting:
    """What awaits this person's approval in this text, the longest waiting first; nothing for who may not approve."""
    if not by.has_perm("claims.approve_verdict"):
        return Waiting([], 0, 0)
    rows = lines_of(version).filter(state=Verdict.State.SUBMITTED)
    mine = Verdict.objects.approvable_by(by).filter(pk__in=rows.values("pk"))
    total = mine.count()
    shown = mine.with_parts().with_people().order_by("submitted_at", "pk")[:AT_ONCE]
    return Waiting([Line(one, _stops(one)) for one in shown], total, rows.count() - total)


def publishable(version: ArticleVersion, *, by: User) -> Waiting:
    """Approved lines that nobody has published yet; nothing for who may not publish."""
    if not rules.can_publish(by):
        return Waiting([], 0, 0)
    rows = lines_of(version).filter(state=Verdict.State.APPROVED)
    approved = Verdict.objects.filter(pk__in=rows.values("pk"))
    shown = approved.with_parts().with_people().order_by("approved_at", "pk")[:AT_ONCE]
    return Waiting([Line(one, _stops(one)) for one in shown], approved.count(), 0)


def _stops(verdict: Verdict) -> list[str]:
    """The gate's lines that an approval alone does not meet."""
    return [line.text for line in gate.lines(verdict) if line.stops and line.code != "second_person"]


def approve(
    chosen: Iterable[tuple[int, int]], *, version: ArticleVersion, by: User, publish: bool = False
) -> list[Outcome]:
    """Approve (and publish) each verdict as it was read, (pk, version). What is refused stops none of the others.

    Each is a transaction of its own: what was done stays done, and is told.
    """
    read = dict(chosen)
    rows = lines_of(version).filter(pk__in=read).select_related("claim").order_by("submitted_at", "pk")
    return [_decide(one, read[one.pk], by=by, publish=publish) for one in rows]


def _decide(verdict: Verdict, read: int, *, by: User, publish: bool) -> Outcome:
    try:
        if publish and verdict.state == Verdict.State.APPROVED:
            publishing.publish(verdict, by=by, version=read)
            return Outcome(verdict.claim, True, _("Published."))
        if publish:
            publishing.approve_and_publish(verdict, by=by, version=read)
            return Outcome(verdict.claim, True, _("Approved and published."))
        reviewing.approve(verdict, by=by, version=read)
    except DomainError as refusal:
        return Outcome(verdict.claim, False, str(refusal))
    except ValidationError as refusal:
        return Outcome(verdict.claim, False, "; ".join(refusal.messages))
    return Outcome(verdict.claim, True, _("Approved."))
