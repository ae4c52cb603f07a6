"""Text from outside in the form that a database takes."""

from __future__ import annotations


def storable(value: str, at_most: int | None = None) -> str:
    """``value`` without NUL and half characters, and no longer than its column."""
    return value.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")[:at_most]


def with_plain_lines(text: str) -> str:
    """``text`` with its lines ended alike: a browser sends what was pasted with other ends than the file has, and the
    same words must have the same offsets and the same hash."""
    return text.replace("\r\n", "\n").replace("\r", "\n")
