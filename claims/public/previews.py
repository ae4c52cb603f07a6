"""What the desk shows one outsider before it is published: one verdict, or one version of an article."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from claims.models import PreviewLink, Publication, Verdict
from claims.presenters import document
from claims.services import previewing

# Nobody keeps it, finds it or is told where it was opened from.
HEADERS = {
    "Cache-Control": "no-store, private",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
    "Referrer-Policy": "no-referrer",
}


@require_safe
def preview(request: HttpRequest, token: str) -> HttpResponseBase:
    """The one thing that the link shows; 404 for every other token, whether it never was or is no more."""
    link = previewing.opened(token)
    if link is None:
        return _nothing()
    if link.verdict is None:
        return _page("preview_article", link, _article(link))
    if link.verdict.state in {Verdict.State.DRAFT, Verdict.State.SUBMITTED, Verdict.State.APPROVED}:
        return _page("preview_verdict", link, _verdict(link.verdict))
    out = Publication.objects.on_show().fact_checks().filter(verdict=link.verdict).only("slug").first()
    return redirect("public:claim", slug=out.slug) if out else _nothing()


def _verdict(verdict: Verdict) -> dict[str, Any]:
    number = verdict.claim.publications.count() + 1
    built = document.build(verdict, number=number, at=timezone.now())
    return {"document": json.loads(document.serialise(built)), "verdict": verdict, "cited_pages": {}}


def _article(link: PreviewLink) -> dict[str, Any]:
    version = link.article_version
    assert version is not None  # a link shows one thing; PostgreSQL says so (previewlink_shows_one_thing)
    lines = [line for line in version.text.splitlines() if line.strip()]
    return {"article": version.article, "version": version, "paragraphs": lines}


def _nothing() -> HttpResponse:
    body = render_to_string("claims/public/preview_over.html", {"path": ""})
    return HttpResponse(body, status=404, headers=HEADERS)


def _page(template: str, link: PreviewLink, context: dict[str, Any]) -> HttpResponse:
    body = render_to_string(f"claims/public/{template}.html", {"path": "", "link": link} | context)
    return HttpResponse(body, headers=HEADERS)
