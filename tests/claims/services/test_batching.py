"""Batches: drafted, confirmed by who prepared them, done once whatever dies, called off, given up."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from claims.exceptions import IllegalTransition, InvalidInput, NotAllowed, StaleLease
from claims.models import Batch, Claim, Event, Notification, User
from claims.services import batching, bulk_acts, carrying_out
from tests import factories


@pytest.fixture
def claims(chae: User, noise: None) -> list[Claim]:
    version = factories.version(by=chae)
    words = ("4,200 ships", "Ida Holm", "Nobody keeps a list")
    return [factories.claim(by=chae, in_version=version, words=one) for one in words]


def drafted(claims: list[Claim], by: User, act: str = "assign") -> Batch:
    return bulk_acts.prepare(bulk_acts.ACTS[act], [claim.pk for claim in claims], by=by)


def begun(claims: list[Claim], *, by: User, to: User) -> Batch:
    return batching.confirm(drafted(claims, by), by=by, plan={"options": {"to": to.pk}})


def assigned(claims: list[Claim], to: User) -> int:
    return Claim.objects.filter(pk__in=[claim.pk for claim in claims], assigned_to=to).count()


def test_a_draft_is_nobodys_work(claims: list[Claim], ben: User) -> None:
    batch = drafted(claims, ben)
    assert carrying_out.perform(batch.pk) is False
    assert assigned(claims, ben) == 0


def test_a_confirmed_batch_is_done_row_by_row(claims: list[Claim], ben: User, chae: User) -> None:
    batch = begun(claims, by=ben, to=chae)
    assert carrying_out.perform(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.done, batch.refused, assigned(claims, chae)) == ("done", 3, 0, 3)


def test_only_who_prepared_it_starts_it(claims: list[Claim], ben: User, ada: User) -> None:
    with pytest.raises(NotAllowed):
        batching.confirm(drafted(claims, ben), by=ada)


def test_it_is_started_once(claims: list[Claim], ben: User, chae: User) -> None:
    batch = begun(claims, by=ben, to=chae)
    with pytest.raises(IllegalTransition):
        batching.confirm(batch, by=ben)


def test_who_asked_is_told_when_it_is_finished(claims: list[Claim], ben: User, chae: User) -> None:
    batch = begun(claims, by=ben, to=chae)
    carrying_out.perform(batch.pk)
    assert "3 of 3 done" in Notification.objects.get(to=ben, kind="finished").text
    assert Event.objects.filter(kind="batch.finished", subject_pk=str(batch.pk)).count() == 1


def test_a_refused_row_keeps_no_other_from_being_done(claims: list[Claim], ben: User) -> None:
    batch = drafted(claims, ben, "hold")
    Claim.objects.filter(pk=claims[1].pk).update(legal_hold=True)
    batching.confirm(batch, by=ben)
    carrying_out.perform(batch.pk)
    batch.refresh_from_db()
    assert (batch.done, batch.refused) == (2, 1)
    assert batch.report["refused"][0]["name"] == claims[1].statement
    assert "already" in batch.report["refused"][0]["reason"]


def test_it_goes_on_where_its_slice_ended(claims: list[Claim], ben: User, chae: User) -> None:
    batch = begun(claims, by=ben, to=chae)
    assert carrying_out.perform(batch.pk, seconds=0) is False
    batch.refresh_from_db()
    assert (batch.done, batch.attempt, batch.lease_until) == (1, 0, None)
    assert carrying_out.perform(batch.pk)
    assert Event.objects.filter(kind="claim.assigned", claim_pk__in=[one.pk for one in claims]).count() == 3


class Killed(BaseException):
    """As a worker that is killed: nothing of its clearing up happens."""


def test_a_killed_worker_loses_nothing_and_nothing_is_done_twice(
    claims: list[Claim], ben: User, chae: User
) -> None:
    batch = begun(claims, by=ben, to=chae)

    def die(position: int) -> None:
        if position == 2:
            raise Killed

    with pytest.raises(Killed):
        carrying_out.perform(batch.pk, passed=die)
    assert carrying_out.perform(batch.pk) is False, "its lease still runs"
    Batch.objects.filter(pk=batch.pk).update(lease_until=timezone.now(), next_attempt_at=None)
    assert carrying_out.perform(batch.pk)
    assert Event.objects.filter(kind="claim.assigned", claim_pk__in=[one.pk for one in claims]).count() == 3


def test_a_worker_that_comes_back_late_writes_nothing(claims: list[Claim], ben: User, chae: User) -> None:
    batch = begun(claims, by=ben, to=chae)
    late = batching.claim(batch.pk)
    assert late is not None
    Batch.objects.filter(pk=batch.pk).update(lease_until=timezone.now(), next_attempt_at=None)
    assert carrying_out.perform(batch.pk, seconds=0) is False
    with pytest.raises(StaleLease):
        carrying_out._piece(late)
    with pytest.raises(StaleLease):
        batching.finish(late)


def test_what_is_called_off_stops_and_says_how_far_it_came(
    claims: list[Claim], ben: User, chae: User
) -> None:
    batch = begun(claims, by=ben, to=chae)
    carrying_out.perform(batch.pk, seconds=0)
    batching.cancel(batch, by=ben)
    batch.refresh_from_db()
    assert (batch.state, batch.done) == ("done", 1)
    assert carrying_out.perform(batch.pk) is False
    assert batching.outcome(batch) == "“Assign: 3 claims” was called off: 1 of 3 were done."


def test_a_worker_in_the_middle_notices_that_it_was_called_off(
    claims: list[Claim], ben: User, chae: User
) -> None:
    batch = begun(claims, by=ben, to=chae)

    def call_off(position: int) -> None:
        if position == 1:
            batching.cancel(batch, by=ben)

    assert carrying_out.perform(batch.pk, passed=call_off)
    assert assigned(claims, chae) == 1


def test_others_do_not_call_it_off_but_admins_may(
    claims: list[Claim], ben: User, chae: User, ada: User
) -> None:
    batch = begun(claims, by=ben, to=chae)
    with pytest.raises(NotAllowed):
        batching.cancel(batch, by=chae)
    batching.cancel(batch, by=ada)


def test_a_failure_of_the_desk_puts_it_back_and_five_bury_it(
    claims: list[Claim], ben: User, chae: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch = begun(claims, by=ben, to=chae)

    def break_(*_: object) -> None:
        raise RuntimeError("as ordered")

    monkeypatch.setattr(bulk_acts, "do_one", break_)
    for _ in range(5):
        with pytest.raises(RuntimeError):
            carrying_out.perform(batch.pk)
        Batch.objects.filter(pk=batch.pk).update(next_attempt_at=None)
    assert batching.bury(batch.pk)
    batch.refresh_from_db()
    assert (batch.state, batch.last_error) == ("dead", "RuntimeError: as ordered")
    assert "broke off" in Notification.objects.get(to=ben, kind="finished").text


def test_who_lost_the_role_meanwhile_does_nothing_more(claims: list[Claim], ben: User, chae: User) -> None:
    batch = begun(claims, by=ben, to=chae)
    ben.groups.clear()
    carrying_out.perform(batch.pk)
    batch.refresh_from_db()
    assert (batch.done, batch.refused) == (0, 3)


def test_a_preview_that_was_left_is_emptied_with_the_next(claims: list[Claim], ben: User) -> None:
    old = drafted(claims, ben)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE claims_batch SET created_at = %s WHERE id = %s",
            [timezone.now() - timedelta(days=2), old.pk],
        )
    drafted(claims, ben)
    old.refresh_from_db()
    assert (old.state, old.plan) == ("done", {})


def test_a_long_report_is_cut_and_says_so() -> None:
    report: dict[str, object] = {}
    for number in range(batching.TOLD_AT_MOST + 2):
        report = batching.note_refusal(report, {"name": str(number), "reason": "x"})
    assert (len(report["refused"]), report["cut"]) == (batching.TOLD_AT_MOST, 2)  # type: ignore[arg-type]


def test_nothing_is_prepared_of_nothing(ben: User) -> None:
    with pytest.raises(InvalidInput):
        drafted([], ben)
