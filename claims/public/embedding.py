"""oEmbed, and the card that other sites show in a frame: the only pages of the desk that may be framed."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from csp.decorators import csp_replace
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve, reverse
from django.utils.html import format_html
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from claims.models import Publication
from claims.presenters import addresses, card
from claims.presenters.document import Document
from claims.public import merged, responding, taken_down

WIDTH, HEIGHT = 600, 260
SHOWN_AT = {"public:claim", "public:version", "public:versions", "public:embed"}

View = Callable[..., HttpResponseBase]


def framed(view: View) -> View:
    """May be shown in a frame by any site. Nothing else of the desk may."""
    opened: View = csp_replace(
        {"frame-ancestors": ["*"], "script-src": ["'none'"], "form-action": ["'none'"]}
    )(view)
    return xframe_options_exempt(opened)


def never_blank(view: View) -> View:
    """A frame has to say something where nothing is to be seen: as a card, and with the same status."""

    @wraps(view)
    def answer(request: HttpRequest, slug: str) -> HttpResponseBase:
        try:
            return view(request, slug)
        except Http404:
            told = taken_down.page(request, slug, number=None)
            status = told.status_code if told else HTTPStatus.NOT_FOUND
            body = render_to_string(
                "claims/public/embed_nothing.html", {"is_hidden": status == HTTPStatus.GONE}
            )
            return HttpResponse(
                body, status=status, headers={"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}
            )

    return answer


@framed
@require_safe
@never_blank
@merged.followed
def embed(request: HttpRequest, slug: str) -> HttpResponseBase:
    """One fact-check as a card, without scripts."""
    context = {"card": card.build(_shown(slug)), "address": addresses.claim(slug)}
    response = responding.page(request, "claims/public/embed.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def oembed(request: HttpRequest) -> HttpResponseBase:
    """oEmbed 1.0 of a fact-check's address. What can't be shown is 404, other formats than JSON are 501."""
    if request.GET.get("format", "json") != "json":
        return _refused(
            HTTPStatus.NOT_IMPLEMENTED, "This desk answers in JSON only: leave format out, or say json."
        )
    try:
        width = _within(request.GET.get("maxwidth"), WIDTH)
        height = _within(request.GET.get("maxheight"), HEIGHT)
    except ValueError:
        return _refused(
            HTTPStatus.BAD_REQUEST, "maxwidth and maxheight are whole numbers of pixels, 1 or more."
        )
    slug = _slug(request.GET.get("url", ""))
    if slug is None:
        return _refused(HTTPStatus.NOT_FOUND, "url is not the address of a fact-check of this desk.")
    try:
        shown = _shown(slug)
    except Http404:
        return _refused(HTTPStatus.NOT_FOUND, "No fact-check is shown at this address.")
    told = _offer(slug, json.loads(shown.document), width, height)
    return responding.for_machines(request, told, kind="application/json")


def _shown(slug: str) -> Publication:
    rows = Publication.objects.on_show().fact_checks().select_related("standing").filter(slug=slug)
    if (found := rows.first()) is None:
        raise Http404
    return found


def _within(given: str | None, usual: int) -> int:
    """The size, no larger than was asked for. ValueError for what is no size."""
    if given is None:
        return usual
    if not (given.isascii() and given.isdigit() and len(given) < 7 and int(given)):
        raise ValueError(given)
    return max(min(int(given), usual), 1)


def _slug(url: str) -> str | None:
    """Which claim an address of this desk is about; None for any other."""
    try:
        asked, ours = urlsplit(url), urlsplit(settings.DESK_URL)
        if asked.scheme not in {"http", "https"} or asked.netloc.lower() != ours.netloc.lower():
            return None
        found = resolve(asked.path)
    except (ValueError, Resolver404):
        return None
    return str(found.kwargs["slug"]) if found.view_name in SHOWN_AT else None


def _offer(slug: str, document: Document, width: int, height: int) -> dict[str, Any]:
    address = addresses.absolute(reverse("public:embed", args=[slug]))
    title = document["claim"]["statement"]
    html = format_html(
        '<iframe src="{}" title="{}" width="{}" height="{}" loading="lazy" sandbox="allow-popups'
        ' allow-popups-to-escape-sandbox"></iframe>',
        address, title, width, height,
    )  # fmt: skip
    return {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "author_name": settings.DESK_NAME,
        "author_url": addresses.page("front"),
        "provider_name": settings.DESK_NAME,
        "provider_url": addresses.page("front"),
        "cache_age": responding.FRESH,
        "html": str(html),
        "width": width,
        "height": height,
    }


def _refused(status: HTTPStatus, why: str) -> HttpResponse:
    response = JsonResponse({"error": why}, status=status)
    responding.opened(response)
    return response
