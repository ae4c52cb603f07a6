"""A large desk for measuring: articles whose every sentence is a claim, sources, evidence, assessments: all by SQL.

All of it is invented. Every constraint and trigger holds as for anybody's rows; only the acts are not on record one by
one. Made only where nothing real can be: in an empty desk, or in a database that is named for it.
"""

from __future__ import annotations

from typing import Any

from django.db import connection, models, transaction

from claims.exceptions import IllegalTransition, InvalidInput
from claims.models import (
    Appearance,
    Article,
    ArticleVersion,
    Assessment,
    Claim,
    Claimant,
    Evidence,
    Rating,
    RatingScale,
    Sentence,
    Source,
    User,
)
from claims.services import auditing
from claims.services.auditing import Subject

NAMED = "large"  # a database with this in its name is for measuring
CLAIMANTS = 500
WITH_EVIDENCE = 5  # every fifth claim has evidence,
ASSESSED = 20  # and every twentieth was assessed

LINES = """
CREATE TEMPORARY TABLE large_line ON COMMIT DROP AS
SELECT n, n %% %(articles)s AS a, format(
         'The %%s of %%s counted %%s %%s in %%s, %%s %%s per cent than a year before.',
         (ARRAY['port', 'council', 'clinic', 'school', 'market', 'bank', 'court'])[1 + n %% 7],
         (ARRAY['Lowmark', 'Hesby', 'Carrow', 'Tilling', 'Ansted', 'Morley', 'Oxwich', 'Penhale', 'Quarn'])[1 + n %% 9]
           || ' ' || n / 63,
         to_char(100 + n::bigint * 7919 %% 900000, 'FM999,999'),
         (ARRAY['ships', 'patients', 'pupils', 'visitors', 'loans'])[1 + n %% 5],
         1990 + n %% 35, (ARRAY['more by', 'fewer by'])[1 + n %% 2], n %% 97) AS line
  FROM generate_series(0, %(claims)s - 1) n
"""
PLACED = """
CREATE TEMPORARY TABLE large_place ON COMMIT DROP AS
SELECT n, a, line, row_number() OVER byline AS number,
       (sum(length(line) + 1) OVER byline - length(line) - 1)::int AS start
  FROM large_line WINDOW byline AS (PARTITION BY a ORDER BY n)
"""


@transaction.atomic
def enlarge(*, claims: int, articles: int, sources: int) -> dict[str, int]:
    """Make so many of each; returns how many rows of each noun there are then.

    Raises IllegalTransition where somebody's desk could be meant.
    """
    if articles < 1 or sources < 1 or claims < 0:
        raise InvalidInput("There has to be an article and a source at least.")
    _refuse_a_real_desk()
    numbers = {"claims": claims, "articles": articles, "sources": sources}
    with connection.cursor() as cursor:
        cursor.execute(LINES, numbers)
        cursor.execute(PLACED)
        cursor.execute("ANALYZE large_place")
    _people_and_sources(numbers)
    _texts(numbers)
    _claims(numbers)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    subject = Subject("desk", "", "invented rows for measuring")
    auditing.record("desk.enlarged", subject, claims=claims, articles=articles, sources=sources)
    return {str(model._meta.verbose_name_plural): model._default_manager.count() for model in _MADE}


_MADE: tuple[type[models.Model], ...] = (Article, Claim, Source, Evidence, Assessment)


def _refuse_a_real_desk() -> None:
    name = str(connection.settings_dict["NAME"])
    if NAMED not in name and any(model._default_manager.exists() for model in (Article, Claim, Source)):
        raise IllegalTransition(
            f"This desk holds something already. Make a database with “{NAMED}” in its name, or an empty one."
        )
    if Article._default_manager.filter(slug__startswith="large-").exists():
        raise IllegalTransition("This desk is large already.")


def _insert(model: type[models.Model], origin: str, *, given: dict[str, Any], **numbers: int) -> None:
    """Rows from ``origin``: ``given`` are columns and their SQL, all others hold what the model says."""
    columns: list[str] = []
    values: list[str] = []
    defaults: dict[str, Any] = {}
    for field in model._meta.concrete_fields:
        column, told = str(field.column), given.get(field.name)
        if told is None and (field.primary_key or field.null or field.has_db_default()):
            continue
        if told is None:
            defaults[column] = field.get_db_prep_save(field.get_default(), connection)
            told = f"%({column})s"
        columns.append(connection.ops.quote_name(column))
        values.append(told)
    # The SQL is put together of this module's own words and the models' columns; values are parameters.
    statement = (
        f"INSERT INTO {model._meta.db_table} ({', '.join(columns)}) SELECT {', '.join(values)} FROM {origin}"  # noqa: S608
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, {**defaults, **numbers})


