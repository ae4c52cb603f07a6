"""Public web archives behind one interface: ask one for a copy of a page, and look how far it has come.

Which ones there are, the settings say: one without a key is off. Only here are they read. Every message goes through
the guarded fetcher, and a key stands nowhere but in its header.
"""

from __future__ import annotations

from django.conf import settings

from claims.clients import http
from claims.clients.archive_answers import (
    Archive,
    Copy,
    Later,
    Outcome,
    Refused,
    Send,
    Working,
)
from claims.clients.perma import Perma
from claims.clients.wayback import Wayback

__all__ = [
    "Archive",
    "Copy",
    "Later",
    "Outcome",
    "Refused",
    "Send",
    "Working",
    "configured",
    "names",
]


def names() -> list[str]:
    """The archives that the desk has a key to."""
    keys = {Wayback.name: settings.WAYBACK_ACCESS_KEY, Perma.name: settings.PERMA_API_KEY}
    return [name for name, key in keys.items() if key]


def configured(name: str, *, send: Send | None = None) -> Archive | None:
    """The archive of this name, ready to be asked; None for one that is off."""
    if name not in names():
        return None
    if name == Wayback.name:
        return Wayback(
            settings.WAYBACK_URL, settings.WAYBACK_LOOKUP_URL, settings.WAYBACK_ACCESS_KEY,
            settings.WAYBACK_SECRET_KEY, send or http.send,
        )  # fmt: skip
    return Perma(settings.PERMA_URL, settings.PERMA_API_URL, settings.PERMA_API_KEY, send or http.send)
