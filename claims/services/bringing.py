"""Bringing a page home: fetch, probe, read. Nothing here writes; what was brought is stored behind the fence."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from claims.clients import pages
from claims.clients.http import Fetched
from claims.clients.pages import Page
from claims.models import Probe, Snapshot, Source
from claims.models.source import NOT_MODIFIED
from claims.services.probing import Ask
from claims.text.outcomes import FailureClass

Fetch = Callable[..., Fetched]
"""Takes an address, and the validators of an earlier capture by name (see http.Options)."""

LOOK_ANYWAY_AFTER = timedelta(days=7)
"""A host that wrongly says “not modified” must not hide a change for longer than this."""


@dataclass(frozen=True, slots=True)
class Before:
    """The last capture that brought the page in full: what a new one is held against before anything is read."""

    snapshot_pk: int
    sha256: str
    url: str
    content_type: str
    etag: str | None
    last_modified: str | None

    def validators(self) -> dict[str, str]:
        """What makes a request conditional, by the names of http.Options; empty if the host gave nothing for it."""
        marks = {"etag": self.etag, "last_modified": self.last_modified}
        given = {name: value for name, value in marks.items() if value}
        return given | {"validated_url": self.url} if given else {}


@dataclass(frozen=True, slots=True)
class Captured:
    """What was brought back, ready to be stored. ``same_as``: the capture that brought the same bytes before; there
    is nothing to read then."""

    fetched: Fetched
    page: Page
    sha256: str = ""
    compressed: bytes = b""
    same_as: Before | None = None
    probe: Probe | None = None
    is_html: bool = False


def before(source: Source) -> Before | None:
    """What is known of the page from its last full capture at the present address."""
    last = (
        source.snapshots.good()
        .exclude(status=NOT_MODIFIED)
        .filter(url=source.url, body__isnull=False)
        .defer("text")
        .order_by("-captured_at", "-pk")
        .first()
    )
    if last is None:
        return None
    marks = _marks(last) if last.captured_at > timezone.now() - LOOK_ANYWAY_AFTER else {}
    return Before(
        snapshot_pk=last.pk,
        sha256=last.body_id or "",
        url=last.final_url,
        content_type=_header(last, "content-type") or "",
        etag=marks.get("etag"),
        last_modified=marks.get("last-modified"),
    )


def _marks(snapshot: Snapshot) -> dict[str, str]:
    return {name: value for name in ("etag", "last-modified") if (value := _header(snapshot, name))}


def _header(snapshot: Snapshot, wanted: str) -> str | None:
    return next((value for name, value in snapshot.headers if name.lower() == wanted), None)


def bring(
    url: str, fetch: Fetch, *, earlier: Before | None, probe: Ask | None, fetched: Callable[[Fetched], None]
) -> Captured:
    """Fetch a page, ask its host for a made-up one if ``probe`` is given, and read what came.

    ``fetched`` is told when the host has answered all that it is asked.
    """
    answer = fetch(url, **(earlier.validators() if earlier else {}))
    asked = probe(url) if probe and answer.failure is None and answer.status is not None else None
    fetched(answer)
    return _read(answer, earlier, asked)


def _read(answer: Fetched, earlier: Before | None, asked: Probe | None) -> Captured:
    """The cascade: “not modified” and equal bytes cost nothing more; only new ones are read."""
    if answer.not_modified:
        if earlier:
            return Captured(answer, Page(), same_as=earlier, probe=asked)
        unasked = Page(failure=FailureClass.BAD_RESPONSE, detail=_("“not modified” (304), unasked"))
        return Captured(answer, unasked, probe=asked)
    sha256 = hashlib.sha256(answer.body).hexdigest()
    if earlier and _is_same(answer, sha256, earlier):
        return Captured(answer, Page(), sha256=sha256, same_as=earlier, probe=asked)
    return Captured(
        answer,
        pages.read(answer),
        sha256,
        zlib.compress(answer.body, level=6),
        probe=asked,
        is_html=pages.kind_of(answer.content_type, answer.body) == "html",
    )


def _is_same(answer: Fetched, sha256: str, earlier: Before) -> bool:
    """Equal bytes, told to be read in the same way."""
    return (
        answer.failure is None
        and sha256 == earlier.sha256
        and (answer.header("content-type") or "") == earlier.content_type
    )
