"""What the desk says among itself about a claim, and what it asks of the outlet that printed it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from claims.models.base import Versioned, VersionedQuerySet


class Comment(models.Model):
    """A remark in the discussion of a claim. It is never reworded; its writer may take it back, and that shows."""

    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="comments")
    answers = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="answered_by"
    )
    text = models.TextField()
    mentions = models.ManyToManyField(settings.AUTH_USER_MODEL, blank=True, related_name="mentioned_in")
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="comments"
    )
    written_at = models.DateTimeField(db_default=Now())
    taken_back_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["claim", "written_at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="comment_says_something")]
        indexes = [
            # The discussion of a claim, oldest first.
            models.Index(fields=["claim", "written_at"], name="comment_by_claim"),
        ]

    def __str__(self) -> str:
        return self.text[:60]


class CorrectionRequest(Versioned):
    """The desk asked an outlet to correct what it printed: whom, when, how, and what came of it."""

    class Outcome(models.TextChoices):
        WAITING = "waiting", _("no answer yet")
        CORRECTED = "corrected", _("corrected")
        PARTLY = "partly", _("corrected in part")
        REFUSED = "refused", _("refused")
        NO_ANSWER = "no_answer", _("never answered")

    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="correction_requests")
    outlet = models.CharField(max_length=200)
    asked_whom = models.CharField(max_length=200, blank=True)
    asked_on = models.DateField()
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(_("what was asked"))
    outcome = models.CharField(max_length=9, choices=Outcome, default=Outcome.WAITING)
    outcome_on = models.DateField(null=True, blank=True)
    proof_url = models.URLField(_("where the correction stands"), max_length=2000, blank=True)

    objects = models.Manager.from_queryset(VersionedQuerySet["CorrectionRequest"])()

    class Meta:
        ordering = ["claim", "asked_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(outcome="waiting", outcome_on__isnull=True)
                | (~Q(outcome="waiting") & Q(outcome_on__isnull=False)),
                name="correctionrequest_outcome_has_a_day",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outlet}: {self.get_outcome_display()}"
