"""Every number that was published, the corrections among them, who the claims are of, and what is shown no more."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, F, JSONField, OuterRef, QuerySet, Subquery
from django.db.models.fields.json import KeyTransform
from django.db.models.functions import Cast, Coalesce
from django.http import Http404
from django.http.response import HttpResponseBase
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from claims.api import parameters, responses, schema
from claims.api import publication_shapes as shapes
from claims.api.base import PublicView
from claims.api.claims import PublishedView, entry
from claims.models import Claimant, Hiding, Publication, Redaction, Verdict
from claims.models.publication import PublicationQuerySet
from claims.presenters import addresses, gone, live, worded
from claims.presenters.document import CORRECTIONS, moment

CHANGES = [one for one in Verdict.Change.values if one != Verdict.Change.FIRST]


class PublicationList(PublishedView):
    readers = {
        **parameters.PAGING,
        **parameters.ordered_by("published_at"),
        "change": parameters.one_of(Verdict.Change.values),
        "claim": parameters.slug,
        "fields": parameters.fields(shapes.PublishedNumber().fields),
        "language": parameters.language,
        "q": parameters.words,
        "updated_since": parameters.moment,
    }

    @extend_schema(
        operation_id="publications_list",
        parameters=shapes.PUBLICATION_FILTERS,
        responses=schema.listed(shapes.PublicationPage),
        tags=["publications"],
    )
    def get(self, request: Request) -> HttpResponseBase:
        """Every public number of every claim, the newest first, without the documents."""
        return self.page(
            self.narrowed(self.get_queryset()), by="published_at", render=self.row, prepare=live.attach
        )

    def narrowed(self, rows: PublicationQuerySet) -> PublicationQuerySet:
        given = self.given
        rows = rows.defer("document", "search")
        if "q" in given:
            rows = worded.holding(rows, given["q"])
        if "updated_since" in given:
            rows = rows.filter(standing__changed_at__gte=given["updated_since"])
        columns = {"claim": "slug", "change": "change", "language": "language"}
        return rows.filter(**{columns[name]: given[name] for name in columns if name in given})

    def row(self, row: Publication) -> bytes:
        told = {"slug": row.slug, "title": row.title, "language": row.language, **entry(row)}
        return responses.dump(self.chosen(told))


class CorrectionList(PublicationList):
    readers = {**PublicationList.readers, "change": parameters.one_of(CHANGES)}

    def get_queryset(self) -> PublicationQuerySet:
        return super().get_queryset().filter(change__in=(*CORRECTIONS, Verdict.Change.WITHDRAWAL))

    @extend_schema(
        operation_id="corrections_list",
        parameters=shapes.CORRECTION_FILTERS,
        responses=schema.listed(shapes.PublicationPage),
        tags=["corrections"],
    )
    def get(self, request: Request) -> HttpResponseBase:
        """Every correction and every withdrawal, the newest first, with what readers were told of it."""
        return super().get(request)


class ClaimantView(PublicView):
    queryset = Claimant.objects.none()

    def get_queryset(self) -> QuerySet[Claimant, Any]:
        """Of whom something is on show, as the newest of it has them: whom else the desk knows stays inside."""
        theirs = Publication.objects.on_show().fact_checks().filter(claimant_slug=OuterRef("slug"))
        named = theirs.annotate(named=KeyTransform("claimant", Cast("document", JSONField())))
        newest = named.order_by("-published_at", "-pk").values("named")[:1]
        return Claimant.objects.annotate(told=Subquery(newest, output_field=JSONField())).filter(
            told__isnull=False
        )


class ClaimantList(ClaimantView):
    readers = {**parameters.PAGING, "fields": parameters.fields(shapes.PublishedClaimant().fields)}

    @extend_schema(
        operation_id="claimants_list",
        parameters=shapes.CLAIMANT_FILTERS,
        responses=schema.listed(shapes.ClaimantPage),
        tags=["claimants"],
    )
    def get(self, request: Request) -> HttpResponseBase:
        """Who said what was checked, the newest first."""
        return self.page(
            self.get_queryset(),
            by="created_at",
            render=lambda row: responses.dump(self.chosen(_claimant(row))),
        )


class ClaimantDetail(ClaimantView):
    @extend_schema(
        operation_id="claimants_read",
        parameters=[schema.ETAG],
        responses=schema.found(shapes.PublishedClaimant),
        tags=["claimants"],
    )
    def get(self, request: Request, slug: str) -> HttpResponseBase:
        """One claimant, as the newest published claim has them."""
        found = self.get_queryset().filter(slug=slug).first()
        if found is None:
            raise Http404
        return self.answer(responses.dump(_claimant(found)))


class TombstoneList(PublicView):
    queryset = Publication.objects.none()
    readers = {
        **parameters.PAGING,
        **parameters.ordered_by("gone_at"),
        "fields": parameters.fields(shapes.Tombstone().fields),
        "updated_since": parameters.moment,
    }

    def get_queryset(self) -> QuerySet[Any, Any]:
        hidden = Hiding.objects.in_force().filter(claim=OuterRef("claim")).values("hidden_at")[:1]
        redacted = Redaction.objects.filter(kind="publication", key=Cast(OuterRef("pk"), CharField()))
        rows = Publication.objects.out().fact_checks().select_related("claim").defer("document", "search")
        rows = rows.annotate(
            redacted_at=Subquery(redacted.values("carried_out_at")[:1]),
            redacted_sha256=Subquery(redacted.values("sha256")[:1]),
            hidden_at=Subquery(hidden),
        )
        return rows.annotate(gone_at=Coalesce(F("redacted_at"), F("hidden_at"))).filter(gone_at__isnull=False)

    @extend_schema(
        operation_id="tombstones_list",
        parameters=shapes.TOMBSTONE_FILTERS,
        responses=schema.listed(shapes.TombstonePage),
        tags=["tombstones"],
    )
    def get(self, request: Request) -> HttpResponseBase:
        """Numbers that were public and are shown no more, the newest first.

        Whoever holds a document with this hash should let go of it. No word of what it said is told. Withdrawn claims
        aren't here: they stay in the list with their notice.
        """
        rows = self.get_queryset()
        if "updated_since" in self.given:
            rows = rows.filter(gone_at__gte=self.given["updated_since"])
        return self.page(rows, by="gone_at", render=lambda row: responses.dump(self.chosen(_tombstone(row))))


def _claimant(row: Any) -> dict[str, Any]:
    return {**row.told, "claims": f"{addresses.absolute('/api/v1/claims/')}?claimant={row.slug}"}


def _tombstone(row: Any) -> dict[str, Any]:
    return {
        "id": gone.identity(row, number=row.number),
        "sha256": row.redacted_sha256 or row.sha256,
        "reason": "redacted" if row.redacted_at else "hidden",
        "gone_at": moment(row.gone_at),
    }
