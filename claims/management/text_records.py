"""Texts for the commands that read them: plain text, or JSON lines of ``id`` and ``text``; JSON lines go out."""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from django.core.management.base import CommandError, CommandParser, OutputWrapper

MAX_TEXT = 5_000_000  # characters of one text


class Record(NamedTuple):
    """``id`` is None for plain text, which is one text."""

    id: Any
    text: str


def add_arguments(parser: CommandParser) -> None:
    parser.add_argument(
        "file",
        nargs="?",
        default="-",
        help="Plain text, or JSON lines with id and text; standard input if left out.",
    )
    parser.add_argument("--output", default="-", help="Where the JSON lines go; standard output if left out.")
    parser.add_argument("--language", default="en", help="BCP 47, for example en or ko.")


def read(name: str) -> Iterator[Record]:
    """The texts of a file, or of standard input for “-”. CommandError names the line that can't be read."""
    raw = _bytes(name)
    try:
        told = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise CommandError(f"{_called(name)} is not UTF-8: byte {error.start} can't be read.") from error
    if told.lstrip()[:1] == "{":
        yield from _records(name, told)
    elif told.strip():
        yield Record(None, _bounded(name, 1, told))
    else:
        raise CommandError(f"{_called(name)} is empty.")


def write(name: str, lines: Iterable[dict[str, Any]], stdout: OutputWrapper) -> None:
    """Each as a line of JSON, as soon as it is there."""
    if name == "-":
        for line in lines:
            stdout.write(json.dumps(line, ensure_ascii=False))
        return
    try:
        with Path(name).open("w", encoding="utf-8", errors="backslashreplace") as file:
            file.writelines(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    except OSError as error:
        raise CommandError(f"{name} can't be written: {error.strerror}.") from error


def _bytes(name: str) -> bytes:
    if name == "-":
        held = getattr(sys.stdin, "buffer", None)
        return held.read() if held else sys.stdin.read().encode()
    try:
        return Path(name).read_bytes()
    except OSError as error:
        raise CommandError(f"{name} can't be read: {error.strerror}.") from error


def _records(name: str, told: str) -> Iterator[Record]:
    # Only a line feed ends a line: JSON may hold other line ends, U+2028 say, as they are.
    for number, line in enumerate(io.StringIO(told, newline="\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise CommandError(f"{_called(name)}, line {number} is no JSON: {error}.") from error
        if not isinstance(row, dict) or not isinstance(row.get("text"), str) or "id" not in row:
            raise CommandError(f"{_called(name)}, line {number} has no “id” and “text”, the text a string.")
        yield Record(row["id"], _bounded(name, number, row["text"]))


def _bounded(name: str, line: int, text: str) -> str:
    if len(text) > MAX_TEXT:
        raise CommandError(
            f"{_called(name)}, line {line}: {len(text):,} characters, and {MAX_TEXT:,} are the limit."
        )
    return text


def _called(name: str) -> str:
    return "Standard input" if name == "-" else name
