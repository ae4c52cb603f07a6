"""What the desk reads and never rewrites: publications, and the record of every act."""

from __future__ import annotations

from django.db.models import QuerySet
from rest_framework import serializers

from claims.api.desk import filters
from claims.api.desk.base import DeskView, Listed, Single
from claims.models import Event, Publication


class DeskPublication(serializers.ModelSerializer[Publication]):
    """One number of what was published of a claim. Its document is at the claim's public address."""

    standing = serializers.CharField(source="standing.standing", read_only=True)
    at_risk_since = serializers.DateTimeField(
        source="standing.at_risk_since", read_only=True, allow_null=True
    )
    published_by = serializers.SlugRelatedField(slug_field="username", read_only=True)  # type: ignore[var-annotated]

    class Meta:
        model = Publication
        fields = (
            "id", "claim", "verdict", "number", "slug", "change", "reach", "rating_slug", "language", "title",
            "public_note", "sha256", "published_at", "published_by", "visible_from", "standing", "at_risk_since",
        )  # fmt: skip
        read_only_fields = fields

    EXAMPLE = {
        "id": 27, "claim": 12, "verdict": 31, "number": 1, "slug": "port-handled-4200-ships", "change": "first",
        "reach": "fact_check", "rating_slug": "accurate", "language": "en",
        "title": "The port of Lowmark handled 4,200 ships in 2023.", "public_note": "", "sha256": "9d" * 32,
        "published_at": "2024-10-25T10:00:00Z", "published_by": "ben", "visible_from": None, "standing": "current",
        "at_risk_since": None,
    }  # fmt: skip


class OfPublications(DeskView):
    noun = "publications"
    shape = DeskPublication
    queryset = Publication.objects.none()

    def get_queryset(self) -> QuerySet[Publication]:
        rows = Publication.objects.select_related("standing", "published_by")
        return rows.defer("document", "search")


class PublicationList(OfPublications, Listed):
    is_dated = False
    orderings = ("id", "published_at")
    filters = {
        "claim": filters.key("claim", "Of this claim."),
        "slug": filters.slug("slug", "Of the claim with this slug."),
        "standing": filters.word(
            "standing__standing", ["current", "superseded", "withdrawn"], "How they stand."
        ),
    }


class PublicationDetail(OfPublications, Single):
    pass


class DeskEvent(serializers.ModelSerializer[Event]):
    """One act: what was done to what, by whom. ``actor`` is null for the system."""

    actor = serializers.CharField(source="actor_label", read_only=True)
    claim = serializers.IntegerField(source="claim_pk", read_only=True, allow_null=True)
    article = serializers.IntegerField(source="article_pk", read_only=True, allow_null=True)

    class Meta:
        model = Event
        fields = (
            "id", "act", "kind", "happened_at", "recorded_at", "actor", "subject_type", "subject_pk", "subject_label",
            "claim", "article", "digest",
        )  # fmt: skip
        read_only_fields = fields

    EXAMPLE = {
        "id": 913, "act": "0c5b1f0e-58c5-4b0a-9f0e-2f3f5f2f8a11", "kind": "verdict.published",
        "happened_at": "2024-10-25T10:00:00Z", "recorded_at": "2024-10-25T10:00:00Z", "actor": "ben",
        "subject_type": "verdict", "subject_pk": "31", "subject_label": "Accurate, number 1", "claim": 12,
        "article": None, "digest": "e7" * 32,
    }  # fmt: skip


class OfEvents(DeskView):
    noun = "events"
    shape = DeskEvent
    queryset = Event.objects.none()

    def get_queryset(self) -> QuerySet[Event]:
        return Event.objects.shown_to(self.person)


class EventList(OfEvents, Listed):
    """The record, the newest first. With `ordering=id` and the last `cursor` it can be followed without a gap."""

    is_dated = False
    filters = {
        "claim": filters.key("claim_pk", "About this claim."),
        "article": filters.key("article_pk", "About this article."),
        "subject_type": filters.slug("subject_type", "About things of this kind: claim, verdict …"),
    }


class EventDetail(OfEvents, Single):
    pass
