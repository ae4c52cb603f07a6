"""Matching over somebody's own collection, for a desk's evaluation and ours: in tables that are thrown away.

It is the desk's own matching that is tried: the same functions, the same weights, other rows.
"""

from __future__ import annotations

import gzip
import json
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, NamedTuple, cast

from django.db import connection
from psycopg2 import sql

from claims.exceptions import InvalidInput
from claims.services import installing_vectors, looking_up, surrounding
from claims.services.looking_up import Found, Titled

LONGEST_LINE = 1_000_000  # characters
LOADED_AT_ONCE = 1_000
TABLES = ("claims_wording", "claims_lexeme")


class Line(NamedTuple):
    """A line of a collection or of the queries. ``around`` is what stands beside a query in its text."""

    key: str
    text: Titled
    around: str = ""


def read(path: Path) -> Iterator[Line]:
    """JSON lines, plain or gzip: ``id``, and ``text``, or ``claim`` and perhaps ``title``; of a query also ``around``,
    what stands beside it in its text. InvalidInput says where.
    """
    opener = gzip.open if path.suffix == ".gz" else open
    with cast("IO[str]", opener(path, "rt", encoding="utf-8")) as lines:
        try:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _line(line, f"{path.name}, line {number}")
        except (UnicodeDecodeError, gzip.BadGzipFile, EOFError) as error:
            raise InvalidInput(f"{path.name} can't be read: {error}") from error


def _line(line: str, where: str) -> Line:
    if len(line) > LONGEST_LINE:
        raise InvalidInput(f"{where}: longer than {LONGEST_LINE:,} characters.")
    try:
        row = json.loads(line)
    except ValueError as error:
        raise InvalidInput(f"{where}: not JSON ({error}).") from error
    if not isinstance(row, dict):
        raise InvalidInput(f"{where}: not an object with “id” and “text” or “claim”.")
    claim, title, key = row.get("claim", row.get("text")), row.get("title") or "", row.get("id")
    if not isinstance(key, str | int) or not str(key) or any(one.isspace() for one in str(key)):
        raise InvalidInput(f"{where}: “id” is missing, or has spaces, which the output can't hold.")
    around = row.get("around") or ""
    if not isinstance(claim, str) or not isinstance(title, str) or not isinstance(around, str):
        raise InvalidInput(f"{where}: “claim” or “text” is missing, or is no text.")
    return Line(str(key), Titled(claim.replace("\0", ""), title.replace("\0", "")), around.replace("\0", ""))


def beside(sentences: Iterable[Line]) -> list[Line]:
    """The same, each with what its neighbours say that are among them. Ids are of the form TEXT_NUMBER, and numbers
    count the sentences of a text; a line with another id stands alone.
    """
    lines = list(sentences)
    places = {place: one.text.claim for one in lines if (place := _place(one.key))}
    return [one._replace(around=_said_beside(_place(one.key), places)) for one in lines]


def _place(key: str) -> tuple[str, int] | None:
    text, _, number = key.rpartition("_")
    return (text, int(number)) if text and number.isdecimal() else None


def _said_beside(place: tuple[str, int] | None, places: Mapping[tuple[str, int], str]) -> str:
    if place is None:
        return ""
    near = [place[1] + away for away in range(-surrounding.BESIDE, surrounding.BESIDE + 1) if away]
    return " ".join(places[place[0], number] for number in near if (place[0], number) in places)


@dataclass
class Collection:
    """A collection that is loaded: its lines by the key that their wording got."""

    lines: dict[int, Line] = field(default_factory=dict)

    def search(self, query: str, *, limit: int, around: str = "") -> list[tuple[str, Found]]:
        """The ids of the most likely lines. What is embedded is kept for the next query."""
        found = looking_up.search(query, around=around, embed=self._embed)
        return [(self.lines[one.key].key, one) for one in found[:limit]]

    def embed_all(self) -> None:
        """What the desk's background work has done with its own."""
        keys = list(self.lines)
        for first in range(0, len(keys), LOADED_AT_ONCE):
            self._embed(keys[first : first + LOADED_AT_ONCE])

    def _embed(self, keys: list[int]) -> dict[int, bytes]:
        made = dict(zip(keys, looking_up.embeddings([self.lines[key].text for key in keys]), strict=True))
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE claims_wording SET embedding = made.embedding"
                " FROM unnest(%s::bigint[], %s::bytea[]) AS made(id, embedding) WHERE claims_wording.id = made.id",
                [list(made), list(made.values())],
            )
        return made


@contextmanager
def loaded(lines: Iterable[Line]) -> Iterator[Collection]:
    """The lines in tables of their own. They stand in the schema that PostgreSQL gives a session for itself, and are
    seen in the place of the desk's; if this process is killed, PostgreSQL drops them.
    """
    with connection.cursor() as cursor:
        for table in TABLES:
            make = "CREATE TEMPORARY TABLE {table} (LIKE public.{table} INCLUDING IDENTITY INCLUDING INDEXES)"
            cursor.execute(sql.SQL(make).format(table=sql.Identifier(table)))
        try:
            with installing_vectors.apart() as fill:
                collection = _load(lines)
                if fill:
                    collection.embed_all()
                    fill()
                yield collection
        finally:
            if not connection.needs_rollback:
                for table in TABLES:
                    cursor.execute(sql.SQL("DROP TABLE pg_temp.{}").format(sql.Identifier(table)))


def _load(lines: Iterable[Line]) -> Collection:
    collection, held = Collection(), list[Line]()
    seen: set[str] = set()
    for line in lines:
        if line.key in seen:
            raise InvalidInput(f"The id {line.key} stands in the collection twice.")
        seen.add(line.key)
        held.append(line)
        if len(held) == LOADED_AT_ONCE:
            _store(held, collection)
            held.clear()
    _store(held, collection)
    looking_up.count_words()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE claims_wording")
        cursor.execute("ANALYZE claims_lexeme")
    return collection


def _store(lines: list[Line], collection: Collection) -> None:
    with connection.cursor() as cursor:
        texts = [f"{one.text.claim} . {one.text.title}" for one in lines]
        first = len(collection.lines) + 1
        cursor.execute(
            "INSERT INTO claims_wording (id, words) OVERRIDING SYSTEM VALUE"
            " SELECT place + %s - 1, claims_words(said) FROM unnest(%s::text[]) WITH ORDINALITY AS one(said, place)",
            [first, texts],
        )
    collection.lines.update(enumerate(lines, first))


@dataclass(frozen=True, slots=True)
class Run:
    """What came of the queries: the lines of TREC's run format, and what each query took, in seconds."""

    lines: list[str]
    took: list[float]


def run(collection: Collection, queries: Iterable[Line], *, limit: int, tag: str = "factcheck") -> Run:
    """Search for each query."""
    lines, took = [], []
    for query in queries:
        began = time.perf_counter()
        found = collection.search(query.text.claim, limit=limit, around=query.around)
        took.append(time.perf_counter() - began)
        lines += [
            f"{query.key} Q0 {key} {rank} {one.likelihood:.6f} {tag}"
            for rank, (key, one) in enumerate(found, 1)
        ]
    return Run(lines, took)
