"""Full extractions, in a queue of their own: the article in a captured page, and the checks that waited for it."""

from __future__ import annotations

import logging
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from django.db import transaction

from claims.clients import pages, statuses
from claims.clients.page import Extracted
from claims.exceptions import StaleLease
from claims.models import Extraction, ExtractionJob, Snapshot, Source
from claims.services import alerting, auditing, checking
from claims.text.outcomes import FailureClass
from claims.text.storable import storable

log = logging.getLogger(__name__)

Extract = Callable[..., Extracted]


class NobodyToRead(Exception):
    """The process that extracts was lost, more than once: the desk's own trouble, not the page's."""


@dataclass(frozen=True, slots=True)
class Lease:
    """A job in hand, and the bytes that it is about; ``attempt`` is the fence."""

    job_pk: int
    attempt: int
    snapshot_pk: int
    sha256: str
    body: bytes
    content_type: str
    charset: str | None
    url: str


def perform(job_pk: int, *, extract: Extract | None = None) -> Extraction | None:
    """Claim a job and work it off. None if it isn't to be had, or was lost to another.

    What goes wrong at the desk is raised, after the job was put back; a page that can't be read is a result.
    """
    lease = claim(job_pk)
    if lease is None:
        return None
    try:
        found = (extract or pages.extract)(
            lease.body, content_type=lease.content_type, charset=lease.charset, url=lease.url
        )
        if found.failure == FailureClass.WORKER_LOST:
            raise NobodyToRead(found.detail)  # what is stored of these bytes is stored for good
        return finish(lease, found)
    except StaleLease:
        log.warning("A late extraction of job %s (attempt %s) was discarded.", job_pk, lease.attempt)
        return None
    except Exception as error:
        told = storable(f"{type(error).__name__}: {error}", 2000)
        ExtractionJob.objects.put_back(job_pk, attempt=lease.attempt, error=told)
        raise


@transaction.atomic(durable=True)
def claim(job_pk: int) -> Lease | None:
    attempt = ExtractionJob.objects.claim(job_pk)
    if attempt is None:
        return None
    job = ExtractionJob.objects.select_related("snapshot", "blob").get(pk=job_pk)
    given = _content_type(job.snapshot)
    return Lease(
        job_pk, attempt, job.snapshot_id, job.blob_id, zlib.decompress(bytes(job.blob.compressed)),
        statuses.media_type(given), statuses.charset(given), job.snapshot.final_url or job.snapshot.url,
    )  # fmt: skip


def _content_type(snapshot: Snapshot) -> str:
    return next((value for name, value in snapshot.headers if name.lower() == "content-type"), "")


@transaction.atomic(durable=True)
def finish(lease: Lease, found: Extracted) -> Extraction:
    """Store the extraction behind the fence, and judge what waited for it. Raises StaleLease.

    The source is locked before the job, as by everybody who finishes a capture.
    """
    snapshot = Snapshot.objects.select_related("source").get(pk=lease.snapshot_pk)
    source = Source.objects.select_for_update(no_key=True).get(pk=snapshot.source_id)
    if not ExtractionJob.objects.finish(lease.job_pk, attempt=lease.attempt):
        raise StaleLease(f"Job {lease.job_pk} was not held by attempt {lease.attempt} any more.")
    extraction = _store(lease.sha256, found)
    _judge(source, snapshot)
    return extraction


@transaction.atomic(durable=True)
def bury(job_pk: int) -> Extraction | None:
    """Give up a job that used up its attempts, with a result all the same. None if somebody else did."""
    job = ExtractionJob.objects.poisoned().select_related("snapshot").filter(pk=job_pk).first()
    if job is None:
        return None
    source = Source.objects.select_for_update(no_key=True).get(pk=job.snapshot.source_id)
    if not ExtractionJob.objects.bury(job_pk):
        return None
    extraction = _store(job.blob_id, Extracted(failure=FailureClass.WORKER_LOST, detail=job.last_error))
    auditing.record(
        "extraction.given_up", job, attempts=job.attempt, error=job.last_error, source=source.file_label
    )
    _judge(source, job.snapshot)
    return extraction


def _store(sha256: str, found: Extracted) -> Extraction:
    extraction = Extraction(
        blob_id=sha256,
        tool=storable(found.tool, 40),
        text=storable(found.text),
        title=storable(found.title, 500),
        byline=storable(found.byline, 300),
        published_on=found.published_on.isoformat() if found.published_on else "",
        modified_on=found.modified_on.isoformat() if found.modified_on else "",
        language=storable(found.language, 35),
        failure=found.failure or "",
        detail=storable(found.detail, 500),
    )
    extraction.save(force_insert=True)
    return extraction


def _judge(source: Source, snapshot: Snapshot) -> None:
    """The capture that called for it, and the source's newest one if that says the same."""
    latest = source.snapshots.good().order_by("-captured_at", "-pk").first()
    waiting = {snapshot.pk: snapshot}
    if latest and latest.text_sha256 == snapshot.text_sha256:
        waiting[latest.pk] = latest
    for one in sorted(waiting.values(), key=lambda each: each.pk):
        one.source = source
        checking.run_late_checks(one)
    alerting.review_source(source)
