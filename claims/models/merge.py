"""Merge: a claim became part of another. Split: a part of a claim became one of its own."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.models.base import AppendOnly, AppendOnlyQuerySet


class MergeQuerySet(models.QuerySet["Merge"]):
    def asked(self) -> Self:
        return self.filter(state=Merge.State.ASKED)

    def in_force(self) -> Self:
        return self.filter(state=Merge.State.DONE)


class Merge(models.Model):
    """``claim`` goes into ``into``, with what ``moved`` names: {noun: [key …]}; of notes [key, number before].

    Its steps are kept by PostgreSQL (sql/merging.sql): asked → done or refused; done → undone. Where readers know the
    claim, another person than who asked carries it out.
    """

    class State(models.TextChoices):
        ASKED = "asked", gettext_lazy("waits for a second person")
        DONE = "done", gettext_lazy("merged")
        REFUSED = "refused", gettext_lazy("not merged")
        UNDONE = "undone", gettext_lazy("taken apart again")

    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="merges")
    into = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="merged_in")
    state = models.CharField(max_length=7, choices=State, default=State.ASKED)
    reason = models.TextField()
    is_public = models.BooleanField(default=False, help_text=gettext_lazy("Readers know the claim."))
    moved = models.JSONField(default=dict)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(db_default=Now())
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    decided_at = models.DateTimeField(null=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    undone_at = models.DateTimeField(null=True)
    why = models.TextField(blank=True, help_text=gettext_lazy("Why it was refused, or taken apart again."))

    objects = models.Manager.from_queryset(MergeQuerySet)()

    class Meta:
        ordering = ["-pk"]
        permissions = [("merge_claim", "Can merge and split claims")]
        constraints = [
            models.UniqueConstraint(
                fields=["claim"], condition=Q(state__in=["asked", "done"]), name="merge_one_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(claim=F("into")), name="merge_of_two_claims"),
            models.CheckConstraint(condition=~Q(reason=""), name="merge_has_a_reason"),
            models.CheckConstraint(
                condition=~Q(state__in=["refused", "undone"]) | ~Q(why=""), name="merge_not_done_says_why"
            ),
            models.CheckConstraint(
                condition=Q(state="asked", decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(state="asked") & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="merge_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(state="undone", undone_by__isnull=False, undone_at__isnull=False)
                | (~Q(state="undone") & Q(undone_by__isnull=True, undone_at__isnull=True)),
                name="merge_undone_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["done", "undone"], is_public=True) | ~Q(asked_by=F("decided_by")),
                name="merge_of_published_takes_two",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} → {self.into_id}: {self.get_state_display()}"

    @property
    def record_label(self) -> str:
        return _("merge of claim {claim} into claim {into}").format(claim=self.claim_id, into=self.into_id)


class Split(AppendOnly):
    """``made`` is a new claim with a part of what ``claim`` had; ``moved`` as of a merge."""

    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="splits")
    made = models.OneToOneField("claims.Claim", on_delete=models.PROTECT, related_name="split_from")
    reason = models.TextField()
    moved = models.JSONField(default=dict)
    split_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    split_at = models.DateTimeField(db_default=Now())

    objects = models.Manager.from_queryset(AppendOnlyQuerySet["Split"])()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(claim=F("made")), name="split_of_two_claims"),
            models.CheckConstraint(condition=~Q(reason=""), name="split_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} → {self.made_id}"

    @property
    def record_label(self) -> str:
        return _("split of claim {claim}").format(claim=self.claim_id)
