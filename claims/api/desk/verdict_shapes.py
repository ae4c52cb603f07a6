"""How verdicts are shown over the API, and what is written into them."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from claims.api.desk import fields
from claims.api.desk.claims import claims, ratings
from claims.models import Verdict

WORDS = (
    "reach", "summary", "explanation", "how_checked", "would_change", "as_of", "recheck_on", "methodology", "credits",
    "language", "interests", "why_chosen", "sole_authority_reason", "no_primary_reason", "no_contact_reason",
    "one_sided_reason", "change", "public_note",
)  # fmt: skip
WRITTEN = {
    "rating": "accurate", "reach": "fact_check", "summary": "The harbour office’s own list gives the figure.",
    "explanation": "The list names 4,200 calls in 2023.", "how_checked": "We read the list.", "would_change": "",
    "as_of": "2024-11-01", "recheck_on": None, "methodology": "", "credits": "", "language": "en",
    "interests": "none", "why_chosen": "It was widely repeated.", "sole_authority_reason": "",
    "no_primary_reason": "", "no_contact_reason": "", "one_sided_reason": "", "change": "first", "public_note": "",
}  # fmt: skip


class DeskVerdict(serializers.ModelSerializer[Verdict]):
    """The desk's decision on a claim, one a round. Its ``state`` changes by steps alone."""

    rating = serializers.SlugRelatedField(slug_field="slug", read_only=True, allow_null=True)  # type: ignore[var-annotated]
    submitted_by = serializers.SlugRelatedField(slug_field="username", read_only=True, allow_null=True)  # type: ignore[var-annotated]
    approved_by = serializers.SlugRelatedField(slug_field="username", read_only=True, allow_null=True)  # type: ignore[var-annotated]
    published_by = serializers.SlugRelatedField(slug_field="username", read_only=True, allow_null=True)  # type: ignore[var-annotated]
    contributors = serializers.SerializerMethodField(
        help_text="Who wrote any of it, and so can’t approve it."
    )

    class Meta:
        model = Verdict
        fields = (
            "id", "version", "claim", "supersedes", "state", "rating", *WORDS, "contributors", "submitted_by",
            "submitted_at", "approved_by", "approved_at", "published_by", "published_at", "sent_back_reason",
            "created_at", "updated_at",
        )  # fmt: skip
        read_only_fields = fields

    def get_contributors(self, verdict: Verdict) -> list[str]:
        return sorted(one.person.username for one in verdict.contributors.all())

    EXAMPLE = WRITTEN | {
        "id": 7, "version": 1, "claim": 12, "supersedes": None, "state": "draft", "contributors": ["chae"],
        "submitted_by": None, "submitted_at": None, "approved_by": None, "approved_at": None, "published_by": None,
        "published_at": None, "sent_back_reason": "", "created_at": "2024-11-01T09:00:00Z",
        "updated_at": "2024-11-01T09:00:00Z",
    }  # fmt: skip


class VerdictWords(serializers.Serializer[Any]):
    """What readers are told, and what the gate asks for."""

    rating = fields.Slug(ratings, noun="rating", allow_null=True, required=False)
    reach = fields.Choice(choices=Verdict.Reach.choices, required=False)
    summary = fields.Text(max_length=300, allow_blank=True, required=False, help_text="One line.")
    explanation = fields.Text(allow_blank=True, required=False)
    how_checked = fields.Text(allow_blank=True, required=False)
    would_change = fields.Text(allow_blank=True, required=False)
    as_of = fields.Day(allow_null=True, required=False)
    recheck_on = fields.Day(allow_null=True, required=False)
    methodology = fields.Text(max_length=300, allow_blank=True, required=False)
    credits = fields.Text(max_length=300, allow_blank=True, required=False)
    language = fields.Text(max_length=35, required=False)
    interests = fields.Text(allow_blank=True, required=False)
    why_chosen = fields.Text(allow_blank=True, required=False)
    sole_authority_reason = fields.Text(allow_blank=True, required=False)
    no_primary_reason = fields.Text(allow_blank=True, required=False)
    no_contact_reason = fields.Text(allow_blank=True, required=False)
    one_sided_reason = fields.Text(allow_blank=True, required=False)

    EXAMPLE: Any = {"summary": "The harbour office’s own list gives the figure.", "as_of": "2024-11-01"}


class NewVerdict(VerdictWords):
    claim = fields.Key(claims, noun="claim")

    EXAMPLE = {
        "claim": 12,
        "rating": "accurate",
        "summary": "The list gives the figure.",
        "as_of": "2024-11-01",
    }


class Correction(VerdictWords):
    """What changes, of which class, and what readers are told of it."""

    change = fields.Choice(
        choices=[one for one in Verdict.Change.choices if one[0] not in {"first", "withdrawal"}]
    )
    public_note = fields.Text()

    EXAMPLE = {"change": "other_correction", "public_note": "An earlier number gave the wrong year."}


class PublicNote(serializers.Serializer[Any]):
    public_note = fields.Text(help_text="What readers are told.")

    EXAMPLE = {"public_note": "The list turned out to be forged."}


class Overrides(serializers.Serializer[Any]):
    overrides = serializers.DictField(
        child=fields.Text(),
        required=False,
        help_text="A reason for each unmet line of the gate, by its code.",
    )

    EXAMPLE = {"overrides": {"captured": "The record exists on paper only."}}
