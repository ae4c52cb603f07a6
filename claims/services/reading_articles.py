"""An article as a file, an address or bytes hold it: its text, and what they say of it. Strangers' formats are read
in a child that is bound in time and memory.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import PurePath

from django.utils.translation import gettext as _

from claims.clients import http, pages
from claims.clients.fetched import Fetched
from claims.exceptions import InvalidInput
from claims.text import transcripts, urls
from claims.text.storable import with_plain_lines

MAX_BYTES = 5_000_000
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
KINDS = {
    ".txt": "text/plain", ".md": "text/plain", ".html": "text/html", ".htm": "text/html", ".docx": WORD,
    ".pdf": "application/pdf", ".srt": "transcript", ".vtt": "transcript",
}  # fmt: skip
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")  # what no text editor writes


@dataclass(frozen=True, slots=True)
class Reading:
    """Paragraphs of ``text`` are lines. What isn't known is empty; ``published_on`` is an ISO day."""

    text: str
    origin: str
    title: str = ""
    byline: str = ""
    url: str = ""
    published_on: str = ""
    language: str = ""


def of_file(name: str, body: bytes) -> Reading:
    """The article in a file that somebody hands in, by the ending of its name. Raises InvalidInput with the reason."""
    kind = KINDS.get(PurePath(name).suffix.lower())
    if kind is None:
        raise refused(
            name,
            _("the desk reads {kinds} here; save it as one of these, or paste its text").format(
                kinds=", ".join(KINDS)
            ),
        )
    if len(body) > MAX_BYTES:
        raise refused(
            name,
            _("it has {size:,} bytes, and {most:,} are the limit").format(size=len(body), most=MAX_BYTES),
        )
    found = _of_text(name, body, kind) if kind in ("text/plain", "transcript") else _of_page(name, body, kind)
    if not found.text.strip():
        raise refused(name, _("no text was found in it"))
    return found


def of_address(address: str) -> Reading:
    """The article at an address, through the guarded fetcher. Raises InvalidInput with the reason."""
    try:
        wanted = urls.canonical(address)
    except urls.BadURL as error:
        raise refused(address, _("this address can’t be used: {why}").format(why=error.reason)) from error
    fetched = http.fetch(wanted)
    if fetched.failure:
        told = fetched.detail or fetched.failure.value.replace("_", " ")
        status = f" (status {fetched.status})" if fetched.status else ""
        raise refused(address, _("it can’t be fetched: {why}").format(why=told + status))
    found = _of_fetched(address, fetched, fetched.final_url or wanted)
    if not found.text.strip():
        raise refused(address, _("no text was found in it"))
    return found


def _of_page(name: str, body: bytes, kind: str) -> Reading:
    return _of_fetched(name, Fetched(url="", body=body, content_type=kind), "")


def _of_fetched(name: str, fetched: Fetched, address: str) -> Reading:
    page = pages.read(fetched)
    if page.failure:
        raise refused(name, page.detail or _("its text can’t be read"))
    text, byline, day = page.text, page.byline, page.published_on
    if pages.kind_of(fetched.content_type, fetched.body) == "html":
        article = pages.extract(
            fetched.body, content_type=fetched.content_type, charset=fetched.charset, url=address
        )
        text, byline, day = article.text or text, byline or article.byline, day or article.published_on
    return Reading(
        text=text,
        origin=(address or name)[:300],
        title=page.title[:300],
        byline=byline[:200],
        url=_own_address(page.canonical_url or address),
        published_on=day.isoformat() if day else "",
        language=page.language[:35],
    )


def _own_address(told: str) -> str:
    """In its canonical form, so that the same article is known again; empty where it is none."""
    try:
        return urls.canonical(told) if told else ""
    except urls.BadURL:
        return ""


def _of_text(name: str, body: bytes, kind: str) -> Reading:
    text = plain_text(name, body)
    if kind == "text/plain":
        return Reading(text=text, origin=name[:300])
    try:
        return Reading(text=transcripts.text_of(text), origin=name[:300], title=PurePath(name).stem[:300])
    except ValueError as error:
        raise refused(name, _("it is no transcript: {why}").format(why=error)) from error


def plain_text(name: str, body: bytes) -> str:
    """UTF-8, with or without a byte order mark, its lines ending in a line feed. InvalidInput."""
    try:
        text = body.decode().removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        told = _("it is not UTF-8: byte {at} can’t be read; save it as plain text in UTF-8")
        if body.startswith(_UTF_16):
            told = _("it is UTF-16; save it as plain text in UTF-8")
        raise refused(name, told.format(at=error.start)) from error
    if odd := _CONTROL.search(text):
        at = body.index(odd[0].encode())
        told = _("it is no plain text: byte {at} is the control character {code}")
        raise refused(name, told.format(at=at, code=f"{ord(odd[0]):#04x}"))
    return with_plain_lines(text)


def refused(name: str, reason: str) -> InvalidInput:
    told = _("{name} was not read: {reason}.").format(name=name, reason=reason)
    return InvalidInput(told, problems=(("file", reason),))
