"""Working batches off, whatever they are: a piece at a time, each in its own transaction behind the fence."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import connection, transaction

from claims.exceptions import DomainError, StaleLease
from claims.models import Batch
from claims.services import (
    batching,
    bulk_acts,
    exporting_lists,
    importing_checks,
    importing_rows,
    previewing_fixtures,
)
from claims.services.batching import Lease

log = logging.getLogger(__name__)

SLICE = 25.0  # seconds that one message works on a batch; others' jobs get their turn between two of them
REFUSALS = (DomainError, ValidationError, ObjectDoesNotExist)
Passed = Callable[[int], None]
"""Told how many rows are done or refused, after each piece."""


def perform(
    batch_pk: int, *, seconds: float = SLICE, passed: Passed | None = None, is_watched: bool = False
) -> bool:
    """Claim a batch and work on it. True if it is finished now; False if it isn't to be had, or goes on later.

    ``is_watched``: whoever asked waits for it, and need not be told.

    What goes wrong at the desk is raised, after the row was put back.
    """
    lease = batching.claim(batch_pk)
    if lease is None:
        return False
    try:
        if not _work_off(lease, seconds=seconds, passed=passed or _on):
            return False
        batching.finish(lease, is_watched=is_watched)
        return True
    except StaleLease:
        log.warning("Batch %s went on elsewhere; attempt %s stopped.", lease.batch_pk, lease.attempt)
        return False
    except Exception as error:
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()  # it may be what failed
        batching.put_back(lease, error)
        raise


def _on(position: int) -> None:
    """Nothing happens between the pieces of an ordinary run."""


def _work_off(lease: Lease, *, seconds: float, passed: Passed) -> bool:
    """Whether all pieces are done; where the time is up before, the batch is left to whoever comes next."""
    end = time.monotonic() + seconds
    while (position := _piece(lease)) is not None:
        passed(position)
        if time.monotonic() >= end:
            batching.leave(lease)
            return False
    return True


@transaction.atomic
def _piece(lease: Lease) -> int | None:
    """Do the next piece; where the batch stands after it, or None if there is none (any more)."""
    batch = batching.lock(lease)
    if batch.cancel_asked_at is not None:
        return None
    try:
        with transaction.atomic():
            return PIECES[Batch.Kind(batch.kind)](batch)
    except DomainError as refusal:  # of the whole work: whoever asked may not any more
        left = batch.total - batch.done
        _keep(batch, refused=left, report=batch.report | {"summary": str(refusal), "doing": ""})
        return None


def _next_row(batch: Batch) -> int | None:
    """The next row of a bulk action: done, or refused with the reason."""
    number = batch.done + batch.refused
    if number >= batch.total:
        return None
    try:
        with transaction.atomic():
            bulk_acts.do_one(batch, number)
    except REFUSALS as refusal:
        told = {"name": _name_of(batch, number), "reason": _in_words(refusal)}
        _keep(batch, refused=batch.refused + 1, report=batching.note_refusal(batch.report, told))
    else:
        _keep(batch, done=batch.done + 1)
    return number + 1


def _name_of(batch: Batch, number: int) -> str:
    try:
        return bulk_acts.name_of(batch, number)
    except ObjectDoesNotExist:
        return f"row {number + 1}"


def _in_words(refusal: Exception) -> str:
    return " ".join(refusal.messages) if isinstance(refusal, ValidationError) else str(refusal)


def _keep(batch: Batch, **fields: Any) -> None:
    Batch.objects.filter(pk=batch.pk).update(**fields)


PIECES: dict[Batch.Kind, Callable[[Batch], int | None]] = {
    Batch.Kind.ACTION: _next_row,
    Batch.Kind.EXPORT: exporting_lists.next_piece,
    Batch.Kind.IMPORT: importing_rows.next_piece,
    Batch.Kind.FIXTURE: previewing_fixtures.next_piece,
    Batch.Kind.CHECKS: importing_checks.next_piece,
}
