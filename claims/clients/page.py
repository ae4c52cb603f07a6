"""What reading, extracting and cleaning a page is asked within, and what it brings: plain values."""

import datetime as dt
from dataclasses import dataclass

from claims.text.outcomes import FailureClass


@dataclass(frozen=True, slots=True)
class Page:
    """What a page says. Paragraphs of `text` stand on lines of their own; what is not known is empty or None.

    Dates are the days the page itself names, in its own time zone. `failure` is that of the fetch, else of
    reading.
    """

    title: str = ""
    text: str = ""
    byline: str = ""
    canonical_url: str = ""
    published_on: dt.date | None = None
    modified_on: dt.date | None = None
    language: str = ""
    failure: FailureClass | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Extracted:
    """The article in a page: `text` without menus, comments and the like, a paragraph a line.

    `tool` names what found it, with its version.
    """

    text: str = ""
    title: str = ""
    byline: str = ""
    published_on: dt.date | None = None
    modified_on: dt.date | None = None
    language: str = ""
    tool: str = ""
    failure: FailureClass | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class ReadingLimits:
    """What one page may cost: whole seconds of processor time, bytes of memory, seconds in all."""

    cpu_seconds: int = 3
    memory_bytes: int = 512 * 1024 * 1024
    wall_seconds: float = 6.0


@dataclass(frozen=True, slots=True)
class Task:
    """What a reader is told besides the body: `html`, `pdf`, `plain` or `word`; the charset of the header; the address.

    `is_xml`: HTML that was served as XHTML.
    """

    kind: str
    charset: str | None = None
    url: str = ""
    is_xml: bool = False
