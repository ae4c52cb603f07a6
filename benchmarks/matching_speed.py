"""How the search for candidates grows: `python -m benchmarks.matching_speed [--small 10000] [--large 1000000]`.

Claims are recombined from the two public collections, half of one and half of another; what is asked is such a claim
with three in ten of its words left out and its halves turned round. Tells the median of the search for candidates at
both sizes, how often the claim is among all candidates and among the first five by the words in common, and the same
of tantivy and bm25s over the same claims in the same run. In a throw-away database; embeddings are no part of it.
"""

from __future__ import annotations

import argparse
import random
import statistics
import time
from collections.abc import Callable

from benchmarks import quality, results
from benchmarks.quality import matched

QUERIES = 200
WARMING = 20  # of them are asked before, untimed
AT_ONCE = 20_000
INDEXED = """
CREATE UNIQUE INDEX ON claims_wording (id);
CREATE INDEX ON claims_wording USING gin (claims_telling(words));
CREATE UNIQUE INDEX ON claims_lexeme (word);
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", type=int, default=10_000)
    parser.add_argument("--large", type=int, default=1_000_000)
    sizes = parser.parse_args()
    with matched.database():
        told = {
            f"{name} ({size:,})": measured(size)
            for name, size in (("small", sizes.small), ("large", sizes.large))
        }
    for name, figures in told.items():
        print(name, figures)
    results.keep("matching: candidates", told)


def measured(size: int) -> dict[str, dict[str, float]]:
    """Of each search its figures, over so many claims."""
    chance = random.Random(size)
    claims = recombined(size, chance)
    asked = [(place, paraphrase(claims[place], chance)) for place in chance.sample(range(size), QUERIES)]
    return {name: timed(make(claims), asked) for name, make in SEARCHES.items()}


def texts() -> list[str]:
    """The claims of both collections."""
    from claims.services import evaluating

    folder = quality.data("claim-matching")
    return [
        one.text.claim for name in matched.SETS for one in evaluating.read(folder / f"{name}-docs.jsonl.gz")
    ]


def recombined(size: int, chance: random.Random) -> list[str]:
    words = [text.split() for text in texts()]
    return [joined(chance.choice(words), chance.choice(words)) for _ in range(size)]


def joined(one: list[str], other: list[str]) -> str:
    return " ".join([*one[: len(one) // 2 + 1], *other[len(other) // 2 :]])


def paraphrase(claim: str, chance: random.Random) -> str:
    words = claim.split()
    kept = [word for word in words if chance.random() > 0.3] or words
    middle = len(kept) // 2
    return " ".join([*kept[middle:], *kept[:middle]])


Search = Callable[[str], list[int]]


def timed(search: Search, asked: list[tuple[int, str]]) -> dict[str, float]:
    took, first_five, anywhere = [], 0, 0
    for _, words in asked[:WARMING]:
        search(words)
    for place, words in asked:
        began = time.perf_counter()
        found = search(words)
        took.append(time.perf_counter() - began)
        first_five += place in found[:5]
        anywhere += place in found
    return {
        "p50, ms": round(statistics.median(took) * 1000, 2),
        "hit@5": round(first_five / len(asked), 3),
        "hit@100": round(anywhere / len(asked), 3),
    }


def store(claims: list[str]) -> Search:
    """The claims as wordings, and the desk's search for candidates over them, in the order of the words in common."""
    from claims.models import Lexeme
    from claims.services import looking_up
    from claims.text import rescoring

    keep_wordings(claims)
    documents = dict(Lexeme.objects.values_list("word", "documents"))

    def search(words: str) -> list[int]:
        asked = looking_up.stems(words)
        telling = rescoring.telling(asked, documents, len(claims))
        return [row.key for row in looking_up.candidates(asked, telling)]

    return search


def keep_wordings(claims: list[str], embeddings: list[bytes | None] | None = None) -> None:
    """In this session's own place of the desk's, each by its place in the list, with the words counted."""
    from django.db import connection

    from claims.services import looking_up

    made = embeddings or [None] * len(claims)
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


def tantivy_over(claims: list[str]) -> Search:
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("said", stored=False, tokenizer_name="en_stem")
    builder.add_integer_field("place", stored=True)
    index = tantivy.Index(builder.build())
    writer = index.writer()
    for place, said in enumerate(claims):
        writer.add_document(tantivy.Document(said=said, place=place))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def search(words: str) -> list[int]:
        plain = "".join(one if one.isalnum() else " " for one in words)
        hits = searcher.search(index.parse_query(plain.lower(), ["said"]), 100).hits
        return [searcher.doc(address)["place"][0] for _, address in hits]

    return search


def bm25s_over(claims: list[str]) -> Search:
    import bm25s

    index = bm25s.BM25()
    index.index(bm25s.tokenize(claims, stopwords="en", show_progress=False), show_progress=False)

    def search(words: str) -> list[int]:
        asked = bm25s.tokenize([words], stopwords="en", show_progress=False)
        found, _ = index.retrieve(asked, k=100, show_progress=False)
        return [int(place) for place in found[0]]

    return search


SEARCHES: dict[str, Callable[[list[str]], Search]] = {
    "ours": store,
    "tantivy": tantivy_over,
    "bm25s": bm25s_over,
}


if __name__ == "__main__":
    main()
