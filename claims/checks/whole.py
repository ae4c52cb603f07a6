"""What a page's own bytes tell of what is missing in it: that it breaks off, or that it is not free."""

from __future__ import annotations

import functools
import zlib

from claims.models import Snapshot
from claims.text import barriers, cuts


def breaks_off(snapshot: Snapshot, baseline: Snapshot | None) -> bool:
    """Whether a page that was closed properly in its baseline breaks off now, though its length was as promised."""
    return baseline is not None and not _is_closed(snapshot) and _is_closed(baseline)


def is_declared_paid(snapshot: Snapshot) -> bool:
    """Whether the page itself declares that its article is not free."""
    return snapshot.body is not None and _facts(bytes(snapshot.body.compressed))[1]


def _is_closed(snapshot: Snapshot) -> bool:
    return snapshot.body is None or _facts(bytes(snapshot.body.compressed))[0]


@functools.lru_cache(maxsize=4)
def _facts(compressed: bytes) -> tuple[bool, bool]:
    """Kept for a moment: several checks ask, and for every quotation that is missing."""
    body = zlib.decompress(compressed)
    return cuts.is_closed(body), barriers.is_declared_paid(body)
