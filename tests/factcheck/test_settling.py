"""What a web process has loaded once it has settled in."""

from __future__ import annotations

import subprocess
import sys
from unittest.mock import Mock

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection
from django.http import Http404, HttpResponse
from django.test.utils import CaptureQueriesContext

from claims.models import Event, User
from claims.services import looking_up
from factcheck import collector, settling
from tests import factories

LOOK = """
import os, sys, gc
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
import django
django.setup()
from factcheck.settling import settle
settle()
from django.template import engines
loader = engines["django"].engine.template_loaders[0]
from claims.admin.base import QUICKLY
print(gc.get_freeze_count() > 100_000, len(loader.get_template_cache) > 100, "claims.admin.claim_workspace" in sys.modules,
      len(QUICKLY.engine.env.cache) > 15)
"""


def test_views_templates_and_models_are_loaded_and_left_alone_by_the_collector() -> None:
    told = subprocess.run(
        [sys.executable, "-c", LOOK], capture_output=True, text=True, timeout=120, check=True
    )
    assert told.stdout.split() == ["True"] * 4, told.stderr


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """Which pages a rehearsal makes, and with which status."""
    found: list[tuple[str, int]] = []
    monkeypatch.setattr(settling, "REHEARSALS", 1)
    as_it_is = settling.make

    def make(path: str, person: User) -> HttpResponse:
        answer = as_it_is(path, person)
        found.append((path, answer.status_code))
        return answer

    monkeypatch.setattr(settling, "make", make)
    return found


@pytest.mark.django_db
def test_the_pages_of_the_newest_article_and_claim_are_made_and_nothing_is_written(
    chae: User, made: list[tuple[str, int]]
) -> None:
    claim = factories.claim(by=chae, in_version=(version := factories.version(by=chae)))
    with_secret = factories.claim(by=chae, in_version=version)
    source = factories.source(by=chae, is_sensitive=True, public_wording="A harbour worker")
    factories.evidence(with_secret, by=chae, source=source)
    before = Event.objects.count()
    with CaptureQueriesContext(connection) as queries:
        settling.rehearse()
    assert made == [
        (f"/desk/claims/article/{version.article_id}/workspace/", 200),
        (f"/desk/claims/claim/{claim.pk}/workspace/", 200),
    ]
    assert len(queries) > 30
    assert Event.objects.count() == before
    assert {one["sql"].lstrip("(").split()[0] for one in queries} <= {
        "SELECT",
        "DECLARE",
        "SAVEPOINT",
        "RELEASE",
        "SET",
    }


@pytest.mark.django_db
def test_a_rehearsal_loads_no_model_of_meanings(
    chae: User, made: list[tuple[str, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    factories.version(by=chae)
    asked: list[bool] = []
    monkeypatch.setattr(looking_up, "warm", lambda: asked.append(True))
    settling.rehearse()
    assert (len(made), asked) == (1, [])


@pytest.mark.django_db
def test_what_would_be_written_meanwhile_is_refused(chae: User, monkeypatch: pytest.MonkeyPatch) -> None:
    factories.version(by=chae)
    monkeypatch.setattr(settling, "make", lambda path, person: factories.claim(by=chae))
    with pytest.raises(DatabaseError, match="read-only"):
        settling.rehearse()


@pytest.mark.django_db
def test_who_may_see_nothing_is_shown_nothing(chae: User, made: list[tuple[str, int]]) -> None:
    factories.version(by=chae)
    chae.groups.clear()
    settling.rehearse()
    assert made == []


@pytest.mark.parametrize("failure", [DatabaseError, PermissionDenied, Http404, RuntimeError])
def test_whatever_a_rehearsal_meets_a_web_process_settles_in(
    failure: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail() -> None:
        raise failure

    garbage, closed = Mock(), Mock()
    monkeypatch.setattr(settling, "rehearse", fail)
    monkeypatch.setattr(settling, "load_templates", lambda folder: None)
    monkeypatch.setattr(collector, "gc", garbage)
    monkeypatch.setattr(settling.connection, "close", closed)
    settling.settle()
    assert closed.call_count == 1
    assert garbage.freeze.call_count == garbage.set_threshold.call_count == 1
