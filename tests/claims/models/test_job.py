"""The life of a job row: due, claimed under a lease, finished behind a fence, put back, or dead."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from claims.models import CaptureJob, HostSlot, Source, User
from claims.models.job import LEASE, LONGEST_BACK_OFF, MAX_ATTEMPTS, NUDGE_AGAIN
from tests import captures, factories

JOBS = CaptureJob.objects


@pytest.fixture
def source(chae: User) -> Source:
    return factories.source(by=chae)


@pytest.fixture
def job(source: Source) -> CaptureJob:
    return captures.due_job(source)


def test_claiming_raises_the_attempt_before_the_work(job: CaptureJob) -> None:
    assert JOBS.claim(job.pk) == 1
    job.refresh_from_db()
    assert job.attempt == 1
    assert job.lease_until is not None
    assert timedelta(seconds=80) < job.lease_until - timezone.now() <= LEASE


def test_a_held_job_is_not_claimed_again(job: CaptureJob) -> None:
    assert JOBS.claim(job.pk)
    assert JOBS.claim(job.pk) is None


def test_a_crash_makes_the_job_due_again_after_lease_and_back_off(job: CaptureJob) -> None:
    JOBS.claim(job.pk)
    job.refresh_from_db()
    assert job.lease_until is not None
    assert job.next_attempt_at is not None
    assert job.next_attempt_at >= job.lease_until
    assert not JOBS.due(timezone.now() + timedelta(seconds=85)).exists()
    assert JOBS.due(timezone.now() + LEASE + LONGEST_BACK_OFF).get() == job


def test_a_job_that_is_not_due_is_not_claimed(job: CaptureJob) -> None:
    JOBS.filter(pk=job.pk).update(due_at=timezone.now() + timedelta(minutes=1))
    assert JOBS.claim(job.pk) is None


def test_finishing_needs_the_attempt_of_the_claim(job: CaptureJob) -> None:
    JOBS.claim(job.pk)
    assert not JOBS.finish(job.pk, attempt=2)
    assert JOBS.finish(job.pk, attempt=1)


def test_a_job_is_finished_once(job: CaptureJob) -> None:
    JOBS.claim(job.pk)
    assert JOBS.finish(job.pk, attempt=1)
    assert not JOBS.finish(job.pk, attempt=1)


def test_a_job_put_back_waits_a_random_while_and_keeps_its_attempt(source: Source, job: CaptureJob) -> None:
    waits = set()
    for attempt in range(1, 4):
        JOBS.claim(job.pk)
        JOBS.put_back(job.pk, attempt=attempt, error="boom")
        job.refresh_from_db()
        assert job.next_attempt_at is not None
        waits.add(job.next_attempt_at - timezone.now())
        JOBS.filter(pk=job.pk).update(next_attempt_at=timezone.now())
    assert (job.attempt, job.last_error, job.lease_until) == (3, "boom", None)
    assert len(waits) == 3
    assert max(waits) <= timedelta(seconds=20)


def test_a_late_worker_cannot_put_back_anothers_job(job: CaptureJob) -> None:
    JOBS.claim(job.pk)
    captures.lease_runs_out(job)
    JOBS.claim(job.pk)
    assert not JOBS.put_back(job.pk, attempt=1, error="late")


def test_the_last_attempt_used_up_the_job_is_poisoned(job: CaptureJob) -> None:
    for _ in range(MAX_ATTEMPTS):
        assert JOBS.claim(job.pk)
        assert not JOBS.poisoned().exists()
        captures.lease_runs_out(job)
    assert JOBS.poisoned().get() == job
    assert JOBS.claim(job.pk) is None
    assert not JOBS.to_send().exists()


def test_only_a_poisoned_job_is_buried(job: CaptureJob) -> None:
    assert not JOBS.bury(job.pk)


def test_what_was_just_sent_is_not_sent_again_until_later(job: CaptureJob) -> None:
    JOBS.update(enqueued_at=timezone.now())
    assert not JOBS.to_send().exists()
    assert JOBS.outstanding().get() == job
    assert JOBS.to_send(timezone.now() + NUDGE_AGAIN + timedelta(seconds=1)).get() == job


def test_a_source_has_one_pending_job(source: Source, job: CaptureJob) -> None:
    with pytest.raises(IntegrityError, match="one_pending"), transaction.atomic():
        CaptureJob.objects.create(source=source)


def test_a_time_comes_once_for_a_source(source: Source, job: CaptureJob) -> None:
    JOBS.claim(job.pk)
    JOBS.finish(job.pk, attempt=1)
    with pytest.raises(IntegrityError, match="once_for_each_time"), transaction.atomic():
        CaptureJob.objects.create(source=source, due_at=job.due_at)


def test_one_job_a_host_is_sent(source: Source, job: CaptureJob, chae: User) -> None:
    neighbour = captures.due_job(factories.source(by=chae, url=source.url + "/2"))
    elsewhere = captures.due_job(factories.source(by=chae))
    assert set(JOBS.to_send()) == {job, elsewhere}
    assert neighbour.host == job.host


def test_nothing_is_sent_for_a_host_that_is_being_asked(source: Source, job: CaptureJob) -> None:
    HostSlot.objects.take(job.host)
    assert not JOBS.to_send().exists()


def test_waiting_for_a_host_is_not_waiting_for_a_worker(source: Source, job: CaptureJob) -> None:
    JOBS.update(due_at=timezone.now() - timedelta(hours=1))
    since = timezone.now() - timedelta(seconds=5)
    HostSlot.objects.create(host=job.host, next_request_at=since)
    assert JOBS.with_waiting_since().get().waiting_since == since
