"""JSON read strictly: what two readers could understand in two ways, or PostgreSQL can't store, is refused."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import IO, Any, NoReturn

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from rest_framework import exceptions
from rest_framework.parsers import BaseParser

DEEPEST = 20
TOO_DEEP = f"The body is nested deeper than {DEEPEST} levels."


class TooLarge(exceptions.APIException):
    status_code = 413
    default_detail = "The body is larger than this desk reads."
    default_code = "too_large"


class StrictJSON(BaseParser):
    """RFC 8259 in UTF-8: no duplicate names, no NaN, no NUL, no half characters, bounded in depth and size."""

    media_type = "application/json"

    def parse(
        self,
        stream: IO[Any],
        media_type: str | None = None,
        parser_context: Mapping[str, Any] | None = None,
    ) -> Any:
        return read(body_of(stream))


def body_of(stream: Any) -> bytes:
    """What was sent, if it isn't too much."""
    try:
        sent = stream.body if hasattr(stream, "body") else stream.read(settings.API_LONGEST_BODY + 1)
    except RequestDataTooBig as error:
        raise TooLarge from error
    if len(sent) > settings.API_LONGEST_BODY:
        raise TooLarge
    return bytes(sent)


def read(sent: bytes) -> Any:
    """The value of a body. Raises ParseError saying what is wrong with it."""
    try:
        value = json.loads(
            sent.decode("utf-8"), object_pairs_hook=_once, parse_constant=_no_number, parse_float=_finite
        )
    except RecursionError as error:
        raise exceptions.ParseError(TOO_DEEP) from error
    except UnicodeDecodeError as error:
        raise exceptions.ParseError("The body is not UTF-8.") from error
    except ValueError as error:
        raise exceptions.ParseError(f"The body is not JSON as it should be: {error}.") from error
    _look_through(value)
    return value


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"{twice[:80]!r} is named twice")
    return found


def _no_number(word: str) -> NoReturn:
    raise ValueError(f"{word} is no number of JSON")


def _finite(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"{digits[:40]} is too large")
    return number


def _look_through(value: Any) -> None:
    """Depth and characters, level by level: nothing here recurses."""
    level, depth = [value], 0
    while level:
        depth += 1
        if depth > DEEPEST:
            raise exceptions.ParseError(TOO_DEEP)
        level = [inner for one in level for inner in _within(one)]


def _within(value: Any) -> list[Any]:
    if isinstance(value, str):
        _check(value)
    if isinstance(value, dict):
        for name in value:
            _check(name)
        return list(value.values())
    return value if isinstance(value, list) else []


def _check(text: str) -> None:
    if "\x00" in text:
        raise exceptions.ParseError("The body holds a NUL character, which this desk can't store.")
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise exceptions.ParseError("The body holds half a character (a lone surrogate).") from error
