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
from psycopg2 import extensions

from claims.presenters import addresses, keyset, live, worded
from claims.presenters.keyset import Page, Place
from claims.presenters.live import CitedPage

# The rows are found before anything is joined to them: however many a search finds, so many are looked up as are shown.
# What is on show is current, or withdrawn, also where a number under embargo has superseded it already.
ROWS = """
SELECT p.id, p.published_at,
       replace(replace(%(address)s, '{{slug}}', p.slug), '{{number}}', p.number::text), p.sha256,
       CASE p.change WHEN 'withdrawal' THEN 'withdrawn' ELSE 'current' END,
       to_char(s.at_risk_since AT TIME ZONE 'UTC', {moment}), to_char(s.changed_at AT TIME ZONE 'UTC', {moment}),
       EXISTS (SELECT FROM claims_doubt d WHERE d.verdict_id = p.verdict_id), {document}
  FROM (SELECT p.* FROM claims_publication p JOIN claims_showing w ON w.publication_id = p.id
         WHERE w.during @> statement_timestamp() AND p.reach = 'fact_check' {narrowed}
         ORDER BY p.published_at {order}, p.id {order} LIMIT %(size)s) p
  JOIN claims_publicationstate s ON s.publication_id = p.id
 ORDER BY p.published_at {order}, p.id {order}
"""
BESIDE = (
    b'"page":"%b","sha256":"%b",'
    b'"state":{"standing":"%b","at_risk_since":%b,"changed_at":"%b","cited_pages":%b}'
)
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
    """As it is sent: all texts are UTF-8. ``document`` is empty where it was not asked for; ``page`` is its address."""

    pk: int
    published_at: datetime
    page: bytes
    sha256: bytes
    word: bytes
    at_risk_since: bytes | None
    changed_at: bytes
    is_in_doubt: bool
    document: bytes
    cited_pages: tuple[CitedPage, ...] = ()

    @property
    def beside(self) -> bytes:
        """What is told beside the document, as the members of a JSON object.

        Put together by hand, for this is done a hundred times in an answer: nothing in it can need escaping but
        what is told of pages, which nearly never is anything.
        """
        at_risk = b'"%b"' % self.at_risk_since if self.at_risk_since else b"null"
        told = [page.as_json() for page in self.cited_pages]
        pages = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode() if told else b"[]"
        return BESIDE % (self.page, self.sha256, self.word, at_risk, self.changed_at, pages)


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
        # Documents stay the bytes they are: to make texts of them, and bytes again, took a quarter of the time.
        extensions.register_type(extensions.BYTES, cursor.cursor)
        cursor.execute(ROWS.format(**told), {**given, "address": addresses.any_version()})
        rows = list(starmap(Shown, cursor.fetchall()))
    if doubted := [row.pk for row in rows if row.is_in_doubt]:
        pages = live.pages_of(doubted)
        rows = [row._replace(cited_pages=pages.get(row.pk, ())) for row in rows]
    return rows
