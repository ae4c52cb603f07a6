"""How far reviewers agree: about one claim, and on the desk as a whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import CharField, Count, Max
from django.db.models.functions import Cast, Coalesce

from claims.models import Assessment, Rating
from claims.text import reliability

COMPARED = 5_000  # claims, the latest assessed ones


@dataclass(frozen=True)
class OfClaim:
    """``agreeing`` of ``given`` reviewers gave ``rating``; nobody leads where two ratings have as many."""

    given: int
    agreeing: int
    rating: Rating | None

    @property
    def is_full(self) -> bool:
        return self.agreeing == self.given


@dataclass(frozen=True)
class OfDesk:
    """Krippendorff's alpha over the claims that two or more people assessed; None where nothing can be said yet."""

    claims: int
    assessments: int
    alpha: float | None

    @property
    def is_dependable(self) -> bool:
        """Krippendorff's own bounds: from 0.8 on one may rely on it; below 0.667 not even for tentative conclusions."""
        return self.alpha is not None and self.alpha >= 0.8

    @property
    def is_doubtful(self) -> bool:
        return self.alpha is not None and self.alpha < 0.667


def of_claim(assessments: Sequence[Assessment]) -> OfClaim | None:
    """The summary of two assessments or more, with their ratings."""
    if len(assessments) < 2:
        return None
    counts = Counter(one.rating_id for one in assessments)
    (leader, most), *others = counts.most_common()
    leads = not others or others[0][1] < most
    rating = next((one.rating for one in assessments if one.rating_id == leader), None)
    return OfClaim(len(assessments), most, rating if leads else None)


def of_desk(since: datetime | None = None) -> OfDesk:
    """Agreement on claims whose assessments changed since then, or on all. One query."""
    rows = Assessment.objects.filter(updated_at__gte=since) if since else Assessment.objects.all()
    word = Coalesce(Cast("rating__number", CharField()), "rating__slug", output_field=CharField())
    judged = (
        rows.order_by()
        .values("claim")
        .annotate(given=Count("pk"), latest=Max("updated_at"), ratings=ArrayAgg(word))
        .filter(given__gt=1)
        .order_by("-latest", "claim")[:COMPARED]
    )
    units = [[_value(rating) for rating in row["ratings"]] for row in judged]
    return OfDesk(len(units), sum(map(len, units)), reliability.alpha(units))


def _value(rating: str) -> reliability.Value:
    return int(rating) if rating.isdigit() else rating
