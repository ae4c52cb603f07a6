"""``manage.py dispatch``: a desk without a broker works its jobs off by itself."""

from __future__ import annotations

import time

import pytest
from django.core.management import CommandError, call_command

from claims.models import CaptureJob, EventSeal, Snapshot, User
from tests import captures, factories


@pytest.fixture(autouse=True)
def outside(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.clients.http.fetch_politely", captures.answering(captures.page()))
    monkeypatch.setattr("claims.clients.pages.read", captures.read)
    # A test's connection is inside a transaction, which would be taken for one that was left behind.
    monkeypatch.setattr("claims.management.commands.dispatch.close_old_connections", lambda: None)


@pytest.fixture
def sources(chae: User) -> list[str]:
    return [factories.source(by=chae, url=f"https://one.example/{n}").slug for n in range(3)]


def test_once_works_off_what_is_due_and_ends(sources: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    call_command("dispatch", "--once")
    assert Snapshot.objects.count() == 3
    assert capsys.readouterr().out == "3 jobs worked off.\n"


def test_once_waits_for_a_hosts_gap(sources: list[str], settings: pytest.FixtureRequest) -> None:
    settings.SOURCE_FETCH_GAP_SECONDS = 1  # type: ignore[attr-defined]
    call_command("dispatch", "--once", verbosity=0)
    assert Snapshot.objects.count() == 3


def test_it_seals_what_was_recorded(sources: list[str]) -> None:
    call_command("dispatch", "--once", verbosity=0)
    assert EventSeal.objects.exists()


def test_seconds_is_how_long_it_looks(db: None) -> None:
    began = time.monotonic()
    call_command("dispatch", "--seconds", "0.2", verbosity=0)
    assert time.monotonic() - began < 20


def test_a_job_that_fails_does_not_stop_the_others(
    sources: list[str], chae: User, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fetch(url: str) -> captures.Fetched:
        if url.startswith("https://bad.example"):
            raise MemoryError("as ordered")
        return captures.answering(captures.page())(url)

    factories.source(by=chae, url="https://bad.example/")
    monkeypatch.setattr("claims.clients.http.fetch_politely", fetch)
    call_command("dispatch", "--once", verbosity=0)
    assert Snapshot.objects.count() == 3
    assert (
        CaptureJob.objects.pending().get(source__url="https://bad.example/").last_error
        == "MemoryError: as ordered"
    )
    assert "failed and was put back" in caplog.text


def test_once_and_seconds_exclude_each_other(db: None) -> None:
    with pytest.raises(CommandError, match="not allowed with"):
        call_command("dispatch", "--once", "--seconds", "3")
