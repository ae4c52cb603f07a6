"""Corpus: all that is published, as files for whoever works with it. Made piece by piece, shown when it is whole."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from claims.models.job import Job, JobQuerySet


class CorpusQuerySet(JobQuerySet["Corpus"]):
    def whole(self) -> Self:
        """Those that are finished and have their files yet, the newest first."""
        return self.filter(state=Job.State.DONE).exclude(files={}).order_by("-pk")

    def begun_before(self, at: datetime) -> Self:
        return self.filter(created_at__lt=at)


class Corpus(Job):
    """``reached`` is the last claim that is written; ``created_at`` the moment before which nothing can be missing.

    ``files`` are there when it is whole: by name, the size and sha256 of each.
    """

    class File(models.TextChoices):
        LINES = "claims.jsonl.gz", "JSON lines"
        TABLE = "claims.csv.gz", "CSV"
        REVIEWS = "claimreview.json.gz", "ClaimReview"

    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    of_state = models.CharField(max_length=64, help_text=_("A mark of what was published when it was begun."))
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    withdrawn = models.PositiveIntegerField(default=0)
    reviews = models.PositiveIntegerField(default=0)
    reached = models.BigIntegerField(default=0)
    files = models.JSONField(default=dict, blank=True)

    objects = models.Manager.from_queryset(CorpusQuerySet)()

    class Meta:
        ordering = ["-pk"]
        verbose_name = _("export of all that is published")
        verbose_name_plural = _("exports of all that is published")
        constraints = [
            models.UniqueConstraint(
                fields=["state"], condition=Q(state="pending"), name="corpus_one_at_a_time"
            ),
        ]
        indexes = [
            # The dispatcher: pending rows by due time.
            models.Index(fields=["due_at", "id"], condition=Q(state="pending"), name="corpus_pending"),
        ]

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M}"


class CorpusPiece(models.Model):
    """Bytes of a file from ``start`` on, compressed for themselves: one after another they are one file."""

    corpus = models.ForeignKey(Corpus, on_delete=models.CASCADE, related_name="pieces")
    file = models.CharField(max_length=20, choices=Corpus.File)
    start = models.BigIntegerField()
    size = models.PositiveIntegerField()
    body = models.BinaryField()

    class Meta:
        ordering = ["corpus", "file", "start"]
        constraints = [
            models.UniqueConstraint(fields=["corpus", "file", "start"], name="corpuspiece_once"),
        ]

    def __str__(self) -> str:
        return f"{self.file} from {self.start}"
