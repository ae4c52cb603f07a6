"""PDF as a page."""

import datetime as dt
import importlib
import io
import re
from collections.abc import Iterable

import pypdf
from pypdf.errors import DependencyError, LimitReachedError, PyPdfError

from claims.clients import bylines, charsets, reading
from claims.clients.page import Page, Task
from claims.clients.reading import BeyondLimits, Unreadable
from claims.text.language import gettext as _

MAX_PAGES = 500

_DAMAGED = (
    PyPdfError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, OSError, RuntimeError,
)  # fmt: skip
"""What pypdf raises on files that are none."""

_LOADED_LATE = (
    "pypdf.filters",
    "pypdf._codecs._codecs",
    "pypdf._codecs.core_font_metrics",
    "xml.dom.expatbuilder",
)
_NO_TITLE = re.compile(
    r"microsoft \w+ - .*|untitled.*|document\W?\d*|slide \d+|title|print"
    r"|.*\.(?:docx?|pdf|indd|pptx?|xlsx?|qxd|rtf|odt|tex|dvi|cdr)",
    re.IGNORECASE,
)
_PUBLISHED_IN = (
    "http://prismstandard.org/namespaces/basic/2.0/",
    "http://prismstandard.org/namespaces/basic/2.1/",
    "http://prismstandard.org/namespaces/basic/3.0/",
)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}")


def prepare() -> None:
    """Load what a child cannot load any more."""
    charsets.prepare()
    for name in _LOADED_LATE:
        importlib.import_module(name)


def read(body: bytes, task: Task) -> Page:
    """The text, line by line as set, and what the file says about itself. Unreadable, BeyondLimits."""
    try:
        document = pypdf.PdfReader(io.BytesIO(body))
        _unlock(document)
        lines = _lines(document)
    except LimitReachedError as error:
        raise BeyondLimits(_("it is more complicated than is read")) from error
    except DependencyError as error:
        raise Unreadable(_("the PDF file is encrypted")) from error
    except _DAMAGED as error:
        raise Unreadable(_("the PDF file is damaged or of an unknown kind")) from error
    return _described(document, reading.joined(lines))


def _unlock(document: pypdf.PdfReader) -> None:
    if document.is_encrypted and not document.decrypt(""):
        raise Unreadable(_("the PDF file asks for a password"))


def _lines(document: pypdf.PdfReader) -> list[str]:
    if len(document.pages) > MAX_PAGES:
        raise BeyondLimits(_("it has more than {max_pages} pages").format(max_pages=MAX_PAGES))
    return [reading.paragraph(line) for page in document.pages for line in page.extract_text().splitlines()]


# --- What the file says about itself ------------------------------------------------------------------------------


def _described(document: pypdf.PdfReader, text: str) -> Page:
    """The page, with what can be relied on: the day on which a file was made is not the day it was published."""
    try:
        info = {name: str(value) for name, value in (document.metadata or {}).items()}
        language = reading.field(str(document.root_object.get("/Lang") or ""))
    except _DAMAGED:
        info, language = {}, ""
    titles, authors, days = _embedded(document)
    return Page(
        title=next(filter(None, map(_title, (*titles, info.get("/Title", "")))), ""),
        text=text,
        byline=next(filter(None, (_people(authors), bylines.name_in(info.get("/Author", "")))), ""),
        published_on=next(filter(None, map(reading.day, days)), None),
        modified_on=_day(info.get("/ModDate", "")) or _day(info.get("/CreationDate", "")),
        language=language if _LANGUAGE.fullmatch(language) else "",
    )


def _embedded(document: pypdf.PdfReader) -> tuple[list[str], list[str], list[str]]:
    """Titles, creators and days of publication out of the file's XMP."""
    try:
        xmp = document.xmp_metadata
        if xmp is None:
            return [], [], []
        days = [
            str(getattr(node, "nodeValue", "") or getattr(node.firstChild, "data", ""))
            for space in _PUBLISHED_IN
            for name in ("publicationDate", "coverDate")
            for node in xmp.get_element("", space, name)
        ]
        return [*(xmp.dc_title or {}).values()], [*(xmp.dc_creator or [])], days
    except _DAMAGED:
        return [], [], []


def _title(value: str) -> str:
    """A title; empty for what programs put there, the name of a file mostly."""
    title = reading.field(value)
    return "" if _NO_TITLE.fullmatch(title) else title


def _people(names: Iterable[str]) -> str:
    return reading.field(", ".join(filter(None, map(bylines.name_in, names))))


def _day(stamp: str) -> dt.date | None:
    """The day of a PDF date, as `D:20241024093000+09'00'`."""
    return reading.day(stamp.removeprefix("D:")[:8])
