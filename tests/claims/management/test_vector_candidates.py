"""``manage.py vector_candidates``: what it says. What it does: ``tests/claims/services/test_vector_candidates.py``."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from claims.services import installing_vectors

pytestmark = pytest.mark.django_db


def said(act: str) -> str:
    out = io.StringIO()
    call_command("vector_candidates", act, stdout=out)
    return out.getvalue()


@pytest.mark.as_owner
def test_turned_on_and_off_by_the_owner(db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_available_extensions WHERE name = 'vector'")
        if not cursor.fetchone():
            pytest.skip("the tests' server has no pgvector")
    assert "are off" in said("status")
    assert said("on").startswith("Vector candidates are on: 0 of 0 wordings have a vector")
    assert said("on").startswith("They were on already. ")
    assert "are on" in said("status")
    assert said("off").startswith("Vector candidates are off")
    assert said("off").startswith("They were off already. ")


@pytest.mark.as_owner
def test_a_server_without_pgvector_is_told_in_words(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installing_vectors, "_versions", lambda: ("", "", "factcheck"))
    with pytest.raises(CommandError, match="server has no pgvector: install it there"):
        said("on")


@pytest.mark.parametrize("act", ["on", "off"])
def test_the_applications_role_is_told_who_can(act: str) -> None:
    with pytest.raises(CommandError, match="doesn't own the tables"):
        said(act)


def test_the_applications_role_may_ask() -> None:
    assert "matching looks among 0 wordings by their words" in said("status")
