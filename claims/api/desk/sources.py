"""Sources, and what they said when they were captured."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from claims.api.desk import fields, filters
from claims.api.desk.base import Added, DeskView, Edited, Given, Listed, Single
from claims.models import Origin, Snapshot, Source
from claims.models.secrecy import visible_to
from claims.services import citing


class DeskSource(serializers.ModelSerializer[Source]):
    """What evidence comes from. ``health`` follows from its captures."""

    origin = serializers.SlugRelatedField(slug_field="slug", read_only=True, allow_null=True)  # type: ignore[var-annotated]

    class Meta:
        model = Source
        fields = (
            "id", "version", "slug", "url", "kind", "publisher", "title", "language", "published_on", "date_basis",
            "origin", "witness", "credited_to", "kept_because", "interest", "note", "is_sensitive", "public_wording",
            "is_watched", "health", "health_note", "last_captured_at", "created_at", "updated_at",
        )  # fmt: skip
        read_only_fields = fields

    EXAMPLE = {
        "id": 21, "version": 1, "slug": "harbour-office-list", "url": "https://harbour.example/list",
        "kind": "primary", "publisher": "Harbour Office", "title": "Ships in 2023", "language": "en",
        "published_on": "2024-01-09", "date_basis": "", "origin": None, "witness": "", "credited_to": "",
        "kept_because": "", "interest": "", "note": "", "is_sensitive": False, "public_wording": "",
        "is_watched": True, "health": "ok", "health_note": "", "last_captured_at": "2024-10-25T08:10:00Z",
        "created_at": "2024-10-25T08:09:00Z", "updated_at": "2024-10-25T08:10:00Z",
    }  # fmt: skip


def sources(person: Any) -> QuerySet[Source]:
    return visible_to(Source.objects.all(), person)


def origins(person: Any) -> QuerySet[Origin]:
    return Origin.objects.all()


class SourceFacts(serializers.Serializer[Any]):
    kind = fields.Choice(choices=Source.Kind.choices)
    publisher = fields.Text(max_length=200)
    url = fields.Text(max_length=2000, allow_blank=True, required=False, help_text="It is captured at once.")
    title = fields.Text(max_length=400, allow_blank=True, required=False)
    language = fields.Text(max_length=35, required=False)
    published_on = fields.Text(max_length=40, allow_blank=True, required=False, help_text="EDTF")
    date_basis = fields.Text(max_length=300, allow_blank=True, required=False)
    origin = fields.Slug(origins, noun="origin", allow_null=True, required=False)
    witness = fields.Text(max_length=300, allow_blank=True, required=False)
    credited_to = fields.Text(max_length=300, allow_blank=True, required=False)
    kept_because = fields.Text(max_length=300, allow_blank=True, required=False)
    interest = fields.Text(max_length=300, allow_blank=True, required=False)
    note = fields.Text(allow_blank=True, required=False)
    is_watched = fields.Flag(required=False)

    EXAMPLE = {"kind": "primary", "publisher": "Harbour Office", "url": "https://harbour.example/list"}


class OfSources(DeskView):
    noun = "sources"
    shape = DeskSource
    writes = "evidence"
    queryset = Source.objects.none()

    def get_queryset(self) -> QuerySet[Source]:
        return sources(self.person).select_related("origin")


class SourceList(OfSources, Added):
    entry = SourceFacts
    searched = ("publisher", "title", "url")
    orderings = ("id", "updated_at", "created_at")
    filters = {
        "health": filters.word("health", Source.Health.values, "How they are."),
        "kind": filters.word("kind", Source.Kind.values, "Of this kind."),
        "slug": filters.slug("slug", "The one with this slug."),
    }

    def add(self, given: Given) -> Source:
        """Add a source. One with an address is captured at once, in the background."""
        return citing.add_source(by=self.person, **given)


class SourceDetail(OfSources, Edited):
    change = SourceFacts

    def edit(self, row: Any, given: Given) -> Any:
        return citing.edit_source(row, version=row.version, by=self.person, **given)


class DeskCapture(serializers.ModelSerializer[Snapshot]):
    """A capture, without the words."""

    class Meta:
        model = Snapshot
        fields: Any = (
            "id", "source", "captured_at", "url", "final_url", "status", "failure", "detail", "body", "text_sha256",
            "title", "byline", "canonical_url", "published_on", "modified_on", "language",
        )  # fmt: skip
        read_only_fields = fields

    body = serializers.CharField(
        source="body_id", read_only=True, allow_null=True, help_text="sha256 of the bytes."
    )

    EXAMPLE = {
        "id": 50, "source": 21, "captured_at": "2024-10-25T08:10:00Z", "url": "https://harbour.example/list",
        "final_url": "https://harbour.example/list", "status": 200, "failure": "", "detail": "", "body": None,
        "text_sha256": "", "title": "Ships in 2023", "byline": "", "canonical_url": "", "published_on": "",
        "modified_on": "", "language": "en",
    }  # fmt: skip


class DeskSnapshot(DeskCapture):
    """What a source said at a moment; never edited."""

    class Meta(DeskCapture.Meta):
        fields = (*DeskCapture.Meta.fields, "text")
        read_only_fields = fields

    EXAMPLE = DeskCapture.EXAMPLE | {"text": "4,200 ships called at the port in 2023."}


class OfSnapshots(DeskView):
    noun = "snapshots"
    queryset = Snapshot.objects.none()

    def get_queryset(self) -> QuerySet[Snapshot]:
        return visible_to(Snapshot.objects.defer("headers", "redirects", "tls"), self.person)


class SnapshotList(OfSnapshots, Listed):
    """The captures of a source, the newest first, without their words."""

    shape = DeskCapture
    is_dated = False

    def get_queryset(self) -> QuerySet[Snapshot]:
        return super().get_queryset().filter(source=self.kwargs["source"]).defer("text")

    def get(self, request: Any, **kwargs: Any) -> Any:
        self.parent(sources(self.person), "source")
        return super().get(request, **kwargs)


class SnapshotDetail(OfSnapshots, Single):
    shape = DeskSnapshot
