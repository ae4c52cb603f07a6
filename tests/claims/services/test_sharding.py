"""Many captures at once: each row is claimed, fetched and finished for itself, whatever becomes of its neighbours."""

from __future__ import annotations

import threading
import time
from typing import Any

import pytest
from django.db import connection

from claims.models import CaptureJob, HostSlot, Snapshot, Source, User
from claims.services import capturing, sharding
from claims.text.outcomes import FailureClass
from tests import captures, factories


@pytest.fixture(autouse=True)
def in_process_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.clients.pages.read", captures.read)


@pytest.fixture
def sources(chae: User) -> list[Source]:
    return [factories.source(by=chae) for _ in range(6)]


@pytest.fixture
def keys(sources: list[Source]) -> list[int]:
    return [captures.due_job(one).pk for one in sources]


def answer(url: str, **options: Any) -> Any:
    return captures.answering(captures.page())(url)


def states() -> list[str]:
    return sorted(CaptureJob.objects.filter(due_at__lte="2100-01-01").values_list("state", flat=True))


def test_every_row_gets_its_result(keys: list[int]) -> None:
    assert sharding.perform_many(keys, fetch=answer) == 6
    assert Snapshot.objects.filter(job__in=keys, failure="").count() == 6
    assert not HostSlot.objects.filter(busy_until__isnull=False).exists()


def test_hosts_are_waited_for_together(keys: list[int]) -> None:
    together, gate = [], threading.Barrier(3)

    def slow(url: str, **options: Any) -> Any:
        together.append(gate.wait(timeout=10))  # passes only while three fetches are under way at once
        return answer(url)

    assert sharding.perform_many(keys, connections=3, fetch=slow) == 6
    assert len(together) == 6


def test_what_fails_at_one_row_is_put_back_and_the_others_go_on(
    keys: list[int], sources: list[Source]
) -> None:
    def broken(url: str, **options: Any) -> Any:
        if url == sources[2].url:
            raise MemoryError("as ordered")
        return answer(url)

    assert sharding.perform_many(keys, fetch=broken) == 5
    left = CaptureJob.objects.get(pk=keys[2])
    assert (left.state, left.attempt, left.lease_until) == ("pending", 1, None)
    assert left.last_error == "MemoryError: as ordered"


def test_what_fails_outside_is_a_result(keys: list[int]) -> None:
    failed = captures.answering(captures.failed(FailureClass.TIMEOUT))
    assert sharding.perform_many(keys, fetch=failed) == 6
    assert set(Snapshot.objects.values_list("failure", flat=True)) == {"timeout"}


def test_nothing_is_claimed_after_its_time(keys: list[int]) -> None:
    def slow(url: str, **options: Any) -> Any:
        time.sleep(0.2)
        return answer(url)

    assert sharding.perform_many(keys, connections=1, claim_for=0.1, fetch=slow) == 1
    assert CaptureJob.objects.filter(pk__in=keys, attempt=0).count() == 5


def test_a_shard_that_is_ended_gives_back_what_it_holds(keys: list[int]) -> None:
    class SoftLimit(Exception):
        pass

    def passed(step: str) -> None:
        if step == "claimed":
            raise SoftLimit

    with pytest.raises(SoftLimit):
        sharding.perform_many(keys, fetch=answer, passed=passed)
    assert not CaptureJob.objects.running().exists()
    assert not HostSlot.objects.filter(busy_until__isnull=False).exists()


def test_a_row_that_another_took_over_is_discarded(keys: list[int]) -> None:
    def robbed(url: str, **options: Any) -> Any:
        return answer(url)

    def passed(step: str) -> None:
        if step == "fetched":
            CaptureJob.objects.filter(pk=keys[0]).update(attempt=9)

    assert sharding.perform_many(keys[:1], fetch=robbed, passed=passed) == 0
    assert not Snapshot.objects.filter(job=keys[0]).exists()


def test_a_row_that_is_not_to_be_had_is_passed_over(keys: list[int]) -> None:
    capturing.claim(keys[0])
    assert sharding.perform_many(keys, fetch=answer) == 5


def test_a_page_that_hangs_is_put_back_before_the_lease_runs_out(
    keys: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sharding, "DONE_BY", 0.5)
    monkeypatch.setattr(sharding, "A_WHILE", 0.05)
    gate = threading.Event()

    def hanging(url: str, **options: Any) -> Any:
        gate.wait(20)
        return answer(url)

    assert sharding.perform_many(keys[:1], fetch=hanging) == 0
    gate.set()
    left = CaptureJob.objects.get(pk=keys[0])
    assert (left.state, left.lease_until, left.last_error[:11]) == ("pending", None, "Interrupted")


@pytest.mark.django_db(transaction=True)
def test_a_cut_connection_costs_nobody_a_lease(keys: list[int]) -> None:
    """What was in hand is put back over a new connection, and the rest goes on."""
    cut: list[int] = []

    def passed(step: str) -> None:
        if step == "fetched" and not cut:
            cut.append(1)
            connection.connection.close()

    assert sharding.perform_many(keys, connections=1, fetch=answer, passed=passed) == 5
    assert not CaptureJob.objects.running().exists()
