"""The wordings that say what a text says: few are fetched by their rarest words, and these are weighed. Where
PostgreSQL keeps vectors (``installing_vectors``), the nearest are fetched as well.

What it costs is bound, however many wordings there are. Reads only; the embeddings that are still missing are made here
for the few that are weighed, and stored by the background work (``embed_some``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np
from django.db import connection, transaction

from claims.clients import embedding
from claims.models import Claim, Lexeme, Wording
from claims.services import judging
from claims.text import posts, rescoring
from claims.text.rescoring import Asked, Kept, Level, Signs, Vectors

BUDGET = 1_000  # wordings in which the words that are looked for may stand together
FETCHED = 300  # by the weight of the words that they were found by
CANDIDATES = 100  # of them, by all the words in common: these are weighed
NEAREST = 50  # by their vectors, where there are any
LONGEST = 2_000  # characters of what is asked
EMBEDDED_AT_ONCE = 256
RARE = 3  # words of fewer wordings are not counted: all of them are as telling


class Titled(NamedTuple):
    """What a wording was made of. A claim of the desk has no title."""

    claim: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """``key`` is that of the wording; ``signs`` are what the likelihood was made of."""

    key: int
    likelihood: float
    signs: Signs
    levels: Mapping[Level, float] = field(default_factory=lambda: rescoring.LEVELS, compare=False)
    weigh: Weigh = field(default=rescoring.likelihood, compare=False, repr=False)

    @property
    def level(self) -> Level:
        return rescoring.level(self.likelihood, self.levels)

    def alone(self) -> Found:
        """As if nothing were known of what stands beside what is asked."""
        signs = self.signs._replace(around=0.0)
        return replace(self, signs=signs, likelihood=self.weigh(signs))


class Row(NamedTuple):
    """A wording that may be the one asked for."""

    key: int
    words: list[str]
    embedding: memoryview | None


Embed = Callable[[list[int]], Mapping[int, bytes]]
Weigh = Callable[[Signs], float]


def search(
    asked: str,
    *,
    who: str = "",
    when: str = "",
    around: str = "",
    embed: Embed | None = None,
    known: bytes | memoryview | None = None,
) -> list[Found]:
    """The most likely first. ``who`` said it and ``when``, if that is known or the signature of a post tells.

    ``around`` is what the sentences beside it say: of what “he made it up” speaks. It is looked for as well, and
    weighed by itself; the search costs no more by it, for the words share one budget.
    ``embed`` gives the embeddings of those wordings that have none yet. ``known`` is the stored one of what is asked,
    which saves computing it.
    """
    asked = asked[:LONGEST]
    plain, signed = posts.plain(asked), posts.signature(asked)
    (words, has_vectors), names = _read(plain), stems(who or posts.plain(signed.who))
    beside = [one for one in stems(posts.plain(around[:LONGEST])) if one not in words] if around else []
    named = [*words, *names, *beside]
    documents = {one.word: one.documents for one in Lexeme.objects.filter(word__in=["", *named])}
    total = documents.get("", 0)
    rows = candidates(named, rescoring.telling(named, documents, total))
    if not rows and not has_vectors:
        return []
    vectors = _vectors(plain, known)
    if has_vectors:
        rows += near(vectors[0], [one.key for one in rows])
    wanted = Asked(
        telling=rescoring.telling(words, documents, total),
        vectors=vectors,
        who=rescoring.telling([one for one in names if one not in words], documents, total),
        years=rescoring.years(f"{plain} {when or signed.when}"),
        around=rescoring.telling(beside, documents, total),
    )
    weigh = rescoring.likelihood_by_likeness if has_vectors else rescoring.likelihood
    return _weighed(wanted, rows, embed or embedded, weigh)


def _weighed(wanted: Asked, rows: list[Row], embed: Embed, weigh: Weigh) -> list[Found]:
    made = embed([one.key for one in rows if one.embedding is None])
    levels = judging.levels()
    found = []
    for row in rows:
        stored = row.embedding if row.embedding is not None else made.get(row.key)
        if stored is not None:
            signs = rescoring.signs(wanted, Kept(row.words, rescoring.unpacked(stored)))
            found.append(Found(row.key, weigh(signs), signs, levels, weigh))
    return sorted(found, key=lambda one: (-one.likelihood, one.key))


def warm() -> None:
    """Make ready for a search that is about to be asked for, without waiting."""
    embedding.warm()


def of_claim(claim: Claim, *, around: str = "") -> list[Found]:
    """Search for what a claim of the desk says. Its own page needs no model in memory once the embedding is stored."""
    known = Wording.objects.filter(claim=claim).values_list("embedding", flat=True).first()
    return search(claim.statement, who=claim.who, when=claim.claimed_on, around=around, known=known)


def _vectors(plain: str, known: bytes | memoryview | None) -> Vectors:
    """Of the whole and of its sentences."""
    parts = posts.parts(plain)
    if known is None:
        return embedding.embed([plain, *parts])
    whole = rescoring.unpacked(known)[None]  # which is that of the only sentence too
    return np.concatenate([whole, embedding.embed(parts)]) if len(parts) > 1 else whole


def stems(text: str) -> list[str]:
    """Of the words of a text, in order, as wordings keep them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT claims_words(%s)", [text])
        return list(cursor.fetchone()[0])


