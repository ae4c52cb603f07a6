"""Celery tasks: a few lines each. A message is only a nudge; the job is a row, and its service does the work.

All may run twice: claiming a row is the guard, and its attempt is the fence.
"""

from __future__ import annotations

from celery import current_app, shared_task

from claims.models.job import NUDGE_AGAIN
from claims.services import auditing, capturing, dispatching


def send(task: str, key: int) -> None:
    """Hand a key to the broker without trying again. A message that nobody takes up is void when its row is resent."""
    current_app.send_task(task, args=[key], retry=False, expires=NUDGE_AGAIN.total_seconds())


@shared_task(name="claims.tasks.dispatch")
def dispatch() -> None:
    dispatching.dispatch(send=send)


@shared_task(name="claims.tasks.capture_source")
def capture_source(job_pk: int) -> None:
    capturing.perform(job_pk)


@shared_task(name="claims.tasks.seal_events")
def seal_events() -> None:
    auditing.seal()
