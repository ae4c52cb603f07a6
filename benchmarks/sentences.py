"""How well and how fast texts are split into sentences, side by side with a naive regular expression.

    python benchmarks/sentences.py FOLDER        (or BENCH_DATA=FOLDER python benchmarks/sentences.py)

FOLDER holds ``text/sentence-golden-rules-en.json``: a list of ``{"text": …, "sentences": […]}``. The data stays out of
the repository. The speed is measured on the same texts, repeated to about a megabyte.
"""

from __future__ import annotations

import json
import os
import re
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from claims.text import sentences  # noqa: E402

Splitter = Callable[[str], list[str]]
MEGABYTE = 1_000_000


def ours(text: str) -> list[str]:
    return [span.of(text) for span in sentences.split(text)]


def naive(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.!?])\s+|\n+", text) if part]


def wrong(split: Splitter, rules: list[dict[str, object]]) -> list[int]:
    """The numbers, from 0, of the rules that are broken."""
    return [number for number, rule in enumerate(rules) if split(str(rule["text"])) != rule["sentences"]]


def speed(split: Splitter, text: str) -> float:
    """Megabytes (of characters) a second, the best of three runs."""
    times = []
    for _ in range(3):
        began = time.perf_counter()
        split(text)
        times.append(time.perf_counter() - began)
    return len(text) / MEGABYTE / min(times)


def main() -> None:
    folder = sys.argv[1] if len(sys.argv) > 1 else os.environ.get("BENCH_DATA")
    if not folder:
        sys.exit(__doc__)
    rules = json.loads((Path(folder) / "text" / "sentence-golden-rules-en.json").read_text("utf-8"))
    paragraph = " ".join(str(rule["text"]) for rule in rules)
    text = f"{paragraph}\n" * (MEGABYTE // len(paragraph))
    print(f"{'':8} {'golden rules':>14} {'MB/s':>8}")
    for split in (ours, naive):
        broken = wrong(split, rules)
        kept = f"{len(rules) - len(broken)} of {len(rules)}"
        print(f"{split.__name__:8} {kept:>14} {speed(split, text):8.1f}   broken: {broken}")


if __name__ == "__main__":
    main()
