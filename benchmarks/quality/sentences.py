"""Sentence boundaries: the published golden rules, real articles, and speed beside pySBD and a naive expression."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable

import pysbd

from benchmarks import news
from benchmarks.quality import Row, data
from claims.text import sentences

TITLE = "Sentences"
LONGEST = 1_000  # characters
SAMPLE = 100_000  # characters that pySBD is timed on; it is slow
MEGABYTE = 1_000_000

Splitter = Callable[[str], list[str]]


def ours(text: str) -> list[str]:
    return [span.of(text) for span in sentences.split(text)]


def naive(text: str) -> list[str]:
    return [part for part in re.split(r"(?<=[.!?])\s+|\n+", text) if part]


def peer() -> Splitter:
    segmenter = pysbd.Segmenter(language="en", clean=False)
    return lambda text: [str(one).strip() for one in segmenter.segment(text)]


def kept(split: Splitter, rules: list[dict[str, object]]) -> int:
    return sum(split(str(rule["text"])) == rule["sentences"] for rule in rules)


def speed(split: Callable[[str], object], text: str, runs: int = 3) -> float:
    """Megabytes (of characters) a second of processor time, the best of the runs."""
    taken = []
    for _ in range(runs):
        began = time.process_time()
        split(text)
        taken.append(time.process_time() - began)
    return len(text) / MEGABYTE / min(taken)


def articles() -> list[str]:
    return [page.gold for page in news.load(data("pages", "news-pages-181.tar"))]


def measure() -> list[Row]:
    rules = json.loads(data("text", "sentence-golden-rules-en.json").read_text("utf-8"))
    texts = articles()
    together = "\n\n".join(texts)
    theirs = peer()
    longest = max(span.end - span.start for text in texts for span in sentences.split(text))
    return [
        Row(
            "golden rules kept",
            f"pySBD's {len(rules)} rules for English",
            kept(ours, rules),
            {"pySBD": kept(theirs, rules), "naive regex": kept(naive, rules)},
            goal=47,
        ),
        Row("characters of the longest sentence", f"{len(texts)} news pages", longest, goal=LONGEST, at_most=True),
        Row(
            "MB/s of one core",
            f"{len(texts)} news pages",
            round(speed(sentences.split, together), 2),
            {"pySBD": round(speed(theirs, together[:SAMPLE], 1), 3), "naive regex": round(speed(naive, together), 1)},
        ),
    ]  # fmt: skip
