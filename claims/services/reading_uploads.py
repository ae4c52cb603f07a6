"""The text of a file that somebody hands in: plain text as it is, of a page of HTML the article."""

from __future__ import annotations

from pathlib import PurePath

from django.utils.translation import gettext as _

from claims.clients import pages
from claims.exceptions import InvalidInput
from claims.text.storable import with_plain_lines

MAX_BYTES = 5_000_000
KINDS = {".txt": "text/plain", ".md": "text/plain", ".html": "text/html", ".htm": "text/html"}


def text_of(name: str, body: bytes) -> str:
    """The words of an uploaded file, a paragraph a line. Raises InvalidInput with what to do about it."""
    kind = KINDS.get(PurePath(name).suffix.lower())
    if kind is None:
        raise _refused(
            name,
            _("the desk reads {kinds} here; save it as one of these, or paste its text").format(
                kinds=", ".join(KINDS)
            ),
        )
    if len(body) > MAX_BYTES:
        raise _refused(
            name,
            _("it has {count:,} bytes, and {max_bytes:,} are the limit").format(
                count=len(body), max_bytes=MAX_BYTES
            ),
        )
    text = _plain(name, body) if kind == "text/plain" else _article(name, body)
    if not text.strip():
        raise _refused(name, _("no text was found in it"))
    return text


def _plain(name: str, body: bytes) -> str:
    try:
        return with_plain_lines(body.decode().removeprefix("\ufeff"))
    except UnicodeDecodeError as error:
        raise _refused(
            name, _("byte {start} can’t be read: save it as plain text in UTF-8").format(start=error.start)
        ) from error


def _article(name: str, body: bytes) -> str:
    found = pages.extract(body, content_type="text/html")
    if found.failure:
        raise _refused(name, found.detail or _("its text can’t be read"))
    return found.text


def _refused(name: str, reason: str) -> InvalidInput:
    return InvalidInput(
        _("{name} was not read: {reason}.").format(name=name, reason=reason), problems=(("file", reason),)
    )
