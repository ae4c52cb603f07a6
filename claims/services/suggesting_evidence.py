"""Passages of captured sources that bear on a claim, best first; whether they do, people decide.

What it costs is bound, however much is captured: few passages are fetched by the claim's rarest words and weighed.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Substr
from django.utils.translation import gettext as _

from claims import rules
from claims.exceptions import IllegalTransition
from claims.models import Claim, Evidence, Lexeme, Passage, PassageRefusal, Source, User
from claims.services import auditing, looking_up
from claims.text import dates, rescoring, restating, similarity
from claims.text.comparing import Told
from claims.text.restating import Agreeing, Differing

BUDGET = 1_000  # passages in which one word is looked for
CANDIDATES = 60
WEIGHED = 24
SHOWN = 5
LEAST = 0.34  # of what the claim's words weigh a passage has to have
FIGURE = 0.12  # what a figure, date or name in common is worth beside the words


@dataclass(frozen=True)
class Offered:
    """``words`` stand in the latest capture of the source. ``score``: how much of the claim they speak of, 0 to 1."""

    passage: Passage
    source: Source
    words: str
    score: float
    agreements: list[Agreeing]
    differences: list[Differing]

    @property
    def pk(self) -> int:
        return self.passage.pk


def for_claim(claim: Claim, *, by: User, limit: int = SHOWN) -> list[Offered]:
    """The passages that bear on the claim, without those taken or refused; of sources that the person may know."""
    asked = list(dict.fromkeys(looking_up.stems(claim.statement)))
    rows = _candidates(asked, by)
    if not rows:
        return []
    documents = {one.word: one.documents for one in Lexeme.objects.filter(word__in=["", *asked])}
    weights = rescoring.telling(asked, documents, documents.get("", 0))
    likely = sorted(((_share(one, weights), one) for one in rows), key=lambda pair: (-pair[0], pair[1].pk))
    best = _with_words([(share, one) for share, one in likely[:WEIGHED] if share >= LEAST])
    found = [_weighed(claim, one, share, words) for share, one, words in best]
    left_out = _LeftOut(claim)
    offered = [one for one in sorted(found, key=lambda one: (-one.score, one.pk)) if left_out.lets(one)]
    return offered[:limit]


def _candidates(asked: list[str], by: User) -> list[Passage]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM claims_passage_candidates(%s, %s, %s)", [asked, BUDGET, CANDIDATES])
        keys = [key for (key,) in cursor.fetchall()]
    known = Source.objects.visible_to(by).values("pk")
    rows = Passage.objects.filter(pk__in=keys, source__in=known).select_related("source")
    return list(rows) if keys else []


def _with_words(best: list[tuple[float, Passage]]) -> list[tuple[float, Passage, str]]:
    """Only of the likely ones the captures are read, and of these only what is quoted."""
    keys = [one.pk for _share_, one in best]
    words = Substr("snapshot__text", F("start") + 1, F("end") - F("start"))
    rows = Passage.objects.filter(pk__in=keys).select_related("snapshot").annotate(said=words)
    rows = rows.defer("words", "snapshot__text", "snapshot__headers", "snapshot__tls")
    told = {one.pk: one for one in rows} if keys else {}
    found = []
    for share, one in best:
        one.snapshot = told[one.pk].snapshot
        found.append((share, one, str(told[one.pk].said)))
    return found


def _share(passage: Passage, weights: dict[str, float]) -> float:
    here = set(passage.words)
    return sum(weight for word, weight in weights.items() if word in here) / (sum(weights.values()) or 1)


def _weighed(claim: Claim, passage: Passage, share: float, words: str) -> Offered:
    source = passage.source
    language = passage.snapshot.language or source.language
    here = Told(claim.statement, claim.language, dates.last_day(claim.claimed_on))
    there = Told(words, language, dates.last_day(source.published_on))
    agreements = restating.agreements(here, there)
    # A passage may say much more than the claim: what it alone says is no difference.
    differing = [one for one in restating.differences(here, there) if _is_told(one)]
    told = len(agreements) + sum(1 for one in differing if one.here and one.there)
    score = min(1.0, share + FIGURE * min(told, 3))
    return Offered(passage, source, words, round(score, 3), agreements, differing)


def _is_told(one: Differing) -> bool:
    return one.kind is restating.Kind.NEGATION or bool(
        one.here and one.there and one.kind is not restating.Kind.NAME
    )


class _LeftOut:
    """What is not offered: taken or refused already, or told by another source in the same words."""

    def __init__(self, claim: Claim) -> None:
        refused = PassageRefusal.objects.filter(claim=claim).values_list("source", "words_sha256")
        self.refused = set(refused)
        taken = Evidence.objects.passages().filter(claim=claim).values_list("source", "quote")
        self.taken = [(source, _plain(quote)) for source, quote in taken]
        self.seen: set[str] = set()

    def lets(self, one: Offered) -> bool:
        plain, sha256 = _plain(one.words), words_sha256(one.words)
        if (one.source.pk, sha256) in self.refused or sha256 in self.seen:
            return False
        self.seen.add(sha256)
        return not any(
            source == one.source.pk and (plain in quote or quote in plain) for source, quote in self.taken
        )


def _plain(words: str) -> str:
    return " ".join(word.text for word in similarity.words(words))


def words_sha256(words: str) -> str:
    """By which a passage is known again after another capture of its source: its words, not how they are set."""
    return hashlib.sha256(_plain(words).encode()).hexdigest()


def passage_of(key: int, *, by: User) -> tuple[Passage, str] | None:
    """A passage with its words; None if it isn't there (any more), or is kept from this person."""
    rows = Passage.objects.filter(source__in=Source.objects.visible_to(by).values("pk"))
    one = rows.select_related("snapshot", "source").filter(pk=key).first()
    return (one, one.snapshot.text[one.start : one.end]) if one else None


@transaction.atomic
def refuse(claim: Claim, passage_pk: int, *, by: User) -> None:
    """Say that a passage doesn't bear on the claim: it is not offered for it again, whoever looks."""
    rules.require(rules.can_add_evidence(by), _("refuse a suggested passage"))
    claim.require_living()
    found = passage_of(passage_pk, by=by)
    if found is None:
        raise IllegalTransition(_("The source says something else by now: look at what is offered again."))
    passage, words = found
    row, is_new = PassageRefusal.objects.get_or_create(
        claim=claim, source=passage.source, words_sha256=words_sha256(words), defaults={"refused_by": by}
    )
    if is_new:
        auditing.record("passage.refused", row, by=by, claim=claim, source=passage.source_id)
