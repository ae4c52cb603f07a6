"""Asking public web archives for copies of what the desk quotes, for the day when the source itself is gone.

A job is one copy wanted from one archive. It sends one message at a time and leaves in between: an archive that is
still at work, or asks to be left alone, puts the job off instead of holding a worker. It ends with one row, failures
included. Without a key to an archive nothing is written at all.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone

from claims.checks import instead
from claims.checks.base import Subject as Capture
from claims.clients import archive as archives
from claims.clients.archive import Archive, Copy, Later, Outcome, Refused, Send, Working
from claims.exceptions import StaleLease
from claims.models import (
    ArchiveCopy,
    ArchiveJob,
    Claim,
    Event,
    HostSlot,
    PublicationState,
    Snapshot,
    Source,
    User,
    Verdict,
)
from claims.models.archive import ArchiveCopyQuerySet
from claims.services import alerting, auditing, politeness
from claims.services.auditing import Subject
from claims.text.archives import Trouble
from claims.text.storable import storable

log = logging.getLogger(__name__)

Passed = Callable[[str], None]
"""Told each step that was passed: *claimed*, *asked*, *stored* (not committed yet), *committed*."""

AGAIN_AFTER = timedelta(days=30)  # unless the text changed
AT_MOST_EVERY = timedelta(days=1)  # whatever changed: some pages do so with every visit
PENDING_FOR = timedelta(hours=1)  # so long the Wayback Machine remembers what it was asked
GIVE_UP_AFTER = timedelta(days=1)  # of asking an archive that is away, or busy
BUSY = timedelta(
    seconds=5
)  # how soon at the earliest a job tries an archive again that another job speaks to,
CROWD = 8  # and so many times that at the latest, so that not all of them come back at once
NEW_COPIES = "new copies: "  # before an archive's host, the name of the slot for asking for one
SOONEST, LATEST = (
    timedelta(seconds=10),
    timedelta(minutes=5),
)  # between two looks at a copy that is being taken
LATER = timedelta(minutes=5)
NOT_OF_THE_PAGE = (
    Trouble.BUSY, Trouble.UNREACHABLE, Trouble.BAD_ANSWER, Trouble.NO_ANSWER, Trouble.WORKER_LOST, Trouble.DENIED,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Lease:
    """A job in hand. ``attempt`` and ``until`` are the fence: an attempt is given back when a job only waits, and no
    two leases end at the same moment. ``ticket`` names the copy that is being taken, since ``ticket_since``.

    ``url`` is empty for a source that no archive may be told of (any more); ``near`` is when the page was captured
    that the copy should show. ``slots`` are given back after the archive's answer: (name, token).
    """

    job_pk: int
    attempt: int
    until: datetime | None
    archive: str
    source_pk: int
    url: str
    near: datetime
    since: datetime
    ticket: str
    ticket_since: datetime | None
    slots: tuple[tuple[str, datetime], ...] = ()


# --- Asking -------------------------------------------------------------------------------------------------------


@transaction.atomic
def ask(
    source: Source, *, snapshot: Snapshot | None = None, by: User | None = None
) -> list[ArchiveJob] | None:
    """Write a job row for each archive that should take a copy, in the transaction that calls for it.

    ``snapshot`` is the capture that the copy should resemble. None where the desk has no archive; otherwise the jobs
    of this source that wait. A protected source is never named to anybody.
    """
    names = archives.names()
    if not names:
        return None
    if not _public_address(source) or (snapshot is not None and not _shows_the_page(source, snapshot)):
        return []
    waiting = ArchiveJob.objects.pending().filter(source=source).order_by("pk")
    asked_already = set(waiting.values_list("archive", flat=True))
    jobs = [
        ArchiveJob(source=source, archive=name, snapshot=snapshot)
        for name in names
        if name not in asked_already and _is_wanted(source.archive_copies.filter(archive=name), snapshot)
    ]
    ArchiveJob.objects.bulk_create(jobs, ignore_conflicts=True)
    if by and jobs:
        auditing.record("archive.requested", source, by=by, archives=[job.archive for job in jobs])
    return list(waiting.all())


def follow_capture(source: Source, snapshot: Snapshot) -> None:
    """After a capture: have what is quoted archived while it stands, and look for others' copies when it is gone."""
    if not archives.names() or not source.evidence.passages().exists():
        return
    if snapshot.is_good:
        ask(source, snapshot=snapshot)
    elif source.health == Source.Health.DEAD and not source.archive_copies.made().exists():
        ask(source, snapshot=source.baseline())


