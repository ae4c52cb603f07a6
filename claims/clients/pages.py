"""From what was fetched to what a page says, by way of a child process that may fail in any way it likes.

Parsers are fed what strangers wrote. They run in children with limits on processor time, memory and wall time, without
the desk's environment, its files and any way out: see `reading_room`.
"""

import asyncio
import datetime as dt
import json
from dataclasses import asdict, replace
from typing import Any

from claims.clients.fetched import Fetched
from claims.clients.page import Extracted, Page, ReadingLimits, Task
from claims.clients.reader import LIMIT_EXIT, OVERDUE
from claims.clients.reading_room import Ending, Room, RoomLost
from claims.text.outcomes import FailureClass

__all__ = [
    "Extracted",
    "NotShown",
    "Page",
    "ReadingLimits",
    "extract",
    "kind_of",
    "read",
    "read_async",
    "sanitised",
]

_XHTML = "application/xhtml+xml"
_KINDS = {
    "text/html": "html",
    _XHTML: "html",
    "application/pdf": "pdf",
    "application/x-pdf": "pdf",
    "text/plain": "plain",
    "text/markdown": "plain",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "word",
}
_UNTYPED = ("", "application/octet-stream", "binary/octet-stream", "unknown/unknown")
_READERS = {
    "html": "claims.clients.markup",
    "pdf": "claims.clients.papers",
    "plain": "claims.clients.plain",
    "word": "claims.clients.word_files",
}
_EXTRACTION = "claims.clients.extraction"
_SANITISING = "claims.clients.sanitising"
_LONGEST_ADDRESS = 8_000

# Extraction loads ten times as much as reading, and is asked for seldom.
_light, _full = Room(), Room()


class NotShown(Exception):
    """A page that cannot be shown. ``failure`` says why, ``str()`` is a clause for people."""

    def __init__(self, failure: FailureClass, detail: str) -> None:
        super().__init__(detail)
        self.failure = failure


class _Failed(Exception):
    """The child has nothing to tell."""

    def __init__(self, failure: FailureClass, detail: str) -> None:
        super().__init__(detail)
        self.failure = failure
        self.detail = detail


class _Lost(_Failed):
    """Nobody was there to read it, which says nothing about the page."""


def read(fetched: Fetched, limits: ReadingLimits | None = None) -> Page:
    """What the fetched page says. Error pages are read too; nothing that is in a page raises."""
    if not fetched.body:
        return Page(
            failure=fetched.failure or FailureClass.EXTRACT_FAILED, detail="there was nothing to read"
        )
    try:
        kind = _kind(fetched.content_type, fetched.body)
        address = fetched.final_url or fetched.url
        task = Task(kind, fetched.charset, address, is_xml=fetched.content_type == _XHTML)
        page = Page(**_said(_light, _READERS[kind], task, fetched.body, limits))
    except _Failed as error:
        page = Page(failure=error.failure, detail=error.detail)
    return replace(page, failure=fetched.failure) if fetched.failure else page


async def read_async(fetched: Fetched, limits: ReadingLimits | None = None) -> Page:
    """`read`, in a thread of the running loop's."""
    return await asyncio.to_thread(read, fetched, limits)


def extract(
    body: bytes,
    *,
    content_type: str,
    charset: str | None = None,
    url: str = "",
    limits: ReadingLimits | None = None,
) -> Extracted:
    """The article in a page of HTML, without menus and comments. Nothing that is in a page raises."""
    try:
        if (kind := _kind(content_type, body)) != "html":
            raise _Failed(FailureClass.UNSUPPORTED_TYPE, content_type or kind)
        task = Task(kind, charset, url, is_xml=content_type == _XHTML)
        return Extracted(**_said(_full, _EXTRACTION, task, body, limits))
    except _Lost as error:
        return Extracted(failure=FailureClass.WORKER_LOST, detail=error.detail)
    except _Failed as error:
        return Extracted(failure=error.failure, detail=error.detail)


def sanitised(
    body: bytes, *, content_type: str, charset: str | None = None, limits: ReadingLimits | None = None
) -> str:
    """A page of HTML or plain text as a document to show inside the desk, or NotShown.

    It holds no scripts, styles, forms, frames and pictures and loads nothing; it still belongs under
    ``Content-Security-Policy: sandbox; default-src 'none'``.
    """
    try:
        if (kind := _kind(content_type, body)) not in ("html", "plain"):
            raise _Failed(FailureClass.UNSUPPORTED_TYPE, content_type or kind)
        task = Task(kind, charset, is_xml=content_type == _XHTML)
        return str(_said(_light, _SANITISING, task, body, limits)["markup"])
    except _Failed as error:
        raise NotShown(error.failure, error.detail) from None


def kind_of(content_type: str, body: bytes) -> str | None:
    """`html`, `pdf`, `plain` or `word`: by the signature of PDF, by type, and by looks where no type was given."""
    beginning = body[:1024].lstrip()
    if beginning.startswith(b"%PDF-"):
        return "pdf"
    if content_type not in _UNTYPED:
        return _KINDS.get(content_type)
    if beginning.startswith(b"<"):
        return "html"
    return None if b"\0" in beginning else "plain"


def _kind(content_type: str, body: bytes) -> str:
    kind = kind_of(content_type, body)
    if kind is None:
        raise _Failed(FailureClass.UNSUPPORTED_TYPE, content_type)
    return kind


def _said(room: Room, reader: str, task: Task, body: bytes, limits: ReadingLimits | None) -> dict[str, Any]:
    """What a child of the room says of the body; _Failed if it says nothing."""
    told = replace(task, url=task.url if len(task.url) <= _LONGEST_ADDRESS else "")
    head = json.dumps(asdict(told)).encode() + b"\n"
    try:
        ending = room.ask(reader, (head, body), limits or ReadingLimits())
    except RoomLost as error:
        raise _Lost(FailureClass.EXTRACT_FAILED, f"the desk could not read it: {error}") from None
    said = _parsed(ending)
    if failure := said.get("failure"):
        raise _Failed(FailureClass(failure), said["detail"])
    for name in said.keys() & {"published_on", "modified_on"}:
        said[name] = dt.date.fromisoformat(said[name]) if said[name] else None
    return said


def _parsed(ending: Ending) -> dict[str, Any]:
    if ending.status == OVERDUE:
        raise _Failed(FailureClass.PARSE_LIMIT, "it took too long")
    if ending.status == LIMIT_EXIT or ending.status < 0:
        raise _Failed(FailureClass.PARSE_LIMIT, "it used too much time or memory")
    try:
        said = json.loads(ending.answer) if ending.status == 0 else None
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise _Failed(FailureClass.EXTRACT_FAILED, "the parser gave up")
    return said
