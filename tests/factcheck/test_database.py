"""A kept connection is looked at without a question to the server, and one that has ended is noticed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.db.backends.postgresql import base

from factcheck.database.base import DatabaseWrapper
from tests.database.base import as_owner


@pytest.fixture
def kept(db: None) -> Iterator[DatabaseWrapper]:
    """A connection of its own to the test's database."""
    made = DatabaseWrapper({**connection.settings_dict, "CONN_HEALTH_CHECKS": True}, connection.alias)
    made.ensure_connection()
    yield made
    made.close()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """What the server answered each time it was asked whether it is there."""
    answers: list[bool] = []
    is_usable: Any = base.DatabaseWrapper.is_usable

    def ask(wrapper: base.DatabaseWrapper) -> bool:
        answers.append(is_usable(wrapper))
        return answers[-1]

    monkeypatch.setattr(base.DatabaseWrapper, "is_usable", ask)
    return answers


def end(kept: DatabaseWrapper) -> None:
    """As a server does that is stopped."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [kept.connection.info.backend_pid])


def test_one_that_is_well_is_not_asked(kept: DatabaseWrapper, asked: list[bool]) -> None:
    with kept.cursor() as cursor:
        cursor.execute("SELECT 1")
    assert kept.is_usable()
    assert asked == []


def test_one_that_the_server_ended_is_found_out(kept: DatabaseWrapper, asked: list[bool]) -> None:
    end(kept)
    assert not kept.is_usable()
    assert asked == [False]


def test_a_request_after_the_end_gets_a_new_one(kept: DatabaseWrapper) -> None:
    end(kept)
    kept.close_if_unusable_or_obsolete()  # as at the beginning of a request
    kept.health_check_enabled = True
    with kept.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


def test_after_an_error_the_server_is_asked(kept: DatabaseWrapper, asked: list[bool]) -> None:
    kept.errors_occurred = True
    assert kept.is_usable()
    assert asked == [True]


def test_one_that_was_closed_here_is_none(kept: DatabaseWrapper) -> None:
    kept.connection.close()
    assert not kept.is_usable()


def test_without_a_connection_there_is_none(kept: DatabaseWrapper) -> None:
    kept.close()
    assert not kept.is_usable()
