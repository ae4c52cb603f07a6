"""One capture of one source: what it writes, whom it asks, and what is left behind when anything dies."""

from __future__ import annotations

import zlib
from datetime import timedelta

import pytest
from django.utils import timezone

from claims.clients.pages import Page
from claims.models import Blob, CaptureJob, Event, HostRule, HostSlot, Snapshot, Source, User
from claims.services import capturing, politeness
from tests import captures, factories


@pytest.fixture(autouse=True)
def in_process_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.clients.pages.read", captures.read)


@pytest.fixture
def source(chae: User) -> Source:
    return factories.source(by=chae)


def test_a_capture_stores_one_snapshot_with_its_bytes(source: Source) -> None:
    snapshot = captures.capture(source, captures.page(title="A list"))
    assert (snapshot.title, snapshot.text, snapshot.failure) == ("A list", captures.TEXT, "")
    assert snapshot.body is not None
    assert zlib.decompress(bytes(snapshot.body.compressed)).decode() == f"A list\n{captures.TEXT}"


def test_equal_bytes_are_stored_once(source: Source) -> None:
    assert captures.capture(source).body_id == captures.capture(source).body_id
    assert Blob.objects.count() == 1


def test_a_failure_is_a_result_too(source: Source) -> None:
    snapshot = captures.capture(source, captures.failed("timeout", detail="not done within 30 s"))
    assert (snapshot.failure, snapshot.detail, snapshot.body_id) == ("timeout", "not done within 30 s", None)
    assert snapshot.job.state == CaptureJob.State.DONE


def test_a_capture_leaves_an_event(source: Source) -> None:
    snapshot = captures.capture(source)
    event = Event.objects.about(source).get(kind="source.captured")
    assert event.content.body["snapshot"] == snapshot.pk
    found = {"reachable/": "pass", "not-a-soft-404/": "pass"}
    assert found.items() <= event.content.body["findings"].items()


def test_a_capture_writes_the_job_of_the_next(source: Source) -> None:
    captures.capture(source)
    following = CaptureJob.objects.pending().get(source=source)
    assert following.due_at > timezone.now() + timedelta(minutes=5)
    assert following.reason == CaptureJob.Reason.SCHEDULED


def test_an_unwatched_source_is_not_captured_again(source: Source) -> None:
    Source.objects.filter(pk=source.pk).update(is_watched=False)
    captures.capture(source)
    assert not CaptureJob.objects.pending().exists()


def test_an_address_changed_meanwhile_is_captured_at_once(source: Source) -> None:
    def edited_meanwhile(url: str) -> capturing.Fetched:
        Source.objects.filter(pk=source.pk).update(url="https://elsewhere.example/page")
        return captures.answering(captures.page())(url)

    capturing.perform(captures.due_job(source).pk, fetch=edited_meanwhile)
    following = CaptureJob.objects.pending().get(source=source)
    assert following.host == "elsewhere.example"
    assert following.due_at <= timezone.now()


