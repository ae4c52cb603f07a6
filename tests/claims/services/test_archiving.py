"""Asking archives for copies: when it is asked, what is written, and what is left behind when anything goes wrong."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import F
from django.utils import timezone

from claims.exceptions import StaleLease
from claims.models import ArchiveCopy, ArchiveJob, Event, HostSlot, PublicationState, Snapshot, Source, User
from claims.services import archiving, citing, dispatching
from claims.text.archives import Trouble
from tests import archives, captures, factories
from tests.archives import STAMP, Archives, answering


@pytest.fixture
def server(settings: Any) -> Iterator[Archives]:
    with archives.serving() as serving:
        serving.use_for(settings)
        yield serving


@pytest.fixture
def source(chae: User) -> Source:
    return factories.source(by=chae)


@pytest.fixture
def snapshot(source: Source) -> Snapshot:
    return said(source, "What it says.")


def said(source: Source, text: str, **fields: Any) -> Snapshot:
    job = source.capture_jobs.create(due_at=timezone.now(), state="done")
    sha256 = f"{hash(text) % 10**12:064}"
    given = {
        "url": source.url,
        "final_url": source.url,
        "status": 200,
        "title": "A page",
        "text_sha256": sha256,
    }
    return Snapshot.objects.create(job=job, source=source, text=text, **(given | fields))


def ask(source: Source, snapshot: Snapshot | None = None) -> ArchiveJob:
    jobs = archiving.ask(source, snapshot=snapshot)
    assert jobs
    return jobs[0]


def time_passes(**days: float) -> None:
    """As if the jobs had been asked for so long ago; nobody is waited for any more."""
    HostSlot.objects.update(busy_until=None, next_request_at=timezone.now() - timedelta(days=1))
    earlier = F("due_at") - timedelta(**days)
    ArchiveJob.objects.pending().update(due_at=earlier, next_attempt_at=None)


def worked_off(job: ArchiveJob) -> ArchiveCopy:
    """The job's result, however many messages it takes."""
    for _ in range(50):
        if copy := archiving.perform(job.pk):
            return copy
        time_passes()
    raise AssertionError("the job came to no end")


# --- When it is asked ---------------------------------------------------------------------------------------------


def test_without_a_key_nothing_is_written(source: Source, snapshot: Snapshot) -> None:
    before = Event.objects.count()
    assert archiving.ask(source, snapshot=snapshot) is None
    archiving.follow_capture(source, snapshot)
    assert (ArchiveJob.objects.count(), Event.objects.count()) == (0, before)


def test_asking_writes_a_job_for_each_archive(server: Archives, source: Source, settings: Any) -> None:
    server.use_for(settings, perma=True)
    assert {job.archive for job in archiving.ask(source) or []} == {"wayback", "perma"}
    assert server.heard == []


def test_asking_twice_is_one_job(server: Archives, source: Source) -> None:
    assert ask(source) == ask(source)
    assert ArchiveJob.objects.count() == 1


def test_who_asked_is_on_record(server: Archives, source: Source, ben: User) -> None:
    archiving.ask(source, by=ben)
    archiving.ask(source, by=ben)
    assert Event.objects.about(source).filter(kind="archive.requested", actor_pk=ben.pk).count() == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"url": ""},
        {"is_sensitive": True, "public_wording": "An official"},
        {"url": "http://127.0.0.1:8000/x"},
    ],
)
def test_no_archive_is_told_of_it(server: Archives, source: Source, fields: dict[str, Any]) -> None:
    Source.objects.filter(pk=source.pk).update(**fields)
    source.refresh_from_db()
    assert archiving.ask(source) == []


@pytest.mark.parametrize(
    "fields", [{"status": 404, "failure": "http_404"}, {"failure": "bot_wall"}, {"title": "404 Not Found"}]
)
def test_what_is_not_the_page_is_not_archived(
    server: Archives, source: Source, fields: dict[str, Any]
) -> None:
    assert archiving.ask(source, snapshot=said(source, "x", **fields)) == []


