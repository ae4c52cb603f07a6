"""Showing what was captured inside the desk: its bytes as they came, and a copy of the page that is safe to look at;
and whether there is anybody to ask for a copy outside."""

from __future__ import annotations

import zlib

from django.utils.translation import gettext as _

from claims.clients import archive, pages, statuses
from claims.exceptions import InvalidInput
from claims.models import Snapshot, Source
from claims.text import outcomes


def content_type(snapshot: Snapshot) -> str:
    """The media type and its parameters, as the host gave them; empty if it gave none."""
    return next((value for name, value in snapshot.headers if name.lower() == "content-type"), "")


def has_page(snapshot: Snapshot) -> bool:
    """Whether a copy of the page can be shown; by its type alone, so that nothing is read for it."""
    given = statuses.media_type(content_type(snapshot))
    return snapshot.body_id is not None and (not given or "html" in given or given == "text/plain")


def body(snapshot: Snapshot) -> bytes:
    """The bytes that arrived, unpacked. InvalidInput if there are none."""
    if snapshot.body is None:
        raise InvalidInput(_("Nothing arrived in this capture, so there are no bytes of it."))
    if not snapshot.body.compressed:
        raise InvalidInput(_("These bytes were destroyed, because the law called for it."))
    return zlib.decompress(bytes(snapshot.body.compressed))


def sanitised_copy(snapshot: Snapshot) -> str:
    """The captured page as a document without scripts, styles, forms, pictures and anything else that acts or loads.

    For display under ``Content-Security-Policy: sandbox; default-src 'none'``. Raises InvalidInput, with a sentence
    for people, for what can't be shown so.
    """
    given = content_type(snapshot)
    try:
        return pages.sanitised(
            body(snapshot), content_type=statuses.media_type(given), charset=statuses.charset(given)
        )
    except pages.NotShown as error:
        raise InvalidInput(
            _("This page can’t be shown here. {failure}").format(failure=outcomes.describe(error.failure))
        ) from error


def can_ask_archives(source: Source) -> bool:
    """Whether the desk has a key to a web archive, and the source an address that it may be told."""
    return bool(source.url) and not source.is_sensitive and bool(archive.names())
