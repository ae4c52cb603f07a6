"""Batch: long work that somebody asked for, with its progress: a bulk action, an import, an export."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from claims.models.job import Job, JobQuerySet


class Batch(Job):
    """``plan`` says what to do, ``payload`` holds an uploaded file, ``output`` a made one. ``report`` is what came of
    it: rows that were refused, by line and column, with the reason.

    A batch is *drafted* (previewed, nothing done) until it is confirmed; only then is it due.
    """

    class Kind(models.TextChoices):
        ACTION = "action", _("bulk action")
        IMPORT = "import", _("import")
        EXPORT = "export", _("export")
        FIXTURE = "fixture", _("fixture")
        CHECKS = "checks", _("fact-checks of others")

    kind = models.CharField(max_length=7, choices=Kind)
    name = models.CharField(max_length=200)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="batches")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    plan = models.JSONField(default=dict)
    payload = models.BinaryField(null=True, blank=True)
    payload_name = models.CharField(max_length=200, blank=True)
    output = models.BinaryField(null=True, blank=True)
    output_name = models.CharField(max_length=200, blank=True)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    report = models.JSONField(default=dict)
    cancel_asked_at = models.DateTimeField(null=True, blank=True)

    objects = models.Manager.from_queryset(JobQuerySet["Batch"])()

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = _("batches")
        permissions = [
            ("import_rows", "Can import claims and sources"),
            ("load_fixture", "Can load fixtures in the browser"),
        ]
        indexes = [
            # The dispatcher: confirmed rows by due time.
            models.Index(
                fields=["due_at", "id"],
                condition=Q(state="pending", confirmed_at__isnull=False),
                name="batch_pending",
            ),
            # A person's own batches.
            models.Index(fields=["asked_by", "-id"], name="batch_by_person"),
        ]

    def __str__(self) -> str:
        return self.name
