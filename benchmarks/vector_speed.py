"""What vector candidates cost: `python -m benchmarks.vector_speed [--small 10000] [--large 100000]`.

Claims are recombined from the two public collections, half of one and half of another, and asked for as in
``matching_speed``; the vector of such a claim is the mean of those of its halves' claims, so that 33,000 texts are
embedded and not a hundred thousand. Tells the median of a whole search, as the desk does it, with and without, what filling
the table took, and how many of the fifty nearest the index finds. In a throw-away database.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from benchmarks import quality, results
from benchmarks.matching_speed import AT_ONCE, INDEXED, paraphrase
from benchmarks.quality import matched

QUERIES = 200
WARMING = 20  # of them are asked before, untimed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--large", type=int, default=100_000)
    sizes = parser.parse_args()
    with matched.database():
        from claims.services import installing_vectors

        installing_vectors.turn_on()
        texts = _texts()
        vectors = _embedded(texts)
        told = {f"{size:,}": measured(size, texts, vectors) for size in (sizes.small, sizes.large)}
    for name, figures in told.items():
        print(name, figures)
    results.keep("matching: vector candidates", told)


def _texts() -> list[str]:
    from claims.services import evaluating

    folder = quality.data("claim-matching")
    return [
        one.text.claim for name in matched.SETS for one in evaluating.read(folder / f"{name}-docs.jsonl.gz")
    ]


def _embedded(texts: list[str]) -> np.ndarray:
    from claims.clients import embedding

    return embedding.embed(texts)


def measured(size: int, texts: list[str], vectors: np.ndarray) -> dict[str, float]:
    from claims.services import installing_vectors, looking_up
    from claims.text import rescoring

    chance = random.Random(size)
    pairs = [(chance.randrange(len(texts)), chance.randrange(len(texts))) for _ in range(size)]
    claims = [_joined(texts[one].split(), texts[other].split()) for one, other in pairs]
    made = [rescoring.packed(vectors[one] + vectors[other]) for one, other in pairs]
    asked = [paraphrase(claims[place], chance) for place in chance.sample(range(size), QUERIES)]
    _store(claims, made)
    figures = {"without, p50, ms": _median(looking_up.search, asked)}
    with installing_vectors.apart() as fill:
        began = time.perf_counter()
        if fill:
            fill()
        figures["filled, s"] = round(time.perf_counter() - began, 1)
        figures["with, p50, ms"] = _median(looking_up.search, asked)
        vectors_asked = [_embedded([one])[0] for one in asked]
        figures["nearest alone, p50, ms"] = _median(lambda one: looking_up.near(one, []), vectors_asked)
        figures["found of the nearest"] = _recall(made, vectors_asked)
    return figures


def _joined(one: list[str], other: list[str]) -> str:
    return " ".join([*one[: len(one) // 2 + 1], *other[len(other) // 2 :]])


def _store(claims: list[str], made: list[bytes]) -> None:
    from django.db import connection

    from claims.services import looking_up

    with connection.cursor() as cursor:
        for table in ("claims_wording", "claims_lexeme"):
            cursor.execute(f"DROP TABLE IF EXISTS pg_temp.{table}")
            cursor.execute(f"CREATE TEMPORARY TABLE {table} (LIKE public.{table} INCLUDING IDENTITY)")
        for first in range(0, len(claims), AT_ONCE):
            cursor.execute(
                "INSERT INTO claims_wording (id, words, embedding) OVERRIDING SYSTEM VALUE"
                " SELECT place + %s - 1, claims_words(said), made"
                " FROM unnest(%s::text[], %s::bytea[]) WITH ORDINALITY AS one(said, made, place)",
                [first, claims[first : first + AT_ONCE], made[first : first + AT_ONCE]],
            )
        cursor.execute(INDEXED)
        looking_up.count_words()
        cursor.execute("VACUUM ANALYZE claims_wording")
        cursor.execute("ANALYZE claims_lexeme")


def _median(search: Callable[[Any], object], asked: list[Any]) -> float:
    took = []
    for one in asked[:WARMING]:
        search(one)
    for one in asked:
        began = time.perf_counter()
        search(one)
        took.append(time.perf_counter() - began)
    return round(statistics.median(took) * 1000, 2)


def _recall(made: list[bytes], asked: list[np.ndarray]) -> float:
    """Of the nearest by an exact search, how many the index finds."""
    from claims.services import looking_up
    from claims.text import rescoring

    kept = np.array([rescoring.unpacked(one) for one in made])
    shares = []
    for vector in asked:
        exact = np.argsort(-(kept @ vector))[: looking_up.NEAREST]
        found = {row.key for row in looking_up.near(vector, [])}
        shares.append(len(found & set(exact.tolist())) / len(exact))
    return round(statistics.mean(shares), 3)


if __name__ == "__main__":
    main()
