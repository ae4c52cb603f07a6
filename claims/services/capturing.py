"""Asking for captures of sources, and working them off: claim, fetch, finish.

A job is claimed under a lease, together with its host's slot; the page is fetched and read outside any transaction;
and everything that follows from it is written in one transaction behind the fence. Whatever dies in between leaves a
row that becomes due again.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models.functions import Now

from claims.checks import soft_404
from claims.clients import http
from claims.clients.http import Fetched
from claims.exceptions import StaleLease
from claims.models import CaptureJob, HostSlot, Snapshot, Source, User
from claims.services import (
    alerting,
    anchoring,
    archiving,
    auditing,
    bringing,
    checking,
    politeness,
    probing,
    scheduling,
    storing,
    weighing,
)
from claims.services.bringing import Before, Captured, Fetch
from claims.services.probing import Ask
from claims.text.outcomes import FailureClass
from claims.text.storable import storable

log = logging.getLogger(__name__)

Passed = Callable[[str], None]
"""Told each step that was passed: *claimed*, *fetched*, *stored* (not committed yet), *committed*."""

HONOURED_FOR = frozenset({429, 503})  # the answers whose Retry-After counts
BUSY = timedelta(seconds=1)  # how soon a job looks again at a host that was busy


@dataclass(frozen=True, slots=True)
class Lease:
    """A job in hand: ``attempt`` is the fence, ``token`` gives the host's slot back.

    ``before``: the last full capture of the page; ``needs_probe``: nothing is known of how the host says “not found”.
    """

    job_pk: int
    attempt: int
    source_pk: int
    url: str
    host: str
    token: datetime | None
    before: Before | None = None
    needs_probe: bool = False


# --- Asking -------------------------------------------------------------------------------------------------------


@transaction.atomic
def ask(
    source: Source, *, reason: str, by: User | None = None, due_at: datetime | None = None
) -> CaptureJob | None:
    """Write a job row for a capture, in the transaction that calls for it; None for a source without an address.

    A source that waits for its capture already is not queued twice: the earlier time stands, and a capture that is
    under way serves everybody who asked meanwhile.
    """
    if not source.url:
        return None
    due: Any = due_at or Now()
    job = CaptureJob(source=source, reason=reason, due_at=due, host=politeness.host_of(source.url)[:255])
    CaptureJob.objects.bulk_create([job], ignore_conflicts=True)
    waiting = CaptureJob.objects.pending().filter(source=source)
    waiting.filter(due_at__gt=due, lease_until=None).update(due_at=due, reason=reason, host=job.host)
    asked = waiting.first()
    if by and asked and reason == CaptureJob.Reason.ASKED:
        auditing.record("capture.requested", source, by=by, due=asked.due_at)
    return asked


# --- Working off --------------------------------------------------------------------------------------------------


def perform(
    job_pk: int, *, fetch: Fetch | None = None, probe: Ask | None = None, passed: Passed | None = None
) -> Snapshot | None:
    """Claim a job and work it off. None if it isn't to be had, must wait for its host, or was lost to another.

    What goes wrong at the desk is raised, after the job was put back; what goes wrong outside is a result. Who brings
    a ``fetch`` of their own decides about the ``probe`` too.
    """
    lease = claim(job_pk)
    if lease is None:
        return None
    asked = probe if fetch else probing.ask
    try:
        return work_off(lease, fetch=fetch or http.fetch_politely, probe=asked, passed=passed or _on)
    except StaleLease:
        log.warning("A late result of job %s (attempt %s) was discarded.", lease.job_pk, lease.attempt)
        return None
    except Exception as error:
        put_back(lease, error)
        raise


def work_off(lease: Lease, *, fetch: Fetch, passed: Passed, probe: Ask | None = None) -> Snapshot:
    """Fetch, read and finish a claimed job. Raises StaleLease if it was another's by the end."""
    passed("claimed")

    def answered(answer: Fetched) -> None:
        """The host's slot is given back as soon as it has answered."""
        give_back_host(lease, retry_after=retry_after(answer))
        passed("fetched")

    wanted = probe if lease.needs_probe else None
    captured = bringing.bring(lease.url, fetch, earlier=lease.before, probe=wanted, fetched=answered)
    return conclude(lease, captured, passed=passed)


def conclude(lease: Lease, captured: Captured, *, passed: Passed) -> Snapshot:
    """Store what was brought, in one transaction behind the fence."""
    with transaction.atomic(durable=True):
        snapshot = finish(lease, captured)
        passed("stored")
    passed("committed")
    return snapshot


def _on(step: str) -> None:
    """Nothing happens between the steps of an ordinary run."""


@transaction.atomic(durable=True)
def claim(job_pk: int) -> Lease | None:
    """Take the job and its host's slot, both or neither. A host that is busy puts the job off, at no attempt's cost."""
    job = CaptureJob.objects.workable().select_related("source").filter(pk=job_pk).first()
    if job is None:
        return None
    host = politeness.host_of(job.source.url)
    token = HostSlot.objects.take(host) if host else None
    if host and token is None:
        CaptureJob.objects.postpone(job_pk, by=BUSY)
        return None
    attempt = CaptureJob.objects.claim(job_pk)
    if attempt is None:
        transaction.set_rollback(True)  # the slot too
        return None
    return Lease(
        job_pk, attempt, job.source_id, job.source.url, host, token,
        before=bringing.before(job.source), needs_probe=probing.needed(host),
    )  # fmt: skip


