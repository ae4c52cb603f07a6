"""Real news pages with their gold article bodies, and the words that a newsroom may have quoted from them.

The pages stay outside the repository: a tar of ``html/<key>.html.gz`` and ``ground-truth.json`` (``{key: {"url",
"articleBody"}}``), as the article-extraction-benchmark publishes it.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import random
import re
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path

from claims.text import sentences

ROOT = Path(__file__).resolve().parent.parent
QUOTES = 10  # of each article
LENGTHS = range(40, 301)  # characters of an ordinary quotation
SHORTER = range(20, 40)
CLAUSE = 5  # words at least


@dataclass(frozen=True, slots=True)
class NewsPage:
    """``quotes`` are sentences of the gold body, which the page's extracted text may hold or not."""

    key: str
    url: str
    body: bytes
    gold: str
    quotes: tuple[str, ...]

    @property
    def is_reported(self) -> bool:
        """Whether it is of the half that figures are reported on; the checks are tuned on the other."""
        return hashlib.sha256(f"{self.key}.html.gz".encode()).digest()[0] % 2 == 1

    def have_a_sentence_in_common(self, one: str, other: str) -> bool:
        """Whether both were quoted from the same sentence of the article, so that its change concerns both."""
        one, other = letters(one), letters(other)
        parts = (letters(span.of(line)) for line in self.gold.splitlines() for span in sentences.split(line))
        return any(one in part and other in part for part in parts) or one in other or other in one


def default_archive() -> Path:
    """Where the pages are: under ``BENCH_DATA``, or beside the repository."""
    folder = Path(os.environ.get("BENCH_DATA") or ROOT.parent / "shared" / "bench")
    return folder / "pages" / "news-pages-181.tar"


def load(archive: Path) -> list[NewsPage]:
    """The pages in the order of their keys. Ends the program with a message where there are none."""
    if not archive.exists():
        print(f"Skipped: there are no pages at {archive}. Name them with --pages or BENCH_DATA.")
        sys.exit(0)
    with tarfile.open(archive) as tar:
        files = {Path(one.name).name: tar.extractfile(one) for one in tar.getmembers() if one.isfile()}
        contents = {name: file.read() for name, file in files.items() if file}
    truth = json.loads(contents["ground-truth.json"])
    return [
        NewsPage(key, truth[key]["url"], gzip.decompress(contents[f"{key}.html.gz"]), gold, choose(gold, key))
        for key in sorted(truth)
        if (gold := truth[key]["articleBody"])
    ]


def choose(gold: str, key: str, count: int = QUOTES) -> tuple[str, ...]:
    """Sentences of an ordinary length, by chance but always the same; from a short article shorter ones and clauses."""
    chance = random.Random(key)
    found = dict.fromkeys(
        span.of(line).strip() for line in gold.splitlines() for span in sentences.split(line)
    )
    ordinary = [one for one in found if (len(one) in LENGTHS and len(one.split()) > 3) or _is_dense(one)]
    chosen = chance.sample(ordinary, min(count, len(ordinary)))
    shorter = [one for one in found if len(one) in SHORTER and len(one.split()) > 2 and one not in chosen]
    chosen += chance.sample(shorter, min(count - len(chosen), len(shorter)))
    for pieces in (2, 3, 4):
        clauses = [clause for one in found for clause in _clauses(one, pieces) if clause not in chosen]
        chosen += chance.sample(clauses, min(count - len(chosen), len(clauses)))
    return tuple(chosen)


def _is_dense(sentence: str) -> bool:
    """Of a script that needs fewer characters and no spaces."""
    return 15 <= len(sentence) <= 150 and bool(re.search(r"[\u3040-\u30ff\u4e00-\u9fff]", sentence))


def _clauses(sentence: str, pieces: int) -> list[str]:
    """A long sentence in so many pieces."""
    words = sentence.split()
    size = -(-len(words) // pieces)
    clauses = [words[at : at + size] for at in range(0, len(words), size)]
    return [" ".join(clause) for clause in clauses if len(clause) >= CLAUSE]


def letters(text: str) -> str:
    """Letters and digits alone: the same for every way of writing and marking up the same words."""
    return "".join(character for character in text.casefold() if character.isalnum())
