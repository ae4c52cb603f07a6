"""The API as a stranger asks it."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from tests import factories


class Stranger(Client):
    def read(self, path, **query):
        """What ``path`` answers, as JSON; it must answer well."""
        response = self.get(path, query)
        assert response.status_code == 200, response.content
        return json.loads(response.content)


@pytest.fixture
def stranger(db):
    return Stranger()


@pytest.fixture
def published(chae, ben, noise):
    """Publish a claim, among others that are not published."""

    def publish(**fields):
        return factories.published_claim(author=chae, editor=ben, **fields)

    return publish
