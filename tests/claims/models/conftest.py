from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection

from claims.services import installing
from tests.claims.models.as_application import ROLE


@pytest.fixture
def app_role(db: None) -> Iterator[None]:
    """The rest of the test speaks SQL as the role that the product runs as."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [ROLE])
        if not cursor.fetchone():
            cursor.execute(f"CREATE ROLE {ROLE}")
        installing.grant_application_role(ROLE)
        cursor.execute(f"SET LOCAL ROLE {ROLE}")
        yield
        cursor.execute("RESET ROLE")
