"""What the desk tells the outside: webhooks, one job a delivery, and a daily digest by e-mail."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from claims.models.base import Versioned, VersionedQuerySet
from claims.models.job import Job, JobQuerySet


def new_secret() -> str:
    return secrets.token_hex(32)


class WebhookSubscription(Versioned):
    """Who is told of which events. ``events`` are kinds such as *alert.opened*."""

    name = models.CharField(max_length=120, unique=True)
    url = models.URLField(max_length=2000)
    secret = models.CharField(max_length=64, default=new_secret, help_text=_("Signs what is sent."))
    events = models.JSONField(default=list)
    is_active = models.BooleanField(default=True)
    old_secret = models.CharField(
        max_length=64, blank=True, help_text=_("Signs too, while the new one is put in place.")
    )
    old_secret_until = models.DateTimeField(null=True, blank=True)
    rests_until = models.DateTimeField(null=True, blank=True, help_text=_("After a failure, or as it asked."))
    stopped_why = models.CharField(
        max_length=300, blank=True, help_text=_("Why the desk itself switched it off.")
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = models.Manager.from_queryset(VersionedQuerySet["WebhookSubscription"])()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class WebhookDeliveryQuerySet(JobQuerySet["WebhookDelivery"]):
    def deliverable(self) -> Self:
        """Those of subscribers who are told of anything, and are not left alone just now."""
        resting = WebhookSubscription.objects.filter(rests_until__gt=Now())
        return self.filter(subscription__is_active=True).exclude(subscription__in=resting)

    def to_send(self, at: datetime | None = None) -> Self:
        """Of each subscriber only the first, and none while one is under way: however many wait for a subscriber who
        is slow, or away, those for the others are found at once."""
        return super().to_send(at).filter(pk__in=_first_in_line(at))

    def can_start(self, **_within: Any) -> Self:
        """Who stands behind another delivery of the same subscriber waits for that, and for no worker."""
        return self.filter(pk__in=_first_in_line())


def _first_in_line(at: datetime | None = None) -> models.QuerySet[WebhookSubscription, Any]:
    """The key of the delivery that is next, for each subscriber to whom none is under way."""
    theirs = WebhookDelivery.objects.filter(subscription=OuterRef("pk"))
    first = theirs.workable(at).order_by("due_at", "pk").values("pk")[:1]
    free = WebhookSubscription.objects.filter(~Exists(theirs.running()), is_active=True)
    return free.annotate(first=Subquery(first)).order_by().values("first")


class WebhookDelivery(Job):
    """One event to one subscriber, with what it is told, as it was at that moment.

    Its key is the delivery's name for the receiver, the same at every attempt. A replay is a delivery of its own.
    ``status``, ``milliseconds`` and ``answer`` are those of the last attempt.
    """

    subscription = models.ForeignKey(WebhookSubscription, on_delete=models.PROTECT, related_name="deliveries")
    event = models.ForeignKey("claims.Event", on_delete=models.PROTECT, related_name="deliveries")
    payload = models.JSONField()
    replay_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="replays"
    )
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    milliseconds = models.PositiveIntegerField(null=True, blank=True)
    answer = models.CharField(max_length=200, blank=True)

    objects = models.Manager.from_queryset(WebhookDeliveryQuerySet)()

    class Meta:
        ordering = ["due_at", "pk"]
        verbose_name_plural = _("webhook deliveries")
        constraints = [
            models.UniqueConstraint(
                fields=["subscription", "event"],
                condition=Q(replay_of__isnull=True),
                name="webhookdelivery_once",
            ),
        ]
        indexes = [
            # Whose turn it is among the deliveries of one subscriber.
            models.Index(
                fields=["subscription", "due_at", "id"],
                condition=Q(state="pending"),
                name="webhookdelivery_in_line",
            ),
            # The dispatcher: pending rows by due time.
            models.Index(
                fields=["due_at", "id"], condition=Q(state="pending"), name="webhookdelivery_pending"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event_id} to {self.subscription}"


class Digest(Job):
    """The alerts of a day, for one person, by e-mail."""

    recipient = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="digests")
    day = models.DateField()

    objects = models.Manager.from_queryset(JobQuerySet["Digest"])()

    class Meta:
        ordering = ["day", "pk"]
        constraints = [models.UniqueConstraint(fields=["recipient", "day"], name="digest_once_a_day")]
        indexes = [
            # The dispatcher: pending rows by due time.
            models.Index(fields=["due_at", "id"], condition=Q(state="pending"), name="digest_pending"),
        ]

    def __str__(self) -> str:
        return f"{self.day} for {self.recipient}"


class OutgoingMail(Job):
    """One mail to one person: to a member of the desk what is urgent, to a reader the answer to what they sent.

    What is urgent is put into words when it is sent, so that nothing is told which was read or taken back meanwhile. A
    reader's address and the words to them are personal: they go when those of the tip go.
    """

    class Kind(models.TextChoices):
        URGENT = "urgent", _("something urgent, to a member of the desk")
        ANSWER = "answer", _("an answer, to a reader")

    kind = models.CharField(max_length=6, choices=Kind)
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="mails"
    )
    tip = models.OneToOneField(
        "claims.Tip", null=True, blank=True, on_delete=models.PROTECT, related_name="mail"
    )
    address = models.EmailField(blank=True)
    subject = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)

    objects = models.Manager.from_queryset(JobQuerySet["OutgoingMail"])()

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind="urgent", recipient__isnull=False, tip__isnull=True, address="", body="")
                | Q(kind="answer", recipient__isnull=True, tip__isnull=False),
                name="outgoingmail_to_one_person",
            ),
            # What becomes urgent while a mail waits goes with it.
            models.UniqueConstraint(
                fields=["recipient"],
                condition=Q(state="pending"),
                name="outgoingmail_one_waits_for_each_member",
            ),
        ]
        indexes = [
            # The dispatcher: pending rows by due time.
            models.Index(fields=["due_at", "id"], condition=Q(state="pending"), name="outgoingmail_pending"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.pk})"
