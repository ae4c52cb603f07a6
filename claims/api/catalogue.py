"""Articles, sources and ratings, as far as they are public."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from claims.api import claims, parameters, responses, schema
from claims.api.base import PublicView
from claims.models import Article, Publication, Rating, Source, Verdict, VerdictCitation
from claims.presenters import catalogue, published_article
from claims.presenters.published_article import PublishedArticle, PublishedClaim


class ArticleView(PublicView):
    queryset = Article.objects.none()

    def get_queryset(self) -> QuerySet[Article]:
        return Article.objects.public().with_coverage()


class ArticleList(ArticleView):
    readers = {
        **parameters.PAGING,
        **parameters.ordered_by("created_at"),
        "fields": parameters.fields(schema.Article().fields),
    }

    @extend_schema(
        operation_id="articles_list",
        parameters=[*schema.PAGING, schema.ordering("created_at"), schema.chosen(schema.Article)],
        responses=schema.listed(schema.ArticlePage),
        tags=["articles"],
    )
    def get(self, request: Request) -> HttpResponseBase:
        """The articles that readers may see, newest first."""
        return self.page(self.get_queryset(), by="created_at", render=self.row)

    def row(self, row: Article) -> bytes:
        return responses.dump(self.chosen(catalogue.article(row)))


class ArticleDetail(ArticleView):
    @extend_schema(
        operation_id="articles_read",
        parameters=[schema.ETAG],
        responses=schema.found(schema.PublishedArticle),
        tags=["articles"],
    )
    def get(self, request: Request, slug: str) -> HttpResponseBase:
        """One article: its words or excerpts, and every published claim with its places in them.

        Places are code points of the version's text, end exclusive; so are those of the passages.
        """
        found = get_object_or_404(self.get_queryset(), slug=slug)
        shown = published_article.build(found, with_cited_pages=True)
        if shown is None:
            raise Http404
        rows = b",".join(_claim(claim) for claim in shown.claims)
        head = responses.dump(catalogue.article(shown.article) | _words(shown))
        return self.answer(head[:-1] + b',"claims":[' + rows + b"]}")


class SourceList(PublicView):
    queryset = Source.objects.none()
    readers = {
        **parameters.PAGING,
        **parameters.ordered_by("created_at"),
        "fields": parameters.fields(schema.SourceShape().fields),
    }

    def get_queryset(self) -> QuerySet[Source]:
        """Sources that a fact-check on show cites; never sensitive ones."""
        shown = Publication.objects.on_show().fact_checks().filter(verdict=OuterRef("verdict"))
        shown = shown.exclude(change=Verdict.Change.WITHDRAWAL)
        cited = VerdictCitation.objects.filter(Exists(shown), evidence__source=OuterRef("pk"))
        return Source.objects.filter(Exists(cited), is_sensitive=False)

    @extend_schema(
        operation_id="sources_list",
        parameters=[*schema.PAGING, schema.ordering("created_at"), schema.chosen(schema.SourceShape)],
        responses=schema.listed(schema.SourcePage),
        tags=["sources"],
    )
    def get(self, request: Request) -> HttpResponseBase:
        """The sources that published fact-checks cite, newest first."""
        return self.page(self.get_queryset(), by="created_at", render=self.row)

    def row(self, row: Source) -> bytes:
        return responses.dump(self.chosen(catalogue.source(row)))


class RatingList(PublicView):
    queryset = Rating.objects.none()

    def get_queryset(self) -> QuerySet[Rating]:
        return Rating.objects.active().select_related("scale").order_by("scale__name", "order")

    @extend_schema(
        operation_id="ratings_list",
        parameters=[schema.ETAG],
        responses=schema.found(schema.RatingPage),
        tags=["ratings"],
    )
    def get(self, request: Request) -> HttpResponseBase:
        """The desk's words and what they mean, in their order."""
        return self.everything(responses.dump(catalogue.rating(row)) for row in self.get_queryset())


def _words(shown: PublishedArticle) -> dict[str, Any]:
    text = shown.version.text
    return {
        "version": {"number": shown.version.number, "sha256": shown.version.sha256},
        "is_whole": shown.article.shows_whole_text,
        "passages": [{"start": start, "end": end, "text": text[start:end]} for start, end in shown.windows],
    }


def _claim(claim: PublishedClaim) -> bytes:
    places = [{"start": start, "end": end} for start, end in claim.places]
    told = claims.beside(claim.publication) | {"reach": claim.publication.reach, "places": places}
    if not claim.has_page:
        told["page"] = None
    return responses.published(claim.publication.document, told)
