"""The API as programs ask it that act for members of the desk."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from claims.models import ApiToken
from claims.services import authorising


class Program(Client):
    """Sends JSON, and a token."""

    def __init__(self, secret: str | None) -> None:
        super().__init__(raise_request_exception=False)
        self.secret = secret

    def ask(self, method, path, body=None, **headers):
        """``headers`` by their names, with underscores for hyphens."""
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.secret:
            sent["Authorization"] = f"Bearer {self.secret}"
        raw = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        return self.generic(method, f"/api/v1/desk/{path}", raw, "application/json", headers=sent)

    def read(self, path):
        response = self.ask("GET", path)
        assert response.status_code == 200, response.content
        return json.loads(response.content)

    def add(self, path, body, **headers):
        response = self.ask("POST", path, body, **headers)
        assert response.status_code == 201, response.content
        return json.loads(response.content)

    def tag(self, path):
        return self.ask("GET", path)["ETag"]

    def change(self, path, body, **headers):
        """PATCH what is there now."""
        return self.ask("PATCH", path, body, If_Match=self.tag(path), **headers)

    def step(self, path, name, body=None, **headers):
        """Take a step with what is there now."""
        return self.ask("POST", f"{path}{name}/", body, If_Match=self.tag(path), **headers)


def program(person, *scopes):
    """A program with these scopes, or with all that the person may have."""
    from claims import rules

    given = scopes or [one for one in ApiToken.Scope.values if rules.can_hold_scope(person, one)]
    return Program(authorising.issue(name="a script", scopes=given, days=1, by=person).secret)


@pytest.fixture
def checker(chae):
    return program(chae)


@pytest.fixture
def editor(ben):
    return program(ben)


def told(response):
    """A problem."""
    assert response["Content-Type"] == "application/problem+json", response.content
    body = json.loads(response.content)
    assert body["status"] == response.status_code
    return body
