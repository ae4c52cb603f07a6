"""The same text under another masthead: articles, and entries of feeds, that are nearly one text."""

from __future__ import annotations

from django.db import connection

from claims.models import Article, ArticleVersion, FeedEntry, TextSketch
from claims.text import sketches

CANDIDATES = 20
AT_ONCE = 50


def of_version(version: ArticleVersion) -> None:
    """Keep the sketch of a text; in the transaction that stores it. An empty one says that there is none to have."""
    TextSketch.objects.get_or_create(
        article_version=version, defaults={"hashes": sketches.sketch(version.text)}
    )


def of_entry(entry: FeedEntry) -> None:
    TextSketch.objects.update_or_create(entry=entry, defaults={"hashes": sketches.sketch(entry.text)})


def sketch_some(at_most: int = AT_ONCE) -> int:
    """Sketches of versions that came before there were any; of how many."""
    rows = list(ArticleVersion.objects.filter(sketch__isnull=True).order_by("-pk")[:at_most])
    for version in rows:
        of_version(version)
    return len(rows)


def articles_like(hashes: list[int], *, apart_from: Article | None = None) -> list[Article]:
    """Articles of which some version is nearly the text of this sketch, most alike first; each once."""
    keys = dict(_near(hashes, "article_version_id"))
    rows = ArticleVersion.objects.filter(pk__in=keys).select_related("article").defer("text")
    best: dict[Article, float] = {}
    for version in rows:
        best[version.article] = max(best.get(version.article, 0.0), keys[version.pk])
    found = sorted(best, key=lambda one: (-best[one], one.pk))
    return [one for one in found if apart_from is None or one.pk != apart_from.pk]


def entry_like(hashes: list[int], *, apart_from: FeedEntry) -> FeedEntry | None:
    """The first entry of a feed that says nearly this, if one does."""
    keys = [one for one, _score in _near(hashes, "entry_id")]
    return FeedEntry.objects.filter(pk__in=keys, pk__lt=apart_from.pk).order_by("pk").first()


def like_article(article: Article) -> list[Article]:
    """Other articles that are nearly the latest text of this one."""
    row = TextSketch.objects.filter(article_version__article=article).order_by("-article_version").first()
    return articles_like(row.hashes, apart_from=article) if row else []


def _near(hashes: list[int], column: str) -> list[tuple[int, float]]:
    if not hashes:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {column}, hashes FROM claims_textsketch"  # noqa: S608 - one of two columns, named here
            f" WHERE hashes && %s::bigint[] AND {column} IS NOT NULL"
            " ORDER BY (SELECT count(*) FROM unnest(hashes) AS one WHERE one = ANY (%s::bigint[])) DESC LIMIT %s",
            [hashes, hashes, CANDIDATES],
        )
        rows = cursor.fetchall()
    scored = [(key, sketches.likeness(hashes, other)) for key, other in rows]
    return [(key, score) for key, score in scored if score >= sketches.NEAR]
