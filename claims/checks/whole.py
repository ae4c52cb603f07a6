"""Whether all of a page was captured: it may break off before its end, or end before a barrier."""

from __future__ import annotations

import functools
import zlib

from claims.models import Snapshot
from claims.text import barriers, cuts
from claims.text.outcomes import FailureClass
from claims.text.sentences import Span


def breaks_off(snapshot: Snapshot, baseline: Snapshot | None) -> bool:
    """Whether a page that was closed properly in its baseline breaks off now, though its length was as promised."""
    return baseline is not None and not _is_closed(snapshot) and _is_closed(baseline)


def barrier(snapshot: Snapshot, baseline: Snapshot, place: Span | None = None) -> FailureClass | None:
    """The barrier that hides what stood in the baseline, or about a place in it."""
    return barriers.hides(
        baseline.text, snapshot.text, place=place, is_paid=_is_paid(snapshot), was_paid=_is_paid(baseline)
    )


def _is_paid(snapshot: Snapshot) -> bool:
    return snapshot.body is not None and _facts(bytes(snapshot.body.compressed))[1]


def _is_closed(snapshot: Snapshot) -> bool:
    return snapshot.body is None or _facts(bytes(snapshot.body.compressed))[0]


@functools.lru_cache(maxsize=4)
def _facts(compressed: bytes) -> tuple[bool, bool]:
    """Kept for a moment: several checks ask, and for every quotation that is missing."""
    body = zlib.decompress(compressed)
    return cuts.is_closed(body), barriers.is_declared_paid(body)
