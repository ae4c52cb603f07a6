"""Vector candidates: a table beside the wordings, where PostgreSQL has pgvector and the desk's operator wants it.

No migration makes it, for many servers have no pgvector. What is here is run as the tables' owner; a search sees by
itself whether the table is there (``looking_up``). PostgreSQL keeps it equal to the embeddings, whoever writes them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import ProgrammingError, connection, transaction
from psycopg2 import errors, sql

from claims.exceptions import InvalidInput
from claims.text.rescoring import DIMENSIONS

OLDEST = (0, 7)  # of pgvector: the first with vectors of two bytes a dimension
LOOKED_AT = (
    100  # vectors that are kept in view on the way through the index: with more, more are found, and later
)
BYTES_OF_ONE = (
    2_000  # of memory for a vector while the index is built: what doesn't fit is added far more slowly
)
MOST_MEMORY = 1_000_000  # kB

# The bytes are signed, and PostgreSQL's aren't. What has no direction is near to nothing.
FUNCTIONS = """
CREATE FUNCTION public.claims_halfvec(packed bytea) RETURNS {schema}.halfvec LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
  SET search_path = pg_catalog, public, pg_temp AS $$
  SELECT CASE WHEN octet_length(packed) = {dimensions} AND packed <> decode(repeat('00', {dimensions}), 'hex') THEN
    ARRAY(SELECT (get_byte(packed, place) # 128) - 128 FROM generate_series(0, {dimensions} - 1) AS place
         )::{schema}.halfvec
  END
$$;

-- Tables are found by the caller's search_path, as claims_candidates does.
CREATE FUNCTION public.claims_nearest(asked bytea, at_most integer) RETURNS TABLE (id bigint) LANGUAGE plpgsql STABLE
  SET enable_seqscan = off SET hnsw.ef_search = {looked_at} AS $$
BEGIN
  RETURN QUERY EXECUTE
    'SELECT wording_id FROM claims_wordingvector ORDER BY vector OPERATOR({schema}.<=>) $1 LIMIT $2'
    USING public.claims_halfvec(asked), at_most;
END $$;

-- As the tables' owner, who alone may write here: a vector says what its wording's embedding says, and nothing else.
CREATE FUNCTION public.claims_wordings_vectored() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
  SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    DELETE FROM claims_wordingvector kept USING before, written
     WHERE kept.wording_id = before.id AND written.id = before.id
       AND written.embedding IS DISTINCT FROM before.embedding;
  END IF;
  INSERT INTO claims_wordingvector (wording_id, vector)
    SELECT id, claims_halfvec(embedding) FROM written WHERE claims_halfvec(embedding) IS NOT NULL
    ON CONFLICT DO NOTHING;
  RETURN NULL;
END $$;
"""
MADE = """
CREATE TABLE public.claims_wordingvector (
  wording_id bigint PRIMARY KEY REFERENCES public.claims_wording ON DELETE CASCADE,
  vector {schema}.halfvec({dimensions}) NOT NULL
);
"""
FILLED = """
INSERT INTO claims_wordingvector (wording_id, vector)
  SELECT id, claims_halfvec(embedding) FROM claims_wording WHERE claims_halfvec(embedding) IS NOT NULL;
"""
INDEXED = """
CREATE INDEX wordingvector_nearest ON {within}.claims_wordingvector USING hnsw (vector {schema}.halfvec_cosine_ops);
"""
WATCHED = """
CREATE TRIGGER wording_vectored AFTER INSERT ON public.claims_wording REFERENCING NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION public.claims_wordings_vectored();
CREATE TRIGGER wording_revectored AFTER UPDATE ON public.claims_wording
  REFERENCING OLD TABLE AS before NEW TABLE AS written
  FOR EACH STATEMENT EXECUTE FUNCTION public.claims_wordings_vectored();
ALTER TABLE public.claims_wording ENABLE ALWAYS TRIGGER wording_vectored, ENABLE ALWAYS TRIGGER wording_revectored;
ANALYZE public.claims_wordingvector;
"""
REMOVED = """
DROP TRIGGER IF EXISTS wording_vectored ON public.claims_wording;
DROP TRIGGER IF EXISTS wording_revectored ON public.claims_wording;
DROP FUNCTION IF EXISTS public.claims_wordings_vectored();
DROP FUNCTION IF EXISTS public.claims_nearest(bytea, integer);
DROP TABLE IF EXISTS public.claims_wordingvector;
DROP FUNCTION IF EXISTS public.claims_halfvec(bytea);
"""
# Whoever may read wordings may read their vectors.
READERS = """
SELECT DISTINCT pg_get_userbyid(given.grantee) FROM pg_class, aclexplode(relacl) AS given
 WHERE oid = 'public.claims_wording'::regclass AND given.privilege_type = 'SELECT'
   AND given.grantee NOT IN (0, relowner)
"""
PARTS = """
SELECT (SELECT count(*) FROM pg_class WHERE oid IN (
          to_regclass('public.claims_wordingvector'), to_regclass('public.wordingvector_nearest')))
     + (SELECT count(*) FROM pg_trigger WHERE tgrelid = 'public.claims_wording'::regclass
          AND tgname IN ('wording_vectored', 'wording_revectored'))
"""
ALL_PARTS = 4


@dataclass(frozen=True, slots=True)
class Status:
    """``version`` is that of pgvector in this database, if it is there."""

    is_on: bool
    version: str
    vectors: int
    wordings: int


@transaction.atomic
def turn_on() -> bool:
    """Make the table, fill it and have it kept; False if it was there, and whole, already.

    What writes wordings waits meanwhile; searches don't. Raises InvalidInput with what is wrong and what to do.
    """
    _refuse_others()
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE public.claims_wording IN SHARE ROW EXCLUSIVE MODE")
        schema, parts = _extension(), _parts()
        if is_new := parts < ALL_PARTS:
            if parts:  # to remove a trigger keeps searches waiting too
                cursor.execute(REMOVED)
            cursor.execute(_in(schema, MADE + FUNCTIONS))
            _fill("public", schema)
            cursor.execute(WATCHED)
        cursor.execute(READERS)
        for (role,) in cursor.fetchall():
            grant = sql.SQL("GRANT SELECT ON public.claims_wordingvector TO {}")
            cursor.execute(grant.format(sql.Identifier(role)))
    return is_new


@transaction.atomic
def turn_off() -> bool:
    """Remove all of it but the extension; False if there was nothing."""
    _refuse_others()
    was_on = status().is_on
    with connection.cursor() as cursor:
        cursor.execute(REMOVED)
    return was_on


def status() -> Status:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM public.claims_wording")
        wordings, vectors = cursor.fetchone()[0], 0
        is_on, version = _parts() == ALL_PARTS, _versions()[0]
        if is_on:
            cursor.execute("SELECT count(*) FROM public.claims_wordingvector")
            vectors = cursor.fetchone()[0]
    return Status(is_on, version, vectors, wordings)


def _parts() -> int:
    """How many of them are there: some are lost where wordings were made anew, by migrations there and back."""
    with connection.cursor() as cursor:
        cursor.execute(PARTS)
        return int(cursor.fetchone()[0])


def take_from(role: str) -> None:
    """Of what a role was granted on all tables, what it may not do here."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('public.claims_wordingvector') IS NOT NULL")
        if cursor.fetchone()[0]:
            revoke = sql.SQL("REVOKE INSERT, UPDATE, DELETE ON public.claims_wordingvector FROM {}")
            cursor.execute(revoke.format(sql.Identifier(role)))


