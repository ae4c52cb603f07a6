"""One reviewer's own annotation of a claim."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from claims import rules
from claims.exceptions import StaleVersion
from claims.models import Assessment, Claim, Rating, User
from claims.services import auditing


@transaction.atomic
def assess(
    claim: Claim,
    *,
    by: User,
    rating: Rating,
    reasoning: str,
    confidence: str = Assessment.Confidence.MEDIUM,
    notes: str = "",
    version: int | None = None,
    at: datetime | None = None,
) -> Assessment:
    """Give or change one's own assessment. ``version`` is that of the assessment one saw; None for the first."""
    rules.require(rules.can_assess(by), _("assess claims"))
    Claim.objects.select_for_update(no_key=True).get(pk=claim.pk)  # two clicks are not two first assessments
    mine = Assessment.objects.filter(claim=claim, reviewer=by).first()
    fields = {
        "rating": rating,
        "reasoning": reasoning.strip(),
        "confidence": confidence,
        "notes": notes.strip(),
    }
    if mine is None:
        mine = Assessment(claim=claim, reviewer=by, **fields)
        mine.full_clean(exclude=["claim", "reviewer"])
        mine.save(force_insert=True)
    else:
        if version is None:
            raise StaleVersion(
                _("You have assessed this claim already; open your assessment to change it."),
                current=mine.version,
            )
        for name, value in fields.items():
            setattr(mine, name, value)
        mine.full_clean(exclude=["claim", "reviewer"])
        mine.version = Assessment.objects.save_version(mine.pk, version=version, **fields)
    auditing.record(
        "claim.assessed", mine, by=by, at=at, rating=rating.slug, confidence=confidence, reasoning=mine.reasoning,
        notes=mine.notes,
    )  # fmt: skip
    return mine