def _people_and_sources(numbers: dict[str, int]) -> None:
    person = User(username="large", is_active=False, is_demonstration=True)
    person.set_unusable_password()
    person.save()
    scale = RatingScale.objects.create(slug="large", name="Invented", worst=1, best=5)
    Rating.objects.create(
        slug="large", scale=scale, order=1, number=3, label="Counted", definition="Invented."
    )
    _insert(
        Claimant, f"generate_series(1, {CLAIMANTS}) n",
        given={"slug": "'large-' || n", "name": "'Speaker ' || n", "kind": "'person'"},
    )  # fmt: skip
    _insert(
        Source, "generate_series(1, %(sources)s) n", **numbers,
        given={
            "slug": "'large-' || n", "url": "'https://large-' || n %% 5000 || '.example/page/' || n",
            "kind": "(ARRAY['primary', 'agency', 'newspaper', 'broadcaster'])[1 + n %% 4]",
            "publisher": "'Gazette ' || n %% 5000", "title": "'Report number ' || n",
            "health": "CASE WHEN n %% 50 = 0 THEN 'failing' ELSE 'ok' END",
        },
    )  # fmt: skip


def _texts(numbers: dict[str, int]) -> None:
    _insert(
        Article, "generate_series(0, %(articles)s - 1) n", **numbers,
        given={
            "slug": "'large-' || n", "title": "'Figures of the year, part ' || n", "outlet": "'Gazette ' || n %% 50",
            "is_invented": "true", "created_at": "statement_timestamp() - n * interval '1 minute'",
        },
    )  # fmt: skip
    text = "coalesce(p.text, 'There is nothing to report in part ' || a.slug || '.')"
    _insert(
        ArticleVersion,
        "claims_article a LEFT JOIN (SELECT a, string_agg(line, ' ' ORDER BY n) AS text FROM large_place GROUP BY a) p"
        " ON 'large-' || p.a = a.slug WHERE a.slug LIKE 'large-%%'",
        given={
            "article": "a.id", "text": text, "number": "1",
            "sha256": f"encode(sha256(convert_to({text}, 'UTF8')), 'hex')",
        },
    )  # fmt: skip


OF_A_VERSION = (
    "large_place p JOIN claims_article a ON a.slug = 'large-' || p.a"
    " JOIN claims_articleversion v ON v.article_id = a.id"
)


def _claims(numbers: dict[str, int]) -> None:
    _insert(
        Sentence, OF_A_VERSION,
        given={
            "article_version": "v.id", "number": "p.number", "start": "p.start", "end": "p.start + length(p.line)",
            "disposition": "'claim'",
        },
    )  # fmt: skip
    _insert(
        Claim, "large_place p JOIN claims_claimant c ON c.slug = 'large-' || 1 + p.n %% %(claimants)s ORDER BY p.n",
        claimants=CLAIMANTS,
        given={
            "slug": "'large-' || p.n", "claimant": "c.id",
            # Every fifth is told in the desk's own words, and found by the article's.
            "statement": "CASE WHEN p.n %% 5 > 0 THEN p.line ELSE replace(p.line, ' counted ', ' registered ') END",
            "kind": "(ARRAY['statistic', 'event', 'background', 'quote'])[1 + p.n %% 4]",
        },
    )  # fmt: skip
    _insert(
        Appearance, f"{OF_A_VERSION} JOIN claims_claim c ON c.slug = 'large-' || p.n",
        given={
            "claim": "c.id", "article_version": "v.id", "start": "p.start", "end": "p.start + length(p.line)",
            "exact": "p.line", "prefix": "substr(v.text, greatest(p.start - 31, 1), least(p.start, 32))",
            "suffix": "substr(v.text, p.start + length(p.line) + 1, 32)",
        },
    )  # fmt: skip
    _insert(
        Evidence, "large_place p JOIN claims_claim c ON c.slug = 'large-' || p.n"
        " JOIN claims_source s ON s.slug = 'large-' || 1 + p.n %% %(sources)s WHERE p.n %% %(every)s = 0",
        sources=numbers["sources"], every=WITH_EVIDENCE,
        given={
            "slug": "'large-' || p.n", "claim": "c.id", "source": "s.id", "stance": "'supports'", "quote": "p.line",
            "form": "'passage'", "weight": "'supporting'",
        },
    )  # fmt: skip
    _insert(
        Assessment,
        "large_place p JOIN claims_claim c ON c.slug = 'large-' || p.n, claims_user u, claims_rating r"
        " WHERE p.n %% %(every)s = 0 AND u.username = 'large' AND r.slug = 'large'",
        every=ASSESSED,
        given={"claim": "c.id", "reviewer": "u.id", "rating": "r.id", "reasoning": "'As counted.'"},
    )  # fmt: skip
