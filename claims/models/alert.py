"""Alert: a published verdict whose evidence went bad."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class AlertQuerySet(models.QuerySet["Alert"]):
    def open(self) -> Self:
        return self.filter(state=Alert.State.OPEN)

    def worst_first(self) -> Self:
        return self.order_by("-severity", "opened_at")


class Alert(models.Model):
    class State(models.TextChoices):
        OPEN = "open", _("open")
        RESOLVED = "resolved", _("resolved")

    class Severity(models.IntegerChoices):
        NOTICE = 1, _("notice")
        SERIOUS = 2, _("serious")
        CRITICAL = 3, _("critical")

    class Resolution(models.TextChoices):
        NO_EFFECT = "no_effect", _("no effect on the verdict")
        SOURCE_REPLACED = "source_replaced", _("source replaced")
        CORRECTED = "corrected", _("verdict corrected")
        WITHDRAWN = "withdrawn", _("verdict withdrawn")
        HEALED = "healed", _("healed by itself")

    verdict = models.ForeignKey("claims.Verdict", on_delete=models.PROTECT, related_name="alerts")
    evidence = models.ForeignKey("claims.Evidence", on_delete=models.PROTECT, related_name="alerts")
    findings = models.ManyToManyField("claims.Finding", blank=True, related_name="alerts")
    state = models.CharField(max_length=8, choices=State, default=State.OPEN)
    severity = models.PositiveSmallIntegerField(choices=Severity, default=Severity.SERIOUS)
    why = models.CharField(max_length=500)
    opened_at = models.DateTimeField(db_default=Now())
    opened_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=_("Empty: the system."),
    )
    resolution = models.CharField(max_length=15, choices=Resolution, blank=True)
    resolution_reason = models.TextField(blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = models.Manager.from_queryset(AlertQuerySet)()

    class Meta:
        ordering = ["-severity", "opened_at"]
        permissions = [("resolve_alert", "Can open and resolve alerts")]
        constraints = [
            models.UniqueConstraint(
                fields=["verdict", "evidence"],
                condition=Q(state="open"),
                name="alert_one_open_for_each_evidence",
            ),
            models.CheckConstraint(
                condition=Q(state="open", resolution="") | (Q(state="resolved") & ~Q(resolution="")),
                name="alert_resolved_says_how",
            ),
            models.CheckConstraint(
                condition=Q(resolution__in=["", "healed", "corrected", "withdrawn"])
                | Q(resolved_by__isnull=False),
                name="alert_resolved_by_a_person_or_healed",
            ),
        ]
        indexes = [
            # Dashboard and queue: open alerts, worst first.
            models.Index(
                fields=["-severity", "opened_at"], condition=Q(state="open"), name="alert_open_worst_first"
            ),
        ]

    def __str__(self) -> str:
        """Titles and labels don't say why: that may name a source which is protected."""
        return f"alert {self.pk}"
