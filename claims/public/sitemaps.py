"""Sitemaps: an index, the pages that always are, the articles, and the fact-checks in parts that stay what they are.

A part holds the claims of one range of keys, so that a new fact-check changes one part and moves nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from xml.etree import ElementTree as Tree

from django.db.models import F, Max
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from claims.models import Article, Publication, Verdict
from claims.models.publication import PublicationQuerySet
from claims.presenters import addresses
from claims.presenters.document import moment
from claims.public import responding

PART = 10_000  # keys of claims or articles; a sitemap may hold 50,000 addresses
SPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
KIND = "application/xml; charset=utf-8"
ALWAYS = ("front", "claims", "articles", "claimants", "ratings", "methodology", "corrections")

Entry = tuple[str, datetime | None]


@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    entries: list[Entry] = [(addresses.page("sitemap-pages"), None)]
    for noun, found in (("claims", _parts()), ("articles", _article_parts())):
        entries += [(_address(noun, number), changed_at) for number, changed_at in found]
    return _sent(request, "sitemapindex", "sitemap", entries)


@require_safe
def pages(request: HttpRequest) -> HttpResponseBase:
    return _sent(request, "urlset", "url", [(addresses.page(name), None) for name in ALWAYS])


@require_safe
def claims(request: HttpRequest, number: int) -> HttpResponseBase:
    rows = _checks().filter(claim__gte=number * PART, claim__lt=(number + 1) * PART)
    told = rows.order_by("claim").values_list("slug", "published_at")
    return _some(request, [(addresses.claim(slug), at) for slug, at in told])


@require_safe
def articles(request: HttpRequest, number: int) -> HttpResponseBase:
    rows = Article.objects.public().filter(pk__gte=number * PART, pk__lt=(number + 1) * PART)
    told = rows.order_by("pk").values_list("slug", "updated_at")
    return _some(request, [(addresses.article(slug), at) for slug, at in told])


def _checks() -> PublicationQuerySet:
    """Those whose page asks to be found: a withdrawn one doesn't."""
    return Publication.objects.on_show().fact_checks().exclude(change=Verdict.Change.WITHDRAWAL)


def _parts() -> Iterable[tuple[int, datetime]]:
    parts = _checks().order_by().annotate(part=F("claim") / PART).values("part")
    return parts.annotate(at=Max("published_at")).order_by("part").values_list("part", "at")


def _article_parts() -> Iterable[tuple[int, datetime]]:
    parts = Article.objects.public().order_by().annotate(part=F("pk") / PART).values("part")
    return parts.annotate(at=Max("updated_at")).order_by("part").values_list("part", "at")


def _address(noun: str, number: int) -> str:
    return addresses.absolute(reverse(f"public:sitemap-{noun}", args=[number]))


def _some(request: HttpRequest, entries: list[Entry]) -> HttpResponseBase:
    if not entries:
        raise Http404
    return _sent(request, "urlset", "url", entries)


def _sent(request: HttpRequest, root: str, each: str, entries: Iterable[Entry]) -> HttpResponseBase:
    top = Tree.Element(root, {"xmlns": SPACE})
    for address, changed_at in entries:
        one = Tree.SubElement(top, each)
        Tree.SubElement(one, "loc").text = address
        if changed_at:
            Tree.SubElement(one, "lastmod").text = moment(changed_at)
    body = bytes(Tree.tostring(top, encoding="utf-8", xml_declaration=True))
    return responding.answer(request, body, kind=KIND)
