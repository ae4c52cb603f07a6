"""In which languages the desk's ratings have words, and in which they have none yet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.utils.translation import get_language_info

from claims.models import Rating
from claims.text import language_tags


class Wordless(NamedTuple):
    """A language that the desk publishes in, and its ratings that have no word in it."""

    language: str
    ratings: list[str]


def wordless(languages: Sequence[str], ratings: Iterable[Rating]) -> list[Wordless]:
    """What is missing before a reader of each language meets a word of their own."""
    found: dict[str, list[str]] = {}
    for rating in ratings:
        for language in language_tags.missing(rating.labels, languages):
            found.setdefault(language, []).append(rating.label)
    return [Wordless(named(one), found[one]) for one in languages if one in found]


def named(tag: str) -> str:
    """A language by its name in the reader's own, or by its tag."""
    for form in (tag, tag.partition("-")[0]):
        try:
            name = str(get_language_info(form)["name_translated"])
        except KeyError:
            continue
        return name if form == tag else f"{name} ({tag})"
    return tag
