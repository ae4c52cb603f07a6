"""Web annotations of an article's published claims, and of a claim's appearances and evidence."""

from __future__ import annotations

import json

from django.db.models import Exists, OuterRef, QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from claims.models import Appearance, Article, ArticleVersion, Publication, VerdictCitation
from claims.presenters import addresses, published_article, standing, web_annotations
from claims.presenters.web_annotations import Annotation
from claims.public import merged, responding, taken_down


@require_safe
def of_article(request: HttpRequest, slug: str) -> HttpResponseBase:
    article = get_object_or_404(Article.objects.public(), slug=slug)
    shown = published_article.build(article)
    if shown is None:
        raise Http404
    address = addresses.absolute(reverse("public:article-annotations", args=[slug]))
    return _sent(
        request, address, published_article.title(article), web_annotations.of_article(shown, address)
    )


@require_safe
@merged.followed
@taken_down.told
def of_claim(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Of the number that readers are shown now; a withdrawal annotates nothing."""
    rows = Publication.objects.on_show().fact_checks().select_related("standing")
    shown = get_object_or_404(rows, slug=slug)
    document = json.loads(shown.document)
    address = addresses.absolute(reverse("public:claim-annotations", args=[slug]))
    items: list[Annotation] = []
    if standing.of(shown).is_current:
        items += web_annotations.in_articles(document, _appearances(shown), address)
        items += web_annotations.elsewhere(document, address)
        items += web_annotations.evidence(document, _anchored(shown), address)
    return _sent(request, address, document["claim"]["statement"], items)


def _appearances(publication: Publication) -> QuerySet[Appearance]:
    """Where the claim stands in the text that readers of a public article see: that of its latest version."""
    later = ArticleVersion.objects.filter(
        article=OuterRef("article_version__article"), number__gt=OuterRef("article_version__number")
    )
    rows = Appearance.objects.filter(
        claim=publication.claim_id, article_version__article__in=Article.objects.public()
    )
    shown = rows.filter(~Exists(later)).select_related("article_version__article")
    return shown.prefetch_related("article_version__sentences").order_by("article_version", "start", "-end")


def _anchored(publication: Publication) -> dict[int, VerdictCitation]:
    rows = VerdictCitation.objects.filter(
        verdict=publication.verdict_id, evidence__source__is_sensitive=False
    )
    return {row.number: row for row in rows.filter(evidence__start__isnull=False).select_related("evidence")}


def _sent(request: HttpRequest, address: str, label: str, items: list[Annotation]) -> HttpResponseBase:
    given = request.GET.get("page")
    try:
        page = int(given) if given and given.isascii() and given.isdigit() and len(given) < 9 else None
        if given and page is None:
            raise IndexError(given)
        told = web_annotations.collection(address, label, items, page=page)
    except IndexError as error:
        raise Http404 from error
    return responding.for_machines(request, told, kind=web_annotations.KIND)
