"""ArchiveJob (a Job) → ArchiveCopy: a copy of a source in a public web archive, for when the source itself is gone."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claims.models.base import AppendOnly, AppendOnlyQuerySet
from claims.models.job import Job, JobQuerySet


class Archive(models.TextChoices):
    WAYBACK = "wayback", _("Wayback Machine")
    PERMA = "perma", _("Perma.cc")


class ArchiveJob(Job):
    """Ask an archive for a copy of a source. It yields one copy row, failures included."""

    source = models.ForeignKey("claims.Source", on_delete=models.PROTECT, related_name="archive_jobs")
    archive = models.CharField(max_length=8, choices=Archive)
    snapshot = models.ForeignKey(
        "claims.Snapshot",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="archive_jobs",
        help_text=_("The capture that called for it."),
    )

    objects = models.Manager.from_queryset(JobQuerySet["ArchiveJob"])()

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["source", "archive"], condition=Q(state="pending"), name="archivejob_one_pending"
            ),
        ]
        indexes = [
            # The dispatcher: pending rows by due time.
            models.Index(fields=["due_at", "id"], condition=Q(state="pending"), name="archivejob_pending"),
        ]

    def __str__(self) -> str:
        return f"{self.get_archive_display()}: {self.source}"


class ArchiveCopyQuerySet(AppendOnlyQuerySet["ArchiveCopy"]):
    def made(self) -> Self:
        return self.filter(failure="").exclude(url="")


class ArchiveCopy(AppendOnly):
    """What an archive answered: the address of a copy and when it was taken, or why there is none."""

    job = models.OneToOneField(
        ArchiveJob, null=True, blank=True, on_delete=models.PROTECT, related_name="copy"
    )
    source = models.ForeignKey("claims.Source", on_delete=models.PROTECT, related_name="archive_copies")
    archive = models.CharField(max_length=8, choices=Archive)
    url = models.CharField(max_length=2000, blank=True)
    archived_at = models.DateTimeField(null=True, blank=True)
    asked_at = models.DateTimeField(db_default=Now())
    failure = models.CharField(max_length=24, blank=True)
    detail = models.CharField(max_length=500, blank=True)

    objects = models.Manager.from_queryset(ArchiveCopyQuerySet)()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        verbose_name_plural = _("archive copies")
        indexes = [
            # A source's copies, newest first.
            models.Index(fields=["source", "-asked_at"], name="archivecopy_by_source"),
        ]

    def __str__(self) -> str:
        return self.url or gettext("no copy: {detail}").format(detail=self.detail)
