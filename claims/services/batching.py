"""Long work as a row: drafted with a plan, confirmed by a person, done piece by piece, cancelled or finished.

What a piece does and that it is done are written in one transaction behind the fence, so that a worker that dies loses
nothing and no row is done twice. What the pieces are is a matter of the services that draft a batch.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from claims import rules
from claims.exceptions import IllegalTransition, StaleLease
from claims.models import Batch, Job, Notification, User
from claims.models.job import JobQuerySet
from claims.services import auditing, notifying, stored_words
from claims.text.storable import storable

log = logging.getLogger(__name__)

DRAFT_KEPT = timedelta(days=1)  # a preview that nobody confirmed
FILE_KEPT = timedelta(days=7)  # what an export made
TOLD_AT_MOST = 500  # refused rows that a report names one by one; the others are counted


@dataclass(frozen=True, slots=True)
class Lease:
    """A batch in hand. ``attempt`` and ``until`` are the fence: an attempt is given back after each good piece, and no
    two leases end at the same moment."""

    batch_pk: int
    attempt: int
    until: datetime | None


@transaction.atomic
def draft(*, kind: str, name: str, plan: dict[str, Any], total: int, by: User, **files: Any) -> Batch:
    """A plan that waits to be confirmed; nothing is done meanwhile. Old drafts of this person are emptied."""
    _forget_drafts(by)
    made = Batch(kind=kind, name=name[:200], plan=plan, total=total, asked_by=by, **files)
    made.save(force_insert=True)
    return made


def _forget_drafts(by: User) -> None:
    """What was previewed and left takes no room: the row stays, called off, without its file and its plan."""
    old = Batch.objects.filter(
        asked_by=by, confirmed_at=None, created_at__lt=timezone.now() - DRAFT_KEPT, state=Job.State.PENDING
    )
    outdated = Batch.objects.filter(
        kind=Batch.Kind.EXPORT, finished_at__lt=timezone.now() - FILE_KEPT, output__isnull=False
    )
    outdated.update(output=None, output_name="")
    old.update(state=Job.State.DONE, finished_at=Now(), cancel_asked_at=Now(), plan={}, payload=None)


@transaction.atomic
def confirm(batch: Batch, *, by: User, plan: dict[str, Any] | None = None, total: int | None = None) -> Batch:
    """Let the work begin. Who drafted it confirms it, once; ``plan`` is what was chosen on the page of its preview."""
    rules.require(rules.can_start_batch(by, batch), _("start what somebody else prepared"))
    chosen: dict[str, Any] = {"plan": batch.plan | plan} if plan else {}
    chosen |= {} if total is None else {"total": total}
    begun = Batch.objects.filter(pk=batch.pk, confirmed_at=None, state=Job.State.PENDING).update(
        confirmed_at=Now(), due_at=Now(), **chosen
    )
    if not begun:
        raise IllegalTransition(_("This was started or called off already. Look at how it stands."))
    batch.refresh_from_db()
    auditing.record("batch.started", batch, by=by, what=batch.kind, rows=batch.total, plan=_told(batch.plan))
    return batch


def _told(plan: dict[str, Any]) -> dict[str, Any]:
    """What the record says of a plan: not the rows, which their own events name."""
    return {name: plan[name] for name in ("act", "options", "listed", "noun", "format") if name in plan}


@transaction.atomic
def cancel(batch: Batch, *, by: User) -> Batch:
    """Call it off: what is done stays done, and nothing more is. A draft, or what nobody has begun, ends at once."""
    rules.require(rules.can_cancel_batch(by, batch), _("call off what somebody else started"))
    unfinished = Batch.objects.filter(pk=batch.pk, state=Job.State.PENDING)
    if not unfinished.filter(cancel_asked_at=None).update(cancel_asked_at=Now()):
        raise IllegalTransition(_("This is finished or called off already."))
    unfinished.filter(Q(lease_until=None) | Q(lease_until__lt=Now())).update(
        state=Job.State.DONE, finished_at=Now(), lease_until=None, payload=None
    )
    batch.refresh_from_db()
    auditing.record("batch.cancelled", batch, by=by, done=batch.done, rows=batch.total)
    return batch


# --- Working off --------------------------------------------------------------------------------------------------


def confirmed() -> JobQuerySet[Batch]:
    """What a worker may take up: a draft is nobody's work."""
    return Batch.objects.filter(confirmed_at__isnull=False)


