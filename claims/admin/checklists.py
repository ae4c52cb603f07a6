"""Checklists: what admins have asked of every claim of a kind, and the ticks in the claim's workspace."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from claims import rules
from claims.admin.base import REFUSALS, DeskAdmin, as_number, person
from claims.admin.claim_workspace import claim_of, to_workspace
from claims.models import ChecklistItem
from claims.services import checklists, keeping


@require_POST
def tick(request: HttpRequest, desk: DeskAdmin, pk: int) -> HttpResponse:
    """Tick an item for a claim, or take the tick back: ``act`` says which, ``item`` what."""
    claim = claim_of(request, desk, pk)
    item = get_object_or_404(ChecklistItem, pk=as_number(request.POST.get("item")))
    try:
        match request.POST.get("act"):
            case "tick":
                checklists.tick(claim, item, by=person(request))
            case "untick":
                checklists.untick(claim, item, by=person(request))
            case _other:
                raise Http404
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
    return to_workspace(claim, "checklist")


@admin.register(ChecklistItem)
class ChecklistItemAdmin(DeskAdmin):
    """What is asked. An item that was ticked somewhere is switched off, never deleted."""

    change_list_template = "claims/admin/checklist_items.html"
    list_display = ("text", "asked_of", "position", "is_active")
    list_filter = ("kind", "is_active")
    search_fields = ("text",)
    fields = ("text", "kind", "position", "is_active")
    ordering = ("position", "kind", "pk")

    @admin.display(description=gettext_lazy("asked of"), ordering="kind")
    def asked_of(self, item: ChecklistItem) -> str:
        return item.get_kind_display() if item.kind else _("every claim")

    def add(self, *, by: Any, **fields: Any) -> models.Model:
        return keeping.add(ChecklistItem, by=by, **fields)

    def edit(self, thing: Any, *, version: int, by: Any, **fields: Any) -> None:
        keeping.edit(thing, version=version, by=by, **fields)

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        may = rules.can_write_checklists(person(request)) if request.user.is_authenticated else False
        context = {"may_add_usual": may and not ChecklistItem.objects.exists()}
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def get_urls(self) -> list[URLPattern]:
        usual = self.admin_site.admin_view(self.add_usual)
        return [path("usual/", usual, name="claims_checklistitem_usual"), *super().get_urls()]

    def add_usual(self, request: HttpRequest) -> HttpResponse:
        return _add_usual(request)


@require_POST
def _add_usual(request: HttpRequest) -> HttpResponse:
    if not rules.can_write_checklists(person(request)):
        raise PermissionDenied
    added = checklists.add_usual(by=person(request))
    told = ngettext("%(n)d question is added.", "%(n)d questions are added.", added) % {"n": added}
    messages.success(request, told)
    return HttpResponseRedirect(reverse("admin:claims_checklistitem_changelist"))
