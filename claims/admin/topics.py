"""Topics, beats and series, and the choice of them on a claim's and an article's form."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from claims.admin.base import DeskAdmin
from claims.models import Article, Claim, Topic
from claims.services import keeping


@admin.register(Topic)
class TopicAdmin(DeskAdmin):
    list_display = ("name", "kind", "is_public", "claims_in_it", "articles_in_it")
    list_filter = ("kind",)
    search_fields = ("name",)
    fields = ("name", "slug", "kind", "is_public", "note")
    prepopulated_fields = {"slug": ("name",)}

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return {} if obj else self.prepopulated_fields

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        rows: models.QuerySet[Any] = super().get_queryset(request)
        counted: models.QuerySet[Any] = rows.annotate(
            claims_count=_how_many(Claim), articles_count=_how_many(Article)
        )
        return counted

    @admin.display(description=gettext_lazy("claims"))
    def claims_in_it(self, topic: Any) -> SafeString:
        return _link("claim", topic, topic.claims_count)

    @admin.display(description=gettext_lazy("articles"))
    def articles_in_it(self, topic: Any) -> SafeString:
        return _link("article", topic, topic.articles_count)

    def add(self, *, by: Any, **fields: Any) -> models.Model:
        return keeping.add(Topic, by=by, **fields)

    def edit(self, thing: Any, *, version: int, by: Any, **fields: Any) -> None:
        keeping.edit(thing, version=version, by=by, **fields)


def _how_many(model: Any) -> Coalesce:
    """How many a topic has, each counted apart: claims joined with articles are as many rows as both multiplied."""
    sorted_in = model.topics.through.objects.filter(topic=OuterRef("pk")).order_by().values("topic")
    return Coalesce(Subquery(sorted_in.annotate(n=Count("pk")).values("n")), 0)


def _link(noun: str, topic: Topic, count: int) -> SafeString:
    address = reverse(f"admin:claims_{noun}_changelist")
    return format_html('<a href="{}?topics__id__exact={}">{}</a>', address, topic.pk, count)
