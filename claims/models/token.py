"""ApiToken: what a program shows to act for a member of the desk. FirstAnswer: what a repeated request is told."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def alive(self) -> Self:
        return self.filter(revoked_at=None, expires_at__gt=Now())


class ApiToken(models.Model):
    """The token itself is known to its owner alone: here stand its hash, and its first letters to tell it by."""

    class Scope(models.TextChoices):
        READ = "read", _("read the desk")
        MARK = "mark", _("bring in articles, mark and edit claims, claimants and queries")
        EVIDENCE = "evidence", _("add and edit sources and evidence, dismiss findings")
        ASSESS = "assess", _("assess claims, and take part in their discussion")
        DRAFT = "draft", _("draft, submit, take back and discard verdicts")
        PUBLISH = "publish", _("approve, send back, publish and withdraw verdicts, resolve alerts")
        TRIAGE = "triage", _("read and decide what readers sent in")
        WEBHOOKS = "webhooks", _("say who is told by webhook")

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="api_tokens")
    name = models.CharField(max_length=80, help_text=_("What it is for: the CMS, my script."))
    token_sha256 = models.CharField(max_length=64, unique=True, editable=False)
    first_letters = models.CharField(max_length=12, editable=False)
    scopes = ArrayField(models.CharField(max_length=10, choices=Scope))
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_at = models.DateTimeField(null=True, blank=True, editable=False)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = models.Manager.from_queryset(ApiTokenQuerySet)()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("API token")
        verbose_name_plural = _("API tokens")
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="apitoken_has_a_name"),
            models.CheckConstraint(condition=~Q(scopes=[]), name="apitoken_may_something"),
            models.CheckConstraint(condition=Q(expires_at__gt=F("created_at")), name="apitoken_expires"),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="apitoken_revoked_by_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.first_letters}…)"

    def stands(self, at: datetime) -> str:
        """How it stands at this moment: *open*, *expired* or *revoked*."""
        if self.revoked_at:
            return "revoked"
        return "open" if self.expires_at > at else "expired"


class FirstAnswer(models.Model):
    """What was answered to the first request with this key: a repetition is told the same, and does nothing.

    Written in the transaction of what was done, so that either both are there or neither.
    """

    token = models.ForeignKey(ApiToken, on_delete=models.CASCADE, related_name="first_answers")
    key = models.CharField(max_length=255)
    request_sha256 = models.CharField(max_length=64, help_text=_("Of method, address and body."))
    status = models.PositiveSmallIntegerField()
    headers = models.JSONField(default=dict)
    body = models.TextField()
    answered_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["token", "key"], name="firstanswer_once_for_each_key")]
        indexes = [
            # Forgetting what is older than a day.
            models.Index(fields=["answered_at"], name="firstanswer_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.key}: {self.status}"
