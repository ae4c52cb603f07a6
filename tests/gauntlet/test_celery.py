"""The real thing: Celery and a broker that keeps nothing, both killed in the middle of the work."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db.models import Count

from claims.models import CaptureJob, Snapshot, User
from factcheck.embedded import valkey
from tests import captures, factories
from tests.gauntlet.arena import database_url

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
JOBS = 30


@contextmanager
def running(command: list[str], **environment: str) -> Iterator[subprocess.Popen[bytes]]:
    """A process in a group of its own; whatever is left of the group is killed at the end."""
    process = subprocess.Popen(
        command, env=os.environ | environment, cwd=settings.BASE_DIR, start_new_session=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        yield process
    finally:
        kill(process)


def kill(process: subprocess.Popen[bytes]) -> None:
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait(10)


def until(what: Any, *, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if what():
            return True
        time.sleep(0.05)
    return bool(what())


@pytest.fixture
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("v")  # a socket's path must be short


def test_worker_and_broker_killed_in_the_middle(chae: User, folder: Path) -> None:
    for _ in range(JOBS):
        captures.due_job(factories.source(by=chae))
    broker = valkey.Broker(valkey.find_binary(), folder, folder / "s")
    keeps_nothing = [*broker.command(), "--appendonly", "no"]
    worker = [sys.executable, "-m", "tests.gauntlet.celery_worker", str(folder / "schedule")]
    where = {
        "BROKER_URL": broker.url(),
        "DATABASE_URL": database_url(),
        "DJANGO_SETTINGS_MODULE": "tests.settings",
    }

    with ExitStack() as stack:
        first = stack.enter_context(running(keeps_nothing))
        assert until(broker.is_ready, seconds=10)
        doomed = stack.enter_context(running(worker, **where))
        assert until(lambda: Snapshot.objects.count() >= 5, seconds=60)
        kill(doomed)
        kill(first)
        assert Snapshot.objects.count() < JOBS
        stack.enter_context(running(keeps_nothing))
        assert until(broker.is_ready, seconds=10)
        (folder / "schedule").unlink(missing_ok=True)
        stack.enter_context(running(worker, **where))
        assert until(
            lambda: not CaptureJob.objects.due().exists() and Snapshot.objects.count() >= JOBS, seconds=60
        )

    assert not CaptureJob.objects.annotate(n=Count("snapshot")).filter(state="done").exclude(n=1).exists()
    assert Snapshot.objects.count() == JOBS
