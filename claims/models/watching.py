"""The desk's own rules for how often sources are looked at again, and how long a host is left in peace."""

from __future__ import annotations

from datetime import timedelta
from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from claims.models.base import Versioned, VersionedQuerySet

A_YEAR = 366 * 24 * 60  # minutes


class WatchRuleQuerySet(VersionedQuerySet["WatchRule"]):
    def of(self, use: str) -> WatchRule:
        """The rule for a use; the desk's first one where the row is missing."""
        return self.filter(use=use).first() or WatchRule(
            use=use, longest_minutes=WatchRule.LONGEST[WatchRule.Use(use)]
        )


class WatchRule(Versioned):
    """One row for each use of a source. What has been quiet for a time is looked at again after that time divided by
    ``divisor``, but never sooner than ``shortest_minutes`` nor later than ``longest_minutes``."""

    class Use(models.TextChoices):
        """The most that hangs on a source."""

        AT_RISK = "at_risk", _("a published verdict is at risk")
        SOLE = "sole", _("sole evidence of a published verdict")
        KEY = "key", _("key evidence of a published verdict")
        SUPPORTING = "supporting", _("supporting evidence of a published verdict")
        UNUSED = "unused", _("not cited by a published verdict")

    LONGEST: ClassVar = {
        Use.AT_RISK: 30,
        Use.SOLE: 60,
        Use.KEY: 3 * 24 * 60,
        Use.SUPPORTING: 7 * 24 * 60,
        Use.UNUSED: 28 * 24 * 60,
    }

    use = models.CharField(max_length=10, choices=Use, unique=True)
    shortest_minutes = models.PositiveIntegerField(
        default=10, validators=[MinValueValidator(1), MaxValueValidator(A_YEAR)]
    )
    longest_minutes = models.PositiveIntegerField(
        default=28 * 24 * 60, validators=[MinValueValidator(1), MaxValueValidator(A_YEAR)]
    )
    divisor = models.PositiveSmallIntegerField(
        default=12,
        validators=[MinValueValidator(1), MaxValueValidator(1000)],
        help_text=_(
            "12: what has not changed for a year is looked at every month, if the longest time allows it."
        ),
    )

    objects = models.Manager.from_queryset(WatchRuleQuerySet)()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    shortest_minutes__gte=1, longest_minutes__gte=F("shortest_minutes"), divisor__gte=1
                ),
                name="watchrule_times_in_order",
            ),
        ]

    def __str__(self) -> str:
        return self.get_use_display()

    @property
    def shortest(self) -> timedelta:
        return timedelta(minutes=self.shortest_minutes)

    @property
    def longest(self) -> timedelta:
        return timedelta(minutes=self.longest_minutes)


class HostRule(Versioned):
    """How long a host is left in peace between two requests, where the desk's usual gap doesn't suit it."""

    host = models.CharField(
        max_length=255, unique=True, help_text=_("As in its addresses, without www: example.org")
    )
    gap_seconds = models.PositiveIntegerField(validators=[MaxValueValidator(24 * 3600)])
    note = models.CharField(max_length=300, blank=True)

    objects = models.Manager.from_queryset(VersionedQuerySet["HostRule"])()

    class Meta:
        ordering = ["host"]

    def __str__(self) -> str:
        return f"{self.host}: {self.gap_seconds} s"
