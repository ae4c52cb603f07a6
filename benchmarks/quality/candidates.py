"""The search for candidates at ten thousand claims and at a million, beside tantivy and bm25s over the same.

To load a million takes a quarter of an hour; BENCH_CLAIMS names another number.
"""

from __future__ import annotations

import os

from benchmarks import matching_speed
from benchmarks.quality import Row, matched

TITLE = "Candidates for a match, by the number of claims"
SMALL, LARGE = 10_000, int(os.environ.get("BENCH_CLAIMS", "1000000"))


def measure() -> list[Row]:
    with matched.database():
        small, large = (matching_speed.measured(size) for size in (SMALL, LARGE))
    of = f"claims recombined from both collections, {LARGE:,}"
    ours, *peers = matching_speed.SEARCHES
    grows = {name: large[name]["p50, ms"] / small[name]["p50, ms"] for name in (ours, *peers)}
    return [
        Row(
            f"median of a search, over that at {SMALL:,}",
            of,
            round(grows[ours], 2),
            {name: round(grows[name], 2) for name in peers},
            goal=1.5,
            at_most=True,
        ),
        Row("median of a search, ms", of, large[ours]["p50, ms"], {name: large[name]["p50, ms"] for name in peers}),
        Row("hit@5", of, large[ours]["hit@5"], {name: large[name]["hit@5"] for name in peers}, goal=0.95,
            note="asked: a claim with three in ten of its words left out and its halves turned round"),
        Row("hit@100", of, large[ours]["hit@100"], {name: large[name]["hit@100"] for name in peers}),
    ]  # fmt: skip
