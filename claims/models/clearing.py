"""Clearing an article version: checklists, sign-offs bound to the text's hash, and what became of old marks."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claims.models.base import AppendOnly, AppendOnlyQuerySet, Versioned, VersionedQuerySet
from claims.models.claim import Claim


class ChecklistItem(Versioned):
    """A question to be asked of every claim of a kind: "is the date given with its year?". ``kind`` empty: of all."""

    kind = models.CharField(max_length=12, choices=Claim.Kind, blank=True, help_text=_("Empty: every kind."))
    text = models.CharField(max_length=300)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(default=True)

    objects = models.Manager.from_queryset(VersionedQuerySet["ChecklistItem"])()

    class Meta:
        ordering = ["kind", "position", "pk"]
        constraints = [models.UniqueConstraint(fields=["kind", "text"], name="checklistitem_once")]

    def __str__(self) -> str:
        return self.text


class ChecklistTick(models.Model):
    """Somebody saw to an item for a claim. Taking the tick back takes the row away; both are events."""

    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="ticks")
    item = models.ForeignKey(ChecklistItem, on_delete=models.PROTECT, related_name="ticks")
    ticked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    ticked_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["claim", "item"], name="checklisttick_once")]

    def __str__(self) -> str:
        return f"{self.item} ({self.claim_id})"


class SignOffQuerySet(AppendOnlyQuerySet["SignOff"]):
    def standing(self) -> Self:
        """Those that nothing has undone since."""
        return self.filter(lapse__isnull=True)


class SignOff(AppendOnly):
    """A named person cleared exactly this text: ``sha256`` is the version's, and PostgreSQL sees to it."""

    article_version = models.ForeignKey(
        "claims.ArticleVersion", on_delete=models.PROTECT, related_name="sign_offs"
    )
    sha256 = models.CharField(max_length=64)
    signed_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(db_default=Now())
    note = models.TextField(blank=True)
    state_of_work = models.JSONField(default=dict, help_text=_("The lines of the clearance as they stood."))

    objects = models.Manager.from_queryset(SignOffQuerySet)()

    class Meta:
        ordering = ["-signed_at", "-pk"]
        permissions = [("clear_article", "Can sign an article version off")]

    def __str__(self) -> str:
        return gettext("{article_version}, signed by {signed_by}").format(
            article_version=self.article_version, signed_by=self.signed_by
        )


class SignOffLapse(AppendOnly):
    """What undid a sign-off: a re-opened sentence, a new query, a verdict sent back, or the person themselves."""

    sign_off = models.OneToOneField(SignOff, primary_key=True, on_delete=models.PROTECT, related_name="lapse")
    why = models.CharField(max_length=300)
    lapsed_at = models.DateTimeField(db_default=Now())
    lapsed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(why=""), name="signofflapse_says_why")]

    def __str__(self) -> str:
        return self.why


class Reanchoring(models.Model):
    """What became of an earlier version's mark in the next one: kept, moved, changed, or lost until one decides."""

    class Outcome(models.TextChoices):
        KEPT = "kept", _("where it was")
        MOVED = "moved", _("moved")
        CHANGED = "changed", _("its words changed")
        LOST = "lost", _("not found")

    article_version = models.ForeignKey(
        "claims.ArticleVersion", on_delete=models.PROTECT, related_name="reanchorings"
    )
    appearance = models.ForeignKey("claims.Appearance", on_delete=models.PROTECT, related_name="reanchorings")
    outcome = models.CharField(max_length=7, choices=Outcome)
    became = models.OneToOneField(
        "claims.Appearance", null=True, blank=True, on_delete=models.SET_NULL, related_name="came_from"
    )
    settled_as = models.CharField(max_length=200, blank=True, help_text=_("What a person decided about it."))
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["article_version", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["article_version", "appearance"], name="reanchoring_once"),
            models.CheckConstraint(
                condition=Q(settled_by__isnull=True, settled_at__isnull=True, settled_as="")
                | (Q(settled_by__isnull=False, settled_at__isnull=False) & ~Q(settled_as="")),
                name="reanchoring_settled_by_a_person",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display()} in {self.article_version}"
