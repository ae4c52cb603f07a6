"""What matching finds in the public sets, with the signs of each: for `matching`, which measures."""

from __future__ import annotations

import csv
import gzip
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from benchmarks import quality
from factcheck.embedded import postgres

if TYPE_CHECKING:
    from claims.services.evaluating import Collection, Line

SETS = ("snopes", "politifact")
POOL = 100


@dataclass(frozen=True, slots=True)
class Tried:
    """A query: what was found for it, best first, as (id, signs), and the ids that are right."""

    found: list[tuple[str, tuple[float, ...]]]
    right: frozenset[str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """All queries of a set; those again that have neighbours, with what those say, and the others as they are; the median
    of what one took in seconds; and what was found for sentences that claim nothing, without neighbours and with them.
    """

    queries: list[Tried]
    beside: list[Tried]
    seconds: float
    nothing: list[Tried]
    nothing_beside: list[Tried]


@contextmanager
def database() -> Iterator[None]:
    """A throw-away database with the desk's tables."""
    with postgres.throwaway() as cluster:
        os.environ["DATABASE_URL"] = cluster.url(postgres.OWNER)
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
        import django

        django.setup()
        from django.core.management import call_command
        from django.db import connection

        call_command("migrate", verbosity=0)
        try:
            yield
        finally:
            connection.close()


def outcome(name: str, sentences: int) -> Outcome:
    """Needs the database."""
    from claims.services import evaluating

    folder = quality.data("claim-matching")
    right = right_of(name)
    queries = list(evaluating.read(folder / f"{name}-dev-queries.jsonl"))
    with evaluating.loaded(evaluating.read(folder / f"{name}-docs.jsonl.gz")) as collection:
        took: list[float] = []
        tried = [Tried(_found(collection, one, took), right[one.key]) for one in queries]
        beside = [
            Tried(_found(collection, one, []), first.right) if one.around else first
            for one, first in zip(evaluating.beside(queries), tried, strict=True)
        ]
        claimed = list(islice(no_claims(), sentences))
        nothing = [Tried(_found(collection, one._replace(around=""), []), frozenset()) for one in claimed]
        nothing_beside = [Tried(_found(collection, one, []), frozenset()) for one in claimed]
    return Outcome(tried, beside, sorted(took)[len(took) // 2], nothing, nothing_beside)


def right_of(name: str) -> dict[str, frozenset[str]]:
    """The right ids of each query."""
    right: dict[str, set[str]] = {}
    for line in (quality.data("claim-matching") / f"{name}-dev-qrels.tsv").read_text("utf-8").splitlines():
        query, _, document, _ = line.split()
        right.setdefault(query, set()).add(document)
    return {query: frozenset(keys) for query, keys in right.items()}


def _found(collection: Collection, query: Line, took: list[float]) -> list[tuple[str, tuple[float, ...]]]:
    began = time.perf_counter()
    found = collection.search(query.text.claim, limit=POOL, around=query.around)
    took.append(time.perf_counter() - began)
    return [(key, one.signs) for key, one in found]


def no_claims() -> Iterator[Line]:
    """Debate sentences that are not worth a check, each with those beside it: of the dev set, then of the training set."""
    from claims.services import evaluating
    from claims.services.looking_up import Titled

    rows = list(_debates())
    lines = [evaluating.Line(f"debates_{row['Sentence_id']}", Titled(row["Text"])) for row in rows]
    for row, line in zip(rows, evaluating.beside(lines), strict=True):
        if row["class_label"] == "No":
            yield line


def _debates() -> Iterator[dict[str, str]]:
    folder = quality.data("check-worthiness")
    for opener, name in ((open, "debates-dev.tsv"), (gzip.open, "debates-train.tsv.gz")):
        with opener(folder / name, "rt", encoding="utf-8") as lines:
            yield from csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)


def average_precision(ranked: Sequence[str], right: frozenset[str], at: int = 5) -> float:
    hits, total = 0, 0.0
    for rank, one in enumerate(ranked[:at], 1):
        if one in right:
            hits += 1
            total += hits / rank
    return total / min(len(right), at) if right else 0.0
