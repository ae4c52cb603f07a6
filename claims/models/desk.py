"""How the desk works: its few settings, and who may know a protected source."""

from __future__ import annotations

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claims.models.base import Versioned, VersionedQuerySet
from claims.text import language_tags


class DeskSettingsQuerySet(VersionedQuerySet["DeskSettings"]):
    def current(self) -> DeskSettings:
        """The desk's settings; those of a desk that never changed any are not stored yet."""
        return self.first() or DeskSettings()


def published_languages() -> list[str]:
    """Those of a desk that never said otherwise: its own, and that of the demonstration."""
    return list(dict.fromkeys([settings.DESK_LANGUAGE, "ko"]))


def _language_tags(told: object) -> None:
    if not language_tags.are_tags(told):
        raise ValidationError(_("Give language tags such as en, ko or pt-BR, by commas and none twice."))


class DeskSettings(Versioned):
    """One row. What an installation may want otherwise, and an admin may change without a restart."""

    is_the_one = models.BooleanField(default=True, unique=True, editable=False)
    blind_assessments = models.BooleanField(
        _("blind rating"),
        default=False,
        help_text=_("Nobody sees another’s assessment before giving their own."),
    )
    review_hours = models.PositiveSmallIntegerField(
        _("hours until a hiding is reviewed"), default=24, help_text=_("By a second person.")
    )
    preview_days = models.PositiveSmallIntegerField(_("days that a preview link lives"), default=7)
    personal_days = models.PositiveSmallIntegerField(
        _("days that a reader’s name and address are kept"), default=90
    )
    contact_hours = models.PositiveSmallIntegerField(
        _("hours that a claimant is given to answer"), default=48
    )

    languages = models.JSONField(
        _("languages that the desk publishes in"),
        default=published_languages,
        validators=[_language_tags],
        help_text=_("Their tags by commas: en, ko, pt-BR. The first is that of the ratings’ own labels."),
    )

    # How sentences and matches are judged: what is empty is as the desk came (services.judging, claims/text).
    check_weights = models.JSONField(
        default=dict, blank=True, help_text=_("{reason: weight}, where changed.")
    )
    check_threshold = models.FloatField(null=True, blank=True)
    match_strong = models.FloatField(null=True, blank=True)
    match_possible = models.FloatField(null=True, blank=True)

    objects = models.Manager.from_queryset(DeskSettingsQuerySet)()

    class Meta:
        verbose_name = verbose_name_plural = _("desk settings")
        constraints = [
            models.CheckConstraint(condition=Q(is_the_one=True), name="desksettings_one_row"),
            models.CheckConstraint(
                condition=(
                    Q(check_threshold__isnull=True) | Q(check_threshold__gte=0.01, check_threshold__lte=0.99)
                )
                & (Q(match_strong__isnull=True) | Q(match_strong__gte=0.01, match_strong__lte=0.99))
                & (Q(match_possible__isnull=True) | Q(match_possible__gte=0.01, match_possible__lte=0.99)),
                name="desksettings_thresholds_in_bounds",
            ),
        ]

    def __str__(self) -> str:
        return gettext("desk settings")


class SourceAccess(models.Model):
    """This person may know who a protected source is. Who let them know, when and why, is on record; how often they
    looked is counted. While the source is protected, PostgreSQL refuses to take the last one away."""

    source = models.ForeignKey("claims.Source", on_delete=models.PROTECT, related_name="access")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="source_access"
    )
    granted_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    granted_at = models.DateTimeField(db_default=Now())
    reason = models.CharField(max_length=300, blank=True)
    looks = models.PositiveIntegerField(default=0, help_text="How often this person was shown who it is.")
    last_looked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "person"], name="sourceaccess_once"),
        ]

    def __str__(self) -> str:
        return gettext("{person} knows source {source_id}").format(
            person=self.person, source_id=self.source_id
        )
