"""Sources, ratings and articles as the public may know them."""

from __future__ import annotations

from typing import Any

from claims.models import Article, Rating, Source
from claims.presenters import addresses
from claims.presenters.published_article import coverage


def source(row: Source) -> dict[str, Any]:
    """Of a source that is not sensitive and that a published document cites."""
    return {
        "slug": row.slug,
        "publisher": row.publisher,
        "title": row.title,
        "kind": row.kind,
        "language": row.language,
        "date": row.published_on,
        "url": row.url,
    }


def rating(row: Rating) -> dict[str, Any]:
    """Of a rating that comes with its scale. What article lines call it stays inside."""
    return {
        "slug": row.slug,
        "label": row.label,
        "labels": row.labels,
        "number": row.number,
        "meaning": row.definition,
        "colour": row.colour,
        "scale": {
            "slug": row.scale.slug,
            "name": row.scale.name,
            "worst": row.scale.worst,
            "best": row.scale.best,
        },
    }


def article(row: Article) -> dict[str, Any]:
    """Of a public article that comes ``with_coverage()``; its words are not in it."""
    return {
        "slug": row.slug,
        "title": row.title,
        "byline": row.byline,
        "outlet": row.outlet,
        "url": row.url,
        "language": row.language,
        "published_on": row.published_on,
        "is_invented": row.is_invented,
        "page": addresses.article(row.slug),
        "coverage": coverage(row),
    }
