"""Job: work for later, as a row. The row is the outbox, the queue and the record; a message is only a nudge.

Life of a job: *pending* and due → claimed under a lease, ``attempt`` raised before its own work starts →
finished behind a fence (the attempt it was claimed with), or due again after a back-off, or *dead* after
``MAX_ATTEMPTS`` crashes. Only the database's clock counts, and only crashes use up attempts.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Self, TypeVar

from django.db import models, transaction
from django.db.models import DurationField, ExpressionWrapper, F, Q, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Greatest, Least, Now, Power, Random
from django.utils.translation import gettext_lazy as _

J = TypeVar("J", bound="Job")

LEASE = timedelta(seconds=90)  # above Celery's hard limit of 60 s
NUDGE_AGAIN = timedelta(seconds=20)  # a row whose message was lost is sent again after this
MAX_ATTEMPTS = 5
BACK_OFF = timedelta(seconds=5)  # doubled with each attempt
LONGEST_BACK_OFF = timedelta(minutes=5)


class JobQuerySet(models.QuerySet[J]):
    def pending(self) -> Self:
        return self.filter(state=Job.State.PENDING)

    def due(self, at: datetime | None = None) -> Self:
        """Pending rows whose time has come and that nobody holds; ``at=None`` is the database's now."""
        now: Any = at or Now()
        return self.pending().filter(
            Q(lease_until__isnull=True) | Q(lease_until__lt=now),
            Q(next_attempt_at__isnull=True) | Q(next_attempt_at__lte=now),
            due_at__lte=now,
        )

    def workable(self, at: datetime | None = None) -> Self:
        """Due rows with an attempt left."""
        return self.due(at).filter(attempt__lt=MAX_ATTEMPTS)

    def to_send(self, at: datetime | None = None) -> Self:
        """Workable rows that were not sent a moment ago, oldest first."""
        now: Any = at or Now()
        long_ago = Q(enqueued_at__isnull=True) | Q(enqueued_at__lt=now - NUDGE_AGAIN)
        return self.workable(at).filter(long_ago).order_by("due_at", "pk")

    def outstanding(self, at: datetime | None = None) -> Self:
        """Due rows whose message is under way: sent a moment ago, claimed by nobody yet."""
        now: Any = at or Now()
        return self.workable(at).filter(enqueued_at__gte=now - NUDGE_AGAIN)

    def running(self) -> Self:
        return self.pending().filter(lease_until__gte=Now())

    def claim(self, pk: int) -> int | None:
        """Take the row under a lease. Return the attempt (the fence), or None if it isn't to be had.

        The attempt is raised here, before the work, so that a killed or out-of-memory process counts; and the
        moment of the next attempt is set here too, because a process that dies has no chance to do so.
        """
        with transaction.atomic():
            taken = (
                self.workable()
                .filter(pk=pk)
                .update(
                    lease_until=Now() + LEASE,
                    next_attempt_at=Now() + LEASE + _full_jitter(attempts=F("attempt")),
                    attempt=F("attempt") + 1,
                )
            )
            return self.values_list("attempt", flat=True).get(pk=pk) if taken else None

    def held(self, pk: int, *, attempt: int) -> Self:
        """The row, if it still is ours: the fence of every later write."""
        return self.pending().filter(pk=pk, attempt=attempt)

    def finish(self, pk: int, *, attempt: int) -> bool:
        """Mark the row done, behind the fence. False: it is another's by now, and the result is to be discarded."""
        done = self.held(pk, attempt=attempt).update(
            state=Job.State.DONE, finished_at=Now(), lease_until=None, next_attempt_at=None
        )
        return bool(done)

    def put_back(self, pk: int, *, attempt: int, error: str) -> bool:
        """Give the row up after a failure of our own: due again after a back-off. The attempt stays used."""
        given_up = self.held(pk, attempt=attempt).update(
            lease_until=None,
            enqueued_at=None,
            next_attempt_at=Now() + _full_jitter(attempts=F("attempt") - 1),
            last_error=error,
        )
        return bool(given_up)

    def postpone(self, pk: int, *, by: timedelta) -> bool:
        """Leave a due row for a little later, without using up an attempt."""
        return bool(self.due().filter(pk=pk).update(enqueued_at=None, next_attempt_at=Now() + by))

    def poisoned(self) -> Self:
        """Rows that used up their attempts and whose last lease has run out."""
        return self.due().filter(attempt__gte=MAX_ATTEMPTS)

    def bury(self, pk: int) -> bool:
        """Mark a poisoned row dead. False: somebody else did."""
        buried = self.poisoned().filter(pk=pk)
        return bool(buried.update(state=Job.State.DEAD, finished_at=Now(), lease_until=None))

    def dead(self) -> Self:
        return self.filter(state=Job.State.DEAD)

    def can_start(self, *, within: timedelta = timedelta()) -> Self:
        """Of due rows, those that wait for nothing but a worker, or will do so within a little while."""
        return self

    def with_waiting_since(self) -> Self:
        """Adds ``waiting_since``: the moment from which nothing but a worker was missing."""
        return self.annotate(waiting_since=Greatest("due_at", "next_attempt_at", "lease_until"))


def _full_jitter(*, attempts: Any) -> Combinable:
    """Somewhere between now and a bound that doubles with each attempt, so that rivals don't return together."""
    doubled = ExpressionWrapper(Value(BACK_OFF) * Power(2.0, attempts), output_field=DurationField())
    bound = Least(doubled, Value(LONGEST_BACK_OFF))
    return ExpressionWrapper(bound * Random(), output_field=DurationField())


class Job(models.Model):
    class State(models.TextChoices):
        PENDING = "pending", _("pending")
        DONE = "done", _("done")
        DEAD = "dead", _("dead")

    state = models.CharField(max_length=7, choices=State, default=State.PENDING)
    due_at = models.DateTimeField(db_default=Now())
    attempt = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    next_attempt_at = models.DateTimeField(null=True, blank=True)
    enqueued_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        abstract = True
