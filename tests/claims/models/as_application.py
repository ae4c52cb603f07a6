"""SQL as the role that the product runs as, and what refused it."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.db.utils import InternalError


def refused(sql: str, *params: Any) -> str:
    """The name of the law that refused this statement, or PostgreSQL's words where it has no name."""
    with pytest.raises((IntegrityError, ProgrammingError, InternalError)) as caught, transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cause: Any = caught.value.__cause__
    return cause.diag.constraint_name or cause.diag.message_primary


def allowed(sql: str, *params: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
