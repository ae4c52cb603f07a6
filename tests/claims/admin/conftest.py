"""Members of the desk at the desk: a test client for each, and the addresses they go to."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.models import Article, Claim, User

Desk = Callable[[User], Client]


@pytest.fixture
def at_desk(db: None) -> Desk:
    """A client logged in as this person."""

    def log_in(person: User) -> Client:
        client = Client(raise_request_exception=True)
        client.force_login(person)
        return client

    return log_in


def workspace(thing: Article | Claim) -> str:
    noun = "article" if isinstance(thing, Article) else "claim"
    return reverse(f"admin:claims_{noun}_workspace", args=[thing.pk])


def act(claim: Claim, name: str) -> str:
    return reverse("admin:claims_claim_act", args=[claim.pk, name])


def words(response: Any) -> str:
    """What the page says, with its white space evened out."""
    return " ".join(response.content.decode().split())


def said(response: Any) -> list[str]:
    """The messages that the next page shows."""
    return [str(message) for message in response.wsgi_request._messages]


def count_queries(client: Client, url: str) -> int:
    """How many queries the page takes; the first visit, which fills caches, is not counted."""
    assert client.get(url).status_code == 200
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)