def _read(text: str) -> tuple[list[str], bool]:
    """Its stems, and whether it says anything whose nearest vectors can be asked for: looked at every time, along with
    the stems, so that a process that runs for weeks learns of it.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT claims_words(%s), has_table_privilege(to_regclass('claims_wordingvector'), 'SELECT')",
            [text],
        )
        words, has_vectors = cursor.fetchone()
    return list(words), bool(words and has_vectors)


def candidates(words: list[str], telling: Mapping[str, float]) -> list[Row]:
    """The wordings that share the rarest of these stems, those with the most telling words in common first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kept.id, kept.words, kept.embedding FROM claims_candidates(%s, %s, %s) found"
            " JOIN claims_wording kept USING (id) ORDER BY found.weight DESC, found.id DESC",
            [words, BUDGET, FETCHED],
        )
        rows = [Row(*row) for row in cursor.fetchall()]
    return sorted(rows, key=lambda row: -rescoring.in_common(telling, row.words))[:CANDIDATES]


def near(vector: Vectors, but: list[int]) -> list[Row]:
    """The wordings whose vectors are nearest to this one, without those that are known already."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kept.id, kept.words, kept.embedding FROM claims_nearest(%s, %s) found"
            " JOIN claims_wording kept USING (id) WHERE kept.id <> ALL(%s)",
            [rescoring.packed(vector), NEAREST, but],
        )
        return [Row(*row) for row in cursor.fetchall()]


def embeddings(texts: Sequence[Titled]) -> list[bytes]:
    """As they are stored."""
    said = [". ".join(posts.plain(part) for part in (one.title, one.claim) if part) for one in texts]
    return [rescoring.packed(vector) for vector in embedding.embed(said)]


def embedded(keys: list[int]) -> dict[int, bytes]:
    """The embeddings of the desk's wordings, made now."""
    texts = texts_of(keys)
    return dict(zip(texts, embeddings(list(texts.values())), strict=True))


def texts_of(keys: Iterable[int]) -> dict[int, Titled]:
    """What the wordings of the desk were made of."""
    rows = Wording.objects.filter(pk__in=list(keys)).values_list(
        "pk", "claim__statement", "external_check__claim_text", "external_check__title"
    )
    return {
        key: Titled(own) if own is not None else Titled(theirs, title) for key, own, theirs, title in rows
    }


@transaction.atomic
def embed_some(at_most: int = EMBEDDED_AT_ONCE) -> int:
    """Compute embeddings that are missing; return of how many. Any number may run: they take different rows."""
    rows = list(Wording.objects.to_embed().select_for_update(skip_locked=True)[:at_most])
    made = embedded([one.pk for one in rows])
    for row in rows:
        row.embedding = made[row.pk]
    Wording.objects.bulk_update(rows, ["embedding"])
    if rows and len(rows) < at_most:
        embedding.release()  # a desk at rest has no use for it
    return len(rows)


@transaction.atomic
def count_words() -> int:
    """Count anew in how many wordings each word stands; return how many words are common enough to be kept."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('claims_lexeme'))")
        cursor.execute("DELETE FROM claims_lexeme")
        cursor.execute(
            "INSERT INTO claims_lexeme (word, documents)"
            " SELECT word, count(*) FROM claims_wording,"
            " LATERAL (SELECT DISTINCT unnest(claims_telling(words)) AS word) AS told"
            " GROUP BY word HAVING count(*) >= %s UNION ALL SELECT '', count(*) FROM claims_wording",
            [RARE],
        )
        return int(cursor.rowcount)


def count_words_if_grown() -> bool:
    """Count anew where there are a tenth more or fewer wordings than when they were counted last."""
    counted = Lexeme.objects.filter(word="").values_list("documents", flat=True).first() or 0
    now = Wording.objects.count()
    if abs(now - counted) * 10 <= counted:
        return False
    count_words()
    return True
