"""RatingScale and Rating: the newsroom's own words, ordered."""

from __future__ import annotations

from typing import Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.lookups import Exact
from django.utils.translation import gettext_lazy as _

from claims.models.base import SluggedQuerySet, Versioned
from claims.text import language_tags


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


def _words_by_language(told: object) -> None:
    if not language_tags.are_words(told):
        raise ValidationError(_("Give one word of at most 60 characters for each language."))


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
    labels = models.JSONField(
        _("labels in other languages"), default=dict, blank=True, validators=[_words_by_language]
    )
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
        constraints = [
            models.UniqueConstraint(fields=["scale", "order"], name="rating_order_once"),
            models.CheckConstraint(
                condition=Exact(
                    models.Func("labels", function="jsonb_typeof", output_field=models.TextField()),
                    models.Value("object"),
                ),
                name="rating_labels_by_language",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def natural_key(self) -> tuple[str]:
        return (self.slug,)