def claim(batch_pk: int) -> Lease | None:
    """Take the batch under a lease; None if it isn't to be had."""
    attempt = confirmed().claim(batch_pk)
    if attempt is None:
        return None
    return Lease(batch_pk, attempt, Batch.objects.values_list("lease_until", flat=True).get(pk=batch_pk))


def held(lease: Lease) -> JobQuerySet[Batch]:
    """The row, if it still is this worker's: the fence of every write."""
    return Batch.objects.held(lease.batch_pk, attempt=lease.attempt).filter(lease_until=lease.until)


def lock(lease: Lease) -> Batch:
    """The batch as it is now, locked to the end of the transaction. Raises StaleLease if it is another's by now."""
    found = held(lease).select_for_update().defer("payload", "output").first()
    if found is None:
        raise StaleLease(
            _("Batch {batch_pk} was not held by attempt {attempt} any more.").format(
                batch_pk=lease.batch_pk, attempt=lease.attempt
            )
        )
    return found


def note_refusal(report: dict[str, Any], refusal: dict[str, Any]) -> dict[str, Any]:
    """The report with one more row that was refused; a very long list is cut, and says how much."""
    refused = [*report.get("refused", []), refusal]
    cut = max(len(refused) - TOLD_AT_MOST, 0)
    return report | {"refused": refused[:TOLD_AT_MOST], "cut": report.get("cut", 0) + cut}


def leave(lease: Lease) -> None:
    """Give the row back after a good piece of work: due again at once, and the attempt is not used up."""
    held(lease).update(
        lease_until=None, next_attempt_at=None, enqueued_at=None, attempt=0, due_at=Now(), last_error=""
    )


def put_back(lease: Lease, error: BaseException) -> None:
    """After a failure of the desk's own: due again after a back-off. The attempt stays used."""
    told = storable(f"{type(error).__name__}: {error}", 2000)
    held(lease).put_back(lease.batch_pk, attempt=lease.attempt, error=told)


@transaction.atomic
def finish(lease: Lease, *, is_watched: bool = False) -> Batch:
    """The end: whoever asked is told, unless they wait for it. Raises StaleLease behind the fence."""
    batch = lock(lease)
    held(lease).finish(batch.pk, attempt=lease.attempt)
    batch.refresh_from_db(fields=["state", "finished_at"])
    Batch.objects.filter(pk=batch.pk).update(payload=None)
    auditing.record(
        "batch.finished", batch, by=batch.asked_by, done=batch.done, refused=batch.refused, rows=batch.total
    )
    if not is_watched:
        _tell(batch, outcome(batch))
    return batch


@transaction.atomic
def bury(batch_pk: int) -> bool:
    """Give a batch up that used up its attempts. What it did is done, and its page says how far it came."""
    batch = Batch.objects.poisoned().filter(pk=batch_pk).defer("payload", "output").first()
    if batch is None or not Batch.objects.bury(batch_pk):
        return False
    Batch.objects.filter(pk=batch_pk).update(payload=None)
    auditing.record("batch.given_up", batch, attempts=batch.attempt, error=batch.last_error, done=batch.done)
    _tell(
        batch,
        stored_words.stored(
            "“{name}” broke off: {done} of {total} were done.",
            name=batch.name,
            done=batch.done,
            total=batch.total,
        ),
    )
    log.error("Batch %s was given up after %s attempts: %s", batch.pk, batch.attempt, batch.last_error)
    return True


def outcome(batch: Batch) -> str:
    """A sentence on what came of it."""
    if batch.cancel_asked_at:
        return stored_words.stored(
            "“{name}” was called off: {done} of {total} were done.",
            name=batch.name,
            done=batch.done,
            total=batch.total,
        )
    refused = stored_words.stored(", {refused} could not be", refused=batch.refused) if batch.refused else ""
    return stored_words.stored(
        "“{name}” is finished: {done} of {total} done{refused}.",
        name=batch.name,
        done=batch.done,
        total=batch.total,
        refused=refused,
    )


def _tell(batch: Batch, text: str) -> None:
    path = reverse("admin:claims_batch_change", args=[batch.pk])
    notifying.tell([batch.asked_by], Notification.Kind.FINISHED, text, path=path, key=f"batch:{batch.pk}")
