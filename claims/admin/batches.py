"""Long work on a page of its own: what it would do, how far it is, what came of it, and the way to call it off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from claims import rules
from claims.admin import bulk, external_checks, imports
from claims.admin.base import REFUSALS, ReadOnlyAdmin, as_number, person, tell
from claims.models import Batch, User
from claims.services import batching, carrying_out

AT_ONCE = 25  # rows: a person waits for so many, and a worker is asked for more
FIXTURE_AT_ONCE = 500  # objects: one transaction, and an admin who waits for it
LARGE = ("plan", "payload", "output", "report")


class Asking(NamedTuple):
    """How a draft of one kind is shown and confirmed."""

    template: str
    form: Callable[..., Any]
    shown: Callable[[Batch, User], dict[str, Any]]
    start: Callable[[Batch, User, Any], Batch]


ASKING: dict[str, Asking] = {
    Batch.Kind.ACTION: Asking("claims/admin/parts/batch_action.html", bulk.form_of, bulk.preview, bulk.start),
    Batch.Kind.IMPORT: Asking(
        "claims/admin/parts/batch_import.html", imports.start_form, imports.shown_rows, imports.start_rows
    ),
    Batch.Kind.FIXTURE: Asking(
        "claims/admin/parts/batch_fixture.html",
        imports.load_form,
        imports.shown_fixture,
        imports.start_fixture,
    ),
    Batch.Kind.CHECKS: Asking(
        "claims/admin/parts/batch_checks.html",
        external_checks.bring_form,
        external_checks.shown_checks,
        external_checks.start_checks,
    ),
}


@admin.register(Batch)
class BatchAdmin(ReadOnlyAdmin):
    list_display = ("name", "kind", "asked_by", "stands", "progress", "created_at")
    list_select_related = ("asked_by",)
    list_filter = ("kind",)
    search_fields = ("name",)

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """What was begun is everybody's to see; a draft is its writer's."""
        mine = Q(asked_by=request.user.pk) | Q(confirmed_at__isnull=False)
        return super().get_queryset(request).filter(mine).defer(*LARGE)

    @admin.display(description=gettext_lazy("stands"))
    def stands(self, batch: Batch) -> str:
        return state_of(batch)

    @admin.display(description=gettext_lazy("done"))
    def progress(self, batch: Batch) -> SafeString:
        return format_html('<span class="numeric">{} / {}</span>', batch.done, batch.total)

    @method_decorator([require_safe, never_cache])
    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        """The batch's page: a draft with what it would do, anything later with how it stands."""
        return self.page(request, self.batch(request, as_number(object_id)))

    def batch(self, request: HttpRequest, pk: int) -> Batch:
        rows = self.get_queryset(request).defer(None).defer("payload", "output").select_related("asked_by")
        batch: Batch = get_object_or_404(rows, pk=pk)
        if not self.has_view_permission(request, batch):
            raise PermissionDenied
        return batch

    def page(self, request: HttpRequest, batch: Batch, form: Any = None) -> HttpResponse:
        by = person(request)
        is_draft = batch.confirmed_at is None and batch.state == Batch.State.PENDING
        context = {
            **self.admin_site.each_context(request),
            "title": batch.name,
            "opts": self.opts,
            "batch": batch,
            "is_draft": is_draft,
            **(self.asking(batch, by, form) if is_draft else {"standing": standing(batch)}),
            "may": {
                "start": rules.can_start_batch(by, batch),
                "cancel": rules.can_cancel_batch(by, batch),
                "take": is_made(batch) and rules.can_take_output(by, batch),
            },
        }
        return TemplateResponse(request, "claims/admin/batch_page.html", context)

    def asking(self, batch: Batch, by: User, form: Any) -> dict[str, Any]:
        asking = ASKING[batch.kind]
        shown = asking.shown(batch, by)
        return {"part": asking.template, "form": form or asking.form(batch), **shown}

    @method_decorator(require_POST)
    def confirm(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Begin. A few rows are done at once, the others by a worker; what is refused comes back with the reason."""
        batch, by = self.batch(request, pk), person(request)
        if batch.confirmed_at is not None or batch.state != Batch.State.PENDING:
            messages.warning(request, _("This was started or called off already. It stands as shown here."))
            return redirect("admin:claims_batch_change", batch.pk)
        form = ASKING[batch.kind].form(batch, request.POST)
        if not form.is_valid():
            return self.page(request, batch, form)
        try:
            batch = ASKING[batch.kind].start(batch, by, form)
        except REFUSALS as refusal:
            tell(form, refusal)
            return self.page(request, batch, form)
        return self.begun(request, batch)

    def begun(self, request: HttpRequest, batch: Batch) -> HttpResponse:
        if batch.total <= (FIXTURE_AT_ONCE if batch.kind == Batch.Kind.FIXTURE else AT_ONCE):
            carrying_out.perform(batch.pk, is_watched=True)
            batch.refresh_from_db(fields=["state", "done", "refused", "total", "cancel_asked_at"])
        back = str(batch.plan.get("back", ""))
        if batch.state == Batch.State.DONE and not batch.refused and back.startswith("/"):
            messages.success(request, batching.outcome(batch))
            return redirect(back)
        return redirect("admin:claims_batch_change", batch.pk)

    @method_decorator(require_POST)
    def cancel(self, request: HttpRequest, pk: int) -> HttpResponse:
        batch = self.batch(request, pk)
        back = str(batch.plan.get("back", "")) if batch.confirmed_at is None else ""
        try:
            batching.cancel(batch, by=person(request))
        except REFUSALS as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Called off. What was done already stays done."))
        return redirect(back) if back.startswith("/") else redirect("admin:claims_batch_change", batch.pk)

    @method_decorator([require_safe, never_cache])
    def look(self, request: HttpRequest, pk: int) -> JsonResponse:
        """How it stands, for the page that shows it."""
        return JsonResponse(standing(self.batch(request, pk))._asdict())

    @method_decorator([require_safe, never_cache])
    def take(self, request: HttpRequest, pk: int) -> HttpResponse:
        """What an export made, for whoever asked for it."""
        batch = self.batch(request, pk)
        if not rules.can_take_output(request.user, batch):
            raise PermissionDenied
        output = Batch.objects.values_list("output", flat=True).get(pk=batch.pk)
        if not is_made(batch) or output is None:
            raise Http404
        headers = {
            "Content-Disposition": f'attachment; filename="{batch.output_name}"',
            "X-Content-Type-Options": "nosniff",
        }
        return HttpResponse(bytes(output), content_type="application/gzip", headers=headers)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/start/", view(self.confirm), name="claims_batch_start"),
            path("<int:pk>/call-off/", view(self.cancel), name="claims_batch_cancel"),
            path("<int:pk>/progress/", view(self.look), name="claims_batch_progress"),
            path("<int:pk>/file/", view(self.take), name="claims_batch_file"),
            *super().get_urls(),
        ]


class Standing(NamedTuple):
    """How far a batch is, as the page says it and as its script reads it."""

    is_over: bool
    at: int
    total: int
    words: str


def is_made(batch: Batch) -> bool:
    """Whether it made a file, and the whole of it: what was called off or broke off holds a part."""
    return bool(batch.output_name) and batch.state == Batch.State.DONE and batch.cancel_asked_at is None


def standing(batch: Batch) -> Standing:
    at = batch.done + batch.refused
    if batch.state == Batch.State.DEAD:
        return Standing(True, at, batch.total, _("It broke off. What was done stays done."))
    if batch.state == Batch.State.DONE:
        return Standing(True, at, batch.total, batching.outcome(batch))
    if batch.cancel_asked_at:
        return Standing(False, at, batch.total, _("Being called off…"))
    if doing := batch.report.get("doing"):
        return Standing(False, int(batch.report.get("at", at)), batch.total, str(doing))
    if not at and batch.lease_until is None:
        return Standing(False, at, batch.total, _("Waiting for a worker…"))
    words = _("%(at)s of %(total)s") % {"at": f"{at:,}", "total": f"{batch.total:,}"}
    return Standing(False, at, batch.total, words)


def state_of(batch: Batch) -> str:
    if batch.state == Batch.State.DEAD:
        return _("broke off")
    if batch.cancel_asked_at:
        return _("called off")
    if batch.state == Batch.State.DONE:
        return _("finished")
    return _("under way") if batch.confirmed_at else _("not started")
