"""All ClaimReviews in one feed, sent while it is read: it may be of any length."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from claims.presenters import claim_review, corpus, standing
from claims.presenters.document import moment
from claims.public import responding

KIND = "application/ld+json; charset=utf-8"
AT_ONCE = 500
FRESH = 600  # seconds: it is large, and what it holds stands on the pages


@require_safe
def feed(request: HttpRequest) -> HttpResponseBase:
    changed_at, mark = corpus.state()
    etag = f'"{mark}"'
    stamp = int(changed_at.timestamp())
    told = HttpResponse()
    known = get_conditional_response(request, etag=etag, last_modified=stamp, response=told)
    body: HttpResponseBase = told
    if known is not told and known is not None:
        body = known
    elif request.method != "HEAD":
        body = StreamingHttpResponse(_written(changed_at))
    body["Content-Type"] = KIND
    body["ETag"] = etag
    body["Last-Modified"] = http_date(stamp)
    body["Cache-Control"] = f"public, max-age={FRESH}"
    responding.opened(body)
    return body


def _written(changed_at: datetime) -> Iterator[bytes]:
    head = {"@context": "https://schema.org", "@type": "DataFeed", "dateModified": moment(changed_at)}
    yield json.dumps(head)[:-1].encode() + b', "dataFeedElement": ['
    separator = b"\n"
    for row in corpus.rows().order_by("-published_at", "-pk").iterator(chunk_size=AT_ONCE):
        if standing.of(row).is_current and (element := claim_review.feed_item(row)):
            yield separator + json.dumps(element, ensure_ascii=False, allow_nan=False).encode()
            separator = b",\n"
    yield b"\n]}\n"
