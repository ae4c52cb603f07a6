"""A dead desk is told: what is wrong with the background work, from the rows alone."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from claims.models import CaptureJob, Digest, HostSlot, Job, User
from claims.services import capturing, dispatching, overseeing
from claims.services.overseeing import Trouble
from tests import captures, factories

SECOND, MINUTE = timedelta(seconds=1), timedelta(minutes=1)


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def jobs(chae: User) -> list[CaptureJob]:
    return [captures.due_job(factories.source(by=chae)) for _ in range(3)]


def nobody(task: str, keys: Any) -> None:
    """A broker that takes every message and gives it to nobody."""


def test_a_desk_with_nothing_to_do_is_well(db: None) -> None:
    found = overseeing.state()
    assert (found.is_well, found.behind, found.to_do) == (True, False, "")
    assert found.sentence == "Source checks are up to date."


def test_what_is_due_for_a_moment_is_no_trouble(jobs: list[CaptureJob], now: datetime) -> None:
    assert overseeing.state(now + 55 * SECOND).is_well


def test_without_a_dispatcher_nothing_is_sent(jobs: list[CaptureJob], now: datetime) -> None:
    found = overseeing.state(now + 5 * MINUTE)
    assert found.trouble == Trouble.NOBODY_SENDS
    assert found.sentence == (
        "Source checks stand still: 3 jobs are due, the oldest for 5 minutes, and nothing sends them to a worker."
    )
    assert "manage.py dispatch" in found.to_do


def test_a_worker_that_is_gone_or_deaf_is_told_from_a_dispatcher_that_is(
    jobs: list[CaptureJob], now: datetime
) -> None:
    dispatching.dispatch(send=nobody)
    CaptureJob.objects.update(due_at=now - 5 * MINUTE)
    found = overseeing.state()
    assert found.trouble == Trouble.NOBODY_WORKS
    assert "no worker takes them up" in found.sentence
    later = overseeing.state(now + 5 * MINUTE)  # and nothing was sent again since
    assert later.trouble == Trouble.NOBODY_SENDS


def test_a_worker_that_is_at_it_is_too_slow(jobs: list[CaptureJob], now: datetime) -> None:
    CaptureJob.objects.update(due_at=now - 5 * MINUTE)
    capturing.claim(jobs[0].pk)
    found = overseeing.state()
    assert (found.trouble, found.running) == (Trouble.TOO_SLOW, 1)
    assert "WORKER_PROCESSES" in found.to_do


def test_a_desk_that_is_cut_off_says_so(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.services.weighing.nobody_answers", lambda at: True)
    found = overseeing.state()
    assert (found.trouble, found.behind) == (Trouble.CUT_OFF, False)
    assert "count against no source" in found.to_do


def test_standing_still_is_said_before_being_cut_off(
    jobs: list[CaptureJob], now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claims.services.weighing.nobody_answers", lambda at: True)
    assert overseeing.state(now + 5 * MINUTE).trouble == Trouble.NOBODY_SENDS


def test_politeness_is_no_trouble(jobs: list[CaptureJob], now: datetime) -> None:
    for job in jobs:
        HostSlot.objects.create(host=job.host, next_request_at=now + 10 * MINUTE)
    assert overseeing.state(now + 5 * MINUTE).is_well


def test_every_kind_of_job_counts(ben: User, now: datetime) -> None:
    Digest.objects.create(recipient=ben, day=now.date())
    found = overseeing.state(now + 5 * MINUTE)
    assert (found.trouble, found.due) == (Trouble.NOBODY_SENDS, 1)
    assert found.sentence.startswith("Source checks stand still: 1 job has been due for 5 minutes")


@pytest.mark.parametrize(("days", "given_up"), [(1, 1), (8, 0)])
def test_what_was_given_up_of_late_is_counted(ben: User, now: datetime, days: int, given_up: int) -> None:
    Digest.objects.create(
        recipient=ben, day=now.date(), state=Job.State.DEAD, finished_at=now - timedelta(days=days)
    )
    assert overseeing.state().given_up == given_up


def test_it_takes_as_many_queries_however_much_is_due(
    jobs: list[CaptureJob], chae: User, now: datetime, django_assert_num_queries: Any
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        overseeing.state(now + 5 * MINUTE)
    for _ in range(4):
        captures.due_job(factories.source(by=chae))
    with django_assert_num_queries(len(few)):
        overseeing.state(now + 5 * MINUTE)
