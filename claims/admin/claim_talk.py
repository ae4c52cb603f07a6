"""What people say about a claim, for its workspace: assessments, discussion, letters, earlier checks, and the history."""

from __future__ import annotations

from typing import Any

from claims.models import Claim, User
from claims.presenters import agreement, claim_case


def assessed(claim: Claim, by: User) -> dict[str, Any]:
    """The assessments that this person may see, how far they agree, and how many there are that they may not."""
    seen = claim_case.assessments(claim, seen_by=by)
    return {
        "assessments": seen,
        "mine": next((one for one in seen if one.reviewer_id == by.pk), None),
        "agreement": agreement.of_claim(seen),
        "unseen_assessments": claim.assessments.count() - len(seen),
    }
