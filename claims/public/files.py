"""Small files that programs ask for by name."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from claims.presenters import addresses, rating_image
from claims.presenters.document import moment
from claims.public import responding

DAY = 24 * 3600
VALID = timedelta(days=180)  # who reads the file later than that asks again: the RFC wants less than a year


@require_safe
def robots(request: HttpRequest) -> HttpResponseBase:
    lines = [
        "User-agent: *",
        f"Disallow: {reverse('admin:index')}",
        "Disallow: /api/",
        "Disallow: /preview/",
        "",
        f"Sitemap: {addresses.page('sitemap')}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def security(request: HttpRequest) -> HttpResponseBase:
    """Whom to tell of a hole in this desk (RFC 9116). Without an address of its own, the form for readers' tips."""
    until = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0) + VALID
    lines = [
        f"Contact: {settings.DESK_SECURITY_CONTACT or addresses.page('tips')}",
        f"Expires: {moment(until)}",
        f"Canonical: {addresses.page('security')}",
        f"Preferred-Languages: {settings.DESK_LANGUAGE}",
        "",
    ]
    return HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")


@require_safe
def favicon(request: HttpRequest) -> HttpResponseBase:
    """Browsers ask here when they show something that is no page of ours, such as an answer of the API."""
    return redirect(static("claims/favicon.svg"))


@require_safe
def rating_picture(request: HttpRequest, tone: str, number: int) -> HttpResponseBase:
    """The bars of a rating for social networks; number 0: one that is off the scale."""
    if tone not in rating_image.TONES.keys() | {"neutral"} or number > rating_image.STEPS:
        raise Http404
    body = rating_image.png(tone, number or None)
    return responding.answer(request, body, kind="image/png", fresh=DAY)
