"""Whatever dies, wherever: each due job is done once. And with each guard taken away, not."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from claims.exceptions import StaleLease
from claims.models import CaptureJob, Event, HostSlot, Snapshot, Source, User
from claims.models.job import JobQuerySet
from claims.models.source import HostSlotQuerySet
from claims.services import capturing, dispatching
from tests import captures, factories
from tests.database.base import as_owner
from tests.gauntlet import controls
from tests.gauntlet.arena import database_url
from tests.together import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

STEPS = ("claimed", "fetched", "stored", "committed")


@pytest.fixture(autouse=True)
def in_process_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.clients.pages.read", captures.read)


@pytest.fixture
def source(chae: User) -> Source:
    return factories.source(by=chae)


def perform(job: CaptureJob, **options: Any) -> Snapshot | None:
    return capturing.perform(job.pk, fetch=captures.answering(captures.page()), **options)


def results(job: CaptureJob) -> int:
    return Snapshot.objects.filter(job=job).count()


# --- Fail-points --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", STEPS)
def test_a_failure_of_our_own_at_any_step_loses_and_doubles_nothing(source: Source, step: str) -> None:
    def broken(passed: str) -> None:
        if passed == step:
            raise MemoryError("as ordered")

    job = captures.due_job(source)
    with pytest.raises(MemoryError):
        perform(job, passed=broken)
    job.refresh_from_db()
    assert (results(job), job.state) == ((1, "done") if step == "committed" else (0, "pending"))

    CaptureJob.objects.filter(pk=job.pk).update(next_attempt_at=timezone.now())
    perform(job)
    assert results(job) == 1
    assert Event.objects.filter(kind="source.captured").count() == 1


@contextmanager
def worker_process() -> Iterator[subprocess.Popen[str]]:
    """A process of its own on the tests' database, that kills itself when told."""
    environment = os.environ | {"DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.gauntlet.worker"], env=environment, text=True,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=django_settings.BASE_DIR,
    )  # fmt: skip
    try:
        yield process
    finally:
        process.kill()
        process.wait(10)
        for pipe in (process.stdin, process.stdout):
            if pipe:
                pipe.close()


@pytest.mark.parametrize("step", STEPS)
def test_a_worker_killed_at_any_step_loses_and_doubles_nothing(source: Source, step: str) -> None:
    job = captures.due_job(source)
    with worker_process() as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps({"keys": [job.pk], "fault": "kill", "step": step}) + "\n")
        process.stdin.flush()
        assert [process.stdout.readline() for _ in range(2)] == ["ready\n", "died\n"]
    job.refresh_from_db()
    assert (results(job), job.attempt) == (1 if step == "committed" else 0, 1)

    captures.lease_runs_out(job)
    perform(job)
    job.refresh_from_db()
    assert (results(job), job.state) == (1, "done")


# --- The fence ----------------------------------------------------------------------------------------------------

STALE = 200


@pytest.fixture
def leases(chae: User) -> list[tuple[capturing.Lease, capturing.Lease]]:
    """Each job twice: in the hand of a worker whose lease ran out, and of the one that took over."""
    made = Source.objects.bulk_create(
        Source(slug=f"s{n}", url=f"https://s{n}.example/", kind="newspaper", publisher=f"S{n}")
        for n in range(STALE)
    )
    jobs = [captures.due_job(source) for source in made]
    first = [capturing.claim(job.pk) for job in jobs]
    past = timezone.now() - timedelta(minutes=1)
    CaptureJob.objects.update(lease_until=past, next_attempt_at=past)
    HostSlot.objects.update(busy_until=past)
    second = [capturing.claim(job.pk) for job in jobs]
    return [(one, other) for one, other in zip(first, second, strict=True) if one and other]


def stale_results_taken(leases: list[tuple[capturing.Lease, capturing.Lease]]) -> int:
    taken = 0
    for late, _ in leases:
        try:
            capturing.work_off(
                late, fetch=captures.answering(captures.page("late")), passed=lambda step: None
            )
            taken += 1
        except StaleLease:
            pass
    return taken


