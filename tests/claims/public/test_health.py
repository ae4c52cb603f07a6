"""Alive and ready."""

from __future__ import annotations

import socket
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from celery import current_app
from django.db import OperationalError
from django.utils import timezone

from claims.models import CaptureJob
from claims.public import health
from tests import factories


def test_alive_asks_nothing_of_anybody(reader, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert reader.get("/healthz").status_code == 200


def test_ready_when_all_is_there(reader):
    answer = reader.get("/readyz")
    assert answer.status_code == 200
    assert answer.json() == {
        "database": True,
        "migrations": True,
        "broker": True,
        "jobs": {
            "behind": False,
            "oldest_due_job_seconds": 0.0,
            "sentence": "Source checks are up to date.",
        },
    }


def test_not_ready_while_a_migration_is_missing(reader, monkeypatch):
    monkeypatch.setattr(health, "_wanted", lambda: frozenset({("claims", "9999_later")}))
    answer = reader.get("/readyz")
    assert (answer.status_code, answer.json()["migrations"]) == (503, False)


def test_not_ready_without_the_database(reader, monkeypatch):
    def fail():
        raise OperationalError("the server at 10.0.0.7 is gone")

    monkeypatch.setitem(health.PROBES, "database", fail)
    monkeypatch.setitem(health.PROBES, "migrations", fail)
    answer = reader.get("/readyz")
    assert (answer.status_code, answer.json()["database"]) == (503, False)
    assert b"10.0.0.7" not in answer.content


@pytest.fixture
def mute():
    """The port of a server that takes connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def broker_at(monkeypatch):
    def at(port):
        monkeypatch.setattr(health, "_asking", ThreadPoolExecutor(max_workers=1))
        monkeypatch.setattr(current_app.conf, "broker_write_url", f"redis://127.0.0.1:{port}/0")

    return at


@pytest.mark.parametrize("port", [1, "mute"])
def test_not_ready_without_the_broker_and_says_so_soon(reader, broker_at, mute, port):
    broker_at(mute if port == "mute" else port)
    begun = time.monotonic()
    answer = reader.get("/readyz")
    assert (answer.status_code, answer.json()["broker"]) == (503, False)
    assert (
        time.monotonic() - begun < 10
    )  # a second of patience, and a busy machine; who is mute is so for ever


@pytest.fixture
def behind(chae):
    factories.source(by=chae)
    CaptureJob.objects.update(due_at=timezone.now() - timedelta(minutes=5))


def test_the_wait_of_the_oldest_due_job_is_told(reader, behind):
    jobs = reader.get("/readyz").json()["jobs"]
    assert jobs["oldest_due_job_seconds"] == pytest.approx(300, abs=5)
    assert jobs["sentence"].startswith("Source checks stand still: 1 job has been due for 5 minutes")


@pytest.mark.parametrize(("query", "status"), [("", 200), ("?strict=1", 503), ("?strict=0", 200)])
def test_jobs_that_wait_send_no_reader_away_but_call_who_watches(reader, behind, query, status):
    answer = reader.get(f"/readyz{query}")
    assert (answer.status_code, answer.json()["jobs"]["behind"]) == (status, True)


def test_a_strict_monitor_is_content_while_all_is_well(reader):
    assert reader.get("/readyz?strict=1").status_code == 200


def test_what_cannot_be_told_of_the_jobs_is_no_success_for_a_strict_monitor(reader, monkeypatch):
    def fail():
        raise OperationalError("canceled at 10.0.0.7")

    monkeypatch.setattr("claims.services.overseeing.state", fail)
    assert reader.get("/readyz").json()["jobs"] is None
    answer = reader.get("/readyz?strict=1")
    assert answer.status_code == 503
    assert b"10.0.0.7" not in answer.content


def test_answers_about_health_are_never_held(reader):
    for path in ("/healthz", "/readyz"):
        assert "no-store" in reader.get(path)["Cache-Control"]
