"""What is published, claim by claim, in the three forms in which it can be had as a whole."""

from __future__ import annotations

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, OuterRef, Subquery

from claims.models import Hiding, Publication, PublicationState, Redaction
from claims.models.publication import PublicationQuerySet
from claims.presenters import addresses, claim_review, standing
from claims.presenters.document import moment
from claims.text import cells

COLUMNS = (
    "slug", "page", "number", "standing", "at_risk_since", "changed_at", "published_at", "statement", "kind",
    "claim_date", "claimant", "claimant_slug", "rating", "rating_label", "rating_number", "summary", "as_of",
    "language", "change", "change_note", "sources", "sha256",
)  # fmt: skip


def rows() -> PublicationQuerySet:
    """The number of each claim that readers are shown now, withdrawals too."""
    first = Publication.objects.out().filter(claim=OuterRef("claim")).order_by("number")
    shown = Publication.objects.on_show().fact_checks().select_related("standing")
    return shown.annotate(first_at=Subquery(first.values("published_at")[:1]))


def state() -> tuple[datetime, str]:
    """When anything of it last changed, and a mark of its state: what is hidden has no moment of its own."""
    states = PublicationState.objects.aggregate(at=Max("changed_at"), n=Count("pk"))
    hidden = Hiding.objects.aggregate(at=Max("hidden_at"), reviewed_at=Max("reviewed_at"), n=Count("pk"))
    redacted = Redaction.objects.aggregate(at=Max("carried_out_at"), n=Count("pk"))
    out = Publication.objects.out().fact_checks().aggregate(at=Max("visible_from"))
    moments = [states["at"], hidden["at"], hidden["reviewed_at"], redacted["at"], out["at"]]
    told = repr((moments, states["n"], hidden["n"], redacted["n"]))
    mark = hashlib.sha256(told.encode()).hexdigest()
    return max(filter(None, moments), default=datetime(1970, 1, 1, tzinfo=UTC)), mark


def line(row: Publication) -> bytes:
    """The frozen document, byte for byte, and what stands beside it: as the API answers of a claim.

    The row comes with what ``live.attach`` gave it.
    """
    beside = {
        "page": addresses.version(row.slug, row.number),
        "sha256": row.sha256,
        "state": standing.of(row).as_json(),
    }
    return b'{"document":' + row.document.encode() + b"," + _dumped(beside)[1:] + b"\n"


def head_of_table() -> bytes:
    """With the mark by which spreadsheets know UTF-8."""
    return _csv(COLUMNS).encode("utf-8-sig")


def table_row(row: Publication) -> bytes:
    """A line of the table. No cell is taken for a formula by a spreadsheet."""
    told, document = standing.of(row), json.loads(row.document)
    claim, claimant, rating = document["claim"], document["claimant"] or {}, document["rating"] or {}
    risk = moment(told.at_risk_since) if told.at_risk_since else ""
    values = (
        row.slug, addresses.claim(row.slug), row.number, told.word, risk, moment(told.changed_at),
        document["published_at"], claim["statement"], claim["kind"], claim["date"], claimant.get("name"),
        claimant.get("slug"), rating.get("slug"), rating.get("label"), rating.get("number"), document["summary"],
        document["as_of"], document["language"], document["change"]["class"], document["change"]["note"],
        " ".join(_sources(document)), row.sha256,
    )  # fmt: skip
    return _csv(values).encode()


def _sources(document: dict[str, Any]) -> Iterator[str]:
    """The addresses that it cites, each once; a protected source has none."""
    urls = (citation["source"]["url"] for citation in document["citations"] if citation["source"])
    return iter(dict.fromkeys(url for url in urls if url))


def _csv(values: Iterable[Any]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow([_cell(one) for one in values])
    return out.getvalue()


def _cell(value: Any) -> Any:
    return "" if value is None else value if isinstance(value, int) else cells.harmless(str(value))


def head_of_reviews(begun_at: datetime) -> bytes:
    head = {
        "@context": "https://schema.org", "@type": "DataFeed", "name": settings.DESK_NAME,
        "url": addresses.page("data"), "dateModified": moment(begun_at),
    }  # fmt: skip
    return _dumped(head)[:-1] + b',"dataFeedElement":['


TAIL_OF_REVIEWS = b"\n]}\n"


def review(row: Publication) -> bytes | None:
    """An element of the DataFeed; of a withdrawn claim only that it is gone. None: no ClaimReview can be made of it."""
    told = standing.of(row)
    if told.is_withdrawn:
        gone = {
            "@type": "DataFeedItem",
            "url": addresses.claim(row.slug),
            "dateDeleted": moment(row.published_at),
        }
        return _dumped(gone)
    element = claim_review.feed_item(row)
    return _dumped(element) if element else None


def _dumped(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
