"""Three ways to tell of published claims without frozen documents: the peers of `benchmarks.api`.

All tell the same of a claim: statement, claimant, rating, the verdict's texts, its citations with their sources.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs

import django
import orjson
import psycopg2
import psycopg2.extras

# --- psycopg2 and orjson, and nothing else ------------------------------------------------------------------------

ROWS = """
SELECT p.id, p.slug, p.number, p.published_at, p.language, p.sha256, c.statement, c.kind, c.claimed_on,
       m.slug AS claimant_slug, m.name AS claimant_name, r.slug AS rating_slug, r.label AS rating_label, r.number AS rating_number,
       s.name AS scale_name, s.worst, s.best, v.id AS verdict_id, v.summary, v.explanation, v.how_checked, v.would_change,
       v.methodology, v.credits, v.as_of, st.standing, st.changed_at
  FROM claims_publication p
  JOIN claims_publicationstate st ON st.publication_id = p.id
  JOIN claims_verdict v ON v.id = p.verdict_id
  JOIN claims_claim c ON c.id = p.claim_id
  LEFT JOIN claims_claimant m ON m.id = c.claimant_id
  LEFT JOIN claims_rating r ON r.id = v.rating_id
  LEFT JOIN claims_ratingscale s ON s.id = r.scale_id
 WHERE p.reach = 'fact_check' AND st.standing <> 'superseded' {where}
 ORDER BY p.published_at DESC, p.id DESC LIMIT %(limit)s
"""
CITATIONS = """
SELECT x.verdict_id, x.number, x.weight, e.stance, e.quote, e.summary, e.as_of, o.publisher, o.title, o.url, o.kind
  FROM claims_verdictcitation x JOIN claims_evidence e ON e.id = x.evidence_id LEFT JOIN claims_source o ON o.id = e.source_id
 WHERE x.verdict_id = ANY(%s) ORDER BY x.verdict_id, x.number
"""
_connection: Any = None


def _cursor() -> Any:
    global _connection
    if _connection is None:
        _connection = psycopg2.connect(os.environ["DATABASE_URL"])
        _connection.autocommit = True
    return _connection.cursor(cursor_factory=psycopg2.extras.RealDictCursor)


def rows_of(where: str, given: dict[str, Any]) -> list[dict[str, Any]]:
    """Published claims with their citations."""
    with _cursor() as cursor:
        cursor.execute(ROWS.format(where=where), given)
        found = [dict(row) for row in cursor.fetchall()]
        cursor.execute(CITATIONS, [[row["verdict_id"] for row in found]])
        cited = defaultdict(list)
        for row in cursor.fetchall():
            cited[row["verdict_id"]].append(row)
    for row in found:
        row["citations"] = cited[row["verdict_id"]]
    return found


def bare(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    slug = environ["PATH_INFO"].removeprefix("/claims/").strip("/")
    asked = {name: values[0] for name, values in parse_qs(environ["QUERY_STRING"]).items()}
    where, given = "", {**asked, "limit": int(asked.get("limit", 50)), "slug": slug}
    if slug:
        where += " AND p.slug = %(slug)s"
    if "rating" in asked:
        where += " AND p.rating_slug = %(rating)s AND st.standing <> 'withdrawn'"
    if "q" in asked:
        where += " AND p.search @@ websearch_to_tsquery('simple', %(q)s)"
    if "before" in asked:
        given["at"], given["pk"] = asked["before"].split(",")
        where += " AND (p.published_at, p.id) < (%(at)s, %(pk)s)"
    body = orjson.dumps({"results": rows_of(where, given)})
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


# --- Django REST framework ----------------------------------------------------------------------------------------


def _django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
    from django.conf import settings

    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = []  # none of ours: what a peer need not do it does not do
    django.setup()


def _serializers() -> tuple[Any, Any]:
    from rest_framework import serializers

    from claims.models import (
        Claim,
        Claimant,
        Evidence,
        Publication,
        Rating,
        RatingScale,
        Source,
        Verdict,
        VerdictCitation,
    )

    def of(shown: Any, names: str, **nested: Any) -> Any:
        meta = type("Meta", (), {"model": shown, "fields": [*names.split(), *nested]})
        return type(f"{shown.__name__}Serializer", (serializers.ModelSerializer,), {"Meta": meta, **nested})

    source = of(Source, "publisher title url kind")
    evidence = of(Evidence, "stance quote summary as_of", source=source())
    citation = of(VerdictCitation, "number weight", evidence=evidence())
    rating = of(Rating, "slug label number", scale=of(RatingScale, "name worst best")())
    texts = "summary explanation how_checked would_change methodology credits as_of"
    verdict = of(Verdict, texts, rating=rating(), citations=citation(many=True))
    claim = of(Claim, "statement kind claimed_on", claimant=of(Claimant, "slug name")())
    standing = serializers.CharField(source="standing.standing")
    return of(
        Publication,
        "slug number published_at language sha256",
        claim=claim(),
        verdict=verdict(),
        standing=standing,
    ), Publication


def _urls(*, is_tuned: bool) -> list[Any]:
    from django.urls import path
    from rest_framework import generics, pagination

    serializer, published = _serializers()
    rows = (
        published.objects.filter(reach="fact_check")
        .exclude(standing__standing="superseded")
        .order_by("-published_at", "-pk")
    )

    class Numbered(pagination.PageNumberPagination):
        page_size, page_size_query_param = 50, "limit"

    class ByCursor(pagination.CursorPagination):
        page_size, page_size_query_param, ordering = 50, "limit", ("-published_at", "-id")

    if is_tuned:
        joined = rows.defer("document", "search").select_related(
            "standing", "claim__claimant", "verdict__rating__scale"
        )
        rows = joined.prefetch_related("verdict__citations__evidence__source")
    common = {
        "queryset": rows, "serializer_class": serializer, "authentication_classes": [], "permission_classes": [],
        "filter_backends": [],
    }  # fmt: skip
    many = type(
        "Many", (generics.ListAPIView,), {**common, "pagination_class": ByCursor if is_tuned else Numbered}
    )
    one = type("One", (generics.RetrieveAPIView,), {**common, "lookup_field": "slug"})
    return [path("claims/", many.as_view()), path("claims/<slug:slug>/", one.as_view())]


urlpatterns: list[Any] = []


def _served(*, is_tuned: bool) -> Any:
    made: list[Any] = []

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Any:
        if not made:
            _django()
            from django.core.wsgi import get_wsgi_application

            urlpatterns[:] = _urls(is_tuned=is_tuned)
            made.append(get_wsgi_application())
        return made[0](environ, start_response)

    return application


stock = _served(is_tuned=False)
expert = _served(is_tuned=True)
