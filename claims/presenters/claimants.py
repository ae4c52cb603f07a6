"""Who made the claims that are published: all of them in the order of their slugs, and what was found of one.

Names and roles are those of the newest document: what the desk's own record says meanwhile is not published.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from claims.models import Claim, Publication, Verdict
from claims.models.publication import PublicationQuerySet
from claims.presenters.document import Document

MOST = 100  # fact-checks of one claimant that the list counts
READ = 1_000  # fact-checks of one claimant that their page counts, the newest

# From one slug to the next by the index, however many rows share it; of each what readers are shown, and no more rows
# than are wanted.
WALK = """
WITH RECURSIVE walk (slug) AS (
    (SELECT claimant_slug FROM claims_publication WHERE claimant_slug > %s ORDER BY claimant_slug LIMIT 1)
    UNION ALL
    SELECT (SELECT claimant_slug FROM claims_publication WHERE claimant_slug > walk.slug
            ORDER BY claimant_slug LIMIT 1)
    FROM walk WHERE walk.slug IS NOT NULL
)
SELECT of_one.newest, of_one.found FROM walk CROSS JOIN LATERAL (
    SELECT (array_agg(id ORDER BY published_at DESC, id DESC))[1] AS newest, count(*) AS found FROM ({shown}) AS shown
) AS of_one WHERE walk.slug IS NOT NULL AND of_one.found > 0 LIMIT %s
"""


@dataclass(frozen=True)
class Named:
    """A claimant in the list. ``count`` goes to MOST; ``is_more`` says that there are others."""

    claimant: Document
    count: int
    is_more: bool
    published_at: datetime


@dataclass
class Share:
    """How many of a claimant's claims have one rating, as ``document`` words it: the newest of them."""

    document: Document
    count: int = 0
    per_cent: int = 0


@dataclass(frozen=True)
class Record:
    """What is published of one claimant, of at most READ; ``is_more`` says that there are others.

    ``so`` are the claims whose matter was rated, ``said`` those of which is rated that they said it: the two are never
    added up, as a quotation that is genuine says nothing of what is quoted.
    """

    claimant: Document
    roles: list[str]
    so: list[Share]
    said: list[Share]
    total: int
    is_more: bool


def shown() -> PublicationQuerySet:
    """The fact-checks that stand and name who made the claim."""
    rows = Publication.objects.on_show().fact_checks().filter(claimant_slug__isnull=False)
    return rows.exclude(change=Verdict.Change.WITHDRAWAL)


def named(*, after: str = "", size: int) -> tuple[list[Named], str | None]:
    """``size`` claimants after the slug ``after``, and the slug to go on after, None at the end. Two queries."""
    found = _walked(after, size + 1)
    rows = Publication.objects.filter(pk__in=[pk for pk, _ in found[:size]])
    newest = {row.pk: row for row in rows.only("document", "published_at")}
    made = [_named(newest[pk], count) for pk, count in found[:size]]
    return made, made[-1].claimant["slug"] if len(found) > size else None


def record(slug: str) -> Record | None:
    """What is published of this claimant, None where that is nothing. One query."""
    rows = shown().filter(claimant_slug=slug).order_by("-published_at", "-pk")
    found = list(rows.values_list("document", "rated")[: READ + 1])
    if not found:
        return None
    told = [(json.loads(text), rated) for text, rated in found[:READ]]
    roles = dict.fromkeys(role for document, _ in told if (role := document["claimant"]["role"]))
    so, said = (
        _shares(document for document, rated in told if rated == kind)
        for kind in (Claim.Rated.SO, Claim.Rated.SAID)
    )
    return Record(told[0][0]["claimant"], list(roles), so, said, len(told), len(found) > READ)


def _walked(after: str, size: int) -> list[tuple[int, int]]:
    """(key of the newest that is shown, how many are), claimant by claimant."""
    rows = (
        shown().order_by("-published_at", "-pk").extra(where=["claims_publication.claimant_slug = walk.slug"])
    )
    text, values = rows.values("id", "published_at")[: MOST + 1].query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(WALK.format(shown=text), [after, *values, size])
        found: list[tuple[int, int]] = cursor.fetchall()
    return found


def _named(row: Publication, count: int) -> Named:
    claimant: Document = json.loads(row.document)["claimant"]
    return Named(claimant, min(count, MOST), count > MOST, row.published_at)


def _shares(documents: Iterable[Document]) -> list[Share]:
    """By rating: those of a scale from its best to its worst, then the others, the most frequent first."""
    found: dict[str, Share] = {}
    for document in filter(lambda one: one["rating"], documents):
        found.setdefault(document["rating"]["slug"], Share(document)).count += 1
    total = sum(one.count for one in found.values())
    for one in found.values():
        one.per_cent = round(100 * one.count / total)
    return sorted(found.values(), key=_place)


def _place(share: Share) -> tuple[Any, ...]:
    number = share.document["rating"]["number"]
    return (number is None, -(number or 0), -share.count)
