"""Articles, with the published claims marked in them."""

from __future__ import annotations

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from claims.models import Article
from claims.presenters import addresses, keyset, published_article
from claims.presenters.published_article import PublishedArticle
from claims.public import article_words, refusing, responding

SIZE = 20


@require_safe
@refusing.told
def index(request: HttpRequest) -> HttpResponseBase:
    before = refusing.read(request.GET, refusing.PAGING).get("before")
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
    return page(request, shown)


def page(request: HttpRequest, shown: PublishedArticle) -> HttpResponseBase:
    """The page of an article that comes ``with_coverage()``."""
    found = shown.article
    headline, passages = shown.words()
    notes = article_words.Notes(shown.claims)
    context = {
        "shown": shown,
        "article": found,
        "headline": article_words.headline(headline, notes) if headline else found.title,
        "words": article_words.words(passages, notes, is_excerpt=not found.shows_whole_text),
        "margin": article_words.margin(note for note in notes.all if note.order),
        "withdrawn": article_words.margin(note for note in notes.all if not note.order),
        "coverage": published_article.coverage(found),
        "canonical": addresses.article(found.slug),
    }
    return responding.page(request, "claims/public/article.html", context)
