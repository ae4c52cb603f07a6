"""Match: two claims that may be one, or bear on each other, and what a person decided about it."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from claims.models.base import Versioned, VersionedQuerySet


class MatchQuerySet(VersionedQuerySet["Match"]):
    def about(self, claim_pk: int) -> Self:
        return self.filter(Q(claim=claim_pk) | Q(other=claim_pk))

    def confirmed(self) -> Self:
        return self.filter(state=Match.State.CONFIRMED)


class Match(Versioned):
    """``claim`` is the one with the lower key, so that a pair stands here once. A refused pair is not offered again."""

    class State(models.TextChoices):
        CONFIRMED = "confirmed", _("confirmed")
        REFUSED = "refused", _("refused")
        UNDONE = "undone", _("undone")

    class Relation(models.TextChoices):
        SAME = "same", _("the same claim")
        RELATED = "related", _("related")

    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="matches")
    other = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="matched_by")
    relation = models.CharField(max_length=7, choices=Relation, default=Relation.RELATED)
    state = models.CharField(max_length=9, choices=State)
    score = models.FloatField(null=True, blank=True, help_text=_("How alike they were found, 0 to 1."))
    differences = models.JSONField(default=list, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    objects = models.Manager.from_queryset(MatchQuerySet)()

    class Meta:
        ordering = ["claim", "pk"]
        verbose_name_plural = _("matches")
        constraints = [
            models.UniqueConstraint(fields=["claim", "other"], name="match_pair_once"),
            models.CheckConstraint(condition=Q(claim__lt=F("other")), name="match_lower_key_first"),
        ]

    def __str__(self) -> str:
        return f"{self.claim_id} and {self.other_id}: {self.get_relation_display()}, {self.state}"


class ExternalMatchQuerySet(VersionedQuerySet["ExternalMatch"]):
    def standing(self) -> Self:
        """What somebody said and nobody took back."""
        return self.exclude(state=Match.State.UNDONE)


class ExternalMatch(Versioned):
    """What a person decided about a claim and a fact-check of another publisher; a refused one is not offered again."""

    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="external_matches")
    external_check = models.ForeignKey(
        "claims.ExternalCheck", on_delete=models.PROTECT, related_name="matches"
    )
    relation = models.CharField(max_length=7, choices=Match.Relation, default=Match.Relation.RELATED)
    state = models.CharField(max_length=9, choices=Match.State)
    score = models.FloatField(null=True, blank=True, help_text=_("How alike they were found, 0 to 1."))
    differences = models.JSONField(default=list, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField()

    objects = models.Manager.from_queryset(ExternalMatchQuerySet)()

    class Meta:
        ordering = ["claim", "pk"]
        default_permissions = ()
        verbose_name_plural = _("external matches")
        constraints = [
            models.UniqueConstraint(fields=["claim", "external_check"], name="externalmatch_pair_once"),
        ]

    def __str__(self) -> str:
        return (
            f"{self.claim_id} and check {self.external_check_id}: {self.get_relation_display()}, {self.state}"
        )
