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

from benchmarks import matching_speed, results
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
        claims = matching_speed.texts()
        vectors = _embedded(claims)
        told = {f"{size:,}": measured(size, claims, vectors) for size in (sizes.small, sizes.large)}
    for name, figures in told.items():
        print(name, figures)
    results.keep("matching: vector candidates", told)


def _embedded(texts: list[str]) -> np.ndarray:
    from claims.clients import embedding

    return embedding.embed(texts)


def measured(size: int, texts: list[str], vectors: np.ndarray) -> dict[str, float]:
    from claims.services import installing_vectors, looking_up
    from claims.text import rescoring

    chance = random.Random(size)
    pairs = [(chance.randrange(len(texts)), chance.randrange(len(texts))) for _ in range(size)]
    claims = [matching_speed.joined(texts[one].split(), texts[other].split()) for one, other in pairs]
    made = [rescoring.packed(vectors[one] + vectors[other]) for one, other in pairs]
    asked = [
        matching_speed.paraphrase(claims[place], chance) for place in chance.sample(range(size), QUERIES)
    ]
    matching_speed.keep_wordings(claims, made)
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
