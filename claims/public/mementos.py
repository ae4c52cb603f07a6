"""Datetime negotiation (RFC 7089) between the published numbers of a claim."""

from __future__ import annotations

from datetime import UTC, datetime
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.http import parse_http_date
from django.views.decorators.http import require_safe

from claims.presenters import addresses, mementos
from claims.public import checks, responding, taken_down


@require_safe
@taken_down.told
def timegate(request: HttpRequest, slug: str) -> HttpResponseBase:
    """On to the number that stood at the moment of Accept-Datetime; to the newest without."""
    history = checks.history_of(slug)
    asked = request.headers.get("Accept-Datetime")
    try:
        moment = datetime.fromtimestamp(parse_http_date(asked), UTC) if asked else None
    except (ValueError, OverflowError):
        why = "Write Accept-Datetime as HTTP writes dates: Tue, 11 Sep 2001 20:35:00 GMT.\n"
        return HttpResponse(why, status=HTTPStatus.BAD_REQUEST, content_type="text/plain; charset=utf-8")
    chosen = mementos.at(history, moment)
    response = HttpResponse(status=HTTPStatus.FOUND)
    response["Location"] = addresses.version(slug, chosen.number)
    response["Vary"] = "Accept-Datetime"
    response["Link"] = mementos.of_gate(slug, history)
    response["Cache-Control"] = f"public, max-age={responding.FRESH}"
    responding.opened(response)
    return response


@require_safe
@taken_down.told
def timemap(request: HttpRequest, slug: str) -> HttpResponseBase:
    body = mementos.time_map(slug, checks.history_of(slug)).encode()
    return responding.for_machines(request, body, kind=mementos.LINK_FORMAT)
