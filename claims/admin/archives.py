"""What web archives were asked for, and what they answered."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.admin.base import ReadOnlyAdmin
from claims.models import ArchiveCopy, ArchiveJob
from claims.text import archives


class WhatCameOfIt(admin.SimpleListFilter):
    title = gettext_lazy("what came of it")
    parameter_name = "came"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, str]]:
        return [("copy", _("a copy")), ("none", "none")]

    def queryset(self, request: Any, queryset: Any) -> Any:
        match self.value():
            case "copy":
                return queryset.made()
            case "none":
                return queryset.exclude(failure="")
        return queryset


@admin.register(ArchiveCopy)
class ArchiveCopyAdmin(ReadOnlyAdmin):
    list_display = ("source", "archive", "archived_at", "what_came_of_it", "asked_at")
    list_select_related = ("source",)
    list_filter = ("archive", WhatCameOfIt)
    search_fields = ("url",)
    fields = ("source", "archive", "what_came_of_it", "archived_at", "asked_at", "detail")
    readonly_fields = ("what_came_of_it",)

    @admin.display(description=gettext_lazy("what came of it"))
    def what_came_of_it(self, copy: ArchiveCopy) -> SafeString | str:
        if copy.failure:
            return archives.describe(copy.failure)
        return format_html('<a href="{}" rel="external noreferrer">{}</a>', copy.url, copy.url)


@admin.register(ArchiveJob)
class ArchiveJobAdmin(ReadOnlyAdmin):
    list_display = ("source", "archive", "state", "due_at", "next_attempt_at", "attempt", "finished_at")
    list_select_related = ("source",)
    list_filter = ("state", "archive")
