"""What a capture leaves in the database: one snapshot, its bytes, and what its host answers to a made-up address."""

from __future__ import annotations

import hashlib
from typing import Any

from django.db import models

from claims.models import Blob, ExtractionJob, Probe, Snapshot, Source
from claims.services import cutting_passages, politeness, probing
from claims.services.bringing import Captured
from claims.text import barriers
from claims.text.storable import storable

READ_OFF = (
    "body_id", "text", "text_sha256", "title", "byline", "canonical_url", "published_on", "modified_on", "language",
)  # fmt: skip


def store(source: Source, captured: Captured, *, url: str, job_pk: int) -> Snapshot:
    """Write the snapshot, its bytes and its probe, in the caller's transaction."""
    fetched = captured.fetched
    snapshot = Snapshot(
        job_id=job_pk,
        source=source,
        url=url,
        final_url=fits("final_url", fetched.final_url),
        redirects=[[status, storable(address, 2000)] for status, address in fetched.redirects],
        status=fetched.status,
        headers=[[storable(name, 200), storable(value, 2000)] for name, value in fetched.headers],
        is_unframed=fetched.unframed,
        elapsed_seconds=fetched.elapsed_seconds,
        tls=fetched.tls,
        probe=_probe(captured, url),
        **(_read_before(captured) if captured.same_as else _read_now(captured)),
    )
    snapshot.save(force_insert=True)
    cutting_passages.ask(snapshot)
    if captured.is_html and snapshot.is_good:
        _ask_for_extraction(snapshot)
    return snapshot


def _read_before(captured: Captured) -> dict[str, Any]:
    """The same bytes say what they said: nothing is read twice."""
    assert captured.same_as is not None
    earlier = Snapshot.objects.get(pk=captured.same_as.snapshot_pk)
    return {name: getattr(earlier, name) for name in READ_OFF}


def _read_now(captured: Captured) -> dict[str, Any]:
    fetched, page = captured.fetched, captured.page
    if fetched.body:
        blob = Blob(sha256=captured.sha256, compressed=captured.compressed, size=len(fetched.body))
        Blob.objects.bulk_create([blob], ignore_conflicts=True)
    text = storable(page.text)
    return {
        "failure": fetched.failure or page.failure or barriers.found_in(page.title, page.text) or "",
        "detail": fits("detail", fetched.detail or page.detail),
        "body_id": captured.sha256 if fetched.body else None,
        "text": text,
        "text_sha256": hashlib.sha256(text.encode()).hexdigest() if text else "",
        "title": fits("title", page.title),
        "byline": fits("byline", page.byline),
        "canonical_url": fits("canonical_url", page.canonical_url),
        "published_on": page.published_on.isoformat() if page.published_on else "",
        "modified_on": page.modified_on.isoformat() if page.modified_on else "",
        "language": fits("language", page.language),
    }


def _probe(captured: Captured, url: str) -> Probe | None:
    """What was asked just now, or else what is known of the host."""
    host = politeness.host_of(url)[:255]
    if captured.probe is None:
        return probing.known(host) if host else None
    captured.probe.host = host
    captured.probe.save(force_insert=True)
    return captured.probe


def _ask_for_extraction(snapshot: Snapshot) -> None:
    """A page whose text is new to its source is extracted in full, once, in a queue of its own."""
    said_before = snapshot.source.snapshots.filter(text_sha256=snapshot.text_sha256).exclude(pk=snapshot.pk)
    if said_before.filter(body__extraction_job__isnull=False).exists():
        return
    job = ExtractionJob(blob=snapshot.body, snapshot=snapshot)
    ExtractionJob.objects.bulk_create([job], ignore_conflicts=True)


def fits(field: str, value: str) -> str:
    """``value`` as the column of a snapshot takes it."""
    column = Snapshot._meta.get_field(field)
    return storable(value, column.max_length if isinstance(column, models.CharField) else None)
