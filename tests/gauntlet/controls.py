"""The guards taken away, one at a time: a harness that still passes then proves nothing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management import call_command
from django.db import connection

from claims.models import CaptureJob
from claims.models.job import JobQuerySet
from tests.database.base import as_owner

UNIQUE = ("capturejob_one_pending_for_each_source", "capturejob_once_for_each_time")


def held_by_anybody(rows: JobQuerySet[Any], pk: int, *, attempt: int) -> JobQuerySet[Any]:
    """In place of JobQuerySet.held, without the fence."""
    return rows.filter(pk=pk)


def locking_nothing(rows: JobQuerySet[Any], **kwargs: Any) -> JobQuerySet[Any]:
    """In place of select_for_update: rows are read as if nobody else were about to take them."""
    return rows.all()


@contextmanager
def without_unique_jobs() -> Iterator[None]:
    """The constraints that make several requests for one capture one request are not there."""
    constraints = [one for one in CaptureJob._meta.constraints if one.name in UNIQUE]
    with as_owner(), connection.schema_editor() as editor:
        for one in constraints:
            editor.remove_constraint(CaptureJob, one)
    try:
        yield
    finally:
        call_command("flush", interactive=False, inhibit_post_migrate=True, verbosity=0)
        with as_owner(), connection.schema_editor() as editor:
            for one in constraints:
                editor.add_constraint(CaptureJob, one)
