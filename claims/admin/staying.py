"""Pages that stay (staying.js), or are fetched before they are asked for (ahead.js): what they are answered with."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.template.response import TemplateResponse
from django.templatetags.static import static
from django.utils.functional import SimpleLazyObject

if TYPE_CHECKING:
    from claims.admin.base import DeskAdmin

AHEAD = "claims/ahead.speculationrules"
REHEARSED = "claims.rehearsed"  # in a request's META, where no header of a client's can stand


def stays(request: HttpRequest) -> bool:
    """Whether staying.js asks."""
    return "X-Stays" in request.headers


def shown(request: HttpRequest) -> dict[str, str]:
    """What stands on the page of who stays there: the mark of each part that has one (``data-mark``), by its id."""
    told = request.headers.get("X-Shown", "") if stays(request) else ""
    pairs = (one.partition("=") for one in told.split())
    return {name: mark for name, _equals, mark in pairs}


def mark_of(*told: object) -> str:
    """A few letters that differ where what a part is made of differs: a part with the same ones need not be sent."""
    return hashlib.blake2b(repr(told).encode(), digest_size=8).hexdigest()


def later(make: Callable[[], Any]) -> Any:
    """What is asked for where it is shown: a part that the page has already costs nothing."""
    return SimpleLazyObject(make)


def frame_of(request: HttpRequest, desk: DeskAdmin) -> dict[str, Any]:
    """What the content stands in: the desk with its masthead, or nothing where that is on the page already."""
    if stays(request):
        return {"frame": "claims/admin/content_alone.html"}
    return {"frame": "admin/base_site.html", **desk.admin_site.each_context(request)}


def as_done(request: HttpRequest) -> HttpRequest:
    """The request for the page that follows: what was sent is done, and nothing of it is to be typed again."""
    request.POST = QueryDict()
    return request


def at_place(response: HttpResponse, place: str, *, address: str = "") -> HttpResponse:
    """The content, with the part of it where the work goes on; ``address``: what a reload asks for, if another."""
    response["X-Place"] = place
    if address:
        response["X-Address"] = address
    return response


def workspace(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """The page, which tells a browser what it may fetch ahead: by a header, so that no script has to be allowed."""
    headers = {} if stays(request) else {"Speculation-Rules": f'"{static(AHEAD)}"'}
    return TemplateResponse(request, template, context, headers=headers)


def is_ahead(request: HttpRequest) -> bool:
    """Whether a browser asks for a page that nobody has opened yet, and perhaps nobody will."""
    return request.headers.get("Sec-Purpose", "").startswith("prefetch")


def is_rehearsed(request: HttpRequest) -> bool:
    """Whether a web process makes the page for itself (factcheck/settling.py): nobody will work on it."""
    return REHEARSED in request.META


def not_ahead() -> HttpResponse:
    """The browser asks again once the page is opened."""
    return HttpResponse(status=503)
