"""Published claims: frozen documents, passed through as they were stored."""

from __future__ import annotations

import json
from typing import Any

from django.http import Http404
from django.http.response import HttpResponseBase
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from claims.api import parameters, problems, responses, schema
from claims.api.base import PublicView
from claims.models import Publication
from claims.models.publication import PublicationQuerySet
from claims.presenters import addresses, live, shown, standing
from claims.presenters.document import moment
from claims.presenters.shown import Shown
from claims.services import merging


class PublishedView(PublicView):
    queryset = Publication.objects.none()

    def get_queryset(self) -> PublicationQuerySet:
        """Every public number of every fact-check, with what stands beside it."""
        rows = Publication.objects.public().fact_checks().with_newest()
        return live.alongside(rows).select_related("standing")

    def newest(self, slug: str) -> Publication:
        found = self.get_queryset().with_merged().filter(slug=slug).order_by("-number").first()
        if found is not None and found.is_merged:  # type: ignore[attr-defined]
            return found
        if found is None or (not found.is_newest and _later_ones_are_gone(found)):  # type: ignore[attr-defined]
            raise Http404  # an earlier number does not stand in for one that was redacted
        return found


class ClaimList(PublishedView):
    readers = {
        **parameters.PAGING,
        **parameters.ordered_by("published_at"),
        "article": parameters.slug,
        "claimant": parameters.slug,
        "fields": parameters.fields(schema.PublishedClaim().fields),
        "kind": parameters.kind,
        "language": parameters.language,
        "q": parameters.words,
        "rating": parameters.slug,
        "updated_since": parameters.moment,
    }

    @extend_schema(
        operation_id="claims_list",
        parameters=schema.CLAIM_FILTERS,
        responses=schema.listed(schema.ClaimPage),
        tags=["claims"],
    )
    def get(self, request: Request) -> HttpResponseBase:
        """The current number of every published claim, newest first.

        A withdrawn claim stays in the list with its notice, so that a harvester learns of it; asking for a
        rating leaves it out.
        """
        by, told = "published_at", {name: self.given[name] for name in shown.CONDITIONS if name in self.given}
        found = shown.page(
            told, before=self.place(by), size=self.size, rises=self.rises(by), with_documents=self.is_whole
        )
        return self.paged(found, render=self.row)

    @property
    def is_whole(self) -> bool:
        names = self.given.get("fields")
        return names is None or "document" in names

    def row(self, row: Shown) -> bytes:
        if "fields" not in self.given:
            return responses.passed_through(row.document, row.beside)
        told = self.chosen(json.loads(b"{%b}" % row.beside))
        return responses.published(row.document.decode(), told) if self.is_whole else responses.dump(told)


class ClaimDetail(PublishedView):
    @extend_schema(
        operation_id="claims_read",
        parameters=[schema.ETAG],
        responses=schema.found(schema.PublishedClaim),
        tags=["claims"],
    )
    def get(self, request: Request, slug: str) -> HttpResponseBase:
        """The newest number of one claim. 410 with ``merged_into`` where it became part of another."""
        if on_show := shown.one(slug):
            return self.answer(responses.passed_through(on_show.document, on_show.beside))
        last = self.newest(slug)
        if last.is_merged:  # type: ignore[attr-defined]
            return tombstone(last)
        live.attach([last])
        return self.answer(whole(last))


class VersionList(PublishedView):
    @extend_schema(
        operation_id="claims_versions_list",
        parameters=[schema.ETAG],
        responses=schema.found(schema.VersionPage),
        tags=["claims"],
    )
    def get(self, request: Request, slug: str) -> HttpResponseBase:
        """Every number of one claim, newest first, without the documents."""
        rows = list(self.get_queryset().filter(slug=slug).defer("document", "search").order_by("-number"))
        if not rows:
            raise Http404
        live.attach(rows)
        return self.everything(responses.dump(entry(row)) for row in rows)


class VersionDetail(PublishedView):
    @extend_schema(
        operation_id="claims_versions_read",
        parameters=[schema.ETAG],
        responses=schema.found(schema.PublishedClaim),
        tags=["claims"],
    )
    def get(self, request: Request, slug: str, number: int) -> HttpResponseBase:
        """One number of one claim, as it was published."""
        found = self.get_queryset().filter(slug=slug, number=number).first()
        if found is None:
            raise Http404
        live.attach([found])
        return self.answer(whole(found))


def _later_ones_are_gone(shown: Publication) -> bool:
    later = Publication.objects.fact_checks().filter(claim=shown.claim_id, number__gt=shown.number)
    return later.redacted().exists()


def tombstone(row: Publication) -> HttpResponseBase:
    """In place of a claim that was merged: that its address is gone, and where it is told of now."""
    into = merging.whither(row.claim_id)
    slug = into.slug if into else ""
    there = (
        {"slug": slug, "page": addresses.claim(slug), "data": reverse("api:claim", args=[slug])}
        if slug
        else None
    )
    return problems.problem(
        410, "merged", "This claim was merged into another. Its numbers stay at their own addresses.",
        merged_into=there, versions=reverse("api:versions", args=[row.slug]),
    )  # fmt: skip


def whole(row: Publication) -> bytes:
    return responses.published(row.document, beside(row))


def beside(row: Publication) -> dict[str, Any]:
    """What is told beside the frozen bytes, of a row that ``live.attach`` was given."""
    return {
        "page": addresses.version(row.slug, row.number),
        "sha256": row.sha256,
        "state": standing.of(row).as_json(),
    }


def entry(row: Publication) -> dict[str, Any]:
    return {
        "number": row.number,
        "change": {"class": row.change, "note": row.public_note},
        "published_at": moment(row.published_at),
        **beside(row),
    }
