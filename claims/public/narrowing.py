"""A list of fact-checks narrowed down: what of it stands in the address, and which rows those are."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.utils import timezone

from claims.models import Claim, Verdict
from claims.models.publication import PublicationQuerySet
from claims.presenters import worded
from claims.public import refusing
from claims.public.refusing import Reader

READERS: Mapping[str, Reader] = {
    "q": refusing.words,
    "rating": refusing.slug,
    "claimant": refusing.slug,
    "topic": refusing.slug,
    "kind": refusing.one_of(frozenset(map(str, Claim.Kind))),
    "language": refusing.language,
    "year": refusing.year,
    "article": refusing.slug,
}

Told = Mapping[str, Any]


def narrow(rows: PublicationQuerySet, told: Told) -> PublicationQuerySet:
    """The publications among ``rows`` that all of ``told`` is true of; its values are as READERS gave them."""
    if words := told.get("q"):
        rows = worded.holding(rows, words)
    if rating := told.get("rating"):
        rows = rows.filter(rating_slug=rating).exclude(change=Verdict.Change.WITHDRAWAL)
    if topic := told.get("topic"):
        rows = rows.filter(claim__topics__slug=topic, claim__topics__is_public=True)
    if year := told.get("year"):
        rows = rows.filter(published_at__gte=_new_year(year), published_at__lt=_new_year(year + 1))
    if article := told.get("article"):
        rows = rows.holding({"appearances": [{"article": {"slug": article}}]})
    columns = {
        "claimant_slug": told.get("claimant"),
        "kind": told.get("kind"),
        "language": told.get("language"),
    }
    return rows.filter(**{name: value for name, value in columns.items() if value})


def query(told: Told, **more: Any) -> str:
    """``told`` as it stands in an address, without what ``more`` sets to nothing."""
    kept = {name: value for name, value in {**told, **more}.items() if value not in {None, ""}}
    return urlencode(kept)


def _new_year(year: int) -> datetime:
    return datetime(year, 1, 1, tzinfo=timezone.get_default_timezone())
