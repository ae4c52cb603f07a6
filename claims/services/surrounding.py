"""What an article says around a passage: its neighbours say whom “he” means, and of which bill it is said.

Matching asks with it; nothing of it becomes part of a claim.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import F
from django.db.models.functions import Substr

from claims.models import Appearance, Claim, Sentence

BESIDE = 2  # sentences on either side


class Around(NamedTuple):
    """What the sentences beside a passage say, and in which article version it stands, if it stands in one."""

    said: str = ""
    version: int | None = None


NOWHERE = Around()


def of_passage(version: int, *, start: int, end: int) -> Around:
    """Of ``start`` to ``end`` (code points) of the text of an article version: the sentences there are, in order."""
    words = Substr("article_version__text", F("start") + 1, F("end") - F("start"))
    sentences = Sentence.objects.filter(article_version=version).values_list("number", words)
    before = sentences.filter(end__lte=start).order_by("-number")[:BESIDE]
    after = sentences.filter(start__gte=end).order_by("number")[:BESIDE]
    return Around(" ".join(said for _, said in sorted(before.union(after, all=True))), version)


def of_claim(claim: Claim) -> Around:
    """Of the claim's words in the article where it stands, the latest version."""
    places = claim.appearances.filter(article_version__isnull=False).order_by("-article_version", "start")
    version, start, end = places.values_list("article_version", "start", "end").first() or (None, None, None)
    if version is None or start is None or end is None:
        return NOWHERE
    return of_passage(version, start=start, end=end)


def in_same_text(around: Around, claims: Iterable[int]) -> set[int]:
    """Those of the claims that stand in the same text: what is said beside it may be what they say."""
    if around.version is None:
        return set()
    there = Appearance.objects.filter(article_version=around.version, claim__in=claims)
    return set(there.values_list("claim", flat=True))
