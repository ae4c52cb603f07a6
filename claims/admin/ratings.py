"""The desk's own words for its verdicts."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from claims.admin.base import DeskAdmin
from claims.models import Rating, RatingScale
from claims.services import keeping
from claims.templatetags.desk import rating_badge


class KeptAdmin(DeskAdmin):
    """A record that services.keeping adds and edits."""

    model: type[Rating] | type[RatingScale]

    def add(self, *, by: Any, **fields: Any) -> models.Model:
        return keeping.add(self.model, by=by, **fields)

    def edit(self, thing: Any, *, version: int, by: Any, **fields: Any) -> None:
        keeping.edit(thing, version=version, by=by, **fields)


@admin.register(Rating)
class RatingAdmin(KeptAdmin):
    list_display = ("shown", "number", "line_label", "definition", "is_active")
    list_select_related = ("scale",)
    list_filter = ("is_active",)
    search_fields = ("label", "label_ko", "slug")
    fields = (
        "scale", ("slug", "order", "number"), ("label", "label_ko", "line_label"), "definition",
        ("colour", "is_active"),
    )  # fmt: skip

    @admin.display(description=_("rating"), ordering="order")
    def shown(self, rating: Rating) -> SafeString:
        return rating_badge(rating)


@admin.register(RatingScale)
class RatingScaleAdmin(KeptAdmin):
    list_display = ("name", "worst", "best", "is_default")
    search_fields = ("name",)