def follow_publication(verdict: Verdict, *, by: User | None = None) -> None:
    """After a publication: have everything archived that it cites."""
    cited = verdict.citations.select_related("evidence__source", "snapshot").order_by("number")
    sources = {one.evidence.source: one.snapshot for one in cited if one.evidence.source is not None}
    for source, snapshot in sources.items():
        ask(source, snapshot=snapshot, by=by)


def _public_address(source: Source) -> str:
    """The address that an archive is told; empty where it would betray somebody, or lead to this very machine."""
    if source.is_sensitive or politeness.is_this_machine(politeness.host_of(source.url)):
        return ""
    return source.url


def _shows_the_page(source: Source, snapshot: Snapshot) -> bool:
    """No archive is asked for a copy of an error page, or of a log-in."""
    baseline = source.baseline()
    return instead.of_the_page(Capture(snapshot, source, baseline=baseline), baseline) is None


def _is_wanted(earlier: ArchiveCopyQuerySet, snapshot: Snapshot | None) -> bool:
    """Whether the last answer is too old, of another text, or none that says anything about the page."""
    newest = earlier.order_by("-asked_at", "-pk")
    last = newest.values_list("asked_at", "failure", "job__snapshot__text_sha256").first()
    if last is None:
        return True
    asked_at, failure, text_sha256 = last
    age = timezone.now() - asked_at
    changed = snapshot is not None and bool(text_sha256) and text_sha256 != snapshot.text_sha256
    return age >= AGAIN_AFTER or (age >= AT_MOST_EVERY and (changed or failure in NOT_OF_THE_PAGE))


# --- Working off --------------------------------------------------------------------------------------------------


def perform(job_pk: int, *, send: Send | None = None, passed: Passed | None = None) -> ArchiveCopy | None:
    """Claim a job and send its next message. The copy's row if that ended it; None if it goes on later, isn't to be
    had, or was lost to another.

    What goes wrong at the desk is raised, after the job was put back; what goes wrong outside is a result.
    """
    lease, tell = claim(job_pk, send=send), passed or _on
    if lease is None:
        return None
    try:
        tell("claimed")
        outcome = _exchange(lease, send)
        tell("asked")
        return conclude(lease, outcome, passed=tell)
    except StaleLease:
        log.warning("A late answer about job %s (attempt %s) was discarded.", lease.job_pk, lease.attempt)
        return None
    except Exception as error:
        told = storable(f"{type(error).__name__}: {error}", 2000)
        _mine(lease).put_back(lease.job_pk, attempt=lease.attempt, error=told)
        _give_back_slots(lease)
        raise


def _on(step: str) -> None:
    """Nothing happens between the steps of an ordinary run."""


class _NotNow(Exception):
    """Another job speaks to the archive, or has this one in hand."""


@transaction.atomic(durable=True)
def claim(job_pk: int, *, send: Send | None = None) -> Lease | None:
    """Take the job and its archive's slots, all or none. An archive that is busy puts the job off."""
    job = ArchiveJob.objects.workable().select_related("source", "snapshot").filter(pk=job_pk).first()
    if job is None:
        return None
    ticket, ticket_since = _ticket(job_pk)
    try:
        with transaction.atomic():
            slots = _take_slots(archives.configured(job.archive, send=send), is_new=not ticket)
            if (attempt := ArchiveJob.objects.claim(job_pk)) is None:
                raise _NotNow
    except _NotNow:
        ArchiveJob.objects.postpone(job_pk, by=BUSY * (1 + job_pk % CROWD))
        return None
    return Lease(
        job_pk, attempt, _lease_until(job_pk), job.archive, job.source_id, _public_address(job.source),
        near=job.snapshot.captured_at if job.snapshot else job.due_at, since=job.due_at,
        ticket=ticket, ticket_since=ticket_since, slots=slots,
    )  # fmt: skip


