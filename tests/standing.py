"""A world that stands for a whole module: built once in a transaction that is rolled back when the module is done.

Tests that only look, or whose changes are rolled back to a savepoint, need no world of their own: building one takes
longer than most of them. They ask for no ``db``: pytest-django would close the connection after each.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from pytest_django.plugin import DjangoDbBlocker


@contextmanager
def standing(blocker: DjangoDbBlocker) -> Iterator[None]:
    """The database, in a transaction that never commits."""
    with blocker.unblock(), undone():
        yield
    with blocker.unblock():
        connection.close()


@contextmanager
def undone() -> Iterator[None]:
    """What is written within is taken back at the end."""
    block = transaction.atomic()
    block._from_testcase = True  # type: ignore[attr-defined]  # as Django's own tests: blocks that must be outermost may stand in it
    with block:
        yield
        transaction.set_rollback(True)
