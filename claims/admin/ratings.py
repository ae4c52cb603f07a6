"""The desk's own words for its verdicts."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from claims.admin.base import DeskAdmin, DeskForm
from claims.admin.words_by_language import WordsField
from claims.models import DeskSettings, Rating, RatingScale
from claims.services import keeping
from claims.templatetags.desk import rating_badge


class KeptAdmin(DeskAdmin):
    """A record that services.keeping adds and edits."""

    model: type[Rating] | type[RatingScale]

    def add(self, *, by: Any, **fields: Any) -> models.Model:
        return keeping.add(self.model, by=by, **fields)

    def edit(self, thing: Any, *, version: int, by: Any, **fields: Any) -> None:
        keeping.edit(thing, version=version, by=by, **fields)


class RatingForm(DeskForm):
    labels = WordsField(
        required=False,
        label=_("Labels in other languages"),
        help_text=_(
            "One for each language that the desk publishes in; without one, readers meet the label above."
        ),
    )

    instance: Rating

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = self.fields.get("labels")
        if isinstance(words, WordsField):  # there is none where the person may only look
            published = DeskSettings.objects.current().languages[1:]
            words.in_languages(list(dict.fromkeys([*published, *self.instance.labels])))


@admin.register(Rating)
class RatingAdmin(KeptAdmin):
    form = RatingForm
    list_display = ("shown", "number", "line_label", "definition", "is_active")
    list_select_related = ("scale",)
    list_filter = ("is_active",)
    search_fields = ("label", "labels", "slug")
    fields = (
        "scale", ("slug", "order", "number"), ("label", "line_label"), "labels", "definition",
        ("colour", "is_active"),
    )  # fmt: skip

    @admin.display(description=_("rating"), ordering="order")
    def shown(self, rating: Rating) -> SafeString:
        return rating_badge(rating)


@admin.register(RatingScale)
class RatingScaleAdmin(KeptAdmin):
    list_display = ("name", "worst", "best", "is_default")
    search_fields = ("name",)
