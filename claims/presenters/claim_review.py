"""ClaimReview (schema.org) of a public document, for the page that shows its current number.

A claim of which is rated that the words were *said* must never endorse what the speaker says: its author is the
outlet that asserts the quotation (left out if unknown), and the speaker stands under ``about``.
"""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from claims.models import Publication
from claims.presenters import addresses
from claims.presenters.document import Document, moment
from claims.text import language_tags

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
BLANK: tuple[Any, ...] = (None, "", [], {})

# JSON stays JSON, and nothing in it can end the element that holds it.
_ESCAPED = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}


def build(document: Document, *, first_published_at: str) -> Document | None:
    """The ClaimReview of a current document, or None for a withdrawal, which reviews nothing any more.

    ``first_published_at`` is the moment of the claim's first number, RFC 3339.
    """
    if document["rating"] is None:
        return None
    review: Document = {
        "@context": "https://schema.org",
        "@type": "ClaimReview",
        "url": addresses.claim(document["slug"]),
        "claimReviewed": document["claim"]["statement"],
        "inLanguage": document["language"],
        "datePublished": first_published_at,
        "dateModified": document["published_at"],
        "author": _desk(),
        "itemReviewed": _claim(document),
        "reviewRating": _rating(document),
        "reviewBody": document["explanation"],
        "citation": _citations(document["citations"]),
        "correction": [_correction(told) for told in document["corrections"]],
    }
    return {key: part for key, value in review.items() if (part := _without_blanks(value)) not in BLANK}


def feed_item(publication: Publication) -> Document | None:
    """The review as an element of a DataFeed. The publication comes with ``first_at``, its claim's first moment."""
    document = json.loads(publication.document)
    first: datetime = publication.first_at  # type: ignore[attr-defined]
    review = build(document, first_published_at=moment(first))
    if review is None:
        return None
    del review["@context"]  # the feed has it
    return {
        "@type": "DataFeedItem",
        "url": review["url"],
        "dateCreated": review["datePublished"],
        "dateModified": review["dateModified"],
        "item": [review],
    }


def embedded(review: Document) -> SafeString:
    """``review`` for the inside of a script element of type application/ld+json."""
    text = json.dumps(review, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    return mark_safe(text.translate(_ESCAPED))  # noqa: S308  # every character that HTML minds is escaped


def _desk() -> Document:
    return {
        "@type": "Organization",
        "name": settings.DESK_NAME,
        "url": addresses.page("front"),
        "correctionsPolicy": addresses.page("corrections"),
        "publishingPrinciples": addresses.page("methodology"),
        "ethicsPolicy": settings.DESK_ETHICS_POLICY,
        "ownershipFundingInfo": settings.DESK_FUNDING,
    }


def _claim(document: Document) -> Document:
    claim, claimant = document["claim"], document["claimant"]
    said = claim["rated"] == "said"
    return {
        "@type": "Claim",
        "text": claim["statement"],
        "author": _outlet(document) if said else _named(claimant),
        "about": _named(claimant) if said else None,
        "datePublished": claim["date"] if DAY.fullmatch(claim["date"]) else None,
        "appearance": [shown for row in document["appearances"] if (shown := _appearance(row))],
    }


def _named(claimant: Document | None) -> Document | None:
    """The person or organisation; None where nobody is named."""
    if claimant is None or claimant["slug"] is None:
        return None
    is_person = claimant["kind"] == "person"
    return {
        "@type": "Person" if is_person else "Organization",
        "name": claimant["name"],
        "alternateName": claimant["native_name"],
        "jobTitle": claimant["role"] if is_person else "",
        "sameAs": claimant["same_as"],
    }


def _outlet(document: Document) -> Document | None:
    """The outlet that asserts the quotation: that of the first article in which it appears."""
    named = (row["article"]["outlet"] for row in document["appearances"] if "article" in row)
    name = next((outlet for outlet in named if outlet), None)
    return {"@type": "Organization", "name": name} if name else None


def _appearance(row: Document) -> Document | None:
    article = row.get("article")
    address = article["url"] if article else row["url"]
    if not address:
        return None
    return {"@type": "CreativeWork", "url": address, "headline": article["title"] if article else ""}


def label(document: Document) -> str:
    """The rating's word in the language that the document is written in; else its first word."""
    found = language_tags.in_language(document["rating"]["labels"], document["language"])
    word: str = found[1] if found else document["rating"]["label"]
    return word


def _rating(document: Document) -> Document:
    rating, scale = document["rating"], document["scale"]
    words = {
        "@type": "Rating",
        "alternateName": label(document),
        "ratingExplanation": document["summary"] or rating["meaning"],
    }
    if rating["number"] is None:
        return words
    return words | {
        "ratingValue": rating["number"],
        "worstRating": scale["worst"],
        "bestRating": scale["best"],
    }


def _citations(cited: list[Document]) -> list[Document]:
    """The sources that have an address, each once."""
    sources = {row["source"]["url"]: row["source"] for row in cited if row["source"] and row["source"]["url"]}
    return [
        {
            "@type": "CreativeWork",
            "url": url,
            "name": source["title"] or source["publisher"],
            "publisher": {"@type": "Organization", "name": source["publisher"]},
            "datePublished": source["date"] if DAY.fullmatch(source["date"]) else None,
            "inLanguage": source["language"],
        }
        for url, source in sources.items()
    ]


def _correction(told: Document) -> Document:
    return {"@type": "CorrectionComment", "text": told["note"], "datePublished": told["published_at"]}


def _without_blanks(value: Any) -> Any:
    """Without what says nothing: null, the empty text, the empty list."""
    if isinstance(value, dict):
        kept = {key: _without_blanks(part) for key, part in value.items()}
        return {key: part for key, part in kept.items() if part not in BLANK}
    return [_without_blanks(part) for part in value] if isinstance(value, list) else value
