"""Claimants: who makes claims."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from claims.api.desk import fields, filters
from claims.api.desk.base import Added, DeskView, Edited, Given
from claims.models import Claimant
from claims.services import keeping


class DeskClaimant(serializers.ModelSerializer[Claimant]):
    """A person or an organisation that makes claims."""

    same_as = serializers.ListField(child=serializers.CharField(), read_only=True)
    forms = serializers.ListField(
        child=serializers.CharField(), read_only=True, help_text="The words by which articles name them."
    )

    class Meta:
        model = Claimant
        fields = (
            "id", "version", "slug", "kind", "name", "native_name", "role", "country", "same_as", "forms", "note",
            "created_at", "updated_at",
        )  # fmt: skip
        read_only_fields = fields

    EXAMPLE = {
        "id": 3, "version": 1, "slug": "ida-holm", "kind": "person", "name": "Ida Holm", "native_name": "",
        "role": "Mayor of Lowmark", "country": "DK", "same_as": ["https://www.wikidata.org/wiki/Q1"], "forms": [],
        "note": "", "created_at": "2024-10-25T08:00:00Z", "updated_at": "2024-10-25T08:00:00Z",
    }  # fmt: skip


class ClaimantFacts(serializers.Serializer[Any]):
    slug = fields.Text(max_length=100)
    name = fields.Text(max_length=200)
    kind = fields.Choice(choices=Claimant.Kind.choices, required=False)
    native_name = fields.Text(max_length=200, allow_blank=True, required=False)
    role = fields.Text(max_length=300, allow_blank=True, required=False)
    country = fields.Text(max_length=2, allow_blank=True, required=False, help_text="ISO 3166-1 alpha-2")
    same_as = serializers.ListField(child=fields.Text(max_length=2000), max_length=50, required=False)
    forms = serializers.ListField(child=fields.Text(max_length=200), max_length=100, required=False)
    note = fields.Text(allow_blank=True, required=False)

    EXAMPLE = {"slug": "ida-holm", "name": "Ida Holm", "role": "Mayor of Lowmark", "country": "DK"}


class OfClaimants(DeskView):
    noun = "claimants"
    shape = DeskClaimant
    queryset = Claimant.objects.none()

    def get_queryset(self) -> QuerySet[Claimant]:
        return Claimant.objects.all()


class ClaimantList(OfClaimants, Added):
    entry = ClaimantFacts
    searched = ("name", "native_name")
    orderings = ("id", "updated_at", "name")
    filters = {"slug": filters.slug("slug", "The one with this slug.")}

    def add(self, given: Given) -> Claimant:
        """Add a claimant."""
        return keeping.add(Claimant, by=self.person, **given)


class ClaimantDetail(OfClaimants, Edited):
    change = ClaimantFacts

    def edit(self, row: Any, given: Given) -> Any:
        return keeping.edit(row, version=row.version, by=self.person, **given)
