"""The shapes of what is told of every published number, of claimants, and of what is shown no more."""

from __future__ import annotations

from drf_spectacular.utils import OpenApiParameter
from rest_framework import serializers

from claims.api import examples, schema
from claims.models import Verdict


class PublishedNumber(schema.Version):
    """One number of a claim, without its document: that is at the claim's address, under versions."""

    slug = serializers.SlugField()
    title = schema.Text(help_text="The claim, as a line.")
    language = schema.Text(help_text="BCP 47")

    EXAMPLE = examples.PUBLISHED_NUMBER


class PublishedClaimant(schema.ClaimantPart):
    """As the newest published claim of theirs has them."""

    claims = serializers.URLField(help_text="The list of those.")

    EXAMPLE = examples.PUBLISHED_CLAIMANT


class Tombstone(schema.Shape):
    """A number that is shown no more."""

    id = schema.Text(help_text="Its name in the feeds of corrections: urn:uuid:…")
    sha256 = schema.Text(help_text="Of the document that was published.")
    reason = schema.Choice(
        choices=["hidden", "redacted"], help_text="Hidden until two have decided, or for good."
    )
    gone_at = schema.Moment()

    EXAMPLE = examples.TOMBSTONE


PublicationPage = schema.page("PublicationPage", PublishedNumber)
ClaimantPage = schema.page("ClaimantPage", PublishedClaimant)
TombstonePage = schema.page("TombstonePage", Tombstone)


def _of_numbers(changes: list[str]) -> list[OpenApiParameter]:
    return [
        *schema.PAGING,
        schema.ordering("published_at"),
        schema.chosen(PublishedNumber),
        schema.query("change", "Of this class.", {"type": "string", "enum": changes}),
        schema.query("claim", "Of the claim with this slug.", schema.SLUG),
        schema.query("language", "In this language (BCP 47).", schema.LANGUAGE),
        schema.SEARCHED,
        schema.query("updated_since", schema.SINCE, schema.MOMENT),
    ]


PUBLICATION_FILTERS = _of_numbers(Verdict.Change.values)
CORRECTION_FILTERS = _of_numbers([one for one in Verdict.Change.values if one != Verdict.Change.FIRST])
CLAIMANT_FILTERS = [*schema.PAGING, schema.chosen(PublishedClaimant)]
TOMBSTONE_FILTERS = [
    *schema.PAGING,
    schema.ordering("gone_at"),
    schema.chosen(Tombstone),
    schema.query("updated_since", "Gone since this moment: 2025-06-02T10:00:00Z.", schema.MOMENT),
]
