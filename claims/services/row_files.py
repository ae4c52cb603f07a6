"""Tables that somebody hands in: CSV, Excel or JSON lines, read row by row into columns and values.

What can't be read is told by line and column; what the columns mean is a matter of ``importing_rows``.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from claims.clients import workbooks
from claims.exceptions import InvalidInput
from claims.services.fixture_schema import odd_character
from claims.text import cells

MAX_BYTES = 20_000_000
MAX_ROWS = 100_000
MAX_COLUMNS = 200
ENDINGS = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".xlsx": "xlsx",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
}
csv.field_size_limit(1_000_000)  # characters of a cell


class Problem(NamedTuple):
    """What is wrong, and where; without a column it is the whole row."""

    line: int
    column: str
    reason: str

    @property
    def place(self) -> str:
        return f"line {self.line}, {self.column}" if self.column else f"line {self.line}"


class Row(NamedTuple):
    """Line of the file (row of the sheet), and values by column; empty ones are left out."""

    line: int
    values: dict[str, Any]


@dataclass
class Table:
    """``columns`` are known from the start, but for JSON lines, whose rows bring them along."""

    format: str
    columns: list[str]
    rows: Iterator[Row]


def read(name: str, raw: bytes) -> Table:
    """The table that a file holds. Raises InvalidInput, also in the middle of its rows."""
    if len(raw) > MAX_BYTES:
        raise refused(name, _("it is larger than {max_bytes:,} bytes").format(max_bytes=MAX_BYTES))
    ending = next((kind for end, kind in ENDINGS.items() if name.lower().endswith(end)), None)
    if ending is None:
        raise refused(name, _("its name ends in none of .csv, .tsv, .xlsx, .jsonl"))
    if ending == "jsonl":
        return Table("jsonl", [], _bounded(name, _json_rows(name, raw)))
    lines = _sheet_rows(name, raw) if ending == "xlsx" else _csv_rows(name, raw)
    first = next(lines, None)
    if first is None:
        raise refused(name, _("it is empty"))
    columns = _columns(name, first[1])
    rows = (Row(line, _by_column(name, line, columns, values)) for line, values in lines)
    return Table(ending, columns, _bounded(name, (row for row in rows if row.values)))


def refused(name: str, reason: str) -> InvalidInput:
    return InvalidInput(
        _("{name} can’t be read: {reason}.").format(name=name, reason=reason), problems=(("file", reason),)
    )


def _bounded(name: str, rows: Iterator[Row]) -> Iterator[Row]:
    for number, row in enumerate(rows, 1):
        if number > MAX_ROWS:
            raise refused(name, _("it has more than {max_rows:,} rows").format(max_rows=MAX_ROWS))
        yield row


def _columns(name: str, head: list[str]) -> list[str]:
    columns = [one.strip() for one in head]
    while columns and not columns[-1]:
        columns.pop()
    if len(columns) > MAX_COLUMNS:
        raise refused(name, _("it has more than {max_columns} columns").format(max_columns=MAX_COLUMNS))
    named = [one.casefold() for one in columns if one]
    if twice := next((one for one in named if named.count(one) > 1), None):
        raise refused(name, _("the column “{twice}” stands there twice").format(twice=twice))
    if not named:
        raise refused(name, _("its first line names no column"))
    return columns


def _by_column(name: str, line: int, columns: list[str], values: list[str]) -> dict[str, str]:
    if any(value.strip() for value in values[len(columns) :]):
        raise refused(name, _("line {line} has more cells than the first line has columns").format(line=line))
    pairs = zip(columns, values, strict=False)
    return {column: cells.plain(value.strip()) for column, value in pairs if column and value.strip()}


def _csv_rows(name: str, raw: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise refused(
            name, _("it is not UTF-8: line {line} holds a byte that can’t be read").format(line=line)
        ) from error
    if "\x00" in text:
        raise refused(name, _("it holds a NUL character, as no text does"))
    head = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(",;\t", key=head.count), strict=True)
    try:
        line = 1
        for values in reader:
            if any(values):
                yield line, values
            line = reader.line_num + 1
    except csv.Error as error:
        raise refused(name, f"line {reader.line_num}: {error}") from error


def _sheet_rows(name: str, raw: bytes) -> Iterator[tuple[int, list[str]]]:
    try:
        yield from workbooks.rows(raw)
    except workbooks.NoWorkbook as error:
        raise refused(name, str(error)) from error


def _json_rows(name: str, raw: bytes) -> Iterator[Row]:
    columns: set[str] = set()
    for line, told in enumerate(raw.removeprefix(b"\xef\xbb\xbf").split(b"\n"), 1):
        if not told.strip():
            continue
        try:
            held = json.loads(told.decode())
            odd = odd_character(held)
        except UnicodeDecodeError as error:
            raise refused(name, _("line {line} is not UTF-8").format(line=line)) from error
        except (ValueError, RecursionError) as error:
            raise refused(name, _("line {line} is no JSON").format(line=line)) from error
        if not isinstance(held, dict):
            raise refused(name, _("line {line} is no object of names and values").format(line=line))
        if odd:
            raise refused(name, f"line {line}: {odd}")
        columns.update(held)
        if len(columns) > MAX_COLUMNS:
            raise refused(name, _("it has more than {max_columns} columns").format(max_columns=MAX_COLUMNS))
        yield Row(line, {column: value for column, value in held.items() if value not in (None, "")})
