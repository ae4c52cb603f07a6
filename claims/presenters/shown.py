"""Fact-checks that readers are shown now: what was frozen, as it is passed on, and what stands beside it.

The same rows as ``Publication.objects.on_show().fact_checks()``, in SQL: nothing is asked more often, and to have
Django put these queries together takes longer than to answer them.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import datetime
from itertools import starmap
from typing import Any, NamedTuple

from django.db import connection

from claims.presenters import addresses, keyset, live, worded
from claims.presenters.keyset import Page, Place
from claims.presenters.live import CitedPage

# The rows are found before anything is joined to them: however many a search finds, so many are looked up as are shown.
# What is on show is current, or withdrawn, also where a number under embargo has superseded it already.
ROWS = """
SELECT p.id, p.published_at, p.slug, p.number, p.sha256,
       CASE p.change WHEN 'withdrawal' THEN 'withdrawn' ELSE 'current' END,
       to_char(s.at_risk_since AT TIME ZONE 'UTC', {moment}), to_char(s.changed_at AT TIME ZONE 'UTC', {moment}),
       EXISTS (SELECT FROM claims_doubt d WHERE d.verdict_id = p.verdict_id), {document}
  FROM (SELECT p.* FROM claims_publication p JOIN claims_showing w ON w.publication_id = p.id
         WHERE w.during @> statement_timestamp() AND p.reach = 'fact_check' {narrowed}
         ORDER BY p.published_at {order}, p.id {order} LIMIT %(size)s) p
  JOIN claims_publicationstate s ON s.publication_id = p.id
 ORDER BY p.published_at {order}, p.id {order}
"""
MOMENT = """'YYYY-MM-DD"T"HH24:MI:SS"Z"'"""  # as document.moment writes it
# What a list can be narrowed down by; "few": by a search that finds little. Of a withdrawal, the rating is history.
CONDITIONS = {
    "article": """p.claim_id IN (
        SELECT m.claim_id FROM claims_appearance m JOIN claims_articleversion v ON v.id = m.article_version_id
          JOIN claims_article t ON t.id = v.article_id
         WHERE t.slug = %(article)s AND t.is_public
           AND (t.embargo_until IS NULL OR t.embargo_until <= statement_timestamp()))""",
    "claimant": "p.claimant_slug = %(claimant)s",
    "kind": "p.kind = %(kind)s",
    "language": "p.language = %(language)s",
    "few": "p.id = ANY(%(few)s)",
    "q": "p.search @@ websearch_to_tsquery('simple', %(q)s)",
    "rating": "p.rating_slug = %(rating)s AND p.change <> 'withdrawal'",
    "slug": "p.slug = %(slug)s",
    "updated_since": """p.id IN (
        SELECT c.publication_id FROM claims_publicationstate c WHERE c.changed_at >= %(updated_since)s)""",
}


class Shown(NamedTuple):
    """``document`` is empty where it was not asked for. ``at_risk_since`` and ``changed_at`` are texts already."""

    pk: int
    published_at: datetime
    slug: str
    number: int
    sha256: str
    word: str
    at_risk_since: str | None
    changed_at: str
    is_in_doubt: bool
    document: str
    cited_pages: tuple[CitedPage, ...] = ()

    @property
    def beside(self) -> str:
        """What is told beside the document, as the members of a JSON object.

        Put together by hand, for this is done a hundred times in an answer: nothing in it can need escaping but
        what is told of pages, which nearly never is anything.
        """
        at_risk = f'"{self.at_risk_since}"' if self.at_risk_since else "null"
        told = [page.as_json() for page in self.cited_pages]
        pages = json.dumps(told, ensure_ascii=False, separators=(",", ":")) if told else "[]"
        return (
            f'"page":"{addresses.version(self.slug, self.number)}","sha256":"{self.sha256}",'
            f'"state":{{"standing":"{self.word}","at_risk_since":{at_risk},"changed_at":"{self.changed_at}",'
            f'"cited_pages":{pages}}}'
        )


def page(
    told: Mapping[str, Any], *, before: Place | None, size: int, rises: bool, with_documents: bool = True
) -> Page:
    """A page of the list, newest first unless it ``rises``, narrowed down to ``told``: values by CONDITIONS."""
    told = _looked_up(told)
    narrowed = [CONDITIONS[name] for name in told]
    given = {**told, "size": size + 1}
    if before:
        narrowed.append(f"(p.published_at, p.id) {'>' if rises else '<'} (%(at)s, %(pk)s)")
        given |= {"at": before.at, "pk": before.pk}
    rows = _read(narrowed, given, order="ASC" if rises else "DESC", with_documents=with_documents)
    return keyset.cut(rows, by="published_at", size=size, rises=rises)


def _looked_up(told: Mapping[str, Any]) -> Mapping[str, Any]:
    """With the keys of what the search finds in place of its words, where it finds little."""
    few = worded.few_holding(told["q"]) if "q" in told else None
    if few is None:
        return told
    others = {name: value for name, value in told.items() if name != "q"}
    return {**others, "few": few}


def one(slug: str) -> Shown | None:
    """The number of this claim that is on show."""
    return next(iter(_read([CONDITIONS["slug"]], {"slug": slug, "size": 1})), None)


def _read(
    narrowed: list[str], given: Mapping[str, Any], *, order: str = "DESC", with_documents: bool = True
) -> list[Shown]:
    told = {
        "moment": MOMENT,
        "document": "p.document" if with_documents else "''",
        "narrowed": "".join(f"AND {condition} " for condition in narrowed),
        "order": order,
    }
    with connection.cursor() as cursor:
        cursor.execute(ROWS.format(**told), given)
        rows = list(starmap(Shown, cursor.fetchall()))
    if doubted := [row.pk for row in rows if row.is_in_doubt]:
        pages = live.pages_of(doubted)
        rows = [row._replace(cited_pages=pages.get(row.pk, ())) for row in rows]
    return rows
