"""Passages of captured sources that may be evidence for a claim: offered on its page, taken into the form, refused."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from claims import rules
from claims.admin import claim_parts
from claims.admin.base import as_number
from claims.admin.staying import later
from claims.models import Claim, User
from claims.presenters import alike
from claims.presenters.alike import Difference
from claims.presenters.veiling import Eyes
from claims.services import suggesting_evidence
from claims.services.suggesting_evidence import Offered

Shown = tuple[Offered, list[Difference], list[Difference]]


def context(claim: Claim, by: User, eyes: Eyes) -> dict[str, Any]:
    """Those that are offered, asked for where they are shown, and the mark of that part of the page."""
    found = later(lambda: offered(claim, by, eyes))
    return {"offered": found, "offers_mark": later(lambda: claim_parts.offers_mark(claim, found))}


def offered(claim: Claim, by: User, eyes: Eyes) -> list[Shown]:
    """Each with what agrees and what differs. Who may add no evidence is offered none."""
    if not rules.can_add_evidence(by) or claim.status == Claim.Status.MERGED:
        return []
    found = suggesting_evidence.for_claim(claim, by=by)
    return [
        (one, alike.agreed(one.agreements), alike.told(one.differences))
        for one in found
        if eyes.may_know(one.source)
    ]


def taken(request: HttpRequest, by: User) -> dict[str, Any]:
    """``?take=5``: the evidence form begins with the words and the source of this passage."""
    key = as_number(request.GET.get("take"))
    found = suggesting_evidence.passage_of(key, by=by) if key > 0 else None
    if found is None:
        return {}
    passage, words = found
    return {"source": passage.source_id, "quote": words, "as_of": passage.source.published_on}
