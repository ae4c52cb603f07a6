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
