"""By what a list of fact-checks may be narrowed down further, and how many each choice leaves.

Only the newest CAP rows are read, whatever there is: up to there every number is exact.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _

from claims.models import Claim, Publication, Rating, Topic
from claims.models.publication import PublicationQuerySet
from claims.presenters import rating_words

CAP = 1_000
SHOWN = 12  # choices of one facet
KINDS = {str(kind): words for kind, words in Claim.Kind.choices}


class Choice(NamedTuple):
    """``words`` are in ``language`` where they are data."""

    value: str
    words: str
    many: int


@dataclass(frozen=True)
class Facet:
    """``name`` is that of the parameter; ``choices`` have the most frequent first, years the latest."""

    name: str
    label: str
    choices: list[Choice]


@dataclass(frozen=True)
class Found:
    """``total`` goes to CAP; ``is_more`` says that there are others, which no number counts."""

    total: int
    is_more: bool
    facets: list[Facet]


class _Row(NamedTuple):
    pk: int
    claim: int
    rating_slug: str
    change: str
    kind: str
    language: str
    claimant_slug: str | None
    published_at: Any


def count(rows: PublicationQuerySet, ratings: Iterable[Rating]) -> Found:
    """What is in ``rows``, which are on show. Three queries, and none of them reads more than CAP rows."""
    columns = ("pk", "claim_id", *_Row._fields[2:])
    found = [_Row(*row) for row in rows.order_by("-published_at", "-pk").values_list(*columns)[: CAP + 1]]
    read = found[:CAP]
    facets = [
        Facet("rating", _("Rating"), _ratings(read, ratings)),
        Facet("claimant", _("Claimant"), _claimants(read)),
        Facet("topic", _("Topic"), _topics(read)),
        Facet("kind", _("Kind of claim"), _kinds(read)),
        Facet("language", _("Language"), _languages(read)),
        Facet("year", _("Checked in"), _years(read)),
    ]
    return Found(len(read), len(found) > CAP, [one for one in facets if one.choices])


def _ratings(read: Sequence[_Row], ratings: Iterable[Rating]) -> list[Choice]:
    """In the order of their scale, as the desk words them today; one that is no more by its slug."""
    counted = Counter(row.rating_slug for row in read if row.rating_slug)
    known = [Choice(one.slug, one.label, counted.pop(one.slug)) for one in ratings if one.slug in counted]
    return known + [Choice(slug, slug, many) for slug, many in counted.most_common()]


def _kinds(read: Sequence[_Row]) -> list[Choice]:
    counted = Counter(row.kind for row in read if row.kind)
    return [Choice(kind, str(KINDS.get(kind, kind)), many) for kind, many in counted.most_common()]


def _languages(read: Sequence[_Row]) -> list[Choice]:
    counted = Counter(row.language for row in read if row.language)
    return [Choice(tag, rating_words.named(tag), many) for tag, many in counted.most_common(SHOWN)]


def _years(read: Sequence[_Row]) -> list[Choice]:
    zone = timezone.get_default_timezone()
    counted = Counter(str(row.published_at.astimezone(zone).year) for row in read)
    return [Choice(year, year, many) for year, many in sorted(counted.items(), reverse=True)]


def _claimants(read: Sequence[_Row]) -> list[Choice]:
    """The most frequent, by the names that the newest document of each has."""
    counted = Counter(row.claimant_slug for row in read if row.claimant_slug).most_common(SHOWN)
    wanted = {slug for slug, _many in counted}
    newest = {row.claimant_slug: row.pk for row in reversed(read) if row.claimant_slug in wanted}
    texts = Publication.objects.filter(pk__in=newest.values()).values_list("claimant_slug", "document")
    names = {slug: json.loads(text)["claimant"]["name"] for slug, text in texts}
    return [Choice(slug, names[slug], many) for slug, many in counted]


def _topics(read: Sequence[_Row]) -> list[Choice]:
    """Those topics that are for readers."""
    of_these = Topic.objects.filter(is_public=True, claims__in=[row.claim for row in read])
    counted = of_these.annotate(many=Count("claims")).order_by("-many", "name")[:SHOWN]
    return [Choice(one.slug, one.name, one.many) for one in counted]