def _take_slots(archive: Archive | None, *, is_new: bool) -> tuple[tuple[str, datetime], ...]:
    """The right to send a message; for a new copy also that to ask for one, which looks need not wait for."""
    host = politeness.host_of(archive.address) if archive else ""
    names = [f"{NEW_COPIES}{host}", host] if is_new else [host]
    found = [(name, HostSlot.objects.take(name)) for name in names] if host else []
    if any(token is None for _, token in found):
        raise _NotNow
    return tuple((name, token) for name, token in found if token)


def _lease_until(job_pk: int) -> datetime | None:
    until: datetime | None = ArchiveJob.objects.values_list("lease_until", flat=True).get(pk=job_pk)
    return until


def _exchange(lease: Lease, send: Send | None) -> Outcome:
    """One message to the archive, and its answer. Where it will take no copy, whether there is one already."""
    archive = archives.configured(lease.archive, send=send)
    if archive is None:
        return Refused(Trouble.DENIED, "the desk has no key to it any more")
    if not lease.url:
        _give_back_slots(lease)  # it was told nothing
        return Refused(Trouble.NO_ADDRESS)
    if lease.ticket:
        outcome = archive.look(lease.ticket, lease.url)
    else:
        # Whoever died at this before may have been heard.
        outcome = archive.save(lease.url, since=lease.since if lease.attempt > 1 else None)
    if isinstance(outcome, Refused) and outcome.trouble == Trouble.REFUSED:
        found = archive.find(lease.url, near=lease.near)
        outcome = found if isinstance(found, Copy) else outcome
    _give_back_slots(lease, archive=archive, outcome=outcome)
    return outcome


def _give_back_slots(lease: Lease, *, archive: Archive | None = None, outcome: Outcome | None = None) -> None:
    """The archive is left alone for a moment, or as long as it asks; with requests for new copies for longer."""
    asked = outcome.after_seconds if isinstance(outcome, Later) else None
    for name, token in lease.slots:
        gap = politeness.gap(host=name.removeprefix(NEW_COPIES), retry_after_seconds=asked)
        if archive and name.startswith(NEW_COPIES):
            gap = max(gap, timedelta(seconds=archive.peace_seconds))
        HostSlot.objects.release(name, token=token, gap=gap)


def conclude(lease: Lease, outcome: Outcome, *, passed: Passed) -> ArchiveCopy | None:
    """Finish the job or put it off, in one transaction behind the fence. Raises StaleLease."""
    with transaction.atomic(durable=True):
        patience = _patience(lease, outcome)
        if isinstance(outcome, Working | Later) and patience is not None:
            wait(lease, by=patience, ticket=outcome.ticket if isinstance(outcome, Working) else lease.ticket)
            copy = None
        else:
            copy = finish(lease, outcome)
        passed("stored")
    passed("committed")
    return copy


def _patience(lease: Lease, outcome: Outcome) -> timedelta | None:
    """How long to wait before the next message; None if it was waited for long enough."""
    now = timezone.now()
    if isinstance(outcome, Working):
        so_far = now - (lease.ticket_since or now)
        return min(max(SOONEST, so_far / 2), LATEST) if so_far < PENDING_FOR else None
    asked = timedelta(seconds=outcome.after_seconds or 0) if isinstance(outcome, Later) else timedelta()
    return max(LATER, asked) if now - lease.since < GIVE_UP_AFTER else None


