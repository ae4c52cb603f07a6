"""Topic: a subject, a beat of the newsroom, or a series that claims and articles belong to."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from claims.models.base import SluggedQuerySet, Versioned


class Topic(Versioned):
    class Kind(models.TextChoices):
        TOPIC = "topic", _("topic")
        BEAT = "beat", _("beat")
        SERIES = "series", _("series")

    slug = models.SlugField(max_length=120, unique=True)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=6, choices=Kind, default=Kind.TOPIC)
    note = models.TextField(blank=True)
    is_public = models.BooleanField(
        _("for readers"),
        default=False,
        help_text=_("Readers see its name, and can narrow the fact-checks down to it."),
    )

    objects = models.Manager.from_queryset(SluggedQuerySet["Topic"])()

    class Meta:
        ordering = ["kind", "name"]
        constraints = [models.UniqueConstraint(fields=["kind", "name"], name="topic_name_once")]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.slug,)
