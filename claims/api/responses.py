"""Answers that caches and clients can hold: bytes with their ETag, and 304 for who has them already."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

FRESH = 60  # seconds in which a withdrawal may go unseen


def answer(request: HttpRequest, body: bytes) -> HttpResponseBase:
    """``body`` as JSON, for a minute in any cache."""
    etag = f'"{hashlib.sha256(body).hexdigest()}"'
    response = HttpResponse(body, content_type="application/json", headers={"ETag": etag})
    response["Cache-Control"] = f"public, max-age={FRESH}"
    conditional = get_conditional_response(request, etag=etag, response=response)
    return conditional or response


EXPOSED = (
    "ETag, Link, RateLimit-Limit, RateLimit-Remaining, RateLimit-Reset, Retry-After, Deprecation, Sunset"
)
PREFLIGHT_KEPT = 86_400  # seconds; browsers keep it for two hours at most


def opened(response: HttpResponseBase) -> None:
    """Let scripts of any site read the answer: it is the same for everybody, and no cookie is ever looked at."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Expose-Headers"] = EXPOSED


def preflight(methods: list[str]) -> HttpResponse:
    """What a browser asks before a script of another site may read: reading alone is allowed, without credentials."""
    return HttpResponse(
        status=204,
        headers={
            "Allow": ", ".join(methods),
            "Access-Control-Allow-Methods": "GET, HEAD",
            "Access-Control-Allow-Headers": "Accept, If-None-Match",
            "Access-Control-Max-Age": str(PREFLIGHT_KEPT),
            "Cache-Control": "no-store",
        },
    )


def dump(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def page(rows: Iterable[bytes], *, following: str | None) -> bytes:
    """A page of a list out of rows that are JSON already. ``following`` is the address of the next one."""
    return b'{"results":[' + b",".join(rows) + b'],"next":' + dump(following) + b"}"


def published(document: str, beside: dict[str, Any]) -> bytes:
    """A frozen document, byte for byte, and what stands beside it."""
    return b'{"document":' + document.encode() + (b"," if beside else b"") + dump(beside)[1:]


def passed_through(document: bytes, beside: bytes) -> bytes:
    """The same of members of a JSON object that are JSON already."""
    return b'{"document":%b,%b}' % (document, beside)
