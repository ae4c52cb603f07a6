"""A Word file (OOXML) as a page: its paragraphs, and the title and author that it names."""

import codecs
import io
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

from claims.clients import reading
from claims.clients.page import Page, Task
from claims.clients.reading import BeyondLimits, Unreadable
from claims.text.language import gettext as _

MAX_PART = 60_000_000  # bytes, unpacked
TEXT = "word/document.xml"
FACTS = "docProps/core.xml"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_GONE = f"{_W}del"  # what a tracked change took out
_BROKEN = (
    zipfile.BadZipFile, zlib.error, EOFError, etree.LxmlError, KeyError, ValueError, NotImplementedError, RuntimeError,
)  # fmt: skip


def prepare() -> None:
    """Load what a child cannot load any more: by reading a file, for codecs come only when they are needed."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("a", "<a/>")
    with zipfile.ZipFile(file) as packed:
        _tree(_part(packed, "a"))
    codecs.lookup("cp437")


def read(body: bytes, task: Task) -> Page:
    """The text, a line a paragraph, as it stands with all tracked changes taken. Unreadable, BeyondLimits."""
    try:
        with zipfile.ZipFile(io.BytesIO(body)) as packed:
            text = reading.joined(map(reading.paragraph, _paragraphs(_tree(_part(packed, TEXT)))))
            title, byline = _facts(packed)
    except (Unreadable, BeyondLimits):
        raise
    except _BROKEN as error:
        raise Unreadable(_("it is no whole Word file ({error})").format(error=error)) from error
    return Page(title=title or reading.field(text.partition("\n")[0]), byline=byline, text=text)


def _part(packed: zipfile.ZipFile, name: str) -> bytes:
    part = packed.getinfo(name)
    if part.flag_bits & 1:
        raise Unreadable(_("it is locked with a password"))
    if part.file_size > MAX_PART:
        raise BeyondLimits(_("it unpacks to more than is read"))
    with packed.open(part) as file:
        raw = file.read(MAX_PART + 1)
    if len(raw) > MAX_PART:
        raise BeyondLimits(_("it unpacks to more than is read"))
    if b"<!DOCTYPE" in raw[:4096]:
        raise Unreadable(_("it declares a document type, which no Word file needs"))
    return raw


def _tree(raw: bytes) -> Any:
    return etree.fromstring(raw, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False))


def _paragraphs(document: Any) -> Iterator[str]:
    for paragraph in document.iter(f"{_W}p"):
        yield "".join(_pieces(paragraph))


def _pieces(paragraph: Any) -> Iterator[str]:
    for element in paragraph.iter(f"{_W}t", f"{_W}tab", f"{_W}br"):
        if any(above.tag == _GONE for above in element.iterancestors()):
            continue
        if next(element.iterancestors(f"{_W}p")) is paragraph:  # not a text box's inside of it, which follows
            yield element.text or "" if element.tag == f"{_W}t" else " "


def _facts(packed: zipfile.ZipFile) -> tuple[str, str]:
    if FACTS not in packed.namelist():
        return "", ""
    told = _tree(_part(packed, FACTS))
    return reading.field(told.findtext(f"{_DC}title") or ""), reading.field(
        told.findtext(f"{_DC}creator") or ""
    )
