"""Assessment: one reviewer's own annotation of one claim. ContactAttempt: trying to reach the claimant."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from claims.models.base import Versioned, VersionedQuerySet
from claims.models.desk import DeskSettings


class AssessmentQuerySet(VersionedQuerySet["Assessment"]):
    def visible_to(self, person: Any) -> Self:
        """All of them; if the desk rates blindly, others' only where this person has given their own."""
        if not DeskSettings.objects.current().blind_assessments:
            return self
        own = Assessment.objects.filter(claim=OuterRef("claim"), reviewer=person.pk)
        return self.filter(Exists(own))


class Assessment(Versioned):
    class Confidence(models.TextChoices):
        LOW = "low", _("low")
        MEDIUM = "medium", _("medium")
        HIGH = "high", _("high")

    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="assessments")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="assessments"
    )
    rating = models.ForeignKey("claims.Rating", on_delete=models.PROTECT, related_name="+")
    confidence = models.CharField(max_length=6, choices=Confidence, default=Confidence.MEDIUM)
    reasoning = models.TextField()
    notes = models.TextField(blank=True)

    objects = models.Manager.from_queryset(AssessmentQuerySet)()

    class Meta:
        ordering = ["claim", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["claim", "reviewer"], name="assessment_one_for_each_reviewer")
        ]

    def __str__(self) -> str:
        return f"{self.reviewer}: {self.rating}"


class ContactAttempt(Versioned):
    """Trying to reach the claimant: the letter as it went out, until when they were asked to answer, and the reply,
    word for word."""

    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="contact_attempts")
    channel = models.CharField(max_length=100, help_text=_("E-mail, telephone, press office …"))
    contacted_at = models.DateTimeField(db_default=Now())
    outcome = models.TextField()
    contacted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    recipient = models.CharField(max_length=200, blank=True, help_text=_("Who was written to or called."))
    letter = models.TextField(blank=True, help_text=_("As it was sent."))
    answer_by = models.DateTimeField(_("deadline"), null=True, blank=True)
    reply = models.TextField(blank=True, help_text=_("Word for word."))
    replied_at = models.DateTimeField(null=True, blank=True)

    objects = models.Manager.from_queryset(VersionedQuerySet["ContactAttempt"])()

    class Meta:
        ordering = ["claim", "contacted_at"]
        constraints = [models.CheckConstraint(condition=~Q(channel=""), name="contactattempt_has_a_channel")]

    def __str__(self) -> str:
        return f"{self.channel}: {self.outcome[:60]}"
