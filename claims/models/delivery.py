"""What the desk tells the outside: webhooks, one job a delivery, and a daily digest by e-mail."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.db import models
from django.db.models import Q
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
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = models.Manager.from_queryset(VersionedQuerySet["WebhookSubscription"])()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class WebhookDelivery(Job):
    """One event to one subscriber, with what it is told, as it was at that moment."""

    subscription = models.ForeignKey(WebhookSubscription, on_delete=models.PROTECT, related_name="deliveries")
    event = models.ForeignKey("claims.Event", on_delete=models.PROTECT, related_name="deliveries")
    payload = models.JSONField()

    objects = models.Manager.from_queryset(JobQuerySet["WebhookDelivery"])()

    class Meta:
        ordering = ["due_at", "pk"]
        verbose_name_plural = _("webhook deliveries")
        constraints = [
            models.UniqueConstraint(fields=["subscription", "event"], name="webhookdelivery_once"),
        ]
        indexes = [
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
