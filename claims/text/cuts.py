"""Copies of a page that break off before its end, although as many bytes came as were promised."""

from __future__ import annotations

import re

# The end of a page, with what counters and caches write after it.
_TAIL = 4_096
_CLOSED = re.compile(rb"</\s*(?:html|body)\s*>", re.IGNORECASE)
_OPENED = re.compile(rb"<(?:html|body)[\s>]", re.IGNORECASE)


def is_closed(body: bytes) -> bool:
    """Whether a page of HTML is closed where it ends. What isn't HTML, or opens nothing, has nothing to close."""
    return not _OPENED.search(body) or _CLOSED.search(body, max(0, len(body) - _TAIL)) is not None
