"""Asking a host for a page that can't exist, once a host, so that its “not found” is known when it comes with 200."""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Callable
from dataclasses import replace

from claims.clients import http, pages
from claims.clients.http import Fetched, Limits
from claims.models import Probe
from claims.text import urls
from claims.text.storable import storable

PATIENCE = Limits(deadline=5.0, redirects=5)
AN_ENDING = re.compile(r"\.[a-z0-9]{2,5}\Z", re.IGNORECASE)
LONGEST_TEXT = 20_000  # characters; a notice is shorter, and more of an index page tells nothing

Ask = Callable[[str], Probe | None]
"""Takes the address of a captured page and gives its host's answer, not stored yet; None: nothing was asked."""


def made_up(url: str) -> str:
    """An address beside ``url``, of the same form, that nobody can have published. BadURL."""
    address = urls.parse(url)
    folder, _, name = address.path.rpartition("/")
    ending = AN_ENDING.search(name)
    path = f"{folder}/{secrets.token_hex(12)}{ending.group() if ending else ''}"
    return str(replace(address, path=path, query=None))


def ask(url: str, *, fetch: Callable[..., Fetched] = http.fetch_politely) -> Probe | None:
    """What the host of ``url`` answers to a made-up address beside it."""
    try:
        sought = made_up(url)
    except urls.BadURL:
        return None
    return answered(sought, fetch(sought, limits=PATIENCE))


def answered(sought: str, fetched: Fetched) -> Probe:
    """The probe, not stored yet, of what came from the made-up address ``sought``."""
    page = pages.read(fetched) if fetched.body else pages.Page()
    text = storable(page.text)
    return Probe(
        url=storable(sought, 2000),
        status=fetched.status,
        final_url=storable(fetched.final_url, 2000),
        failure=fetched.failure or "",
        title=storable(page.title, 500),
        text=text[:LONGEST_TEXT],
        text_sha256=hashlib.sha256(text.encode()).hexdigest() if text else "",
    )


def needed(host: str) -> bool:
    """Whether nothing valid is known of this host."""
    return bool(host) and not Probe.objects.valid().filter(host=host[:255]).exists()


def known(host: str) -> Probe | None:
    """The newest answer of this host that speaks for it; the newest failure to answer otherwise."""
    return Probe.objects.valid().filter(host=host[:255]).order_by("-asked_at", "-pk").first()
