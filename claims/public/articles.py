"""Articles, with the published claims marked in them."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from claims.exceptions import InvalidInput
from claims.models import Article
from claims.presenters import addresses, keyset, published_article
from claims.public import responding

SIZE = 20


@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    try:
        before = keyset.decode(request.GET["before"]) if "before" in request.GET else None
    except InvalidInput as error:
        raise Http404 from error
    rows = Article.objects.public().with_coverage()
    found = keyset.page(rows, by="created_at", before=before, size=SIZE)
    articles = [(one, published_article.coverage(one)) for one in found.rows]
    context = {"articles": articles, "older": found.older}
    return responding.page(request, "claims/public/articles.html", context)


@require_safe
def article(request: HttpRequest, slug: str) -> HttpResponseBase:
    found = get_object_or_404(Article.objects.public().with_coverage(), slug=slug)
    shown = published_article.build(found)
    if shown is None:
        raise Http404
    headline, passages = shown.words()
    context = {
        "shown": shown,
        "article": found,
        "headline": headline,
        "passages": passages,
        "coverage": published_article.coverage(found),
        "canonical": addresses.article(found.slug),
    }
    return responding.page(request, "claims/public/article.html", context)
