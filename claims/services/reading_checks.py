"""Fact-checks of others in a file or at an address: a page, a ClaimReview, a DataFeed, JSON lines of a corpus.

What a place of it says is read by text.external_checks; here it is found, and numbered as people find it again.
"""

from __future__ import annotations

import json
import sys
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from claims.clients import http, linked_data
from claims.exceptions import InvalidInput
from claims.text import external_checks
from claims.text.external_checks import Publisher, Told, Unreadable

STDIN = "-"
MAX_BYTES = 200_000_000  # unpacked
GZIP = b"\x1f\x8b"


class Row(NamedTuple):
    """One check, or why there is none: ``place`` is "line 12", "dataFeedElement[3].item[0]"."""

    place: str
    told: Told | Unreadable


def opened(named: str) -> bytes:
    """The bytes of a file, an address, or what is handed in (-). Raises InvalidInput for one that can't be had."""
    if named == STDIN:
        return sys.stdin.buffer.read()
    if named.startswith(("https://", "http://")):
        return fetched(named)
    try:
        return Path(named).read_bytes()
    except OSError as error:
        raise _refused(named, error.strerror or str(error)) from error


def fetched(url: str) -> bytes:
    found = http.fetch_politely(url)
    if found.failure is not None or found.status != 200:
        raise _refused(url, found.detail or str(found.failure or f"it answered {found.status}"))
    return found.body


def documents(raw: bytes, *, name: str) -> list[tuple[str, Any]]:
    """What a page's or a file's JSON-LD says, as it stands there, each with its place. For who judges it whole."""
    text = _decoded(raw, name)
    if text.lstrip()[:1] == "<":
        return [(f"script {number}", script) for number, script in enumerate(linked_data.scripts(text), 1)]
    try:
        return [("file", json.loads(text))]
    except (ValueError, RecursionError) as error:
        raise _not_json(name, error) from error


def rows_of(raw: bytes, *, name: str, publisher: Publisher) -> Iterator[Row]:
    """Every check of a file, in its order. Raises InvalidInput for a file in which none can be looked for."""
    text = _decoded(raw, name)
    if text.lstrip()[:1] == "<":
        yield from _of_page(text, name, publisher)
        return
    try:
        whole = json.loads(text)
    except (ValueError, RecursionError) as error:
        if isinstance(error, RecursionError) or "\n" not in text.strip():
            raise _not_json(name, error) from error
        yield from _of_lines(text, publisher)
        return
    yield from _of_json(whole, name, publisher)


def _decoded(raw: bytes, name: str) -> str:
    if raw.startswith(GZIP):
        raw = _unpacked(raw, name)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise _refused(
            name, _("byte {place} can’t be read: save it in UTF-8").format(place=error.start)
        ) from error


def _unpacked(raw: bytes, name: str) -> bytes:
    unpacking = zlib.decompressobj(wbits=31)
    try:
        body = unpacking.decompress(raw, MAX_BYTES)
    except zlib.error as error:
        raise _refused(name, _("it is packed with gzip and damaged")) from error
    if unpacking.unconsumed_tail or not unpacking.eof:
        raise _refused(
            name,
            _("unpacked it has more than {most} megabytes, or it is cut").format(most=MAX_BYTES // 1_000_000),
        )
    return body


def _of_page(text: str, name: str, publisher: Publisher) -> Iterator[Row]:
    found = [
        _read(f"script {number}: {place}", review, publisher)
        for number, script in enumerate(linked_data.scripts(text), 1)
        for place, review in external_checks.reviews(script)
    ]
    if not found:
        raise _refused(name, _("the page holds no ClaimReview"))
    yield from found


def _of_json(whole: Any, name: str, publisher: Publisher) -> Iterator[Row]:
    found = [_read(place, review, publisher) for place, review in external_checks.reviews(whole)]
    rows = whole if isinstance(whole, list) else [whole]
    if not found and isinstance(whole, dict) and whole.get("@type"):
        raise _refused(name, _("it holds no ClaimReview"))
    yield from found or [_row(f"[{number}]", row, publisher) for number, row in enumerate(rows)]


def _of_lines(text: str, publisher: Publisher) -> Iterator[Row]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        place = f"line {number}"
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            yield Row(place, Unreadable("line", f"it is no JSON: {error}"))
            continue
        reviews = list(external_checks.reviews(row))
        yield from [_read(place, one, publisher) for _at, one in reviews] or [_row(place, row, publisher)]


def _read(place: str, review: dict[str, Any], publisher: Publisher) -> Row:
    try:
        return Row(place, external_checks.of_review(review, publisher))
    except Unreadable as reason:
        return Row(place, reason)


def _row(place: str, row: Any, publisher: Publisher) -> Row:
    try:
        return Row(place, external_checks.of_row(row, publisher))
    except Unreadable as reason:
        return Row(place, reason)


def _not_json(name: str, error: ValueError | RecursionError) -> InvalidInput:
    if isinstance(error, RecursionError):
        return _refused(name, _("its JSON is nested too deeply"))
    return _refused(name, _("it is neither a page nor JSON: {error}").format(error=error))


def _refused(name: str, reason: str) -> InvalidInput:
    return InvalidInput(
        _("%(name)s was not read: %(reason)s.") % {"name": name, "reason": reason},
        problems=(("file", reason),),
    )
