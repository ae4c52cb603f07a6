"""Captures for tests: pages out of thin air, taken in by the product's own machinery."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.utils import timezone

from claims.clients.http import Fetched
from claims.clients.pages import Page
from claims.models import CaptureJob, Snapshot, Source
from claims.services import capturing
from claims.text.outcomes import FailureClass

BEFORE = "The harbour master reads the list every Friday and signs it before two witnesses of the council."
QUOTE = "4,200 ships called at the port"
AFTER = "Each of them paid the fee that the council of Lowmark had set in the spring of that year."
TEXT = f"{BEFORE} In 2023, {QUOTE}, he said. {AFTER}"


def page(text: str = TEXT, *, title: str = "Harbour list", status: int = 200, **fields: Any) -> Fetched:
    """A page that arrived whole. Its first line is the title, the rest the text."""
    body = f"{title}\n{text}".encode()
    defaults: dict[str, Any] = {"url": "", "content_type": "text/plain", "charset": "utf-8"}
    return Fetched(status=status, body=body, **(defaults | fields))


def failed(failure: str, *, status: int | None = None, **fields: Any) -> Fetched:
    return Fetched(url="", status=status, failure=FailureClass(failure), **fields)


def read(fetched: Fetched) -> Page:
    """What `pages.read` says of such a page, without its child process."""
    if fetched.failure or not fetched.body:
        return Page(failure=fetched.failure or FailureClass.EXTRACT_FAILED)
    title, _, text = fetched.body.decode().partition("\n")
    return Page(title=title, text=text)


def answering(answer: Fetched) -> Callable[[str], Fetched]:
    def fetch(url: str) -> Fetched:
        return replace(answer, url=url, final_url=answer.final_url or url)

    return fetch


def due_job(source: Source) -> CaptureJob:
    job = capturing.ask(source, reason=CaptureJob.Reason.ASKED)
    assert job is not None
    return job


def capture(source: Source, answer: Fetched | None = None) -> Snapshot:
    """Capture the source now, as whatever ``answer`` says."""
    snapshot = capturing.perform(due_job(source).pk, fetch=answering(answer or page()))
    assert snapshot is not None
    source.refresh_from_db()
    return snapshot


def days_pass(source: Source, days: float) -> None:
    """As if the last failure that counted had been so much earlier."""
    source.refresh_from_db()
    if source.last_counted_failure_at:
        source.last_counted_failure_at -= timedelta(days=days)
        source.save(update_fields=["last_counted_failure_at"])


def lease_runs_out(job: CaptureJob) -> None:
    """As if the worker that held the job, and its host's slot, had died long ago."""
    from claims.models import HostSlot

    past = timezone.now() - timedelta(minutes=10)
    CaptureJob.objects.filter(pk=job.pk).update(lease_until=past, next_attempt_at=past, enqueued_at=past)
    HostSlot.objects.filter(busy_until__isnull=False).update(busy_until=past)
