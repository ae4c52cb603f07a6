"""The tasks are nudges: they call services, and sending one never waits for a broker that is away."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from typing import Any

import pytest
from celery import Celery, current_app
from django.conf import settings

from claims import tasks
from claims.models import CaptureJob, EventSeal, Snapshot, Source, User
from claims.services import citing, dispatching
from tests import captures, factories


@pytest.fixture
def source(chae: User) -> Source:
    return factories.source(by=chae)


def test_every_scheduled_task_exists() -> None:
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert scheduled <= set(current_app.tasks)


def test_every_kind_of_job_has_its_task() -> None:
    assert {kind.task for kind in dispatching.KINDS} <= set(current_app.tasks)


def test_capturing_works_a_job_off(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.clients.http.fetch_politely", captures.answering(captures.page()))
    monkeypatch.setattr("claims.clients.pages.read", captures.read)
    tasks.capture_source(captures.due_job(source).pk)
    assert Snapshot.objects.get().text == captures.TEXT


def test_a_page_is_read_in_its_child_process(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    html = (
        b"<html><head><title>A list</title></head><body><article><p>"
        + captures.TEXT.encode()
        + b"</p></article></body></html>"
    )
    answer = captures.Fetched(url="", status=200, body=html, content_type="text/html", charset="utf-8")
    monkeypatch.setattr("claims.clients.http.fetch_politely", captures.answering(answer))
    tasks.capture_source(captures.due_job(source).pk)
    assert (Snapshot.objects.get().title, Snapshot.objects.get().text) == ("A list", captures.TEXT)


def test_a_message_for_a_job_that_is_gone_does_nothing(db: None) -> None:
    tasks.capture_source(4711)
    assert not Snapshot.objects.exists()


def test_a_doubled_message_does_nothing_twice(source: Source, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.clients.http.fetch_politely", captures.answering(captures.page()))
    monkeypatch.setattr("claims.clients.pages.read", captures.read)
    key = captures.due_job(source).pk
    tasks.capture_source(key)
    tasks.capture_source(key)
    assert Snapshot.objects.count() == 1


def test_events_are_sealed(source: Source) -> None:
    tasks.seal_events()
    assert EventSeal.objects.count() == 1


def test_a_message_carries_the_key_and_is_void_when_it_is_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[Any] = []
    monkeypatch.setattr(
        type(current_app._get_current_object()), "send_task", lambda app, *args, **kw: sent.append((args, kw))
    )
    tasks.send("claims.tasks.capture_source", 7)
    assert sent == [(("claims.tasks.capture_source",), {"args": [7], "retry": False, "expires": 20.0})]


# --- With the broker away -----------------------------------------------------------------------------------------


@pytest.fixture
def broker_away() -> Iterator[None]:
    """The product's configuration, with a broker address at which nobody listens."""
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        address = f"redis://127.0.0.1:{closed.getsockname()[1]}/0"
        before = current_app._get_current_object()
        app = Celery("away", set_as_current=True)
        app.config_from_object("django.conf:settings", namespace="CELERY")
        app.conf.broker_url = address
        yield
        app.close()
        before.set_current()


def test_dispatching_returns_at_once_and_the_rows_stay(
    broker_away: None, source: Source, caplog: pytest.LogCaptureFixture
) -> None:
    began = time.monotonic()
    tasks.dispatch()
    assert time.monotonic() - began < 10
    assert CaptureJob.objects.pending().count() == 1
    assert len([one for one in caplog.records if "broker" in one.getMessage()]) == 1


def test_editors_do_not_notice(broker_away: None, chae: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "kombu.connection.Connection.connect", lambda link: pytest.fail("an editor met the broker")
    )
    monkeypatch.setattr(
        "celery.app.base.Celery.send_task", lambda app, *args, **kw: pytest.fail("an editor sent a message")
    )
    made = citing.add_source(
        slug="new", url="https://new.example/", kind="newspaper", publisher="New", by=chae
    )
    citing.add_evidence(factories.claim(by=chae), source=made, stance="supports", quote="So it is", by=chae)
    assert CaptureJob.objects.pending().filter(source=made).count() == 1
