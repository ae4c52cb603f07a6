"""All ClaimReviews in one feed, sent while it is read: it may be of any length."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import UTC, datetime

from django.db.models import Count, Max, OuterRef, Subquery
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from claims.models import Hiding, Publication, PublicationState, Redaction
from claims.models.publication import PublicationQuerySet
from claims.presenters import claim_review, standing
from claims.presenters.document import moment
from claims.public import responding

KIND = "application/ld+json; charset=utf-8"
AT_ONCE = 500
FRESH = 600  # seconds: it is large, and what it holds stands on the pages


@require_safe
def feed(request: HttpRequest) -> HttpResponseBase:
    changed_at, etag = _stamp()
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


def _stamp() -> tuple[datetime, str]:
    """When anything in the feed last changed, and a mark of its state: what is hidden has no moment of its own."""
    states = PublicationState.objects.aggregate(at=Max("changed_at"), n=Count("pk"))
    hidden = Hiding.objects.aggregate(at=Max("hidden_at"), reviewed_at=Max("reviewed_at"), n=Count("pk"))
    redacted = Redaction.objects.aggregate(at=Max("carried_out_at"), n=Count("pk"))
    out = Publication.objects.out().fact_checks().aggregate(at=Max("visible_from"))
    moments = [states["at"], hidden["at"], hidden["reviewed_at"], redacted["at"], out["at"]]
    told = repr((moments, states["n"], hidden["n"], redacted["n"]))
    etag = f'"{hashlib.sha256(told.encode()).hexdigest()}"'
    return max(filter(None, moments), default=datetime(1970, 1, 1, tzinfo=UTC)), etag


def _rows() -> PublicationQuerySet:
    first = Publication.objects.out().filter(claim=OuterRef("claim")).order_by("number")
    rows = Publication.objects.on_show().fact_checks().select_related("standing")
    return rows.annotate(first_at=Subquery(first.values("published_at")[:1])).order_by("-published_at", "-pk")


def _written(changed_at: datetime) -> Iterator[bytes]:
    head = {"@context": "https://schema.org", "@type": "DataFeed", "dateModified": moment(changed_at)}
    yield json.dumps(head)[:-1].encode() + b', "dataFeedElement": ['
    separator = b"\n"
    for row in _rows().iterator(chunk_size=AT_ONCE):
        if standing.of(row).is_current and (element := claim_review.feed_item(row)):
            yield separator + json.dumps(element, ensure_ascii=False, allow_nan=False).encode()
            separator = b",\n"
    yield b"\n]}\n"