def put_back(lease: Lease, error: BaseException) -> None:
    """After a failure of the desk's own: the job becomes due again after a back-off, and its host is free."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()  # it may be what failed
    told = storable(f"{type(error).__name__}: {error}", 2000)
    CaptureJob.objects.put_back(lease.job_pk, attempt=lease.attempt, error=told)
    give_back_host(lease)


def give_back_host(lease: Lease, *, retry_after: float | None = None) -> None:
    if lease.token:
        gap = politeness.gap(
            host=lease.host,
            retry_after_seconds=retry_after,
            crawl_delay_seconds=http.crawl_delay(lease.url),
        )
        HostSlot.objects.release(lease.host, token=lease.token, gap=gap)


def retry_after(fetched: Fetched) -> float | None:
    return fetched.retry_after_seconds if fetched.status in HONOURED_FOR else None


# --- Finishing ----------------------------------------------------------------------------------------------------


def finish(lease: Lease, captured: Captured) -> Snapshot:
    """Store the result of a claimed job, inside the caller's transaction. Raises StaleLease behind the fence.

    The source is locked before the job, as by everybody who edits a source and then asks for a capture.
    """
    source = Source.objects.select_for_update(no_key=True).get(pk=lease.source_pk)
    if not CaptureJob.objects.finish(lease.job_pk, attempt=lease.attempt):
        raise StaleLease(f"Job {lease.job_pk} was not held by attempt {lease.attempt} any more.")
    snapshot = storing.store(source, captured, url=lease.url, job_pk=lease.job_pk)
    _follow_up(source, snapshot, retry_after=retry_after(captured.fetched), attempt=lease.attempt)
    return snapshot


@transaction.atomic(durable=True)
def bury(job_pk: int) -> Snapshot | None:
    """Give a job up that used up its attempts, with a result all the same. None if somebody else did."""
    job = CaptureJob.objects.poisoned().filter(pk=job_pk).first()
    if job is None:
        return None
    source = Source.objects.select_for_update(no_key=True).get(pk=job.source_id)
    if not CaptureJob.objects.bury(job_pk):
        return None
    snapshot = Snapshot(
        job=job,
        source=source,
        url=source.url,
        failure=FailureClass.WORKER_LOST,
        detail=storable(job.last_error, 500),
    )
    snapshot.save(force_insert=True)
    subject = auditing.Subject("capturejob", str(job.pk), f"capture of {source.record_label}")
    told: dict[str, Any] = {} if source.is_sensitive else {"error": job.last_error}
    auditing.record("capture.given_up", subject, attempts=job.attempt, source=source.file_label, **told)
    _follow_up(source, snapshot, retry_after=None, attempt=job.attempt)
    log.error(
        "The capture of %s was given up after %s attempts: %s", source.file_label, job.attempt, job.last_error
    )
    return snapshot


def _follow_up(source: Source, snapshot: Snapshot, *, retry_after: float | None, attempt: int) -> None:
    """What a capture brings about: health, anchors, findings, the record, alerts, and the next job."""
    snapshot.refresh_from_db(fields=["captured_at"])
    snapshot.source = source
    is_cut_off = weighing.is_cut_off(snapshot)
    failure = snapshot.failure or (FailureClass.SOFT_404 if soft_404.suspicion(snapshot) else "")
    standing = weighing.weigh(
        weighing.standing_of(source), failure, at=snapshot.captured_at, offline=is_cut_off
    )
    weighing.keep(source, standing, snapshot=snapshot)
    if snapshot.is_good:
        for evidence in source.evidence.unanchored().order_by("pk"):
            anchoring.anchor(evidence, snapshot)
    findings = checking.run_checks(snapshot, is_cut_off=is_cut_off)
    auditing.record(
        "source.captured", source, snapshot=snapshot.pk, status=snapshot.status, failure=str(snapshot.failure),
        sha256=snapshot.body_id or "", text_sha256=snapshot.text_sha256, attempt=attempt, health=str(source.health),
        findings={f"{one.check_id}/{one.evidence_id or ''}": one.outcome for one in findings},
    )  # fmt: skip
    alerting.review_source(source)
    archiving.follow_capture(source, snapshot)
    schedule_next(source, snapshot, retry_after=retry_after, is_cut_off=is_cut_off)


def schedule_next(
    source: Source, snapshot: Snapshot, *, retry_after: float | None = None, is_cut_off: bool = False
) -> CaptureJob | None:
    """Write the job row of the next capture. None for a source that isn't watched."""
    if source.url and source.url != snapshot.url:
        return ask(source, reason=CaptureJob.Reason.ADDED)  # its address was changed meanwhile
    if not source.is_watched:
        return None
    facts = scheduling.facts_of(source, snapshot, is_cut_off=is_cut_off, retry_after_seconds=retry_after)
    due: Any = Now() + scheduling.due_in(facts)
    return ask(source, reason=CaptureJob.Reason.SCHEDULED, due_at=due)
