"""Tip: what the public asks the desk to check, or says is wrong with what it published."""

from __future__ import annotations

from datetime import timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from claims.models.base import Versioned, VersionedQuerySet


class TipQuerySet(VersionedQuerySet["Tip"]):
    def waiting(self) -> Self:
        return self.filter(state=Tip.State.NEW)


class Tip(Versioned):
    """Never a claim by itself. ``name`` and ``email`` are personal: they are emptied after ``personal_until``."""

    class Kind(models.TextChoices):
        CHECK = "check", _("please check this")
        REPORT = "report", _("something is wrong")

    class State(models.TextChoices):
        NEW = "new", _("new")
        ATTACHED = "attached", _("attached to a claim")
        ANSWERED = "answered", _("answered")
        DECLINED = "declined", _("declined")
        DUPLICATE = "duplicate", _("told before")

    kind = models.CharField(max_length=6, choices=Kind, default=Kind.CHECK)
    text = models.TextField()
    url = models.URLField(_("where it was seen"), max_length=2000, blank=True)
    publication = models.ForeignKey(
        "claims.Publication", null=True, blank=True, on_delete=models.PROTECT, related_name="reports"
    )
    language = models.CharField(max_length=35, default="en")
    name = models.CharField(max_length=150, blank=True)
    email = models.EmailField(blank=True)
    personal_until = models.DateTimeField(null=True, blank=True)
    personal_removed_at = models.DateTimeField(null=True, blank=True)
    received_at = models.DateTimeField(db_default=Now())
    state = models.CharField(max_length=9, choices=State, default=State.NEW, editable=False)
    claim = models.ForeignKey(
        "claims.Claim", null=True, blank=True, on_delete=models.PROTECT, related_name="tips"
    )
    duplicate_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="duplicates"
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True, help_text=_("Why it was declined."))
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = models.Manager.from_queryset(TipQuerySet)()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="tip_says_something"),
            models.CheckConstraint(
                condition=Q(state="new", decided_by__isnull=True)
                | (~Q(state="new") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="tip_decided_by_a_person",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(reason=""), name="tip_declined_has_a_reason"
            ),
            models.CheckConstraint(
                condition=~Q(state="attached") | Q(claim__isnull=False), name="tip_attached_to_a_claim"
            ),
            models.CheckConstraint(
                condition=~Q(state="duplicate") | Q(duplicate_of__isnull=False),
                name="tip_duplicate_of_another",
            ),
            models.CheckConstraint(
                condition=Q(name="", email="") | Q(personal_until__isnull=False),
                name="tip_personal_data_expires",
            ),
            models.CheckConstraint(
                condition=Q(personal_removed_at__isnull=True) | Q(name="", email=""),
                name="tip_personal_data_is_gone",
            ),
        ]
        indexes = [
            # The triage queue: what waits, oldest first.
            models.Index(fields=["received_at", "id"], condition=Q(state="new"), name="tip_waiting"),
            # Expiry of personal data.
            models.Index(
                fields=["personal_until"],
                condition=Q(personal_removed_at=None) & ~Q(name="", email=""),
                name="tip_by_expiry",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def record_label(self) -> str:
        """The record keeps what it is told for good: not what a reader wrote, who may ask to have it erased."""
        return f"{self.get_kind_display()} ({self.pk})"


class SenderQuerySet(models.QuerySet["Sender"]):
    def count_one(self, key: str, *, window: timedelta) -> int:
        """Count one more of this sender, and say how many since the window opened. Any number may ask at once."""
        rows = self.filter(pk=key)
        self.bulk_create([Sender(key=key, until=Now() + window)], ignore_conflicts=True)
        rows.filter(until__lte=Now()).update(sent=0, until=Now() + window)
        rows.update(sent=F("sent") + 1)
        return rows.values_list("sent", flat=True).get()

    def past(self) -> Self:
        return self.filter(until__lte=Now())


class Sender(models.Model):
    """How many tips came from one address within the hour: by a hash that nothing leads back from, and no longer."""

    key = models.CharField(max_length=64, primary_key=True)
    sent = models.PositiveIntegerField(default=0)
    until = models.DateTimeField()

    objects = models.Manager.from_queryset(SenderQuerySet)()

    def __str__(self) -> str:
        return self.key[:8]


class AnswerTemplate(Versioned):
    """Words for an answer, to be changed before they are sent. {statement} and {link} stand for the claim's."""

    name = models.CharField(max_length=80)
    language = models.CharField(max_length=35, default="en")
    text = models.TextField()
    is_active = models.BooleanField(default=True)

    objects = models.Manager.from_queryset(VersionedQuerySet["AnswerTemplate"])()

    class Meta:
        ordering = ["language", "name"]
        constraints = [models.UniqueConstraint(fields=["language", "name"], name="answertemplate_name_once")]

    def __str__(self) -> str:
        return f"{self.name} ({self.language})"
