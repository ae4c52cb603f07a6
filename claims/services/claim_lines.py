"""The rows of a file of claims, one by one: what each says under the desk's names, or why it can't be read."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any, NamedTuple

from claims.exceptions import InvalidInput
from claims.services import importing_rows
from claims.services.row_files import Problem

csv.field_size_limit(1_000_000)  # characters of a cell
_NO_TEXT = (bool, dict, list, float)  # what may stand in JSON and is neither words nor a whole number


class Line(NamedTuple):
    """``told``: the cells that are not empty, trimmed, by field. Where ``problem`` is told there are none."""

    line: int
    told: dict[str, str]
    problem: Problem | None = None


def read(name: str, raw: bytes) -> Iterator[Line]:
    """JSON lines by the name .jsonl, .ndjson or .json, else CSV (tabs in .tsv). InvalidInput for no table at all."""
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused(name, f"byte {error.start} can’t be read; save it in UTF-8") from error
    ending = PurePath(name).suffix.lower()
    if ending in (".jsonl", ".ndjson", ".json"):
        return _json_lines(text)
    return _csv_lines(name, text, "\t" if ending == ".tsv" else ",")


def _json_lines(text: str) -> Iterator[Line]:
    meant: dict[str, str] = {}
    for number, line in enumerate(io.StringIO(text, newline="\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield Line(number, {}, Problem(number, "", f"is no JSON: {error}"))
            continue
        if not isinstance(row, dict):
            yield Line(number, {}, Problem(number, "", "is no object with fields"))
            continue
        for name in row:
            if name not in meant:
                (column,) = importing_rows.columns("claim", [name])
                meant[name] = column.field
        yield _line(number, zip(map(meant.__getitem__, row), row.values(), strict=True))


def _csv_lines(name: str, text: str, delimiter: str) -> Iterator[Line]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        head = next(reader, None)
        if not head:
            raise _refused(name, "it is empty")
        fields = [column.field for column in importing_rows.columns("claim", head)]
        if not {"statement", "slug"} & set(fields):
            raise _refused(name, "none of its columns is a statement or a slug")
        line = reader.line_num + 1
        for cells in reader:
            if len(cells) > len(fields):
                yield Line(line, {}, Problem(line, "", f"has {len(cells)} cells, the head {len(fields)}"))
            elif any(cells):
                yield _line(line, zip(fields, cells, strict=False))
            line = reader.line_num + 1
    except csv.Error as error:
        raise _refused(name, f"line {reader.line_num} can’t be read: {error}") from error


def _line(number: int, cells: Iterator[tuple[str, Any]]) -> Line:
    told: dict[str, str] = {}
    for name, value in cells:
        if not name or value is None or value == "":
            continue
        if not isinstance(value, str):
            if isinstance(value, _NO_TEXT):
                return Line(number, {}, Problem(number, name, "is no text"))
            value = str(value)
        if words := value.strip():
            told.setdefault(name, words)
    return Line(number, told)


def _refused(name: str, reason: str) -> InvalidInput:
    return InvalidInput(f"{name} was not brought in: {reason}.", problems=((name, reason),))
