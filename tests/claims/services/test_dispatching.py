"""Sending keys that may be lost: rows are marked first, found again later, and nobody waits for a broker."""

from __future__ import annotations

import logging
from datetime import timedelta

import pytest
from django.utils import timezone

from claims.models import (
    ArchiveJob,
    Batch,
    Blob,
    CaptureJob,
    Corpus,
    Digest,
    Event,
    ExtractionJob,
    Feed,
    FeedJob,
    HostSlot,
    OutgoingMail,
    Snapshot,
    User,
    WebhookDelivery,
    WebhookSubscription,
)
from claims.services import capturing, dispatching
from tests import captures, factories

ONE, SEVERAL = "claims.tasks.capture_source", "claims.tasks.capture_sources"


class Broker:
    """Keeps what it is given; ``away`` makes it refuse."""

    def __init__(self, *, away: bool = False) -> None:
        self.sent: list[int] = []
        self.shards: list[int] = []
        self.tried = 0
        self.away = away

    def __call__(self, task: str, argument: int | list[int]) -> None:
        assert task == (SEVERAL if isinstance(argument, list) else ONE)
        self.tried += 1
        if self.away:
            raise ConnectionError("nobody there")
        keys = argument if isinstance(argument, list) else [argument]
        self.sent += keys
        self.shards.append(len(keys))


@pytest.fixture
def jobs(chae: User) -> list[CaptureJob]:
    return [captures.due_job(factories.source(by=chae)) for _ in range(3)]


def time_passes(seconds: float) -> None:
    CaptureJob.objects.filter(enqueued_at__isnull=False).update(
        enqueued_at=timezone.now() - timedelta(seconds=seconds)
    )


def test_due_jobs_are_sent_once(jobs: list[CaptureJob]) -> None:
    broker = Broker()
    assert dispatching.dispatch(send=broker) == 3
    assert dispatching.dispatch(send=broker) == 0
    assert sorted(broker.sent) == sorted(job.pk for job in jobs)


def test_one_message_names_several_jobs(jobs: list[CaptureJob], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dispatching, "SHARD", 2)
    broker = Broker()
    dispatching.dispatch(send=broker)
    assert sorted(broker.shards) == [1, 2]


def test_a_job_with_an_attempt_behind_it_goes_alone(jobs: list[CaptureJob]) -> None:
    """It may be what killed its worker: its neighbours' attempts are not for it to use up."""
    CaptureJob.objects.filter(pk=jobs[1].pk).update(attempt=1)
    broker = Broker()
    dispatching.dispatch(send=broker)
    assert (broker.sent[0], broker.shards) == (jobs[1].pk, [1, 2])


def test_a_lost_message_is_sent_again_seconds_later(jobs: list[CaptureJob]) -> None:
    dispatching.dispatch(send=Broker())
    time_passes(21)
    assert dispatching.dispatch(send=Broker()) == 3


def test_a_broker_that_is_away_is_tried_once_and_logged_once(
    jobs: list[CaptureJob], caplog: pytest.LogCaptureFixture
) -> None:
    broker = Broker(away=True)
    with caplog.at_level(logging.WARNING):
        assert dispatching.dispatch(send=broker) == 0
    assert broker.tried == 1
    assert [record.getMessage() for record in caplog.records] == [
        "The broker did not take a message (ConnectionError: nobody there); 3 jobs are sent again later."
    ]


def test_a_broker_that_comes_back_gets_everything(jobs: list[CaptureJob]) -> None:
    dispatching.dispatch(send=Broker(away=True))
    time_passes(21)
    assert dispatching.dispatch(send=Broker()) == 3


def test_a_deaf_worker_does_not_fill_the_broker(jobs: list[CaptureJob]) -> None:
    broker = Broker()
    assert dispatching.dispatch(send=broker, limit=2) == 2
    assert dispatching.dispatch(send=broker, limit=2) == 0


def test_what_was_taken_up_makes_room(jobs: list[CaptureJob]) -> None:
    broker = Broker()
    dispatching.dispatch(send=broker, limit=2)
    assert capturing.claim(broker.sent[0]) is not None
    assert dispatching.dispatch(send=broker, limit=2) == 1


def test_a_poisoned_job_is_given_up_and_the_others_are_sent(jobs: list[CaptureJob]) -> None:
    past = timezone.now() - timedelta(minutes=1)
    CaptureJob.objects.filter(pk=jobs[0].pk).update(attempt=5, lease_until=past, last_error="killed")
    broker = Broker()
    dispatching.dispatch(send=broker)
    assert sorted(broker.sent) == sorted(job.pk for job in jobs[1:])
    assert Snapshot.objects.get(job=jobs[0]).detail == "killed"


