"""Event: the append-only record of every act. EventSeal: a hash chain over ranges of events.

An event's ``digest`` is sha256(salt ‖ canonical JSON of its content); content and salt stand beside it, so that a
lawful erasure can destroy them and leave the chain whole. Ids are given out by a trigger under a shared advisory
lock: the sealer, which takes that lock exclusively, sees every event up to the highest id (migration ``guards``).
"""

from __future__ import annotations

import uuid
from typing import Any, Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.models import secrecy
from claims.models.assessment import Assessment
from claims.models.base import AppendOnly, AppendOnlyQuerySet
from claims.models.desk import DeskSettings

# What was shown to whom outside, and what readers sent in: not every role that reads the record may know.
OF_OUTSIDERS = ("previewlink", "tip")


class EventQuerySet(AppendOnlyQuerySet["Event"]):
    def about(self, subject: models.Model) -> Self:
        return self.filter(subject_type=subject._meta.model_name, subject_pk=str(subject.pk))

    def of_claim(self, pk: int) -> Self:
        return self.filter(claim_pk=pk)

    def shown_to(self, person: Any) -> Self:
        """All of them, but for what this person's role may not see itself, for protected sources that are kept from
        them, and for the assessments that a desk which rates blindly keeps from them."""
        closed = [noun for noun in OF_OUTSIDERS if not person.has_perm(f"claims.view_{noun}")]
        rows = self.exclude(subject_type__in=closed) if closed else self
        if (about_protected := secrecy.events_that_tell(person)) is not None:
            rows = rows.exclude(about_protected)
        if not DeskSettings.objects.current().blind_assessments:
            return rows
        own = Assessment.objects.filter(claim=OuterRef("claim_pk"), reviewer=person.pk)
        return rows.exclude(Q(subject_type="assessment") & ~Exists(own))


class Event(AppendOnly):
    """Keys of subjects are plain values, not relations: an event outlives what it speaks of."""

    act = models.UUIDField(
        default=uuid.uuid4, help_text=gettext_lazy("One for each act; several events may share it.")
    )
    kind = models.CharField(max_length=60)
    happened_at = models.DateTimeField(db_default=Now())
    recorded_at = models.DateTimeField(db_default=Now())
    actor_pk = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=150, blank=True)
    subject_type = models.CharField(max_length=40)
    subject_pk = models.CharField(max_length=64)
    subject_label = models.CharField(max_length=200, blank=True)
    claim_pk = models.BigIntegerField(null=True)
    article_pk = models.BigIntegerField(null=True)
    digest = models.CharField(max_length=64)

    objects = models.Manager.from_queryset(EventQuerySet)()

    class Meta:
        ordering = ["pk"]
        indexes = [
            # A claim's timeline.
            models.Index(fields=["claim_pk", "-id"], name="event_by_claim"),
            # The history page of any object.
            models.Index(fields=["subject_type", "subject_pk", "-id"], name="event_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.actor_label or 'the system'}"


class EventContent(models.Model):
    event = models.OneToOneField(Event, primary_key=True, on_delete=models.PROTECT, related_name="content")
    salt = models.CharField(max_length=32)
    body = models.JSONField(default=dict)

    def __str__(self) -> str:
        return _("content of event {event_id}").format(event_id=self.event_id)


class EventSeal(AppendOnly):
    """``sha256`` = sha256(previous ‖ the lines of events ``first``…``last``), see services.auditing."""

    first = models.BigIntegerField(unique=True)
    last = models.BigIntegerField(unique=True)
    events = models.PositiveIntegerField()
    previous = models.CharField(max_length=64)
    sha256 = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(db_default=Now())

    objects = models.Manager.from_queryset(AppendOnlyQuerySet["EventSeal"])()

    class Meta:
        ordering = ["first"]

    def __str__(self) -> str:
        return _("events {first} to {last}: {seal}").format(
            first=self.first, last=self.last, seal=self.sha256[:12]
        )
