"""Leases, nudges and back-offs of a second or so, that a run may see many of them. The proportions are kept."""

from __future__ import annotations

from datetime import timedelta

from claims.models import job, source
from claims.services import dispatching

LEASE = 1.2  # seconds
UNHURRIED = 60.0  # seconds: of a run without faults, in which a slow machine is no dead worker
NUDGE_AGAIN = 0.5  # seconds
SHARD = 4  # jobs a message


def shorten(*, nudge_again: float = NUDGE_AGAIN, lease: float = LEASE) -> None:
    """For this process. ``nudge_again`` and ``lease`` in seconds."""
    job.LEASE = source.LEASE = timedelta(seconds=lease)
    job.NUDGE_AGAIN = timedelta(seconds=nudge_again)
    job.BACK_OFF = timedelta(milliseconds=50)
    job.LONGEST_BACK_OFF = timedelta(milliseconds=400)
    dispatching.SHARD = SHARD
