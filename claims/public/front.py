"""The front page, and the pages that explain the desk."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.views.decorators.http import require_safe

from claims.models import Publication, Rating
from claims.presenters import addresses, card
from claims.public import responding

LATEST = 8


@require_safe
def front(request: HttpRequest) -> HttpResponseBase:
    rows = Publication.objects.on_show().fact_checks().select_related("standing")
    latest = rows.order_by("-published_at", "-pk")[:LATEST]
    return responding.page(
        request,
        "claims/public/front.html",
        {"latest": [card.build(one) for one in latest], "home": addresses.page("front")},
    )


@require_safe
def ratings(request: HttpRequest) -> HttpResponseBase:
    words = Rating.objects.active().select_related("scale").order_by("scale__name", "order")
    return responding.page(request, "claims/public/ratings.html", {"ratings": words})


@require_safe
def methodology(request: HttpRequest) -> HttpResponseBase:
    return responding.page(
        request,
        "claims/public/methodology.html",
        {"ethics": settings.DESK_ETHICS_POLICY, "funding": settings.DESK_FUNDING},
    )


# Nothing of the request is read for these two: Django's own pages ask the form for its token, and fail at one that
# can't be read.


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(render_to_string("400.html"), status=400)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse(render_to_string("404.html", {"path": request.path}), status=404)