@contextmanager
def apart() -> Iterator[Callable[[], None] | None]:
    """A table for the wordings that stand in this session's own place of the desk's; gives what fills it, or None where
    the desk has no vectors.
    """
    if _parts() < ALL_PARTS:
        yield None
        return
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE claims_wordingvector (LIKE public.claims_wordingvector)")
    try:
        yield lambda: _fill("pg_temp", _schema())
    finally:
        if not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("DROP TABLE pg_temp.claims_wordingvector")


@transaction.atomic  # which bounds the settings
def _fill(within: str, schema: str) -> None:
    """The index after the rows: built at once it takes a fraction of the time. By one process, because several share
    memory of which containers have little.
    """
    with connection.cursor() as cursor:
        cursor.execute(FILLED)
        needed = min(cursor.rowcount * BYTES_OF_ONE // 1024, MOST_MEMORY)
        cursor.execute(
            "SELECT set_config('max_parallel_maintenance_workers', '0', true), set_config(name,"
            " greatest(setting::int, %s)::text || unit, true) FROM pg_settings WHERE name = 'maintenance_work_mem'",
            [needed],
        )
        cursor.execute(_in(schema, INDEXED, within=within))


def _in(schema: str, statements: str, **names: str) -> str:
    """The statements, with the names of what pgvector brought where it was installed."""
    return statements.format(
        schema=connection.ops.quote_name(schema), dimensions=DIMENSIONS, looked_at=LOOKED_AT, **names
    )


def _schema() -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nspname FROM pg_extension e JOIN pg_namespace n ON n.oid = extnamespace WHERE extname = 'vector'"
        )
        return str(cursor.fetchone()[0])


def _refuse_others() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, pg_get_userbyid(relowner), pg_has_role(relowner, 'MEMBER') FROM pg_class"
            " WHERE oid = 'public.claims_wording'::regclass"
        )
        role, owner, may = cursor.fetchone()
    if not may:
        raise InvalidInput(
            f"The role {role} doesn't own the tables, {owner} does: run this with the DATABASE_URL of that role."
        )


def _extension() -> str:
    """The schema that pgvector is in; it is installed first if it isn't yet."""
    installed, offered, database = _versions()
    if not installed:
        _create(offered, database)
    elif _number(installed) < OLDEST:
        raise InvalidInput(
            f"The database {database} has pgvector {installed}, and {_told(OLDEST)} is needed: update the package on"
            f" PostgreSQL's server, and run ALTER EXTENSION vector UPDATE in the database as a superuser."
        )
    return _schema()


def _create(offered: str, database: str) -> None:
    if not offered:
        raise InvalidInput(
            "PostgreSQL's server has no pgvector: install it there (postgresql-18-pgvector on Debian, for"
            " PostgreSQL 18), and run this again."
        )
    if _number(offered) < OLDEST:
        raise InvalidInput(
            f"PostgreSQL's server has pgvector {offered}, and {_told(OLDEST)} is needed: update the package there."
        )
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("CREATE EXTENSION vector SCHEMA public")
    except ProgrammingError as error:
        if not isinstance(error.__cause__, errors.InsufficientPrivilege):
            raise
        raise InvalidInput(
            f"This role may not install pgvector: run CREATE EXTENSION vector in the database {database} as a"
            " superuser, and then this again."
        ) from error


def _versions() -> tuple[str, str, str]:
    """Of pgvector in this database, and on this server; empty where there is none. With the name of the database."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT COALESCE((SELECT extversion FROM pg_extension WHERE extname = 'vector'), ''), COALESCE("
            "(SELECT default_version FROM pg_available_extensions WHERE name = 'vector'), ''), current_database()"
        )
        installed, offered, database = cursor.fetchone()
    return installed, offered, database


def _number(version: str) -> tuple[int, ...]:
    return tuple(int(one) for one in re.findall(r"\d+", version)[:2])


def _told(number: tuple[int, ...]) -> str:
    return ".".join(str(one) for one in number)