def test_text_that_postgresql_cannot_hold_is_made_plain(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = Page(title="a\x00b" + "c" * 600, text="x\ud800y\x00")
    monkeypatch.setattr("claims.clients.pages.read", lambda fetched: odd)
    snapshot = captures.capture(source)
    assert (snapshot.title[:3], len(snapshot.title), snapshot.text) == ("abc", 500, "x?y")


def test_a_page_that_is_a_barrier_is_no_capture_of_the_source(source: Source) -> None:
    snapshot = captures.capture(
        source, captures.page("Verify you are human by pressing the button.", title="Hold on")
    )
    assert snapshot.failure == "bot_wall"
    assert not snapshot.is_good


@pytest.mark.parametrize("status", [429, 503])
def test_retry_after_sets_the_next_due_time(source: Source, status: int) -> None:
    failure = {429: "http_429", 503: "http_5xx"}[status]
    captures.capture(source, captures.failed(failure, status=status, retry_after_seconds=7200.0))
    assert CaptureJob.objects.pending().get().due_at > timezone.now() + timedelta(minutes=119)
    assert HostSlot.objects.get().next_request_at > timezone.now() + timedelta(minutes=119)


def test_retry_after_on_an_ordinary_page_is_ignored(source: Source) -> None:
    captures.capture(source, captures.page(retry_after_seconds=7200.0))
    assert CaptureJob.objects.pending().get().due_at < timezone.now() + timedelta(minutes=20)


def test_a_rule_of_the_desk_sets_the_gap_of_its_host(source: Source) -> None:
    HostRule.objects.create(host=politeness.host_of(source.url), gap_seconds=600)
    captures.capture(source)
    assert HostSlot.objects.get().next_request_at > timezone.now() + timedelta(minutes=9)


# --- Asking -------------------------------------------------------------------------------------------------------


def test_a_source_without_an_address_is_not_captured(chae: User) -> None:
    interview = factories.source(by=chae, url="", kind="interview")
    assert capturing.ask(interview, reason=CaptureJob.Reason.ASKED) is None


def test_asking_twice_is_one_job(source: Source) -> None:
    assert captures.due_job(source) == captures.due_job(source)
    assert CaptureJob.objects.pending().count() == 1


def test_asking_brings_the_next_capture_forward(source: Source) -> None:
    captures.capture(source)
    job = captures.due_job(source)
    assert job.due_at <= timezone.now()


def test_asking_for_later_leaves_the_earlier_time(source: Source) -> None:
    due = captures.due_job(source).due_at
    later = capturing.ask(
        source, reason=CaptureJob.Reason.SCHEDULED, due_at=timezone.now() + timedelta(days=1)
    )
    assert later is not None
    assert later.due_at == due


def test_who_asks_by_hand_is_on_record(source: Source, ben: User) -> None:
    capturing.ask(source, reason=CaptureJob.Reason.ASKED, by=ben)
    assert Event.objects.about(source).filter(kind="capture.requested", actor_pk=ben.pk).count() == 1


# --- Whom it asks -------------------------------------------------------------------------------------------------


def test_a_busy_host_puts_the_job_off_at_no_attempts_cost(source: Source, chae: User) -> None:
    neighbour = factories.source(by=chae, url=source.url + "/2")
    job, other = captures.due_job(source), captures.due_job(neighbour)
    assert capturing.claim(job.pk) is not None

    assert capturing.claim(other.pk) is None
    other.refresh_from_db()
    assert (other.attempt, other.lease_until) == (0, None)
    assert other.next_attempt_at is not None


def test_another_host_is_not_kept_waiting(source: Source, chae: User) -> None:
    elsewhere = factories.source(by=chae)
    assert capturing.claim(captures.due_job(source).pk) is not None
    assert capturing.claim(captures.due_job(elsewhere).pk) is not None


def test_the_host_is_given_back_with_a_gap(source: Source, settings: pytest.FixtureRequest) -> None:
    settings.SOURCE_FETCH_GAP_SECONDS = 30  # type: ignore[attr-defined]
    captures.capture(source)
    slot = HostSlot.objects.get()
    assert slot.busy_until is None
    assert slot.next_request_at > timezone.now() + timedelta(seconds=25)


def test_the_host_is_given_back_when_the_fetch_breaks(source: Source) -> None:
    def broken(url: str) -> capturing.Fetched:
        raise OSError("no such thing")

    with pytest.raises(OSError, match="no such thing"):
        capturing.perform(captures.due_job(source).pk, fetch=broken)
    assert HostSlot.objects.get().busy_until is None


def test_a_slot_whose_holder_died_is_free_after_a_lease(source: Source) -> None:
    job = captures.due_job(source)
    assert capturing.claim(job.pk)
    captures.lease_runs_out(job)
    assert capturing.claim(job.pk) is not None


def test_a_late_holder_does_not_give_back_anothers_slot(source: Source) -> None:
    job = captures.due_job(source)
    late = capturing.claim(job.pk)
    captures.lease_runs_out(job)
    assert late is not None
    assert late.token is not None
    assert capturing.claim(job.pk) is not None

    assert not HostSlot.objects.release(late.host, token=late.token, gap=timedelta())
    assert HostSlot.objects.get().busy_until is not None


# --- What is given up ---------------------------------------------------------------------------------------------


def poisoned(source: Source) -> CaptureJob:
    job = captures.due_job(source)
    for _ in range(5):
        assert capturing.claim(job.pk) is not None
        captures.lease_runs_out(job)
    return job


def test_after_five_crashes_a_job_is_not_claimed_again(source: Source) -> None:
    assert capturing.claim(poisoned(source).pk) is None


def test_a_poisoned_job_ends_dead_with_a_result_and_an_event(source: Source) -> None:
    job = poisoned(source)
    snapshot = capturing.bury(job.pk)
    job.refresh_from_db()
    assert job.state == CaptureJob.State.DEAD
    assert snapshot == Snapshot.objects.get(job=job)
    assert snapshot.failure == "worker_lost"
    assert Event.objects.about(job).filter(kind="capture.given_up").count() == 1


def test_the_record_of_a_job_given_up_does_not_name_a_protected_source(source: Source) -> None:
    Source.objects.filter(pk=source.pk).update(is_sensitive=True, public_wording="An official")
    capturing.bury(poisoned(source).pk)
    assert Event.objects.get(kind="capture.given_up").subject_label == "capture of An official"


def test_a_job_is_buried_once(source: Source) -> None:
    job = poisoned(source)
    assert capturing.bury(job.pk) is not None
    assert capturing.bury(job.pk) is None


def test_a_source_whose_job_was_given_up_is_tried_again_after_a_week(source: Source) -> None:
    capturing.bury(poisoned(source).pk)
    assert CaptureJob.objects.pending().get().due_at > timezone.now() + timedelta(days=6)


def test_a_worker_that_comes_back_after_the_burial_is_discarded(source: Source) -> None:
    job = poisoned(source)
    late = capturing.Lease(job.pk, 5, source.pk, source.url, "", None)
    capturing.bury(job.pk)
    with pytest.raises(capturing.StaleLease):
        capturing.work_off(late, fetch=captures.answering(captures.page()), passed=lambda step: None)
    assert Snapshot.objects.get().failure == "worker_lost"


def test_a_host_is_left_alone_for_as_long_as_its_rules_ask(
    source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("claims.clients.http.crawl_delay", lambda url: 120.0)
    captures.capture(source)
    free = HostSlot.objects.get().next_request_at
    assert timedelta(seconds=115) < free - timezone.now() < timedelta(seconds=121)