@pytest.mark.parametrize(
    ("days", "text", "failure", "asked"),
    [
        (2, "What it says.", "", False),
        (31, "What it says.", "", True),
        (2, "Other words.", "", True),
        (0.5, "Other words.", "", False),
        (0.5, "What it says.", "busy", False),
        (2, "What it says.", "busy", True),
        (2, "What it says.", "refused", False),
        (2, "Other words.", "refused", True),
        (31, "What it says.", "refused", True),
    ],
)
def test_when_it_is_asked_again(
    server: Archives, source: Source, snapshot: Snapshot, days: float, text: str, failure: str, asked: bool
) -> None:
    job = ask(source, snapshot)
    ArchiveJob.objects.filter(pk=job.pk).update(state="done")
    made = {} if failure else {"url": "https://archive.example/1", "archived_at": timezone.now()}
    asked_at = timezone.now() - timedelta(days=days)
    ArchiveCopy.objects.create(
        job=job, source=source, archive="wayback", failure=failure, asked_at=asked_at, **made
    )
    assert bool(archiving.ask(source, snapshot=said(source, text))) == asked


def test_a_capture_of_what_nobody_quotes_asks_nothing(server: Archives, source: Source) -> None:
    archiving.follow_capture(source, said(source, "x"))
    assert not ArchiveJob.objects.exists()


def test_a_capture_of_what_is_quoted_asks(server: Archives, source: Source, chae: User) -> None:
    factories.evidence(factories.claim(by=chae), by=chae, source=source)
    snapshot = said(source, "x")
    archiving.follow_capture(source, snapshot)
    assert ArchiveJob.objects.get().snapshot == snapshot


def test_of_a_dead_source_the_copies_of_others_are_looked_for(
    server: Archives, source: Source, snapshot: Snapshot, chae: User
) -> None:
    factories.evidence(factories.claim(by=chae), by=chae, source=source)
    source.health = Source.Health.DEAD
    archiving.follow_capture(source, said(source, "", status=404, failure="http_404"))
    assert ArchiveJob.objects.get().snapshot == snapshot


def test_a_publication_has_all_archived_that_it_cites(server: Archives, chae: User, ben: User) -> None:
    claim = factories.claim(by=chae)
    evidence = [factories.evidence(claim, by=chae) for _ in range(2)]
    secret = factories.source(by=chae, is_sensitive=True, public_wording="An official")
    factories.evidence(claim, by=chae, source=secret)
    verdict = factories.approved(claim, by=chae, approver=ben)
    archiving.follow_publication(verdict, by=ben)
    assert set(ArchiveJob.objects.values_list("source", flat=True)) == {one.source_id for one in evidence}


# --- What it comes to ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("turns", [0, 2])
def test_a_copy_is_taken_message_by_message(
    server: Archives, source: Source, snapshot: Snapshot, turns: int
) -> None:
    server.turns = turns
    job = ask(source, snapshot)
    copy = worked_off(job)
    assert (copy.url, copy.failure) == (f"{server.home}/web/{STAMP}/{source.url}", "")
    assert (copy.job, copy.archived_at and f"{copy.archived_at:%Y%m%d%H%M%S}") == (job, STAMP)
    assert (len(server.asked("save")), len(server.asked("look"))) == (1, turns + 1)
    job.refresh_from_db()
    assert (job.state, job.lease_until) == (ArchiveJob.State.DONE, None)


def test_each_message_leaves_the_worker_free(server: Archives, source: Source) -> None:
    server.turns = 1
    job = ask(source)
    assert archiving.perform(job.pk) is None
    job.refresh_from_db()
    assert (job.state, job.attempt, job.lease_until) == ("pending", 0, None)
    assert job.next_attempt_at is not None
    assert job.next_attempt_at > timezone.now() + timedelta(seconds=5)
    assert archiving.perform(job.pk) is None
    assert len(server.heard) == 1


def test_waiting_long_uses_up_no_attempts(server: Archives, source: Source) -> None:
    server.turns = 20
    assert worked_off(ask(source)).failure == ""


def test_a_copy_leaves_an_event(server: Archives, source: Source) -> None:
    copy = worked_off(ask(source))
    told = Event.objects.about(source).get(kind="source.archived").content.body
    assert (told["archive"], told["url"], told["failure"]) == ("wayback", copy.url, "")


def test_a_refusal_is_a_result_too(server: Archives, source: Source) -> None:
    server.error = {"status_ext": "error:no-access", "message": "The site said no."}
    copy = worked_off(ask(source))
    assert (copy.url, copy.failure, copy.detail) == ("", Trouble.REFUSED, "The site said no.")


def test_where_none_is_taken_the_nearest_of_others_will_do(
    server: Archives, source: Source, settings: Any
) -> None:
    server.error = {"status_ext": "error:not-found", "message": "Gone."}
    now = f"{timezone.now():%Y%m%d%H%M%S}"
    known = f"http://web.archive.org/web/{now}/{source.url}"
    server.known = {"available": True, "url": known, "timestamp": now, "status": "200"}
    assert worked_off(ask(source)).url == f"{server.home}/web/{now}/{source.url}"


