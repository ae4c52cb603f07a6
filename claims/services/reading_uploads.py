"""The text of a file that somebody hands in, without what else it says."""

from __future__ import annotations

from claims.services import reading_articles

MAX_BYTES = reading_articles.MAX_BYTES


def text_of(name: str, body: bytes) -> str:
    """The words of an uploaded file, a paragraph a line. Raises InvalidInput with what to do about it."""
    return reading_articles.of_file(name, body).text
