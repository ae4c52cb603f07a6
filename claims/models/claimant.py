"""Claimant: a person or an organisation that makes claims."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from claims.models.base import SluggedQuerySet, Versioned


class Claimant(Versioned):
    class Kind(models.TextChoices):
        PERSON = "person", _("person")
        ORGANISATION = "organisation", _("organisation")

    slug = models.SlugField(max_length=100, unique=True)
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.PERSON)
    name = models.CharField(max_length=200)
    native_name = models.CharField(max_length=200, blank=True, help_text=_("The name in its own script."))
    role = models.CharField(
        max_length=300,
        blank=True,
        help_text=_("Role when the claims were made; a claim may carry another one."),
    )
    country = models.CharField(max_length=2, blank=True, help_text=_("ISO 3166-1 alpha-2, for example KR."))
    same_as = models.JSONField(
        default=list, blank=True, help_text=_("Addresses of the same person elsewhere.")
    )
    forms = models.JSONField(default=list, blank=True, help_text=_("The words by which articles name them."))
    source = models.ForeignKey(
        "claims.Source", null=True, blank=True, on_delete=models.SET_NULL, related_name="supports_claimants"
    )
    note = models.TextField(blank=True)

    objects = models.Manager.from_queryset(SluggedQuerySet["Claimant"])()

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def natural_key(self) -> tuple[str]:
        return (self.slug,)
