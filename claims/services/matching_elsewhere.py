"""Has somebody else checked this? Fact-checks of other publishers that say nearly the same; people decide.

Confirming one links it to the claim: it is shown there, and says nothing in the desk's name.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext

from claims import rules
from claims.exceptions import IllegalTransition, InvalidInput
from claims.models import Claim, ExternalCheck, ExternalMatch, Match, User
from claims.services import auditing, looking_up
from claims.services.looking_up import Found
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
) -> list[Elsewhere]:
    """The most likely first. ``exclude``: the claim that is looked at; what was decided about it is not offered.

    ``among``: what a search for the statement gave, where there was one already.
    """
    likely = looking_up.search(statement) if among is None else among
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
            restating.agreements(here, _as_told(one)),
        )
        for one in best
    ]


def decided(claim: Claim) -> list[ExternalMatch]:
    """What people said about this claim and others' checks: confirmed ones first."""
    rows = ExternalMatch.objects.standing().filter(claim=claim)
    return list(rows.select_related("external_check__rating__scale", "decided_by").order_by("state", "pk"))


@transaction.atomic
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
    if relation not in Match.Relation.values:
        raise InvalidInput(
            gettext("Say whether they are the same or related."), problems=(("relation", "unknown"),)
        )
    return _decide(claim, check, Match.State.CONFIRMED, relation=relation, is_first=is_first, by=by, at=at)


@transaction.atomic
def refuse(
    claim: Claim, check: ExternalCheck, *, by: User, is_first: bool = False, at: datetime | None = None
) -> ExternalMatch:
    """Say that the check has nothing to do with this claim: it is not offered again."""
    related = Match.Relation.RELATED
    return _decide(claim, check, Match.State.REFUSED, relation=related, is_first=is_first, by=by, at=at)


@transaction.atomic
def undo(match: ExternalMatch, *, by: User, version: int | None = None, at: datetime | None = None) -> None:
    """Take back what was said of a claim and a check; the check is offered again."""
    rules.require(rules.can_decide_match(by), "decide what matches")
    rows = ExternalMatch.objects.select_related("claim", "external_check")
    now = rows.select_for_update(of=("self",)).get(pk=match.pk)
    if now.state == Match.State.UNDONE:
        raise IllegalTransition(gettext("This was taken back already."))
    ExternalMatch.objects.save_version(
        now.pk,
        version=version or now.version,
        state=Match.State.UNDONE,
        decided_by=by,
        decided_at=at or Now(),
    )
    _tell(now, "match.undone", by=by, at=at)


def _as_told(check: ExternalCheck) -> Told:
    return Told(check.claim_text, check.language or "en", dates.last_day(check.claimed_on))


def _decide(
    claim: Claim,
    check: ExternalCheck,
    state: Match.State,
    *,
    relation: str,
    is_first: bool,
    by: User,
    at: datetime | None,
) -> ExternalMatch:
    rules.require(rules.can_decide_match(by), "decide what matches")
    list(Claim.objects.select_for_update(no_key=True).filter(pk=claim.pk))  # two who decide at once wait here
    here = Told(claim.statement, claim.language, dates.last_day(claim.claimed_on))
    said: dict[str, Any] = {
        "state": state,
        "relation": relation,
        "score": restating.likeness(claim.statement, check.claim_text),
        "differences": [
            [str(one.kind), one.here, one.there] for one in restating.differences(here, _as_told(check))
        ],
        "decided_by": by,
        "decided_at": at or timezone.now(),
    }
    match = ExternalMatch.objects.filter(claim=claim, external_check=check).first()
    if match is None:
        match = ExternalMatch.objects.create(claim=claim, external_check=check, **said)
    elif match.state == state and match.relation == relation:
        raise IllegalTransition("Somebody has said so already.")
    elif is_first and match.state != Match.State.UNDONE:
        raise IllegalTransition(
            "Somebody has decided this meanwhile. Look at it, and take it back if it is wrong."
        )
    else:
        ExternalMatch.objects.save_version(match.pk, version=match.version, **said)
        match.refresh_from_db()
    _tell(match, f"match.{state}", by=by, at=at)
    return match


def _tell(match: ExternalMatch, kind: str, *, by: User, at: datetime | None) -> None:
    check = match.external_check
    said = f"{check.publisher_name}: {check.claim_text}"
    auditing.record(kind, match, by=by, at=at, claim=match.claim, to=said, relation=match.relation)