def test_a_wrong_key_ends_it_at_once_and_is_not_told(server: Archives, source: Source, settings: Any) -> None:
    settings.WAYBACK_SECRET_KEY = "another-secret"
    copy = worked_off(ask(source))
    assert (copy.failure, len(server.heard)) == (Trouble.DENIED, 1)
    assert "another-secret" not in str(list(Event.objects.values_list("content__body", flat=True)))


def test_an_archive_that_asks_for_peace_gets_it(server: Archives, source: Source) -> None:
    server.fail("save", answering({}, status=429, Retry_After="3600"))
    job = ask(source)
    assert archiving.perform(job.pk) is None
    job.refresh_from_db()
    assert job.next_attempt_at is not None
    assert job.next_attempt_at > timezone.now() + timedelta(minutes=59)
    slots = HostSlot.objects.values_list("next_request_at", flat=True)
    assert min(slots) > timezone.now() + timedelta(minutes=59)
    time_passes()
    assert worked_off(job).failure == ""


@pytest.mark.parametrize(
    ("fault", "trouble"),
    [
        (answering({}, status=429), Trouble.BUSY),
        (answering({}, status=502), Trouble.UNREACHABLE),
        (answering(b"<html>busy</html>"), Trouble.BAD_ANSWER),
        (archives.hanging_up, Trouble.UNREACHABLE),
    ],
)
def test_an_archive_in_trouble_is_given_up_after_a_day(
    server: Archives, source: Source, fault: Any, trouble: Trouble
) -> None:
    server.fail("save", *[fault] * 4)
    job = ask(source)
    assert archiving.perform(job.pk) is None
    time_passes(days=0.9)
    assert archiving.perform(job.pk) is None
    time_passes(days=0.2)
    copy = archiving.perform(job.pk)
    assert copy is not None
    assert copy.failure == trouble


