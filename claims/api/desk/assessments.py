"""Assessments: each reviewer's own annotation of a claim. Where the desk rates blindly, so does the API."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from claims import rules
from claims.api.desk import fields, filters
from claims.api.desk.base import Added, DeskView, Edited, Given
from claims.api.desk.claims import claims, ratings
from claims.models import Assessment
from claims.services import assessing


class DeskAssessment(serializers.ModelSerializer[Assessment]):
    """What one reviewer thinks of a claim."""

    reviewer = serializers.SlugRelatedField(slug_field="username", read_only=True)  # type: ignore[var-annotated]
    rating = serializers.SlugRelatedField(slug_field="slug", read_only=True)  # type: ignore[var-annotated]

    class Meta:
        model = Assessment
        fields = (
            "id", "version", "claim", "reviewer", "rating", "confidence", "reasoning", "notes", "created_at",
            "updated_at",
        )  # fmt: skip
        read_only_fields = fields

    EXAMPLE = {
        "id": 80, "version": 1, "claim": 12, "reviewer": "chae", "rating": "accurate", "confidence": "high",
        "reasoning": "The harbour office’s own list says so.", "notes": "", "created_at": "2024-10-26T09:00:00Z",
        "updated_at": "2024-10-26T09:00:00Z",
    }  # fmt: skip


class AssessmentWords(serializers.Serializer[Any]):
    rating = fields.Slug(ratings, noun="rating")
    reasoning = fields.Text()
    confidence = fields.Choice(choices=Assessment.Confidence.choices, required=False)
    notes = fields.Text(allow_blank=True, required=False)

    EXAMPLE: Any = {"confidence": "high"}


class NewAssessment(AssessmentWords):
    claim = fields.Key(claims, noun="claim")

    EXAMPLE = {"claim": 12, "rating": "accurate", "reasoning": "The harbour office’s own list says so."}


class OfAssessments(DeskView):
    noun = "assessments"
    shape = DeskAssessment
    writes = "assess"
    queryset = Assessment.objects.none()

    def get_queryset(self) -> QuerySet[Assessment]:
        return Assessment.objects.visible_to(self.person).select_related("reviewer", "rating")


class AssessmentList(OfAssessments, Added):
    entry = NewAssessment
    refuses_stale = True
    orderings = ("id", "updated_at", "created_at")
    filters = {
        "claim": filters.key("claim", "Of this claim."),
        "reviewer": filters.slug("reviewer__username", "By this member of the desk."),
    }

    def add(self, given: Given) -> Assessment:
        """Give one’s own assessment of a claim: one each."""
        return assessing.assess(given.pop("claim"), by=self.person, **given)


class AssessmentDetail(OfAssessments, Edited):
    change = AssessmentWords

    def edit(self, row: Any, given: Given) -> Any:
        """Change one’s own assessment."""
        words = {name: getattr(row, name) for name in ("rating", "reasoning", "confidence", "notes")}
        rules.require(rules.can_edit_assessment(self.person, row), "change another’s assessment")
        return assessing.assess(row.claim, by=self.person, version=row.version, **(words | given))
