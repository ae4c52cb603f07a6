"""Published claims: frozen documents, passed through as they were stored."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.db.models import QuerySet
from django.http import Http404
from django.http.response import HttpResponseBase
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from claims.api import parameters, problems, responses, schema
from claims.api.base import PublicView
from claims.models import Appearance, Article, Publication, PublicationState
from claims.models.publication import PublicationQuerySet
from claims.presenters import addresses, live, standing
from claims.presenters.document import moment
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

    def get_queryset(self) -> PublicationQuerySet:
        return Publication.objects.on_show().fact_checks().select_related("standing")

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
        rows = _narrowed(self.get_queryset(), self.given)
        return self.page(live.alongside(rows), by="published_at", render=self.row, prepare=live.attach)

    def row(self, row: Publication) -> bytes:
        names = self.given.get("fields")
        if names is None or "document" in names:
            return responses.published(row.document, self.chosen(beside(row)))
        return responses.dump(self.chosen(beside(row)))


class ClaimDetail(PublishedView):
    @extend_schema(
        operation_id="claims_read",
        parameters=[schema.ETAG],
        responses=schema.found(schema.PublishedClaim),
        tags=["claims"],
    )
    def get(self, request: Request, slug: str) -> HttpResponseBase:
        """The newest number of one claim. 410 with ``merged_into`` where it became part of another."""
        found = self.newest(slug)
        if found.is_merged:  # type: ignore[attr-defined]
            return tombstone(found)
        live.attach([found])
        return self.answer(whole(found))


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


def _narrowed(rows: PublicationQuerySet, given: dict[str, Any]) -> PublicationQuerySet:
    if "q" in given:
        rows = rows.filter(search=SearchQuery(given["q"], config="simple", search_type="websearch"))
    if "rating" in given:
        withdrawn = PublicationState.Standing.WITHDRAWN
        rows = rows.filter(rating_slug=given["rating"]).exclude(standing__standing=withdrawn)
    if "language" in given:
        rows = rows.filter(language=given["language"])
    if "updated_since" in given:
        rows = rows.filter(standing__changed_at__gte=given["updated_since"])
    if "article" in given:
        rows = rows.filter(claim__in=_in_article(given["article"]))
    if "claimant" in given:
        rows = rows.holding({"claimant": {"slug": given["claimant"]}})
    if "kind" in given:
        rows = rows.holding({"claim": {"kind": given["kind"]}})
    return rows


def _in_article(slug: str) -> QuerySet[Appearance, Any]:
    """The claims in an article that readers may see."""
    out = Article.objects.public().filter(slug=slug)
    return Appearance.objects.filter(article_version__article__in=out).values("claim")
