"""Evidence: a source's passage bearing on a claim, anchored in a snapshot once there is one."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from claims.models.base import SluggedQuerySet, Versioned


class EvidenceQuerySet(SluggedQuerySet["Evidence"]):
    def passages(self) -> Self:
        return self.filter(form=Evidence.Form.PASSAGE)

    def captured(self) -> Self:
        return self.filter(snapshot__isnull=False)

    def unanchored(self) -> Self:
        return self.passages().filter(snapshot__isnull=True)

    def with_source(self) -> Self:
        return self.select_related("source", "source__origin", "snapshot")


class Evidence(Versioned):
    class Form(models.TextChoices):
        PASSAGE = "passage", _("passage of a source")
        NEGATIVE_SEARCH = "negative_search", _("negative search")

    class Stance(models.TextChoices):
        SUPPORTS = "supports", _("supports")
        REFUTES = "refutes", _("refutes")
        QUALIFIES = "qualifies", _("qualifies")
        CONTEXT = "context", _("context")
        OUTCOME = "outcome", _("outcome")

    class Weight(models.TextChoices):
        SOLE = "sole", _("sole")
        KEY = "key", _("key")
        SUPPORTING = "supporting", _("supporting")

    slug = models.SlugField(max_length=120, unique=True)
    claim = models.ForeignKey("claims.Claim", on_delete=models.PROTECT, related_name="evidence")
    source = models.ForeignKey(
        "claims.Source", null=True, blank=True, on_delete=models.PROTECT, related_name="evidence"
    )
    form = models.CharField(max_length=15, choices=Form, default=Form.PASSAGE)
    stance = models.CharField(max_length=9, choices=Stance)
    weight = models.CharField(max_length=10, choices=Weight, default=Weight.SUPPORTING)
    quote = models.TextField(blank=True, help_text=_("The words of the source, exactly."))
    translation = models.TextField(blank=True)
    translator = models.CharField(max_length=200, blank=True)
    summary = models.TextField(blank=True, help_text=_("What the source says, in our own words."))
    note = models.TextField(blank=True)
    as_of = models.CharField(max_length=40, blank=True, help_text=_("EDTF; when the source said so."))
    is_hindsight = models.BooleanField(default=False, help_text=_("It postdates the claim."))
    transcription = models.CharField(
        max_length=300,
        blank=True,
        help_text=_("How the words were taken over when they were not selected in a snapshot of this desk."),
    )
    snapshot = models.ForeignKey(
        "claims.Snapshot", null=True, blank=True, on_delete=models.PROTECT, related_name="evidence"
    )
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    prefix = models.CharField(max_length=64, blank=True)
    suffix = models.CharField(max_length=64, blank=True)
    searched_where = models.CharField(max_length=300, blank=True)
    searched_words = models.CharField(max_length=300, blank=True)
    searched_on = models.DateField(null=True, blank=True)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = models.Manager.from_queryset(EvidenceQuerySet)()

    class Meta:
        ordering = ["claim", "slug"]
        verbose_name_plural = _("evidence")
        constraints = [
            models.CheckConstraint(
                condition=Q(form="passage", source__isnull=False) & ~Q(quote="")
                | Q(form="negative_search", searched_on__isnull=False)
                & ~Q(searched_where="")
                & ~Q(searched_words=""),
                name="evidence_has_a_quote_or_a_search",
            ),
            models.CheckConstraint(
                condition=Q(snapshot__isnull=True, start__isnull=True, end__isnull=True)
                | Q(snapshot__isnull=False, start__isnull=False, end__isnull=False, start__lt=F("end")),
                name="evidence_anchor_is_whole",
            ),
        ]

    def __str__(self) -> str:
        """By its words, unless these could lead to a protected source."""
        if self.source is not None and self.source.is_sensitive:
            return f"{self.get_stance_display()}: {self.source.public_wording}"
        return f"{self.get_stance_display()}: {self.quote or self.searched_words}"

    @property
    def record_label(self) -> str:
        """How the record names it, for good."""
        return str(self)

    def natural_key(self) -> tuple[str]:
        return (self.slug,)
