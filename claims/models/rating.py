"""RatingScale and Rating: the newsroom's own words, ordered."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from claims.models.base import SluggedQuerySet, Versioned


class RatingScale(Versioned):
    slug = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=100)
    worst = models.PositiveSmallIntegerField(default=1)
    best = models.PositiveSmallIntegerField(default=5)
    is_default = models.BooleanField(default=False)
    definition = models.TextField(blank=True)

    objects = models.Manager.from_queryset(SluggedQuerySet["RatingScale"])()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_default"], condition=Q(is_default=True), name="ratingscale_one_default"
            ),
            models.CheckConstraint(
                condition=Q(worst__gte=1) & Q(best__gt=models.F("worst")), name="ratingscale_best_above_worst"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.slug,)


class RatingQuerySet(SluggedQuerySet["Rating"]):
    def active(self) -> Self:
        return self.filter(is_active=True)


class Rating(Versioned):
    """One word of a scale. ``number`` is schema.org's ratingValue; null for words that are off the scale."""

    scale = models.ForeignKey(RatingScale, on_delete=models.PROTECT, related_name="ratings")
    slug = models.SlugField(max_length=60, unique=True)
    order = models.PositiveSmallIntegerField(default=0)
    number = models.PositiveSmallIntegerField(null=True, blank=True)
    label = models.CharField(max_length=60)
    label_ko = models.CharField(_("label in Korean"), max_length=60, blank=True)
    line_label = models.CharField(
        max_length=60, blank=True, help_text=_("What an article line says; never exported.")
    )
    definition = models.TextField()
    colour = models.CharField(
        max_length=20, default="neutral", help_text=_("A colour token of the design system.")
    )
    is_active = models.BooleanField(default=True)

    objects = models.Manager.from_queryset(RatingQuerySet)()

    class Meta:
        ordering = ["scale", "order"]
        constraints = [models.UniqueConstraint(fields=["scale", "order"], name="rating_order_once")]

    def __str__(self) -> str:
        return self.label

    def natural_key(self) -> tuple[str]:
        return (self.slug,)
