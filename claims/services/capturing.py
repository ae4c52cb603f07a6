"""Asking for captures of sources, and working them off: claim, fetch, finish.

A job is claimed under a lease, together with its host's slot; the page is fetched and read outside any transaction;
and everything that follows from it is written in one transaction behind the fence. Whatever dies in between leaves a
row that becomes due again.
"""

from __future__ import annotations

import hashlib
import logging
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import models, transaction
from django.db.models.functions import Now

from claims.checks import soft_404
from claims.clients import http, pages
from claims.clients.http import Fetched
from claims.clients.pages import Page
from claims.exceptions import StaleLease
from claims.models import Blob, CaptureJob, HostSlot, Snapshot, Source, User
from claims.services import alerting, anchoring, auditing, checking, politeness, scheduling, weighing
from claims.text import barriers
from claims.text.outcomes import FailureClass

log = logging.getLogger(__name__)

Fetch = Callable[[str], Fetched]
Passed = Callable[[str], None]
"""Told each step that was passed: *claimed*, *fetched*, *stored* (not committed yet), *committed*."""

HONOURED_FOR = frozenset({429, 503})  # the answers whose Retry-After counts
BUSY = timedelta(seconds=1)  # how soon a job looks again at a host that was busy


@dataclass(frozen=True, slots=True)
class Lease:
    """A job in hand: ``attempt`` is the fence, ``token`` gives the host's slot back."""

    job_pk: int
    attempt: int
    source_pk: int
    url: str
    host: str
    token: datetime | None


@dataclass(frozen=True, slots=True)
class Captured:
    """What was brought back, ready to be stored."""

    fetched: Fetched
    page: Page
    sha256: str
    compressed: bytes


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


def perform(job_pk: int, *, fetch: Fetch | None = None, passed: Passed | None = None) -> Snapshot | None:
    """Claim a job and work it off. None if it isn't to be had, must wait for its host, or was lost to another.

    What goes wrong at the desk is raised, after the job was put back; what goes wrong outside is a result.
    """
    lease = claim(job_pk)
    if lease is None:
        return None
    try:
        return work_off(lease, fetch=fetch or http.fetch_politely, passed=passed or _on)
    except StaleLease:
        log.warning("A late result of job %s (attempt %s) was discarded.", lease.job_pk, lease.attempt)
        return None
    except Exception as error:
        told = _plain(f"{type(error).__name__}: {error}", 2000)
        CaptureJob.objects.put_back(lease.job_pk, attempt=lease.attempt, error=told)
        _give_back_host(lease)
        raise


def work_off(lease: Lease, *, fetch: Fetch, passed: Passed) -> Snapshot:
    """Fetch, read and finish a claimed job. Raises StaleLease if it was another's by the end."""
    passed("claimed")
    fetched = _fetch(lease, fetch)
    passed("fetched")
    captured = _prepare(fetched)
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
    return Lease(job_pk, attempt, job.source_id, job.source.url, host, token)


def _fetch(lease: Lease, fetch: Fetch) -> Fetched:
    """The host's slot is given back as soon as it has answered."""
    fetched = fetch(lease.url)
    _give_back_host(lease, retry_after=_retry_after(fetched))
    return fetched


def _give_back_host(lease: Lease, *, retry_after: float | None = None) -> None:
    if lease.token:
        gap = politeness.gap(retry_after_seconds=retry_after)
        HostSlot.objects.release(lease.host, token=lease.token, gap=gap)


def _retry_after(fetched: Fetched) -> float | None:
    return fetched.retry_after_seconds if fetched.status in HONOURED_FOR else None


def _prepare(fetched: Fetched) -> Captured:
    """Everything that takes time and no database."""
    page = pages.read(fetched)
    return Captured(
        fetched, page, hashlib.sha256(fetched.body).hexdigest(), zlib.compress(fetched.body, level=6)
    )


# --- Finishing ----------------------------------------------------------------------------------------------------


def finish(lease: Lease, captured: Captured) -> Snapshot:
    """Store the result of a claimed job, inside the caller's transaction. Raises StaleLease behind the fence.

    The source is locked before the job, as by everybody who edits a source and then asks for a capture.
    """
    source = Source.objects.select_for_update(no_key=True).get(pk=lease.source_pk)
    if not CaptureJob.objects.finish(lease.job_pk, attempt=lease.attempt):
        raise StaleLease(f"Job {lease.job_pk} was not held by attempt {lease.attempt} any more.")
    snapshot = _store(lease, source, captured)
    _follow_up(source, snapshot, retry_after=_retry_after(captured.fetched), attempt=lease.attempt)
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
        detail=_plain(job.last_error, 500),
    )
    snapshot.save(force_insert=True)
    auditing.record("capture.given_up", job, attempts=job.attempt, error=job.last_error, source=source.slug)
    _follow_up(source, snapshot, retry_after=None, attempt=job.attempt)
    log.error(
        "The capture of %s was given up after %s attempts: %s", source.slug, job.attempt, job.last_error
    )
    return snapshot


def _store(lease: Lease, source: Source, captured: Captured) -> Snapshot:
    fetched, page = captured.fetched, captured.page
    if fetched.body:
        blob = Blob(sha256=captured.sha256, compressed=captured.compressed, size=len(fetched.body))
        Blob.objects.bulk_create([blob], ignore_conflicts=True)
    snapshot = Snapshot(
        job_id=lease.job_pk,
        source=source,
        url=lease.url,
        final_url=_fits("final_url", fetched.final_url),
        redirects=[[status, _plain(address, 2000)] for status, address in fetched.redirects],
        status=fetched.status,
        headers=[[_plain(name, 200), _plain(value, 2000)] for name, value in fetched.headers],
        failure=_failure(fetched, page),
        detail=_fits("detail", fetched.detail or page.detail),
        body_id=captured.sha256 if fetched.body else None,
        is_unframed=fetched.unframed,
        text=_plain(page.text),
        text_sha256=hashlib.sha256(_plain(page.text).encode()).hexdigest() if page.text else "",
        title=_fits("title", page.title),
        byline=_fits("byline", page.byline),
        canonical_url=_fits("canonical_url", page.canonical_url),
        published_on=page.published_on.isoformat() if page.published_on else "",
        modified_on=page.modified_on.isoformat() if page.modified_on else "",
        language=_fits("language", page.language),
        elapsed_seconds=fetched.elapsed_seconds,
    )
    snapshot.save(force_insert=True)
    return snapshot


def _failure(fetched: Fetched, page: Page) -> str:
    """A page that is a barrier is no capture of the source, whatever its status says."""
    return fetched.failure or page.failure or barriers.found_in(page.title, page.text) or ""


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


def _fits(field: str, value: str) -> str:
    column = Snapshot._meta.get_field(field)
    return _plain(value, column.max_length if isinstance(column, models.CharField) else None)


def _plain(value: str, at_most: int | None = None) -> str:
    """What PostgreSQL takes: no NUL, no half characters, no longer than the column."""
    return value.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")[:at_most]