def test_a_grave_that_cannot_be_dug_stops_nobody_else(
    jobs: list[CaptureJob], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(key: int) -> None:
        raise RuntimeError("no spade")

    kind = dispatching.KINDS[0]
    monkeypatch.setattr(dispatching, "KINDS", (kind._replace(bury=broken),))
    CaptureJob.objects.filter(pk=jobs[0].pk).update(attempt=5)
    assert dispatching.dispatch(send=Broker()) == 2
    assert "could not be given up" in caplog.text


# --- Health -------------------------------------------------------------------------------------------------------


def test_a_desk_with_nothing_due_is_well(db: None) -> None:
    health = dispatching.health()
    assert (health["behind"], health["due"], health["oldest_due_seconds"]) == (False, 0, 0.0)
    assert health["sentence"] == "Source checks are up to date."


def test_a_worker_that_is_deaf_is_noticed_within_a_minute(jobs: list[CaptureJob]) -> None:
    dispatching.dispatch(send=Broker())
    assert not dispatching.health(timezone.now() + timedelta(seconds=55))["behind"]
    late = dispatching.health(timezone.now() + timedelta(seconds=65))
    assert late["behind"]
    assert late["sentence"].startswith("Source checks are behind: 3 due")


def test_a_job_in_hand_is_not_waiting(jobs: list[CaptureJob]) -> None:
    for job in jobs:
        capturing.claim(job.pk)
    health = dispatching.health(timezone.now() + timedelta(seconds=65))
    assert (health["behind"], health["running"]) == (False, 3)


def test_a_host_in_its_gap_keeps_nobody_behind(jobs: list[CaptureJob]) -> None:
    CaptureJob.objects.update(due_at=timezone.now() - timedelta(hours=1))
    for job in jobs:
        HostSlot.objects.create(host=job.host, next_request_at=timezone.now() + timedelta(seconds=2))
    health = dispatching.health()
    assert (health["behind"], health["due"]) == (False, 3)


def test_who_waits_for_a_busy_host_is_not_behind(jobs: list[CaptureJob]) -> None:
    CaptureJob.objects.update(due_at=timezone.now() - timedelta(hours=1))
    for job in jobs:
        HostSlot.objects.take(job.host)
    HostSlot.objects.update(next_request_at=timezone.now() - timedelta(hours=1))
    assert not dispatching.health()["behind"]


def test_what_was_given_up_is_counted(chae: User) -> None:
    job = captures.due_job(factories.source(by=chae))
    CaptureJob.objects.filter(pk=job.pk).update(attempt=5)
    dispatching.dispatch(send=Broker())
    assert dispatching.health()["dead"] == 1
    assert CaptureJob.objects.dead().get() == job


def test_a_desk_without_a_broker_works_off_every_kind(
    jobs: list[CaptureJob], chae: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    worked: list[tuple[str, int]] = []
    blob = Blob.objects.create(sha256="0" * 64, compressed=b"", size=0)
    capturing_one = captures.capture(jobs[0].source)
    ExtractionJob.objects.create(blob=blob, snapshot=capturing_one)
    ArchiveJob.objects.create(source=jobs[1].source, archive="perma")
    FeedJob.objects.create(feed=Feed.objects.create(url="https://feeds.example/"))
    Digest.objects.create(recipient=chae, day="2026-11-23")
    OutgoingMail.objects.create(kind="urgent", recipient=chae)
    told = WebhookSubscription.objects.create(
        name="CMS", url="https://cms.example/hook", events=["alert.opened"]
    )
    WebhookDelivery.objects.create(subscription=told, event=Event.objects.earliest("pk"), payload={})
    Batch.objects.create(kind="action", name="Assign", asked_by=chae, confirmed_at=timezone.now())
    Corpus.objects.create(of_state="0" * 64)

    def noting(kind: dispatching.Kind) -> dispatching.Kind:
        return kind._replace(perform=lambda key: worked.append((kind.task, key)) or True)

    monkeypatch.setattr(dispatching, "KINDS", tuple(map(noting, dispatching.KINDS)))
    assert dispatching.work_off() == len(worked)
    assert {task for task, _ in worked} == {kind.task for kind in dispatching.KINDS}


def test_every_kind_has_its_task() -> None:
    """What the dispatcher sends is registered under that name, shards too."""
    from claims import tasks

    known = {task.name for task in vars(tasks).values() if hasattr(task, "delay")}
    sent = {kind.task for kind in dispatching.KINDS} | {kind.shard_task for kind in dispatching.KINDS} - {""}
    assert sent <= known


def test_one_failing_job_does_not_keep_the_others(
    jobs: list[CaptureJob], monkeypatch: pytest.MonkeyPatch
) -> None:
    def perform(key: int) -> bool:
        if key == jobs[0].pk:
            raise RuntimeError("as ordered")
        return True

    monkeypatch.setattr(dispatching, "KINDS", (dispatching.KINDS[0]._replace(perform=perform),))
    assert dispatching.work_off() == 2
