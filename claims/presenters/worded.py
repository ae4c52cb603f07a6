"""What readers search publications for, by words, at the price of what is found and not of how long the list is.

PostgreSQL can't know how rare a word is that is not among the commonest: it would go through a list from the newest on
until a page is full, and through all of it for a word that few hold. So it is asked first which those few are.
"""

from __future__ import annotations

from functools import lru_cache

from django.contrib.postgres.search import SearchQuery

from claims.models import Publication
from claims.models.publication import PublicationQuerySet

FEW = 500  # a search for a common word reads so many rows for nothing; of more, a page is full early in the list
REMEMBERED = 1_000  # searches, by a process


class _Few(Exception):
    """What a search found, where that is little."""

    def __init__(self, keys: list[int]) -> None:
        self.keys = keys


def holding(rows: PublicationQuerySet, words: str) -> PublicationQuerySet:
    """Those of ``rows`` that hold all of ``words``. Quotation marks, "or" and "-" mean what they do to search engines.

    One query is made at once, to see whether they are few.
    """
    few = few_holding(words)
    return rows.filter(search=_asked(words)) if few is None else rows.filter(pk__in=few)


def few_holding(words: str) -> list[int] | None:
    """The keys of all publications that hold ``words``, shown or not; None where they are more than FEW."""
    try:
        require_many(words)
    except _Few as few:
        return few.keys
    return None


@lru_cache(REMEMBERED)
def require_many(words: str) -> None:
    """Raises _Few where few publications hold ``words``: that is looked up each time. What many hold is remembered, for
    it stays so: publications are only added to; were many redacted, the search would be slower and find the same."""
    found = Publication.objects.filter(search=_asked(words)).order_by()
    keys = list(found.values_list("pk", flat=True)[: FEW + 1])
    if len(keys) <= FEW:
        raise _Few(keys)


def _asked(words: str) -> SearchQuery:
    return SearchQuery(words, config="simple", search_type="websearch")
