"""Asking outlets to correct what they printed, and keeping track of what came of it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from claims import rules
from claims.exceptions import InvalidInput
from claims.models import Claim, CorrectionRequest, User
from claims.services import auditing

Outcome = CorrectionRequest.Outcome


@transaction.atomic
def ask(
    claim: Claim,
    *,
    outlet: str,
    words: str,
    by: User,
    asked_whom: str = "",
    asked_on: date | None = None,
    at: datetime | None = None,
) -> CorrectionRequest:
    """Record that an outlet was asked to correct what it printed: whom, when, and with which words."""
    rules.require(rules.can_ask_for_correction(by), _("ask outlets for corrections"))
    request = CorrectionRequest(
        claim=claim, outlet=outlet.strip(), asked_whom=asked_whom.strip(), words=words.strip(), asked_by=by,
        asked_on=asked_on or timezone.localdate(),
    )  # fmt: skip
    _not_in_the_future(request.asked_on, "asked_on")
    request.full_clean(exclude=["claim", "asked_by"])
    request.save(force_insert=True)
    auditing.record("correction.asked", request, by=by, at=at, to=request.outlet, words=request.words)
    return request


@transaction.atomic
def record_outcome(
    request: CorrectionRequest,
    *,
    version: int,
    by: User,
    outcome: str,
    outcome_on: date | None = None,
    proof_url: str = "",
) -> CorrectionRequest:
    """What the outlet did, when, and where that stands. Raises StaleVersion if somebody else was quicker."""
    rules.require(rules.can_ask_for_correction(by), _("record what outlets answered"))
    done = outcome in {Outcome.CORRECTED, Outcome.PARTLY}
    if done and not proof_url.strip():
        raise InvalidInput(_("Say where the correction stands."), problems=(("proof_url", _("no proof")),))
    on = None if outcome == Outcome.WAITING else outcome_on or timezone.localdate()
    _not_in_the_future(on, "outcome_on")
    if on and on < request.asked_on:
        raise InvalidInput(
            _("It was not answered before it was asked."), problems=(("outcome_on", _("too early")),)
        )
    fields: dict[str, Any] = {"outcome": outcome, "outcome_on": on, "proof_url": proof_url.strip()}
    before = {name: getattr(request, name) for name in fields}
    for name, value in fields.items():
        setattr(request, name, value)
    request.full_clean(exclude=["claim", "asked_by"])
    request.version = CorrectionRequest.objects.save_version(request.pk, version=version, **fields)
    auditing.record("correction.answered", request, by=by, changes=auditing.changes(before, fields))
    return request


def _not_in_the_future(day: date | None, field: str) -> None:
    if day and day > timezone.localdate():
        raise InvalidInput(_("This day has not come yet."), problems=((field, _("in the future")),))
