"""What a web process has loaded once it has settled in."""

from __future__ import annotations

import subprocess
import sys

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection
from django.test.utils import CaptureQueriesContext

from claims.models import Event, User
from factcheck import settling
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


def made_by(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Which pages a rehearsal makes."""
    made: list[str] = []
    monkeypatch.setattr(settling, "REHEARSALS", 1)
    as_it_is = settling.make

    def make(path: str, person: User) -> None:
        as_it_is(path, person)
        made.append(path)

    monkeypatch.setattr(settling, "make", make)
    settling.rehearse()
    return made


@pytest.mark.django_db
def test_the_pages_of_the_newest_article_and_claim_are_made_and_nothing_is_written(
    chae: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    claim = factories.claim(by=chae, in_version=(version := factories.version(by=chae)))
    source = factories.source(by=chae, is_sensitive=True, public_wording="A harbour worker")
    factories.evidence(claim, by=chae, source=source)
    before = Event.objects.count()
    with CaptureQueriesContext(connection) as queries:
        made = made_by(monkeypatch)
    assert made == [
        f"/desk/claims/article/{version.article_id}/workspace/",
        f"/desk/claims/claim/{claim.pk}/workspace/",
    ]
    assert len(queries) > 30
    assert Event.objects.count() == before
    assert {one["sql"].lstrip("(").split()[0] for one in queries} <= {"SELECT", "SAVEPOINT", "RELEASE", "SET"}


@pytest.mark.django_db
def test_what_would_be_written_meanwhile_is_refused(chae: User, monkeypatch: pytest.MonkeyPatch) -> None:
    factories.version(by=chae)
    monkeypatch.setattr(settling, "make", lambda path, person: factories.claim(by=chae))
    with pytest.raises(DatabaseError, match="read-only"):
        settling.rehearse()


@pytest.mark.django_db
def test_an_empty_desk_rehearses_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    assert made_by(monkeypatch) == []


@pytest.mark.parametrize("refusal", [DatabaseError, PermissionDenied])
def test_a_web_process_settles_in_without_a_rehearsal(
    refusal: type[Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise refusal

    monkeypatch.setattr(settling, "rehearse", refuse)
    monkeypatch.setattr(settling, "load_templates", lambda folder: None)
    monkeypatch.setattr(settling.gc, "set_threshold", lambda *numbers: None)  # of this process of tests
    settling.settle()
