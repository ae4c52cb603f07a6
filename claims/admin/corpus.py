"""The files of all that is published: when they were made, how far a new one is, and a button that begins one."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from claims import rules
from claims.admin.base import REFUSALS, ReadOnlyAdmin, person
from claims.models import Corpus
from claims.services import exporting_corpus


@admin.register(Corpus)
class CorpusAdmin(ReadOnlyAdmin):
    change_list_template = "claims/admin/corpus_list.html"
    list_display = ("__str__", "asked_by", "progress", "state", "attempt", "finished_at")
    list_select_related = ("asked_by",)
    list_filter = ("state",)
    fields = (
        "created_at", "asked_by", "state", "total", "done", "withdrawn", "reviews", "attempt", "finished_at", "files",
        "last_error",
    )  # fmt: skip
    readonly_fields = ("created_at",)

    @admin.display(description=gettext_lazy("progress"))
    def progress(self, corpus: Corpus) -> str:
        return format_html(
            '<progress max="{0}" value="{1}" aria-label="{2}">{1}/{0}</progress> <span class="numeric">{1}/{0}</span>',
            max(corpus.total, 1), corpus.done, _("progress"),
        )  # fmt: skip

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> TemplateResponse:
        told = {"may_make": rules.can_set_desk(person(request)), "data_page": reverse("public:data")}
        answer: TemplateResponse = super().changelist_view(request, told | (extra_context or {}))
        return answer

    def get_urls(self) -> list[URLPattern]:
        return [
            path("make/", self.admin_site.admin_view(make), name="claims_corpus_make"),
            *super().get_urls(),
        ]


@require_POST
def make(request: HttpRequest) -> HttpResponse:
    try:
        exporting_corpus.ask(by=person(request))
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request, _("It is being made. What was there is shown to readers until it is whole.")
        )
    return HttpResponseRedirect(reverse("admin:claims_corpus_changelist"))
