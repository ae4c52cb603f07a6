"""Has this been checked before? Claims that say nearly the same are looked for; people decide what they are.

Nothing is shared by itself: a suggestion is an offer, and who confirmed or refused it is on record.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext

from claims import rules
from claims.exceptions import IllegalTransition, InvalidInput
from claims.models import Claim, Match, Rating, User, Verdict
from claims.services import auditing, looking_up
from claims.services.looking_up import Found
from claims.text import dates, restating
from claims.text.comparing import Told
from claims.text.rescoring import Level
from claims.text.restating import Agreeing, Differing

SHOWN = 8


@dataclass(frozen=True)
class Suggestion:
    """A claim of the desk that may be this one. ``rating`` is that of its published verdict, if it has one.

    ``score`` is how likely it is that the two are one claim, 0 to 1; ``level`` how sure that is.
    """

    claim: Claim
    score: float
    level: Level
    differences: list[Differing] = field(default_factory=list)
    agreements: list[Agreeing] = field(default_factory=list)
    rating: Rating | None = None

    @property
    def percent(self) -> int:
        return round(self.score * 100)


def find_checked(
    statement: str,
    *,
    exclude: Claim | None = None,
    language: str = "en",
    limit: int = SHOWN,
    among: list[Found] | None = None,
) -> list[Suggestion]:
    """Claims that say nearly what ``statement`` says, most alike first.

    ``exclude`` is the claim that is being looked at: itself, and what was decided about it, is not offered.
    ``among``: what a search for the statement gave, where there was one already.
    """
    likely = looking_up.search(statement) if among is None else among
    found = {one.key: one for one in likely if one.level is not Level.WEAK}
    apart = {exclude.pk, *_decided(exclude)} if exclude else set()
    claims = (
        Claim.objects.living()
        .select_related("claimant")
        .filter(wording__in=found)
        .exclude(pk__in=apart)
        .order_by()
    )
    scored = [
        (found[key], one) for key, one in ((one.wording.pk, one) for one in claims.select_related("wording"))
    ]
    best = sorted(scored, key=lambda pair: (-pair[0].likelihood, pair[1].pk))[:limit]
    ratings = published_ratings([one.pk for _, one in best])
    here = Told(statement, language, dates.last_day(exclude.claimed_on) if exclude else None)
    return [
        Suggestion(
            one,
            score.likelihood,
            score.level,
            restating.differences(here, _as_told(one)),
            restating.agreements(here, _as_told(one)),
            ratings.get(one.pk),
        )
        for score, one in best
    ]


def published_ratings(claims: list[int]) -> dict[int, Rating]:
    """By claim: the rating that readers see just now."""
    if not claims:
        return {}
    current = Verdict.objects.current().filter(claim__in=claims).exclude(change=Verdict.Change.WITHDRAWAL)
    return {one.claim_id: one.rating for one in current.select_related("rating__scale") if one.rating}


def _as_told(claim: Claim) -> Told:
    return Told(claim.statement, claim.language, dates.last_day(claim.claimed_on))


def _decided(claim: Claim) -> list[int]:
    """The claims about which somebody has said already how they stand to this one."""
    pairs = Match.objects.about(claim.pk).exclude(state=Match.State.UNDONE).values_list("claim", "other")
    return [other if one == claim.pk else one for one, other in pairs]


@dataclass(frozen=True)
class Related:
    """A claim that somebody has confirmed to be the same as this one, or related; or refused to be."""

    match: Match
    claim: Claim
    rating: Rating | None = None


def decided(claim: Claim) -> list[Related]:
    """The claims that people have matched with this one, or refused to: confirmed ones first."""
    rows = Match.objects.about(claim.pk).exclude(state=Match.State.UNDONE)
    pairs = rows.select_related("claim__claimant", "other__claimant", "decided_by").order_by("state", "pk")
    found = [(one, one.other if one.claim_id == claim.pk else one.claim) for one in pairs]
    ratings = published_ratings([other.pk for _, other in found])
    return [Related(match, other, ratings.get(other.pk)) for match, other in found]


@transaction.atomic
def confirm(
    claim: Claim,
    other: Claim,
    *,
    by: User,
    relation: str = Match.Relation.SAME,
    is_first: bool = False,
    at: datetime | None = None,
) -> Match:
    """Say that two claims are the same, or bear on each other.

    ``is_first``: who says so saw no decision about the two. IllegalTransition if somebody has decided meanwhile.
    """
    if relation not in Match.Relation.values:
        raise InvalidInput(
            gettext("Say whether they are the same or related."), problems=(("relation", "unknown"),)
        )
    return _decide(claim, other, Match.State.CONFIRMED, relation=relation, is_first=is_first, by=by, at=at)


@transaction.atomic
def refuse(
    claim: Claim, other: Claim, *, by: User, is_first: bool = False, at: datetime | None = None
) -> Match:
    """Say that two claims have nothing to do with each other: they are not offered again."""
    related = Match.Relation.RELATED
    return _decide(claim, other, Match.State.REFUSED, relation=related, is_first=is_first, by=by, at=at)


@transaction.atomic
def undo(match: Match, *, by: User, version: int | None = None, at: datetime | None = None) -> None:
    """Take back what was said of two claims; they are offered to each other again."""
    rules.require(rules.can_decide_match(by), gettext("decide what matches"))
    now = Match.objects.select_related("claim", "other").select_for_update(of=("self",)).get(pk=match.pk)
    if now.state == Match.State.UNDONE:
        raise IllegalTransition(gettext("This was taken back already."))
    Match.objects.save_version(
        now.pk,
        version=version or now.version,
        state=Match.State.UNDONE,
        decided_by=by,
        decided_at=at or Now(),
    )
    _tell(now, "match.undone", by=by, at=at)


def _decide(
    claim: Claim,
    other: Claim,
    state: Match.State,
    *,
    relation: str,
    is_first: bool,
    by: User,
    at: datetime | None,
) -> Match:
    rules.require(rules.can_decide_match(by), gettext("decide what matches"))
    if claim.pk == other.pk:
        raise InvalidInput(
            gettext("A claim is not matched with itself."), problems=(("other", gettext("the same claim")),)
        )
    claim.require_living()
    other.require_living()
    first, second = sorted((claim, other), key=lambda one: one.pk)
    # Two people who decide at once wait here for each other, always in the same order.
    list(Claim.objects.select_for_update(no_key=True).filter(pk__in=[first.pk, second.pk]).order_by("pk"))
    differing = restating.differences(_as_told(first), _as_told(second))
    said: dict[str, Any] = {
        "state": state,
        "relation": relation,
        "score": restating.likeness(first.statement, second.statement),
        "differences": [[str(one.kind), one.here, one.there] for one in differing],
        "decided_by": by,
        "decided_at": at or timezone.now(),
    }
    match = Match.objects.filter(claim=first, other=second).first()
    if match is None:
        match = Match.objects.create(claim=first, other=second, **said)
    elif match.state == state and match.relation == relation:
        raise IllegalTransition(gettext("Somebody has said so already."))
    elif is_first and match.state != Match.State.UNDONE:
        raise IllegalTransition(
            gettext("Somebody has decided this meanwhile. Look at it, and take it back if it is wrong.")
        )
    else:
        Match.objects.save_version(match.pk, version=match.version, **said)
        match.refresh_from_db()
    _tell(match, f"match.{state}", by=by, at=at)
    return match


def _tell(match: Match, kind: str, *, by: User, at: datetime | None) -> None:
    """One act, told in the history of either claim."""
    act = uuid.uuid4()
    for claim, other in ((match.claim, match.other), (match.other, match.claim)):
        auditing.record(
            kind, match, by=by, at=at, act=act, claim=claim, to=other.statement, relation=match.relation
        )
