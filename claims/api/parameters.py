"""What may stand behind the question mark: read strictly, so that a misspelt filter never answers with everything."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.utils.dateparse import parse_datetime

from claims.exceptions import InvalidInput
from claims.models import Claim
from claims.models.article import EXTERNAL_ID
from claims.presenters import keyset

LIMIT = 50
MOST = 100
WORDS = 200

LONGEST_TAG = 35
SLUG = r"[-a-zA-Z0-9_]{1,120}"
LANGUAGE = r"[a-zA-Z]{2,8}(-[a-zA-Z0-9]{1,8}){0,4}"

_SLUG = re.compile(SLUG)
_EXTERNAL_ID = re.compile(EXTERNAL_ID)
_LANGUAGE = re.compile(LANGUAGE)
_KEY = re.compile(r"[0-9]{1,19}")
_NUMBER = re.compile(r"[0-9]{1,3}")

Reader = Callable[[str], Any]


@dataclass(frozen=True)
class Repeated:
    """A parameter that may be given several times; its value is a list."""

    reader: Reader
    most: int

    def __call__(self, given: str) -> Any:
        return self.reader(given)


def slug(given: str) -> str:
    if not _SLUG.fullmatch(given):
        raise ValueError("letters, digits, hyphens and underscores only")
    return given


def language(given: str) -> str:
    if len(given) > LONGEST_TAG or not _LANGUAGE.fullmatch(given):
        raise ValueError("a language tag such as en or ko is expected")
    return given


def kind(given: str) -> str:
    if given not in Claim.Kind.values:
        raise ValueError(f"one of {', '.join(Claim.Kind.values)} is expected")
    return given


def external_id(given: str) -> str:
    if not _EXTERNAL_ID.fullmatch(given):
        raise ValueError("letters, digits and . _ ~ : @ - are expected, 120 at most, a letter or digit first")
    return given


def text_of(longest: int) -> Reader:
    """A reader of so many characters at most, and of one at least."""

    def read_text(given: str) -> str:
        if not given.strip() or len(given) > longest or "\x00" in given:
            raise ValueError(f"1 to {longest} characters are expected")
        return given

    return read_text


def moment(given: str) -> datetime:
    at = parse_datetime(given)
    if at is None or at.tzinfo is None:
        raise ValueError("a moment such as 2025-06-02T10:00:00Z is expected")
    return at


def limit(given: str) -> int:
    if not _NUMBER.fullmatch(given) or not 1 <= int(given) <= MOST:
        raise ValueError(f"a number from 1 to {MOST} is expected")
    return int(given)


def key(given: str) -> int:
    if not _KEY.fullmatch(given) or not 0 < int(given) < 2**63:
        raise ValueError("a whole number above 0 is expected")
    return int(given)


def flag(given: str) -> bool:
    if given not in {"true", "false"}:
        raise ValueError("true or false is expected")
    return given == "true"


def one_of(known: Iterable[str]) -> Reader:
    """A reader of one of these words."""
    words = list(known)

    def read_word(given: str) -> str:
        if given not in words:
            raise ValueError(f"one of {', '.join(words)} is expected")
        return given

    return read_word


words = text_of(WORDS)


def fields(known: Iterable[str]) -> Reader:
    """A reader of names out of these, with commas between them."""
    names = list(known)

    def read_names(given: str) -> frozenset[str]:
        asked = given.split(",")
        if unknown := [name for name in asked if name not in names]:
            raise ValueError(f"unknown: {', '.join(unknown)[:200]}; known are {', '.join(names)}")
        return frozenset(asked)

    return read_names


def ordered_by(column: str) -> dict[str, Reader]:
    """The parameter of a list that has one order, and may be turned round."""
    return {"ordering": one_of((f"-{column}", column))}


PAGING: Mapping[str, Reader] = {"cursor": keyset.decode, "limit": limit}


def read(query: QueryDict, readers: Mapping[str, Reader]) -> dict[str, Any]:
    """The parameters of ``query``, each read by its reader. Raises InvalidInput naming every one that is wrong."""
    found, problems = {}, []
    for name, values in query.lists():
        try:
            found[name] = _one(name, values, readers)
        except ValueError as error:
            problems.append((name, str(error)))
        except InvalidInput as error:
            problems.append((name, error.problems[0][1]))
    if problems:
        names = ", ".join(name for name, _ in problems)
        raise InvalidInput(f"Wrong in this address: {names}.", problems=tuple(problems))
    return found


def _one(name: str, values: list[str], readers: Mapping[str, Reader]) -> Any:
    if name not in readers:
        known = ", ".join(sorted(readers)) or "none"
        raise ValueError(f"not a parameter of this address; it knows {known}")
    reader = readers[name]
    if isinstance(reader, Repeated):
        if len(values) > reader.most:
            raise ValueError(f"at most {reader.most} are answered at once")
        return [reader(value) for value in values]
    if len(values) != 1:
        raise ValueError("given more than once")
    return reader(values[0])
