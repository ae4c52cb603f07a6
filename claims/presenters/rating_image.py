"""The picture that social networks show beside a link to a fact-check: the bars of its rating in their colour.

They take no SVG, and words are told beside it: so it is drawn as a PNG of few colours, without a font.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from functools import lru_cache

WIDTH, HEIGHT = 1200, 630
STEPS = 5
PAPER, RULE = "#faf8f4", "#e4ded3"
# The light tones of design.css, by the names that a rating's colour may have.
TONES = {
    "positive-2": "#1d6237", "positive-1": "#4b6412", "mixed": "#7a5000", "context": "#7a5000", "negative-1": "#93420a",
    "negative-2": "#a3231f", "altered": "#a3231f", "attribution": "#6a3d78", "satire": "#6a3d78", "forecast": "#1d5593",
}  # fmt: skip
PLAIN = "#5a554d"

BAR, GAP, LOWEST, RISE, FLOOR = 120, 40, 110, 75, 520
OUTER, INNER, MIDDLE = 190, 130, 315  # the ring of a rating off the scale, and where its centre is
BAND = 28

_PAPER, _RULE, _TONE = b"\x00", b"\x01", b"\x02"


@lru_cache(maxsize=len(TONES) * (STEPS + 2))
def png(tone: str, number: int | None) -> bytes:
    """1200 × 630: as many of five rising bars as ``number`` says, or a ring where there is none."""
    rows = b"".join(b"\x00" + _row(y, number) for y in range(HEIGHT))
    colours = b"".join(bytes.fromhex(one[1:]) for one in (PAPER, RULE, TONES.get(tone, PLAIN)))
    head = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 3, 0, 0, 0)
    parts = ((b"IHDR", head), (b"PLTE", colours), (b"IDAT", zlib.compress(rows, 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def _row(y: int, number: int | None) -> bytes:
    if y < BAND:
        return _TONE * WIDTH
    row = bytearray(_PAPER * WIDTH)
    for start, end, colour in _bars(y, number) if number is not None else _ring(y):
        row[start:end] = colour * (end - start)
    return bytes(row)


def _bars(y: int, number: int) -> Iterator[tuple[int, int, bytes]]:
    left = (WIDTH - STEPS * BAR - (STEPS - 1) * GAP) // 2
    for step in range(STEPS):
        if FLOOR - LOWEST - step * RISE <= y < FLOOR:
            start = left + step * (BAR + GAP)
            yield start, start + BAR, _TONE if step < number else _RULE


def _ring(y: int) -> Iterator[tuple[int, int, bytes]]:
    for radius, colour in ((OUTER, _TONE), (INNER, _PAPER)):
        if abs(y - MIDDLE) < radius:
            half = int((radius**2 - (y - MIDDLE) ** 2) ** 0.5)
            yield WIDTH // 2 - half, WIDTH // 2 + half, colour
