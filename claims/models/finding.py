"""Finding: the stored outcome of one check. Dismissal: a person's word on it, until the finding changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Case, Exists, OuterRef, Q, Subquery, When
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from claims.models.base import AppendOnly, AppendOnlyQuerySet

if TYPE_CHECKING:
    from claims.models.claim import Claim
    from claims.models.source import Source


class FindingQuerySet(AppendOnlyQuerySet["Finding"]):
    def with_dismissal(self) -> Self:
        """Adds ``is_dismissed``: whether somebody dismissed exactly what was found, for this evidence."""
        dismissed = Dismissal.objects.filter(
            fingerprint=OuterRef("fingerprint"),
            check_id=OuterRef("check_id"),
            source=OuterRef("snapshot__source"),
        )
        return self.annotate(is_dismissed=Exists(dismissed))

    def undismissed(self) -> Self:
        return self.with_dismissal().filter(is_dismissed=False)

    def current(self) -> Self:
        """For each check, source and piece of evidence the latest finding that knows something.

        “Not known” stands only where nothing was ever known: a capture that failed takes no trouble away. Filters
        by claim, source or evidence go before this, filters by what was found after it.
        """
        is_unknown = Case(When(outcome=Finding.Outcome.UNKNOWN, then=1), default=0)
        one_of_each = ("snapshot__source_id", "check_id", "evidence_id")
        latest = self.order_by(*one_of_each, is_unknown, "-pk").distinct(*one_of_each)
        return self.filter(pk__in=Subquery(latest.values("pk")))

    def of_source(self, source: Source) -> Self:
        return self.filter(snapshot__source=source)

    def bearing_on(self, claim: Claim) -> Self:
        """What was found about the claim's evidence, and about the sources it was taken from."""
        sources = claim.evidence.exclude(source=None).values("source")
        return self.filter(Q(evidence__claim=claim) | Q(evidence=None, snapshot__source__in=sources))

    def failed(self) -> Self:
        return self.filter(outcome=Finding.Outcome.FAIL)


class Finding(AppendOnly):
    """``fingerprint`` names what was found (check, evidence, reason, the words concerned), not when: the same
    trouble in the next snapshot has the same fingerprint. ``spans`` are [start, end] in the snapshot's text."""

    class Outcome(models.TextChoices):
        PASS = "pass", _("pass")
        WARN = "warn", _("warning")
        FAIL = "fail", _("fail")
        UNKNOWN = "unknown", _("not known")

    check_id = models.CharField(max_length=40)  # no choices: a new check needs no migration
    snapshot = models.ForeignKey("claims.Snapshot", on_delete=models.PROTECT, related_name="findings")
    evidence = models.ForeignKey(
        "claims.Evidence", null=True, blank=True, on_delete=models.PROTECT, related_name="findings"
    )
    outcome = models.CharField(max_length=7, choices=Outcome)
    reason = models.CharField(max_length=40)
    sentence = models.CharField(max_length=500, help_text=_("For a journalist, in one sentence."))
    details = models.JSONField(default=dict)
    spans = models.JSONField(default=list)
    fingerprint = models.CharField(max_length=64)
    found_at = models.DateTimeField(db_default=Now())

    objects = models.Manager.from_queryset(FindingQuerySet)()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["check_id", "snapshot", "evidence"],
                nulls_distinct=False,
                name="finding_once_for_each_check",
            )
        ]
        indexes = [
            # Beside each piece of evidence: what the checks found, newest first.
            models.Index(fields=["evidence", "-id"], name="finding_by_evidence"),
        ]

    def __str__(self) -> str:
        return f"{self.check_id}: {self.get_outcome_display()}"


class Dismissal(AppendOnly):
    check_id = models.CharField(max_length=40)
    fingerprint = models.CharField(max_length=64)
    source = models.ForeignKey("claims.Source", on_delete=models.PROTECT, related_name="dismissals")
    finding = models.ForeignKey(Finding, on_delete=models.PROTECT, related_name="dismissals")
    reason = models.TextField()
    dismissed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    dismissed_at = models.DateTimeField(db_default=Now())

    objects = models.Manager.from_queryset(AppendOnlyQuerySet["Dismissal"])()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "check_id", "fingerprint"], name="dismissal_once"),
        ]
        permissions = [("dismiss_finding", "Can dismiss findings")]

    def __str__(self) -> str:
        return f"{self.check_id} dismissed: {self.reason}"
