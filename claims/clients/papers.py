"""PDF as a page."""

import io

import pypdf
from pypdf.errors import LimitReachedError, PyPdfError

from claims.clients import reading
from claims.clients.pages import Page, Task
from claims.clients.reading import BeyondLimits, Unreadable

MAX_PAGES = 500

_DAMAGED = (PyPdfError, ValueError, KeyError, IndexError, TypeError, AttributeError, ArithmeticError, OSError)
"""What pypdf raises on files that are none."""


def read(body: bytes, task: Task) -> Page:
    """The text, line by line as set, and the title of the file. Unreadable, BeyondLimits."""
    try:
        document = pypdf.PdfReader(io.BytesIO(body))
        _unlock(document)
        lines = _lines(document)
        title = reading.field(document.metadata.title if document.metadata else "")
    except LimitReachedError as error:
        raise BeyondLimits("it is more complicated than is read") from error
    except (*_DAMAGED, NotImplementedError, RuntimeError) as error:
        raise Unreadable("the PDF file is damaged or of an unknown kind") from error
    return Page(title=title, text=reading.joined(lines))


def _unlock(document: pypdf.PdfReader) -> None:
    if document.is_encrypted and not document.decrypt(""):
        raise Unreadable("the PDF file asks for a password")


def _lines(document: pypdf.PdfReader) -> list[str]:
    if len(document.pages) > MAX_PAGES:
        raise BeyondLimits(f"it has more than {MAX_PAGES} pages")
    return [reading.paragraph(line) for page in document.pages for line in page.extract_text().splitlines()]
