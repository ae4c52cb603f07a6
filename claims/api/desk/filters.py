"""What a list of the desk may be narrowed by: by name only, each read strictly."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.utils.text import smart_split, unescape_string_literal

from claims.api import parameters


class Filter(NamedTuple):
    """``schema`` is how the description of the API names the values that ``reader`` takes."""

    reader: parameters.Reader
    column: str
    told: str
    schema: dict[str, Any]


def key(column: str, told: str) -> Filter:
    return Filter(parameters.key, column, told, {"type": "integer", "minimum": 1, "maximum": 2**63 - 1})


def word(column: str, known: Iterable[str], told: str) -> Filter:
    values = list(known)
    return Filter(parameters.one_of(values), column, told, {"type": "string", "enum": values})


def flag(column: str, told: str) -> Filter:
    return Filter(parameters.flag, column, told, {"type": "boolean"})


def slug(column: str, told: str) -> Filter:
    return Filter(parameters.slug, column, told, {"type": "string", "pattern": "^[-a-zA-Z0-9_]{1,120}$"})


def looked_for(words: str) -> list[str]:
    """The words of a search, and what stands in quotation marks as one, as the lists of the desk read it."""
    found = [
        unescape_string_literal(one) if len(one) > 1 and one[0] == one[-1] and one[0] in "\"'" else one
        for one in smart_split(words)
    ]
    return [one for one in found if one]
