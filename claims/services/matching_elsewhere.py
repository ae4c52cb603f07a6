"""Has somebody else checked this? Fact-checks of other publishers that say nearly the same; people decide.

Confirming one links it to the claim: it is shown there, and says nothing in the desk's name.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from claims.models import Claim, ExternalCheck, ExternalMatch, Match, User
from claims.services import auditing, deciding_matches, looking_up
from claims.services.deciding_matches import Pair, Said
from claims.services.looking_up import Found
from claims.services.surrounding import NOWHERE, Around
from claims.text import dates, restating
from claims.text.comparing import Told
from claims.text.rescoring import Level
from claims.text.restating import Agreeing, Differing

SHOWN = 8


@dataclass(frozen=True)
class Elsewhere:
    """A check of another publisher that may be about this claim: how likely, 0 to 1, and in what the two differ."""

    check: ExternalCheck
    score: float
    level: Level
    differences: list[Differing] = field(default_factory=list)
    agreements: list[Agreeing] = field(default_factory=list)

    @property
    def percent(self) -> int:
        return round(self.score * 100)


def find(
    statement: str,
    *,
    exclude: Claim | None = None,
    language: str = "en",
    limit: int = SHOWN,
    among: list[Found] | None = None,
    around: Around = NOWHERE,
) -> list[Elsewhere]:
    """The most likely first. ``exclude``: the claim that is looked at; what was decided about it is not offered.

    ``among``: what a search for the statement gave, where there was one already. ``around``: what the sentences beside
    it say, if it stands in an article.
    """
    likely = looking_up.search(statement, around=around.said) if among is None else among
    found = {one.key: one for one in likely if one.level is not Level.WEAK}
    checks = ExternalCheck.objects.filter(wording__in=found).select_related("rating__scale", "wording")
    if exclude is not None:
        decided = ExternalMatch.objects.standing().filter(claim=exclude)
        checks = checks.exclude(pk__in=decided.values("external_check"))
    best = sorted(checks.order_by(), key=lambda one: (-found[one.wording.pk].likelihood, one.pk))[:limit]
    here = Told(statement, language, dates.last_day(exclude.claimed_on) if exclude else None)
    return [
        Elsewhere(
            one,
            found[one.wording.pk].likelihood,
            found[one.wording.pk].level,
            restating.differences(here, _as_told(one)),
            [*restating.agreements(here, _as_told(one)), *restating.beside(around.said, here, _as_told(one))],
        )
        for one in best
    ]


def decided(claim: Claim) -> list[ExternalMatch]:
    """What people said about this claim and others' checks: confirmed ones first."""
    rows = ExternalMatch.objects.standing().filter(claim=claim)
    return list(rows.select_related("external_check__rating__scale", "decided_by").order_by("state", "pk"))


def confirm(
    claim: Claim,
    check: ExternalCheck,
    *,
    by: User,
    relation: str = Match.Relation.SAME,
    is_first: bool = False,
    at: datetime | None = None,
) -> ExternalMatch:
    """Say that the check is about this claim, or bears on it.

    ``is_first``: who says so saw no decision about the two. IllegalTransition if somebody has decided meanwhile.
    """
    said = Said(Match.State.CONFIRMED, by, relation=relation, is_first=is_first, at=at)
    return deciding_matches.decide(_pair(claim, check), said, tell=_teller(by, at))


def refuse(
    claim: Claim, check: ExternalCheck, *, by: User, is_first: bool = False, at: datetime | None = None
) -> ExternalMatch:
    """Say that the check has nothing to do with this claim: it is not offered again."""
    said = Said(Match.State.REFUSED, by, is_first=is_first, at=at)
    return deciding_matches.decide(_pair(claim, check), said, tell=_teller(by, at))


def undo(match: ExternalMatch, *, by: User, version: int | None = None, at: datetime | None = None) -> None:
    """Take back what was said of a claim and a check; the check is offered again."""
    deciding_matches.undo(match, by=by, version=version, at=at, tell=_teller(by, at))


def _as_told(check: ExternalCheck) -> Told:
    return Told(check.claim_text, check.language or "en", dates.last_day(check.claimed_on))


def _pair(claim: Claim, check: ExternalCheck) -> Pair[ExternalMatch]:
    here = Told(claim.statement, claim.language, dates.last_day(claim.claimed_on))
    keys = {"claim": claim, "external_check": check}
    return Pair(ExternalMatch, keys, (claim,), here, _as_told(check))


def _teller(by: User, at: datetime | None) -> Callable[[ExternalMatch, str], None]:
    def tell(match: ExternalMatch, kind: str) -> None:
        check = match.external_check
        said = f"{check.publisher_name}: {check.claim_text}"
        auditing.record(kind, match, by=by, at=at, claim=match.claim, to=said, relation=match.relation)

    return tell
