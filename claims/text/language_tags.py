"""Languages by their tags (BCP 47), and words that are kept in several of them."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

TAG = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-([A-Z]{2}|[0-9]{3}))?(-[A-Za-z0-9]{4,8})*")
LONGEST_WORD = 60


def is_tag(told: Any) -> bool:
    return isinstance(told, str) and TAG.fullmatch(told) is not None


def are_tags(told: Any) -> bool:
    """Whether this is a list of tags, at least one, and none twice."""
    return (
        isinstance(told, list)
        and bool(told)
        and all(is_tag(one) for one in told)
        and len(set(told)) == len(told)
    )


def are_words(told: Any) -> bool:
    """Whether this says one short word or so by language."""
    return isinstance(told, dict) and all(
        is_tag(tag) and isinstance(word, str) and word.strip() == word and 0 < len(word) <= LONGEST_WORD
        for tag, word in told.items()
    )


def in_language(words: Mapping[str, str], language: str) -> tuple[str, str] | None:
    """(tag, word) in this language: in just this form of it, or in the language at large. None: in neither."""
    wanted = language.lower()
    by_tag = {tag.lower(): (tag, word) for tag, word in words.items() if word}
    return by_tag.get(wanted) or by_tag.get(wanted.partition("-")[0])


def missing(words: Mapping[str, str], languages: Sequence[str]) -> list[str]:
    """The languages in which there is no word; the first is that of the word which is always there."""
    return [one for one in languages[1:] if in_language(words, one) is None]