def test_two_hundred_of_two_hundred_stale_workers_are_discarded(
    leases: list[tuple[capturing.Lease, capturing.Lease]],
) -> None:
    assert len(leases) == STALE
    assert stale_results_taken(leases) == 0
    assert not Snapshot.objects.exists()
    capturing.work_off(
        leases[0][1], fetch=captures.answering(captures.page("in time")), passed=lambda step: None
    )
    assert Snapshot.objects.get().text == "in time"


def test_without_the_fence_stale_results_are_taken(
    leases: list[tuple[capturing.Lease, capturing.Lease]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(JobQuerySet, "held", controls.held_by_anybody)
    assert stale_results_taken(leases[:10]) == 10


def test_where_the_fence_fails_a_job_still_has_one_result(
    leases: list[tuple[capturing.Lease, capturing.Lease]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(JobQuerySet, "held", controls.held_by_anybody)
    late, in_time = leases[0]
    capturing.work_off(in_time, fetch=captures.answering(captures.page()), passed=lambda step: None)
    with pytest.raises(IntegrityError, match="claims_snapshot_job_id"):
        capturing.work_off(late, fetch=captures.answering(captures.page()), passed=lambda step: None)


# --- One of many --------------------------------------------------------------------------------------------------


def test_of_many_workers_one_gets_the_job(source: Source) -> None:
    job = captures.due_job(source)
    outcomes = at_once(*[lambda: perform(job)] * 6)
    assert len([one for one in outcomes if isinstance(one, Snapshot)]) == 1
    assert results(job) == 1


def ask_at_once(source: Source) -> int:
    moment = timezone.now()
    acts = [lambda: capturing.ask(source, reason="asked", due_at=moment)] * 8
    assert not [one for one in at_once(*acts) if isinstance(one, Exception)]
    return CaptureJob.objects.pending().filter(source=source).count()


def test_many_requests_at_once_are_one_job(source: Source) -> None:
    with as_owner():
        CaptureJob.objects.all().delete()
    assert ask_at_once(source) == 1


def test_without_the_unique_constraints_they_are_many(source: Source) -> None:
    def asked_anew() -> int:
        with as_owner():
            CaptureJob.objects.all().delete()
        return ask_at_once(source)

    with controls.without_unique_jobs():  # who is slow enough to come one after the other is asked again
        assert any(asked_anew() > 1 for _ in range(10))


def test_asking_while_a_capture_ends_leaves_one_job(chae: User) -> None:
    sources = [factories.source(by=chae) for _ in range(10)]
    jobs = [captures.due_job(source) for source in sources]
    for source, job in zip(sources, jobs, strict=True):
        outcomes = at_once(
            lambda job=job: perform(job), *[lambda source=source: capturing.ask(source, reason="asked")] * 3
        )
        assert not [one for one in outcomes if isinstance(one, Exception)]
    assert CaptureJob.objects.pending().count() == len(sources)


def test_editing_a_source_while_its_capture_ends_never_deadlocks(chae: User) -> None:
    from claims.services import citing

    for _ in range(8):
        source = factories.source(by=chae)
        job = captures.due_job(source)

        def edit(source: Source = source) -> Source:
            return citing.edit_source(source, version=source.version, by=chae, url=source.url + "/new")

        outcomes = at_once(lambda job=job: perform(job), edit)
        assert not [one for one in outcomes if isinstance(one, Exception)], outcomes


# --- Dispatchers --------------------------------------------------------------------------------------------------


@pytest.fixture
def jobs(chae: User) -> list[CaptureJob]:
    return [captures.due_job(factories.source(by=chae)) for _ in range(40)]


def test_five_dispatchers_at_once_send_each_key_once(jobs: list[CaptureJob]) -> None:
    sent: list[int] = []
    acts = [lambda: dispatching.dispatch(send=lambda task, keys: sent.extend(keys))] * 5
    assert sum(at_once(*acts)) == 40
    assert sorted(sent) == sorted(job.pk for job in jobs)


class Rival:
    """A dispatcher that has read its rows, and has not committed yet."""

    def __init__(self) -> None:
        self.has_read, self.may_go_on = threading.Event(), threading.Event()
        self.sent: list[int] = []
        self.thread = threading.Thread(target=self.run)

    def run(self) -> None:
        try:
            with transaction.atomic():
                self.sent += dispatching._mark(dispatching.KINDS[0], 100)
                self.has_read.set()
                self.may_go_on.wait(120)
        finally:
            connection.close()

    def __enter__(self) -> Rival:
        self.thread.start()
        assert self.has_read.wait(60)
        return self

    def __exit__(self, *error: object) -> None:
        self.may_go_on.set()
        self.thread.join(120)


def somebody_waits() -> bool:
    """Whether a transaction waits for a lock that another holds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_stat_activity"
            " WHERE datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0)"
        )
        waits: bool = cursor.fetchone()[0]
    return waits


def dispatch_beside_a_rival() -> tuple[list[int], bool]:
    """What the second one sends, and whether it had to wait for the first."""
    sent: list[int] = []
    with Rival() as rival:
        second = threading.Thread(
            target=lambda: sent.extend(at_once(lambda: dispatching._mark(dispatching.KINDS[0], 100))[0])
        )
        second.start()
        while second.is_alive() and not somebody_waits():
            time.sleep(0.02)
        had_to_wait = second.is_alive()
    second.join(120)
    assert len(rival.sent) == 40
    return sent, had_to_wait


def test_a_second_dispatcher_neither_waits_nor_sends_again(jobs: list[CaptureJob]) -> None:
    assert dispatch_beside_a_rival() == ([], False)


def test_without_locks_it_sends_everything_again(
    jobs: list[CaptureJob], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(JobQuerySet, "select_for_update", controls.locking_nothing)
    sent, _ = dispatch_beside_a_rival()
    assert len(sent) == 40


def test_without_skipping_it_has_to_wait(jobs: list[CaptureJob], monkeypatch: pytest.MonkeyPatch) -> None:
    original = JobQuerySet.select_for_update
    monkeypatch.setattr(
        JobQuerySet, "select_for_update", lambda rows, skip_locked, **options: original(rows, **options)
    )
    assert dispatch_beside_a_rival() == ([], True)


# --- Politeness ---------------------------------------------------------------------------------------------------


class Host:
    """Counts who is being served at once, and how soon after one another they came.

    An answer takes so many seconds, or less where another visitor comes meanwhile: the control waits for that one
    however slow the machine is.
    """

    def __init__(self, takes: float = 0.05) -> None:
        self.takes = takes
        self.lock, self.inside, self.most = threading.Condition(), 0, 0
        self.left_at: float | None = None
        self.gaps: list[float] = []

    def __call__(self, url: str) -> capturing.Fetched:
        with self.lock:
            self.inside += 1
            self.most = max(self.most, self.inside)
            if self.left_at is not None:
                self.gaps.append(time.monotonic() - self.left_at)
            self.lock.notify_all()
            self.lock.wait_for(lambda: self.most > 1, self.takes)
            self.inside -= 1
            self.left_at = time.monotonic()
        return captures.answering(captures.page())(url)


def visit(host: Host, chae: User) -> None:
    sources = [factories.source(by=chae, url=f"https://one.example/{n}") for n in range(6)]
    keys = [captures.due_job(source).pk for source in sources]

    def work() -> None:
        until = time.monotonic() + 30
        while CaptureJob.objects.pending().filter(pk__in=keys).exists() and time.monotonic() < until:
            for key in list(CaptureJob.objects.to_send().values_list("pk", flat=True)):
                capturing.perform(key, fetch=host)
            time.sleep(0.01)

    at_once(work, work, work)
    assert Snapshot.objects.count() == 6


def test_a_host_is_asked_by_one_at_a_time_with_a_gap(chae: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(capturing.politeness, "gap", lambda **options: timedelta(seconds=0.15))
    host = Host()
    visit(host, chae)
    assert host.most == 1
    assert min(host.gaps) >= 0.14


def test_without_the_slot_it_is_asked_by_several(chae: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(HostSlotQuerySet, "take", lambda rows, host: timezone.now())
    monkeypatch.setattr(capturing.CaptureJob.objects.all().__class__, "to_send", JobQuerySet.to_send)
    host = Host(takes=10)
    visit(host, chae)
    assert host.most > 1


@pytest.fixture(autouse=True)
def connections_closed() -> Iterator[None]:
    yield
    connection.close()