def wait(lease: Lease, *, by: timedelta, ticket: str) -> None:
    """Put a job in hand off, at no attempt's cost, and note the archive's own name for what it is doing.

    The name stands in the record, where an operator can find it, and nowhere else. Raises StaleLease.
    """
    put_off = _mine(lease).held(lease.job_pk, attempt=lease.attempt)
    if not put_off.update(lease_until=None, enqueued_at=None, next_attempt_at=Now() + by, attempt=0):
        raise StaleLease(f"Job {lease.job_pk} was not held by attempt {lease.attempt} any more.")
    if ticket != lease.ticket:
        subject = Subject("archivejob", str(lease.job_pk), f"a copy from {lease.archive}")
        auditing.record("archive.asked", subject, ticket=ticket)


def _ticket(job_pk: int) -> tuple[str, datetime | None]:
    asked = Event.objects.filter(kind="archive.asked", subject_type="archivejob", subject_pk=str(job_pk))
    found = asked.order_by("-pk").values_list("content__body", "recorded_at").first()
    return (str((found[0] or {}).get("ticket", "")), found[1]) if found else ("", None)


def _mine(lease: Lease) -> Any:
    """The job, as long as this very lease holds it."""
    return ArchiveJob.objects.filter(lease_until=lease.until)


# --- Finishing ----------------------------------------------------------------------------------------------------


def finish(lease: Lease, outcome: Outcome) -> ArchiveCopy:
    """Store the result of a claimed job, inside the caller's transaction. Raises StaleLease behind the fence."""
    source = Source.objects.get(pk=lease.source_pk)
    _lock_what_cites(source)
    if not _mine(lease).finish(lease.job_pk, attempt=lease.attempt):
        raise StaleLease(f"Job {lease.job_pk} was not held by attempt {lease.attempt} any more.")
    copy = ArchiveCopy(job_id=lease.job_pk, source=source, archive=lease.archive)
    if isinstance(outcome, Copy):
        copy.url, copy.archived_at = storable(outcome.url, 2000), outcome.archived_at
    elif isinstance(outcome, Working):
        copy.failure, copy.detail = Trouble.NO_ANSWER, ""
    else:
        copy.failure, copy.detail = outcome.trouble, storable(outcome.detail, 500)
    return _save(copy)


@transaction.atomic(durable=True)
def bury(job_pk: int) -> ArchiveCopy | None:
    """Give up a job that used up its attempts, with a result all the same. None if somebody else did."""
    job = ArchiveJob.objects.poisoned().select_related("source").filter(pk=job_pk).first()
    if job is None or not ArchiveJob.objects.bury(job_pk):
        return None
    log.error("Archiving by job %s was given up after %s attempts: %s", job_pk, job.attempt, job.last_error)
    return _save(
        ArchiveCopy(
            job=job, source=job.source, archive=job.archive,
            failure=Trouble.WORKER_LOST, detail=storable(job.last_error, 500),
        )
    )  # fmt: skip


def _save(copy: ArchiveCopy) -> ArchiveCopy:
    copy.save(force_insert=True)
    told: dict[str, Any] = {} if copy.source.is_sensitive else {"url": copy.url, "detail": copy.detail}
    auditing.record(
        "source.archived", copy.source, archive=copy.archive, failure=str(copy.failure), archived_at=copy.archived_at,
        **told,
    )  # fmt: skip
    if copy.url:
        _tell_readers(copy.source)
    return copy


def _lock_what_cites(source: Source) -> None:
    """Before anything else, as by everybody who changes what stands beside a publication."""
    claims = alerting.at_stake(source).values("verdict__claim")
    list(Claim.objects.select_for_update(no_key=True).filter(pk__in=claims).order_by("pk").values_list("pk"))


def _tell_readers(source: Source) -> None:
    """A new copy of a page that is gone or changed stands beside what cites it: who harvests changes is to see it."""
    citing = alerting.at_stake(source)
    if source.health != Source.Health.DEAD:
        citing = citing.filter(verdict__alerts__state="open", verdict__alerts__evidence__source=source)
    PublicationState.objects.filter(publication__verdict__in=citing.values("verdict")).update(
        changed_at=Now()
    )
