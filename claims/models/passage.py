"""Passage: a sentence or two of what a source says now, by which evidence is suggested; and what was refused."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now

from claims.models.base import AppendOnly, AppendOnlyQuerySet


class PassageReadingQuerySet(models.QuerySet["PassageReading"]):
    def waiting(self) -> Self:
        return self.filter(is_read=False).order_by("pk")


class PassageReading(models.Model):
    """Which capture of a source is, or is to be, cut into passages: the first good one that says what it says now."""

    source = models.OneToOneField(
        "claims.Source", primary_key=True, on_delete=models.PROTECT, related_name="passage_reading"
    )
    snapshot = models.ForeignKey("claims.Snapshot", on_delete=models.PROTECT, related_name="+")
    is_read = models.BooleanField(default=False)

    objects = models.Manager.from_queryset(PassageReadingQuerySet)()

    class Meta:
        default_permissions = ()
        indexes = [
            # The background work: what is still to be cut.
            models.Index(fields=["source"], condition=Q(is_read=False), name="passagereading_waiting"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id}: {self.snapshot_id}"


class Passage(models.Model):
    """``start``–``end`` (code points, end exclusive) of the capture's text; ``words`` are stems as in matching."""

    source = models.ForeignKey("claims.Source", on_delete=models.PROTECT, related_name="passages")
    snapshot = models.ForeignKey("claims.Snapshot", on_delete=models.PROTECT, related_name="passages")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    words = ArrayField(models.TextField())

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=Q(start__lt=F("end")), name="passage_not_empty"),
        ]
        indexes = [
            # Evidence suggestions: passages that hold a rare word of the claim.
            GinIndex(fields=["words"], name="passage_by_word"),
        ]

    def __str__(self) -> str:
        return f"{self.source_id}: {self.start}–{self.end}"


class PassageRefusal(AppendOnly):
    """Somebody said that these words of a source don't bear on the claim: they are not offered for it again."""

    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="passage_refusals")
    source = models.ForeignKey("claims.Source", on_delete=models.PROTECT, related_name="+")
    words_sha256 = models.CharField(max_length=64)
    refused_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    refused_at = models.DateTimeField(db_default=Now())

    objects = models.Manager.from_queryset(AppendOnlyQuerySet["PassageRefusal"])()

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["claim", "source", "words_sha256"], name="passagerefusal_once"),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id}: {self.source_id}"
