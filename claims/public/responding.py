"""Answers that caches can hold: the same for everybody, with their ETag, and 304 for who has them already."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.utils.cache import get_conditional_response
from django.utils.http import http_date

FRESH = 60  # seconds in which a withdrawal may go unseen


def page(
    request: HttpRequest, template: str, context: dict[str, Any], *, changed_at: datetime | None = None
) -> HttpResponseBase:
    """``template`` as a public page. It is rendered without the request: nothing in it may depend on who asks.

    ``changed_at`` is given where one moment stands for all of the page.
    """
    body = render_to_string(template, {"path": request.path} | context).encode()
    return answer(request, body, kind="text/html; charset=utf-8", changed_at=changed_at)


def for_machines(
    request: HttpRequest,
    body: bytes | dict[str, Any],
    *,
    kind: str = "application/json",
    changed_at: datetime | None = None,
) -> HttpResponseBase:
    """A feed, a document, a list for programs: any other site's script may read it as well."""
    if isinstance(body, dict):
        body = json.dumps(body, ensure_ascii=False, allow_nan=False).encode()
    response = answer(request, body, kind=kind, changed_at=changed_at)
    opened(response)
    return response


def opened(response: HttpResponseBase) -> None:
    """Let scripts of other sites read the answer, and how to go on from it."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = "ETag, Last-Modified, Link"


def answer(
    request: HttpRequest, body: bytes, *, kind: str, changed_at: datetime | None = None, fresh: int = FRESH
) -> HttpResponseBase:
    etag = f'"{hashlib.sha256(body).hexdigest()}"'
    headers = {"ETag": etag, "Cache-Control": f"public, max-age={fresh}"}
    response = HttpResponse(body, content_type=kind, headers=headers)
    stamp = int(changed_at.timestamp()) if changed_at else None
    if stamp is not None:
        response["Last-Modified"] = http_date(stamp)
    return get_conditional_response(request, etag=etag, last_modified=stamp, response=response) or response
