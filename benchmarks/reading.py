"""How well and at what cost pages are read: `python -m benchmarks.reading [--pages TAR]`.

Real news pages (see `benchmarks.news`) are read and extracted by the warm helpers. Counted are the gold sentences that
stand in the text that is read, the F1 of extracted texts against the gold bodies, and the bylines and days that were
found; measured are the time of a page, side by side with the start of a process that only loads the parser, and the
memory of the helpers. Without the pages the run is skipped.
"""

from __future__ import annotations

import argparse
import re
import statistics
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks import memory, news, results
from benchmarks.news import NewsPage, letters
from claims.clients import pages
from claims.clients.fetched import Fetched
from claims.text import sentences

STARTS = 10
SHINGLE = 4  # words
_WORD = re.compile(r"\w+")


def read(page: NewsPage) -> pages.Page:
    return pages.read(
        Fetched(page.url, final_url=page.url, body=page.body, content_type="text/html", charset="utf-8")
    )


def extract(page: NewsPage) -> pages.Extracted:
    return pages.extract(page.body, content_type="text/html", charset="utf-8", url=page.url)


def held(page: NewsPage, text: str) -> tuple[int, int]:
    """How many sentences of the gold body stand in the text, by letters and digits alone, and how many there are."""
    there = letters(text)
    found = [letters(span.of(line)) for line in page.gold.splitlines() for span in sentences.split(line)]
    return sum(one in there for one in found), len(found)


def precision_and_recall(gold: str, found: str) -> tuple[float, float]:
    """Of the shingles of words, as the article-extraction-benchmark counts them."""
    wanted, got = _shingles(gold), _shingles(found)
    common = (wanted & got).total()
    return common / got.total(), common / wanted.total()


def _shingles(text: str) -> Counter[tuple[str, ...]]:
    words = _WORD.findall(text)
    return Counter(tuple(words[n : n + SHINGLE]) for n in range(max(1, len(words) - SHINGLE + 1)))


def timed(act: Callable[[NewsPage], Any], sample: list[NewsPage]) -> tuple[float, list[Any], list[float]]:
    """The milliseconds of the first page, which starts the helper; then of each; and what each brought."""
    started = time.perf_counter()
    act(sample[0])
    cold, brought, times = 1000 * (time.perf_counter() - started), [], []
    for page in sample:
        started = time.perf_counter()
        brought.append(act(page))
        times.append(1000 * (time.perf_counter() - started))
    return cold, brought, times


def start(module: str) -> float:
    """The milliseconds of a fresh process that loads a reader and ends."""
    times = []
    for _ in range(STARTS):
        started = time.perf_counter()
        subprocess.run([sys.executable, "-s", "-c", f"import {module}"], check=True)
        times.append(1000 * (time.perf_counter() - started))
    return statistics.median(times)


def cost(cold: float, times: list[float], fresh: float, helper: int | None) -> dict[str, Any]:
    ordered = sorted(times)
    return {
        "first page ms": round(cold),
        "p50 ms": round(statistics.median(ordered), 1),
        "p99 ms": round(ordered[int(0.99 * len(ordered))], 1),
        "a start of its own ms": round(fresh),
        "p50 ÷ start": round(statistics.median(ordered) / fresh, 3),
        "helper PSS MB": round(memory.share(helper or 0)),
    }


def quality(
    sample: list[NewsPage], read_: list[pages.Page], extracted: list[pages.Extracted]
) -> dict[str, Any]:
    kept = [held(page, one.text) for page, one in zip(sample, read_, strict=True)]
    scores = [precision_and_recall(page.gold, one.text) for page, one in zip(sample, extracted, strict=True)]
    precision, recall = (statistics.mean(column) for column in zip(*scores, strict=True))
    return {
        "pages": len(sample),
        "failed": sum(one.failure is not None for one in (*read_, *extracted)),
        "gold sentences": sum(total for _, total in kept),
        "gold sentences not in the text": sum(total - found for found, total in kept),
        "extraction precision": round(precision, 4),
        "extraction recall": round(recall, 4),
        "extraction F1": round(2 * precision * recall / (precision + recall), 4),
        "bylines read": sum(bool(one.byline) for one in read_),
        "days of publication read": sum(one.published_on is not None for one in read_),
        "days of publication extracted": sum(one.published_on is not None for one in extracted),
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=Path, default=news.default_archive())
    sample = news.load(parser.parse_args().pages)
    cold, read_, times = timed(read, sample)
    cold_full, extracted, times_full = timed(extract, sample)
    figures = {
        "quality": quality(sample, read_, extracted),
        "reading": cost(cold, times, start("claims.clients.markup"), pages._light.helper_pid),
        "extraction": cost(cold_full, times_full, start("claims.clients.extraction"), pages._full.helper_pid),
    }
    for name, measured in figures.items():
        print(name, *(f"  {what}: {value}" for what, value in measured.items()), sep="\n")
    results.keep("reading", figures)


if __name__ == "__main__":
    main()
