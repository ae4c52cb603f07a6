"""How well quantities are read out of running text, and how fast: `python -m benchmarks.quantities [FOLDER]`.

FOLDER (or BENCH_DATA) holds ``text/quantities-en.json``: a list of ``{"req": text, "res": [{"value", "unit", "surface"}]}``,
the tests of quantulum3. A quantity counts as found if value and unit are the same, whatever the span. That set takes
years and numbers in names for quantities, and the middle of "from 44 mg to 50 mg" for one value; what differs is
printed line by line, so that a reader can judge. The figures go to ``benchmarks/results.json``.
"""

from __future__ import annotations

import gc
import json
import math
import os
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks import news, results
from claims.text import numbers
from claims.text.numbers import Quantity

ROOT = Path(__file__).resolve().parent.parent

DATA = ROOT.parent / "shared" / "bench"
# Our name, and that of the set.
UNITS = {
    "USD": "dollar", "EUR": "euro", "GBP": "pound sterling", "JPY": "yen", "percent": "percentage",
    "pound": "pound-mass", "degree Fahrenheit": "degree fahrenheit", "gigaannum": "gigayear", "megaannum": "megayear",
    "times": "dimensionless", "share": "dimensionless", "rank": "dimensionless", "millilitre": "cubic centimetre",
}  # fmt: skip
# In these dimensions the set has no unit; ordinals it leaves out altogether.
DIMENSIONLESS = {"count", "number", "share", "factor", "rank"}


def ours(quantity: Quantity) -> tuple[float, str]:
    unit = UNITS.get(quantity.unit, quantity.unit)
    for name, another in (("USD ", "dollar "), ("tonne per", "ton per")):
        unit = unit.replace(name, another)
    if quantity.dimension == "rate":
        unit = "count per " + unit.rpartition(" per ")[2]
    is_plain = quantity.dimension in DIMENSIONLESS and quantity.unit != "percent"
    return float(quantity.value), "dimensionless" if is_plain else unit


def theirs(result: dict[str, Any]) -> tuple[float, str]:
    return float(result["value"]), str(result["unit"])


def is_same(one: tuple[float, str], other: tuple[float, str]) -> bool:
    return one[1] == other[1] and math.isclose(one[0], other[0], rel_tol=1e-6)


def compared(entry: dict[str, Any]) -> tuple[int, list[tuple[float, str]], list[tuple[float, str]]]:
    """How many agree, what was missed, and what was found beside."""
    found = [ours(one) for one in numbers.quantities(entry["req"]) if one.dimension != "ordinal"]
    missed = []
    for wanted in map(theirs, entry["res"]):
        match = next((one for one in found if is_same(one, wanted)), None)
        if match:
            found.remove(match)
        else:
            missed.append(wanted)
    return len(entry["res"]) - len(missed), missed, found


def speed(text: str) -> float:
    """Megabytes (of characters) a second of processor time."""
    return len(text) / 1e6 / seconds(text)


def seconds(text: str) -> float:
    """Of processor time, without what the collector of garbage happens to take; the best of three runs."""
    taken = []
    for _ in range(3):
        gc.collect()
        gc.disable()
        began = time.process_time()
        numbers.quantities(text)
        taken.append(time.process_time() - began)
        gc.enable()
    return min(taken)


def growth() -> float:
    """How much longer four times the text takes, on text that has caught many a grammar: 4 is linear."""
    worst = 0.0
    for piece in (
        "1,",
        "1 ",
        "one and ",
        "five-",
        "3 to ",
        "$",
        "1.",
        "between 2 and ",
        "a third of ",
        "1만",
    ):
        short, long = (seconds(piece * (size // len(piece))) for size in (50_000, 200_000))
        worst = max(worst, long / max(short, 1e-3))
    return worst


def main() -> None:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("BENCH_DATA", DATA))
    path = folder / "text" / "quantities-en.json"
    if not path.exists():
        print(
            f"Skipped: there is no {path.name} to measure on. Name its folder as an argument or in BENCH_DATA."
        )
        return
    entries = json.loads(path.read_text("utf-8"))
    counts: Counter[str] = Counter()
    for entry in entries:
        right, missed, beside = compared(entry)
        counts.update(right=right, missed=len(missed), beside=len(beside))
        if missed or beside:
            print(f"{entry['req']}\n    missed {missed}\n    beside {beside}")
    precision = counts["right"] / (counts["right"] + counts["beside"])
    recall = counts["right"] / (counts["right"] + counts["missed"])
    figures = {
        "set": "quantulum3, English, value and unit",
        "precision": round(precision, 3),
        "recall": round(recall, 3),
        "news, MB/s of one core": round(
            speed("\n".join(page.gold for page in news.load(news.default_archive()))), 2
        ),
        "four times as much hostile text takes so many times as long, at most": round(growth(), 1),
    }
    print("\n".join(f"{name}: {value}" for name, value in figures.items()))
    results.keep("quantities", figures)


if __name__ == "__main__":
    main()
