"""The first sheet of an Excel workbook (OOXML), read row by row. What is no workbook, or a bomb, is refused.

Formulas are never calculated: what the program that saved them had found is read. Nothing outside the file is
looked up.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import IO, Any

from lxml import etree  # type: ignore[import-untyped]

from claims.text.language import gettext

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
MAX_PARTS = 2_000
MAX_UNPACKED = 200_000_000  # bytes, of all that is read
MAX_RATIO = 200  # unpacked to packed, of a part that is large
LARGE = 1_000_000
MAX_COLUMNS = 200
DATE_FORMATS = {*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)}
# What the packing, the XML and the cells of a damaged file raise when they are read.
BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, etree.LxmlError, KeyError, ValueError, ArithmeticError,
    NotImplementedError, RuntimeError,
)  # fmt: skip
NOT_OF_THE_DATE = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')

Row = tuple[int, list[str]]
"""Number in the sheet, from 1, and the cells as text."""


class NoWorkbook(ValueError):
    """The file can't be read as a workbook; the text says why."""


def rows(raw: bytes) -> Iterator[Row]:
    """The rows of the first sheet that hold anything. Raises NoWorkbook, also in the middle."""
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as packed:
            _judge(packed)
            yield from _Sheet(packed).rows()
    except NoWorkbook:
        raise
    except BROKEN as error:
        raise NoWorkbook(gettext("it is no whole workbook ({error})").format(error=error)) from error


def _judge(packed: zipfile.ZipFile) -> None:
    parts = packed.infolist()
    if len(parts) > MAX_PARTS:
        raise NoWorkbook(gettext("it has more than {max_parts:,} parts").format(max_parts=MAX_PARTS))
    if sum(part.file_size for part in parts) > MAX_UNPACKED:
        raise NoWorkbook(
            gettext("it unpacks to more than {max_unpacked:,} bytes").format(max_unpacked=MAX_UNPACKED)
        )
    for part in parts:
        if part.file_size > LARGE and part.file_size > MAX_RATIO * max(part.compress_size, 1):
            raise NoWorkbook(
                gettext("its part {filename} unpacks to {max_ratio} times its size, as a bomb does").format(
                    filename=part.filename, max_ratio=MAX_RATIO
                )
            )
        if part.flag_bits & 1:
            raise NoWorkbook(gettext("it is locked with a password"))


class _Sheet:
    def __init__(self, packed: zipfile.ZipFile) -> None:
        self.packed = packed
        book = self._tree("xl/workbook.xml")
        settings = book.find(f"{MAIN}workbookPr")
        is_1904 = settings is not None and settings.get("date1904") in {"1", "true"}
        self.epoch = datetime(1904, 1, 1) if is_1904 else datetime(1899, 12, 30)
        self.name = self._first_sheet(book)
        self.strings = self._strings()
        self.dates = self._date_styles()

    def _open(self, name: str) -> IO[bytes]:
        part = self.packed.open(name)
        if b"<!DOCTYPE" in part.read(4096):
            raise NoWorkbook(
                gettext("its part {name} declares a document type, which no workbook needs").format(name=name)
            )
        part.close()
        return self.packed.open(name)

    def _tree(self, name: str) -> Any:
        safe = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
        with self._open(name) as part:
            return etree.parse(part, safe).getroot()

    def _each(self, name: str, tag: str) -> Iterator[Any]:
        """The elements of one kind, each forgotten after it was used."""
        with self._open(name) as part:
            found = etree.iterparse(
                part, tag=MAIN + tag, resolve_entities=False, no_network=True, huge_tree=False
            )
            for _, element in found:
                yield element
                element.clear()
                while element.getprevious() is not None:
                    del element.getparent()[0]

    def _first_sheet(self, book: Any) -> str:
        sheet = book.find(f"{MAIN}sheets/{MAIN}sheet")
        if sheet is None:
            raise NoWorkbook(gettext("it has no sheet"))
        for relation in self._tree("xl/_rels/workbook.xml.rels"):
            if relation.get("Id") == sheet.get(RELATION):
                target = str(relation.get("Target"))
                return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        raise NoWorkbook(gettext("its first sheet is missing"))

    def _strings(self) -> list[str]:
        if "xl/sharedStrings.xml" not in self.packed.namelist():
            return []
        return [_words(one) for one in self._each("xl/sharedStrings.xml", "si")]

    def _date_styles(self) -> set[int]:
        """The numbers of the cell formats that show a number as a date."""
        if "xl/styles.xml" not in self.packed.namelist():
            return set()
        styles = self._tree("xl/styles.xml")
        own = {int(one.get("numFmtId")): one.get("formatCode", "") for one in styles.iter(f"{MAIN}numFmt")}
        dates = DATE_FORMATS | {number for number, code in own.items() if _shows_a_date(code)}
        formats = styles.findall(f"{MAIN}cellXfs/{MAIN}xf")
        return {place for place, one in enumerate(formats) if int(one.get("numFmtId", 0)) in dates}

    def rows(self) -> Iterator[Row]:
        for place, row in enumerate(self._each(self.name, "row"), 1):
            number = int(row.get("r", place))
            cells: list[str] = []
            for cell in row.iter(f"{MAIN}c"):
                column = _column(cell.get("r", "")) if cell.get("r") else len(cells)
                if column >= MAX_COLUMNS:
                    raise NoWorkbook(
                        gettext("row {number} has more than {max_columns} columns").format(
                            number=number, max_columns=MAX_COLUMNS
                        )
                    )
                cells += [""] * (column - len(cells))
                cells.append(self._text(cell))
            if any(cells):
                yield number, cells

    def _text(self, cell: Any) -> str:
        kind, value = cell.get("t", "n"), cell.findtext(f"{MAIN}v")
        if kind == "inlineStr":
            return _words(cell)
        if value is None or kind == "e":
            return ""
        if kind == "s":
            return self.strings[int(value)] if int(value) < len(self.strings) else ""
        if kind == "b":
            return "yes" if value == "1" else "no"
        return value if kind in {"str", "d"} else self._number(value, int(cell.get("s", 0)))

    def _number(self, value: str, style: int) -> str:
        number = float(value)
        if style in self.dates:
            at = self.epoch + timedelta(days=number)
            return f"{at:%Y-%m-%d}" if number == int(number) else f"{at:%Y-%m-%dT%H:%M}"
        return str(int(number)) if number == int(number) else str(number)


def _words(element: Any) -> str:
    """All text of a cell, without the reading aids of Japanese."""
    parts = element.iter(f"{MAIN}t")
    return "".join(one.text or "" for one in parts if one.getparent().tag != f"{MAIN}rPh")


def _shows_a_date(code: str) -> bool:
    return bool(re.search("[ymdhs]", NOT_OF_THE_DATE.sub("", code), re.IGNORECASE))


def _column(reference: str) -> int:
    """“C7” → 2."""
    number = 0
    for letter in reference:
        if not letter.isalpha():
            break
        number = number * 26 + ord(letter.upper()) - 64
    return number - 1