def test_a_copy_that_never_comes_is_given_up_after_an_hour(
    server: Archives, source: Source, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.turns = 1000
    job = ask(source)
    archiving.perform(job.pk)
    time_passes()
    monkeypatch.setattr(archiving, "PENDING_FOR", timedelta())
    copy = archiving.perform(job.pk)
    assert copy is not None
    assert copy.failure == Trouble.NO_ANSWER


def test_a_source_that_became_protected_meanwhile_is_not_named(server: Archives, source: Source) -> None:
    job = ask(source)
    Source.objects.filter(pk=source.pk).update(is_sensitive=True, public_wording="An official")
    assert worked_off(job).failure == Trouble.NO_ADDRESS
    assert not HostSlot.objects.filter(busy_until__isnull=False).exists()  # the archive is free for others
    assert server.heard == []


def test_a_key_taken_away_meanwhile_ends_it(server: Archives, source: Source, settings: Any) -> None:
    job = ask(source)
    settings.WAYBACK_ACCESS_KEY = ""
    assert worked_off(job).failure == Trouble.DENIED


# --- Whatever dies ------------------------------------------------------------------------------------------------


class Killed(BaseException):
    """The process is gone: nothing below may catch it."""


def dying_at(step: str) -> archiving.Passed:
    def passed(reached: str) -> None:
        if reached == step:
            raise Killed

    return passed


def leases_run_out() -> None:
    past = timezone.now() - timedelta(minutes=10)
    ArchiveJob.objects.pending().update(lease_until=past, next_attempt_at=past)
    HostSlot.objects.update(busy_until=past, next_request_at=past)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("archive", ["wayback", "perma"])
@pytest.mark.parametrize("step", ["claimed", "asked", "stored", "committed"])
def test_a_death_at_any_step_costs_a_delay_and_nothing_else(
    server: Archives, source: Source, step: str, archive: str, settings: Any
) -> None:
    server.use_for(settings, perma=True)
    settings.WAYBACK_ACCESS_KEY = settings.WAYBACK_ACCESS_KEY if archive == "wayback" else ""
    server.turns = 1
    job = ask(source)
    for _ in range(3):  # at the first message, and at each look
        try:
            archiving.perform(job.pk, passed=dying_at(step))
        except Killed:
            leases_run_out()
    leases_run_out()
    if not ArchiveCopy.objects.exists():
        worked_off(job)
    assert ArchiveCopy.objects.get().failure == ""
    assert len(server.links) == (1 if archive == "perma" else len(server.asked("save")))


def test_a_fault_of_the_desk_puts_the_job_back(server: Archives, source: Source) -> None:
    def broken(url: str, **message: Any) -> Any:
        raise RuntimeError("out of memory")

    job = ask(source)
    with pytest.raises(RuntimeError):
        archiving.perform(job.pk, send=broken)
    job.refresh_from_db()
    assert (job.state, job.attempt, job.last_error) == ("pending", 1, "RuntimeError: out of memory")
    assert HostSlot.objects.free().exists()


def test_a_late_answer_is_discarded(server: Archives, source: Source) -> None:
    """Also where the one who took over only waits, and gave the attempt back."""
    server.turns = 5
    job = ask(source)
    late = archiving.claim(job.pk)
    assert late is not None
    leases_run_out()
    archiving.perform(job.pk)
    with pytest.raises(StaleLease):
        archiving.finish(late, archiving.Refused(Trouble.REFUSED))
    assert not ArchiveCopy.objects.exists()


def test_a_poisoned_job_is_buried_with_a_result(server: Archives, source: Source) -> None:
    job = ask(source)
    ArchiveJob.objects.filter(pk=job.pk).update(attempt=5, last_error="killed")
    copy = archiving.bury(job.pk)
    assert copy is not None
    assert (copy.failure, copy.detail) == (Trouble.WORKER_LOST, "killed")
    assert archiving.bury(job.pk) is None


def test_an_archive_is_spoken_to_by_one_at_a_time(server: Archives, source: Source, chae: User) -> None:
    first, second = ask(source), ask(factories.source(by=chae))
    assert archiving.claim(first.pk)
    assert archiving.claim(second.pk) is None
    second.refresh_from_db()
    assert second.attempt == 0


def test_looks_do_not_wait_for_the_peace_between_requests_for_copies(
    server: Archives, source: Source, chae: User
) -> None:
    first, second = ask(source), ask(factories.source(by=chae))
    archiving.perform(first.pk)
    ArchiveJob.objects.update(next_attempt_at=None)
    assert archiving.perform(second.pk) is None
    assert len(server.asked("save")) == 1
    assert archiving.perform(first.pk)
    HostSlot.objects.update(next_request_at=timezone.now() - timedelta(days=1))
    ArchiveJob.objects.update(next_attempt_at=None)
    archiving.perform(second.pk)
    assert len(server.asked("save")) == 2


# --- Readers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("health", [Source.Health.OK, Source.Health.DEAD])
def test_a_copy_of_what_is_gone_changes_what_stands_beside_its_publication(
    server: Archives, chae: User, ben: User, health: str
) -> None:
    claim = factories.published_claim(author=chae, editor=ben)
    source = claim.evidence.earliest("pk").source
    assert source is not None
    Source.objects.filter(pk=source.pk).update(health=health)
    before = PublicationState.objects.get(publication__claim=claim).changed_at
    worked_off(ask(source))
    changed = PublicationState.objects.get(publication__claim=claim).changed_at != before
    assert changed == (health == Source.Health.DEAD)


# --- From a quotation to a copy -----------------------------------------------------------------------------------


def test_what_is_quoted_captured_and_dispatched_is_archived(
    server: Archives, source: Source, chae: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of the desk's own machinery, but for the page itself."""
    monkeypatch.setattr("claims.clients.pages.read", captures.read)
    factories.evidence(factories.claim(by=chae), by=chae, source=source, quote=captures.QUOTE)
    captures.capture(source)
    for _ in range(5):
        dispatching.work_off()
        time_passes()
    copy = ArchiveCopy.objects.get(source=source)
    assert copy.url == f"{server.home}/web/{STAMP}/{source.url}"
    assert captures.capture(source).findings.get(check_id="archived").outcome == "pass"


def test_quoting_from_a_capture_has_it_archived(
    server: Archives, source: Source, snapshot: Snapshot, chae: User
) -> None:
    citing.cite(snapshot, quote="What it says", claim=factories.claim(by=chae), stance="supports", by=chae)
    assert ArchiveJob.objects.get().snapshot == snapshot


def test_publishing_has_what_is_cited_archived(server: Archives, chae: User, ben: User) -> None:
    claim = factories.published_claim(author=chae, editor=ben)
    cited = set(claim.evidence.values_list("source", flat=True))
    assert set(ArchiveJob.objects.values_list("source", flat=True)) == cited
