"""All that is published as files: which there are, and the files themselves, from wherever a download broke off."""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Any, NamedTuple

from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date, parse_http_date_safe
from django.views.decorators.http import require_safe

from claims.models import Corpus
from claims.presenters import addresses
from claims.presenters.document import moment
from claims.public import responding
from claims.services import exporting_corpus

RANGE = re.compile(r"bytes=(?:(\d{1,18})-(\d{0,18})|-(\d{1,18}))")
WAIT = 60  # seconds after which a newer one may be there


class Part(NamedTuple):
    """Bytes from ``start`` to before ``end``."""

    start: int
    end: int


@require_safe
def index(request: HttpRequest) -> HttpResponseBase:
    """The files for people."""
    found = exporting_corpus.newest()
    files = [
        {"name": name, "url": _address(name), "words": Corpus.File(name).label, **told}
        for name, told in (found.files if found else {}).items()
    ]
    context = {"corpus": found, "files": files, "manifest": addresses.page("data-manifest")}
    return responding.page(request, "claims/public/data.html", context)


@require_safe
def manifest(request: HttpRequest) -> HttpResponseBase:
    """The files for programs; 503 while none may be shown."""
    found = exporting_corpus.newest()
    if found is None:
        return _not_now()
    told: dict[str, Any] = {
        "begun_at": moment(found.created_at),
        "claims": found.done,
        "withdrawn": found.withdrawn,
        "reviews": found.reviews - found.withdrawn,
        "files": {name: {"url": _address(name), **about} for name, about in found.files.items()},
    }
    return responding.for_machines(request, told, changed_at=found.finished_at)


@require_safe
def download(request: HttpRequest, name: str) -> HttpResponseBase:
    """A file, or the part of it that is asked for by Range; 503 while it may not be shown."""
    if name not in Corpus.File.values:
        raise Http404
    found = exporting_corpus.newest()
    if found is None or found.finished_at is None:
        return _not_now()
    about = found.files[name]
    size, etag = int(about["size"]), f'"{about["sha256"][:40]}"'
    stamp = int(found.finished_at.timestamp())
    part = _part(request, size=size, etag=etag, stamp=stamp)
    body: HttpResponseBase
    if part is None:
        body = HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
        body["Content-Range"] = f"bytes */{size}"
    else:
        is_whole = part == (0, size)
        body = StreamingHttpResponse(
            exporting_corpus.read(found, name, *part), status=200 if is_whole else 206
        )
        body["Content-Length"] = str(part.end - part.start)
        if not is_whole:
            body["Content-Range"] = f"bytes {part.start}-{part.end - 1}/{size}"
    body["ETag"], body["Last-Modified"], body["Accept-Ranges"] = etag, http_date(stamp), "bytes"
    body["Content-Type"] = "application/gzip"
    body["Content-Disposition"] = f'attachment; filename="{name}"'
    body["Cache-Control"] = f"public, max-age={responding.FRESH}"
    responding.opened(body)
    if part is None:
        return body
    told = HttpResponse(headers=dict(body.items()))
    known = get_conditional_response(request, etag=etag, last_modified=stamp, response=told)
    return body if known is told or known is None else known


def _part(request: HttpRequest, *, size: int, etag: str, stamp: int) -> Part | None:
    """What is to be sent: all of it, unless one part is asked for and still belongs to this file. None: there is no
    such part."""
    asked = RANGE.fullmatch(request.headers.get("Range", ""))
    if asked is None or not _is_of_this(request.headers.get("If-Range"), etag=etag, stamp=stamp):
        return Part(0, size)
    first, last, final = asked.groups()
    if final is not None:
        return Part(max(size - int(final), 0), size) if int(final) else None
    start, end = int(first), min(int(last) + 1, size) if last else size
    if last and int(last) < int(first):
        return Part(0, size)  # this is no range, and passed over
    return Part(start, end) if start < size else None


def _is_of_this(mark: str | None, *, etag: str, stamp: int) -> bool:
    """Whether If-Range names the file as it is now: by its tag, or by just this moment."""
    if mark is None:
        return True
    return mark == etag or (not mark.startswith(('"', "W/")) and parse_http_date_safe(mark) == stamp)


def _address(name: str) -> str:
    return f"{addresses.page('data')}{name}"


def _not_now() -> HttpResponse:
    told = "There is none just now: it is being made. Come back in a minute.\n"
    headers = {"Retry-After": str(WAIT), "Cache-Control": "no-store"}
    response = HttpResponse(told, status=503, content_type="text/plain; charset=utf-8", headers=headers)
    responding.opened(response)
    return response
