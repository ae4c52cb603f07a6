from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.conftest import needs_database, speaking_as_owner


@pytest.fixture(autouse=True)
def speaking_as(request: pytest.FixtureRequest) -> Iterator[None]:
    """As the tables' owner, whom the guards bind too; unless a test asks for the application's role."""
    if "app_role" in request.fixturenames or not needs_database(request):
        yield
        return
    yield from speaking_as_owner(request)


@pytest.fixture
def app_role(db: None) -> None:
    """The test speaks SQL as the role that the product runs as."""
