"""Has this been checked before? Claims that say nearly the same are looked for; people decide what they are.

Nothing is shared by itself: a suggestion is an offer, and who confirmed or refused it is on record.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext

from claims.exceptions import InvalidInput
from claims.models import Claim, Match, Rating, User, Verdict
from claims.services import auditing, deciding_matches, looking_up, surrounding
from claims.services.deciding_matches import Pair, Said
from claims.services.looking_up import Found
from claims.services.surrounding import NOWHERE, Around
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
    around: Around = NOWHERE,
) -> list[Suggestion]:
    """Claims that say nearly what ``statement`` says, most alike first.

    ``exclude`` is the claim that is being looked at: itself, and what was decided about it, is not offered.
    ``among``: what a search for the statement gave, where there was one already. ``around``: what the sentences beside
    it say, if it stands in an article.
    """
    likely = looking_up.search(statement, around=around.said) if among is None else among
    found = {one.key: one for one in likely if one.level is not Level.WEAK}
    apart = {exclude.pk, *_decided(exclude)} if exclude else set()
    claims = (
        Claim.objects.living()
        .select_related("claimant")
        .filter(wording__in=found)
        .exclude(pk__in=apart)
        .order_by()
    )
    near = list(claims.select_related("wording"))
    in_text = surrounding.in_same_text(around, [one.pk for one in near])
    scored = _scored(near, found, in_text)
    best = sorted(scored, key=lambda pair: (-pair[0].likelihood, pair[1].pk))[:limit]
    ratings = published_ratings([one.pk for _, one in best])
    here = Told(statement, language, dates.last_day(exclude.claimed_on) if exclude else None)
    return [
        Suggestion(
            one,
            score.likelihood,
            score.level,
            restating.differences(here, _as_told(one)),
            [
                *restating.agreements(here, _as_told(one)),
                *([] if one.pk in in_text else restating.beside(around.said, here, _as_told(one))),
            ],
            ratings.get(one.pk),
        )
        for score, one in best
    ]


def _scored(claims: list[Claim], found: Mapping[int, Found], in_text: set[int]) -> list[tuple[Found, Claim]]:
    """Each with how likely it is. What the same text says beside it is another claim, and no sign of being this one."""
    pairs = [(found[one.wording.pk], one) for one in claims]
    scored = [(score.alone() if one.pk in in_text else score, one) for score, one in pairs]
    return [(score, one) for score, one in scored if score.level is not Level.WEAK]


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
    said = Said(Match.State.CONFIRMED, by, relation=relation, is_first=is_first, at=at)
    return deciding_matches.decide(_pair(claim, other), said, tell=_teller(by, at))


def refuse(
    claim: Claim, other: Claim, *, by: User, is_first: bool = False, at: datetime | None = None
) -> Match:
    """Say that two claims have nothing to do with each other: they are not offered again."""
    said = Said(Match.State.REFUSED, by, is_first=is_first, at=at)
    return deciding_matches.decide(_pair(claim, other), said, tell=_teller(by, at))


def undo(match: Match, *, by: User, version: int | None = None, at: datetime | None = None) -> None:
    """Take back what was said of two claims; they are offered to each other again."""
    deciding_matches.undo(match, by=by, version=version, at=at, tell=_teller(by, at))


def _pair(claim: Claim, other: Claim) -> Pair[Match]:
    """The two as they are stored: the one with the lower key first."""
    if claim.pk == other.pk:
        raise InvalidInput(
            gettext("A claim is not matched with itself."), problems=(("other", gettext("the same claim")),)
        )
    first, second = sorted((claim, other), key=lambda one: one.pk)
    keys = {"claim": first, "other": second}
    return Pair(Match, keys, (first, second), _as_told(first), _as_told(second))


def _teller(by: User, at: datetime | None) -> Callable[[Match, str], None]:
    """One act, told in the history of either claim."""

    def tell(match: Match, kind: str) -> None:
        act = uuid.uuid4()
        for claim, other in ((match.claim, match.other), (match.other, match.claim)):
            auditing.record(
                kind, match, by=by, at=at, act=act, claim=claim, to=other.statement, relation=match.relation
            )

    return tell
