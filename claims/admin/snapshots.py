"""Captures: each on a page of its own, its bytes to take away, and a copy of it that is safe to look at."""

from __future__ import annotations

from typing import Any

from csp.constants import NONE
from csp.decorators import csp
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from claims import rules
from claims.admin import quoting
from claims.admin.base import REFUSALS, ReadOnlyAdmin, as_number, person
from claims.models import Snapshot
from claims.presenters import snapshot_case, source_health
from claims.services import protecting, showing

# Whatever a stranger put into the page: it may run nothing, load nothing, and not act in the desk's name.
ALONE = {
    "sandbox": [True], "default-src": [NONE], "base-uri": [NONE], "form-action": [NONE], "frame-ancestors": [NONE],
}  # fmt: skip


class HowItWent(admin.SimpleListFilter):
    """A capture that failed says how in many ways; a list of them all would read the whole table."""

    title = _("how it went")
    parameter_name = "went"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, str]]:
        return [("well", gettext("captured")), ("wrong", gettext("failed"))]

    def queryset(self, request: Any, queryset: Any) -> Any:
        match self.value():
            case "well":
                return queryset.good()
            case "wrong":
                return queryset.exclude(pk__in=queryset.good())
        return queryset


@admin.register(Snapshot)
class SnapshotAdmin(ReadOnlyAdmin):
    list_display = ("source", "captured_at", "status", "failure", "title")
    list_select_related = ("source",)
    list_filter = (HowItWent,)
    search_fields = ("url",)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return super().get_queryset(request).defer("text", "headers")

    def lookup_allowed(self, lookup: str, value: Any, request: Any = None) -> bool:
        return lookup == "source__id__exact" or super().lookup_allowed(lookup, value, request)

    @method_decorator(require_safe)
    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """The capture's page, in place of a form: nobody edits what was captured."""
        return self.page(request, self.capture(request, as_number(object_id)))

    @method_decorator(require_POST)
    def quote(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Take words of the capture as evidence. What is refused comes back as it was typed."""
        snapshot = self.capture(request, pk)
        done = quoting.quote(request, snapshot)
        return self.page(request, snapshot, refused=done) if isinstance(done, quoting.QuoteForm) else done

    def page(
        self, request: HttpRequest, snapshot: Snapshot, *, refused: quoting.QuoteForm | None = None
    ) -> HttpResponse:
        shown = snapshot_case.page(
            snapshot, part=as_number(request.GET.get("part")), finding=as_number(request.GET.get("finding"))
        )
        context = {
            **self.admin_site.each_context(request),
            "title": str(snapshot),
            "opts": self.opts,
            "snapshot": snapshot,
            "source": snapshot.source,
            "page": shown,
            "says": source_health.described(snapshot.failure) if snapshot.failure else "",
            "has_page": showing.has_page(snapshot),
            **neighbours(snapshot),
            **quoting.context(request, snapshot, refused),
        }
        return TemplateResponse(request, "claims/admin/snapshot_page.html", context)

    def capture(self, request: HttpRequest, pk: int) -> Snapshot:
        rows = Snapshot.objects.select_related("source", "probe", "body").defer(
            "body__compressed", "probe__text"
        )
        snapshot = get_object_or_404(rows, pk=pk)
        may_know = rules.can_know_source(request.user, snapshot.source)
        if not (may_know and self.has_view_permission(request, snapshot)):
            raise PermissionDenied
        protecting.looked(person(request), [snapshot.source_id] if snapshot.source.is_sensitive else [])
        return snapshot

    @method_decorator(require_safe)
    def take_bytes(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What arrived, to keep and to open elsewhere: never to be shown from here."""
        snapshot = self.capture(request, pk)
        try:
            content = showing.body(snapshot)
        except REFUSALS as refusal:
            messages.error(request, str(refusal))
            return redirect("admin:claims_snapshot_change", snapshot.pk)
        name = f"capture-{snapshot.pk}-{snapshot.captured_at:%Y%m%d-%H%M%S}.bin"
        return HttpResponse(
            content,
            content_type="application/octet-stream",
            headers={
                "Content-Disposition": f'attachment; filename="{name}"',
                "X-Content-Type-Options": "nosniff",
            },
        )

    @method_decorator([require_safe, never_cache, csp(ALONE)])
    def show_copy(self, request: HttpRequest, pk: int) -> HttpResponse:
        """A copy of the page without anything that acts or loads, shut off from the desk."""
        snapshot = self.capture(request, pk)
        try:
            copy = showing.sanitised_copy(snapshot)
        except REFUSALS as refusal:
            messages.error(request, str(refusal))
            return redirect("admin:claims_snapshot_change", snapshot.pk)
        shut = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
        return HttpResponse(copy, headers=shut | {"Cross-Origin-Resource-Policy": "same-origin"})

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/bytes/", view(self.take_bytes), name="claims_snapshot_bytes"),
            path("<int:pk>/quote/", view(self.quote), name="claims_snapshot_quote"),
            path("<int:pk>/copy/", view(self.show_copy), name="claims_snapshot_copy"),
            *super().get_urls(),
        ]


def neighbours(snapshot: Snapshot) -> dict[str, Any]:
    """The captures before and after this one, and the one with a text that it is compared with."""
    rows = snapshot.source.snapshots.exclude(pk=snapshot.pk).defer("text", "headers")
    earlier = rows.filter(captured_at__lte=snapshot.captured_at).order_by("-captured_at", "-pk")
    later = rows.filter(captured_at__gt=snapshot.captured_at).order_by("captured_at", "pk")
    before = earlier.good().first() if snapshot.is_good else None
    return {"earlier": earlier.first(), "later": later.first(), "before": before}
