"""Fixture files as they lie on the disk: found by label, read, and taken apart into objects.

Nothing here knows what the objects mean; what can't even be read is told as problems, never raised.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple, NoReturn

from django.conf import settings
from django.utils.translation import gettext

from claims.exceptions import InvalidInput

MAX_BYTES = 20_000_000
ORIGIN = "{DEMONSTRATION_ORIGIN}"  # stands in a fixture for the address at which this desk serves itself


class Problem(NamedTuple):
    """Why a fixture is refused: in which file, which object of it, which field, and the reason."""

    file: str
    thing: str
    field: str
    reason: str

    @property
    def place(self) -> str:
        return ", ".join(
            part for part in (self.file, self.thing, self.field and f"field {self.field}") if part
        )

    def __str__(self) -> str:
        return f"{self.place}: {self.reason}"


class BadFixtures(InvalidInput):
    """The fixtures were refused whole. ``found`` are all problems, in the order of files and objects."""

    code = "bad_fixtures"

    def __init__(self, found: Iterable[Problem]) -> None:
        self.found = tuple(found)
        count = f"{len(self.found)} problem{'s' if len(self.found) > 1 else ''}"
        told = "\n".join(f"  {problem}" for problem in self.found)
        super().__init__(
            gettext("Nothing was loaded: {count}.\n{told}").format(count=count, told=told),
            problems=tuple((problem.place, problem.reason) for problem in self.found),
        )


@dataclass(eq=False)
class FixtureObject:
    """One object of a file. ``key`` is its natural key as text values and numbers, once it could be read."""

    file: str
    number: int  # its place in the file, from 1
    model: str  # as the file has it: claims.claim
    fields: dict[str, Any]
    key: tuple[Any, ...] = ()
    values: dict[str, Any] = field(default_factory=dict)  # what the fields mean, as far as they could be read
    problems: list[Problem] = field(default_factory=list)

    @property
    def name(self) -> str:
        key = " ".join(str(part) for part in self.key)
        return f"object {self.number} ({self.model}{' ' + key if key else ''})"

    def refuse(self, field_name: str, reason: str) -> None:
        self.problems.append(Problem(self.file, self.name, field_name, reason))


def find(labels: Iterable[str | Path]) -> Iterator[Path | Problem]:
    """The files that the labels stand for: a path, a folder of .json files, or a name below ``fixtures/``."""
    for label in labels:
        places = [Path(label), *(settings.BASE_DIR / "fixtures" / name for name in (label, f"{label}.json"))]
        place = next((place for place in places if place.exists()), None)
        if place is None:
            yield Problem(str(label), "", "", gettext("there is no such file, folder or fixture"))
        elif place.is_file():
            yield place
        elif files := sorted(place.glob("*.json")):
            yield from files
        else:
            yield Problem(str(label), "", "", gettext("this folder holds no .json file"))


def name_of(path: Path) -> str:
    """How a file is called in messages and events: below the project if it lies there."""
    path = path.resolve()
    return str(path.relative_to(settings.BASE_DIR)) if path.is_relative_to(settings.BASE_DIR) else str(path)


def read_list(path: Path) -> list[Any] | Problem:
    """The JSON list that a file holds, or why it can't be read."""
    try:
        if path.stat().st_size > MAX_BYTES:
            return Problem(
                name_of(path),
                "",
                "",
                gettext("it is larger than {max_bytes:,} bytes").format(max_bytes=MAX_BYTES),
            )
        return list_of(name_of(path), path.read_bytes())
    except OSError as error:
        return Problem(
            name_of(path), "", "", gettext("it can't be read: {strerror}").format(strerror=error.strerror)
        )


def list_of(name: str, raw: bytes) -> list[Any] | Problem:
    """The JSON list in a file of this name, wherever it came from, or why it can't be read."""
    try:
        held = json.loads(
            raw.decode().removeprefix("\ufeff").replace(ORIGIN, settings.DEMONSTRATION_ORIGIN.rstrip("/")),
            object_pairs_hook=_each_name_once,
            parse_constant=_no_such_number,
        )
    except UnicodeDecodeError as error:
        return Problem(
            name, "", "", gettext("it is not UTF-8: byte {start} can't be read").format(start=error.start)
        )
    except json.JSONDecodeError as error:
        why = gettext("it is no whole JSON: {msg} at line {lineno}, column {colno}").format(
            msg=error.msg, lineno=error.lineno, colno=error.colno
        )
        return Problem(name, "", "", why)
    except (ValueError, RecursionError) as error:
        why = gettext("it is nested too deeply") if isinstance(error, RecursionError) else str(error)
        return Problem(name, "", "", why)
    if not isinstance(held, list):
        return Problem(
            name,
            "",
            "",
            gettext("its top level is {held}, and has to be a list of objects").format(held=kind_of(held)),
        )
    return held


def objects_of(path: Path) -> Iterator[FixtureObject | Problem]:
    """The objects of one file, with whatever stands in the way of reading them."""
    yield from _each_of(name_of(path), read_list(path))


def objects_in(name: str, raw: bytes) -> Iterator[FixtureObject | Problem]:
    """The same of a file that somebody sent."""
    yield from _each_of(name, list_of(name, raw))


def _each_of(name: str, held: list[Any] | Problem) -> Iterator[FixtureObject | Problem]:
    if isinstance(held, Problem):
        yield held
        return
    for number, one in enumerate(held, 1):
        yield _object_of(name, number, one)


def _object_of(file: str, number: int, one: Any) -> FixtureObject | Problem:
    place = f"object {number}"
    if not isinstance(one, dict):
        return Problem(
            file,
            place,
            "",
            gettext("it is {one}, and has to be an object with “model” and “fields”").format(
                one=kind_of(one)
            ),
        )
    if "pk" in one:
        return Problem(
            file, place, "pk", gettext("fixtures name rows by their natural keys, never by numbers")
        )
    if unknown := sorted(set(one) - {"model", "fields"}):
        return Problem(
            file, place, unknown[0], gettext("an object has “model” and “fields”, and nothing else")
        )
    if not isinstance(one.get("model"), str):
        return Problem(file, place, "model", gettext("it has to name a model, for example claims.claim"))
    if not isinstance(one.get("fields"), dict):
        return Problem(
            file, f"{place} ({one['model']})", "fields", gettext("it has to be an object of names and values")
        )
    return FixtureObject(file, number, one["model"].lower(), one["fields"])


def kind_of(value: Any) -> str:
    """What a JSON value is, in words."""
    if isinstance(value, bool):
        return gettext("true or false")
    kinds = {
        str: gettext("a text"),
        int: gettext("a number"),
        float: gettext("a number"),
        list: gettext("a list"),
        dict: gettext("an object"),
    }
    return kinds.get(type(value), "null")


def _each_name_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    if twice := next((name for name in names if names.count(name) > 1), None):
        raise ValueError(gettext("the name “{twice}” stands twice in one object").format(twice=twice))
    return dict(pairs)


def _no_such_number(told: str) -> NoReturn:
    raise ValueError(gettext("{told} is no number in JSON").format(told=told))
