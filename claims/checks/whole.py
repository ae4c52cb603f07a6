"""Did all of a page arrive, as far as its own bytes tell?"""

from __future__ import annotations

import functools
import zlib

from claims.models import Snapshot
from claims.text import cuts


def breaks_off(snapshot: Snapshot, baseline: Snapshot | None) -> bool:
    """Whether a page that was closed properly in its baseline breaks off now, though its length was as promised."""
    return baseline is not None and not _is_closed(snapshot) and _is_closed(baseline)


def _is_closed(snapshot: Snapshot) -> bool:
    return snapshot.body is None or _ends_properly(bytes(snapshot.body.compressed))


@functools.lru_cache(maxsize=4)
def _ends_properly(compressed: bytes) -> bool:
    """Kept for a moment: several checks ask, and for every quotation that is missing."""
    return cuts.is_closed(zlib.decompress(compressed))
