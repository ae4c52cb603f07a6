"""The parts of the claim workspace: which of them stand on the page of who stays there as they would be sent again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.http import HttpRequest
from django.utils import timezone

from claims.admin.staying import mark_of, shown, stays
from claims.models import Claim, Publication, Verdict
from claims.presenters.claim_case import Card

# Parts that an act elsewhere on the page doesn't change: who stays on it keeps them, with what is typed there.
APART = frozenset({"notes", "matches", "assessments", "contacts", "checklist", "discussion"})
May = Mapping[str, bool]


class ShownCard(NamedTuple):
    card: Card
    mark: str
    is_kept: bool


@dataclass(frozen=True)
class Case:
    """What the parts are made of."""

    claim: Claim
    cards: list[Card]
    verdict: Verdict | None
    published: Verdict | None
    publications: list[tuple[Publication, str]]
    may: May
    is_adding: bool  # something stands in the forms for new evidence


def context(request: HttpRequest, case: Case, *, place: str, anew: str = "") -> dict[str, Any]:
    """``marks``: of the parts that have one, by the ids of their elements. ``kept``: the parts that are not sent again;
    ``place``, where was acted, and ``anew`` always are."""
    marks_of_cards = card_marks(case)
    marks = {
        "context": mark_of(case.claim.version, case.claim.status),
        "evidence": mark_of(marks_of_cards, case.may["add_evidence"]),
        "adding": "" if case.is_adding else mark_of(timezone.localdate(), case.may["add_evidence"]),
        "verdict": verdict_mark(case),
    }
    there = shown(request)
    same = {name for name, mark in marks.items() if mark and there.get(name) == mark}
    cards = [
        ShownCard(card, mark, there.get(f"evidence-{card.evidence.pk}") == mark)
        for card, mark in zip(case.cards, marks_of_cards, strict=True)
    ]
    if offers_stand(there, case.claim, cards):
        same.add("offered")
    kept = (APART | same) - {place, anew} if stays(request) else frozenset()
    return {"marks": marks, "kept": kept, "cards": cards}


def card_marks(case: Case) -> list[str]:
    rights = [case.may[name] for name in ("edit_claim", "add_evidence", "dismiss")]
    return [mark_of(card.made_of, rights) for card in case.cards]


def verdict_mark(case: Case) -> str:
    numbers = [(one.pk, one.standing.standing) for one, _change in case.publications]
    versions = [one and (one.pk, one.version) for one in (case.verdict, case.published)]
    return mark_of(case.claim.version, versions, numbers, case.may["write"], case.may["hand_over"])


def offers_mark(claim: Claim, offered: list[Any]) -> str:
    """Of the passages that are offered: for which wording, and of which sources they are."""
    sources = {one.source.pk for one, _agreeing, _differing in offered}
    return ".".join(str(one) for one in (claim.version, *sorted(sources)))


def offers_stand(there: Mapping[str, str], claim: Claim, cards: list[ShownCard]) -> bool:
    """Whether none of the passages that are offered on the page can have been taken: nothing was quoted of their
    sources since."""
    version, *sources = there.get("offered", str(claim.version)).split(".")
    is_quoted = any(str(one.card.evidence.source_id) in sources for one in cards if not one.is_kept)
    return version == str(claim.version) and not is_quoted
