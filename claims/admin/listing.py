"""What every list of the desk has above its rows: the lists that people keep, and the list as a file."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.admin import AdminSite
from django.contrib.admin.options import IS_POPUP_VAR, IncorrectLookupParameters
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from claims import rules
from claims.exceptions import DomainError
from claims.models import Batch, SavedFilter, User
from claims.services import exporting_lists, importing_rows, saving_filters


def above(desk: Any, request: HttpRequest) -> dict[str, Any]:
    """What the page of a list shows above it; nothing in a window that only offers a choice."""
    is_ours = desk.opts.app_label == "claims"
    if not is_ours or IS_POPUP_VAR in request.GET or not rules.can_enter_desk(request.user):
        return {}
    noun, asked = desk.opts.model_name, saving_filters.tidy(request.META.get("QUERY_STRING", ""))
    kept = list(saving_filters.shown_to(_person(request), listed=noun))
    return {
        "kept_lists": [(one, one.query == asked, rules.can_let_filter_go(request.user, one)) for one in kept],
        "list_query": asked,
        "import_url": import_url(noun, request.user),
        "loads_fixtures": desk.model is Batch and rules.can_load_fixture(request.user),
        "is_exportable": exporting_lists.is_exportable(desk.model) and rules.can_export(request.user),
    }


def import_url(noun: str, person: Any) -> str:
    """Where this person brings rows of this noun in; empty where they don't."""
    if noun == "externalcheck":
        return reverse("admin:import_checks") if rules.can_import_checks(person) else ""
    is_brought = noun in importing_rows.TYPES and rules.can_import(person)
    return reverse("admin:import_rows", args=[noun]) if is_brought else ""


def _person(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def urls(site: AdminSite) -> list[URLPattern]:
    """The addresses for all lists; each looks the noun up among those that this site lists."""

    def to(view: Any) -> Any:
        return site.admin_view(require_POST(lambda request, **named: view(request, site, **named)))

    return [
        path("export/<slug:noun>/<slug:format>/", to(export), name="list_export"),
        path("kept-lists/<slug:noun>/", to(keep), name="list_keep"),
        path("kept-lists/<int:pk>/let-go/", to(let_go), name="list_let_go"),
    ]


def desk_of(site: AdminSite, noun: str, request: HttpRequest) -> Any:
    """The list of this noun, if there is one and this person may see it."""
    found = (desk for model, desk in site._registry.items() if model._meta.label_lower == f"claims.{noun}")
    desk: Any = next(found, None)
    if desk is None:
        raise Http404
    if not desk.has_view_permission(request):
        raise PermissionDenied
    return desk


def export(request: HttpRequest, site: AdminSite, noun: str, format: str) -> Any:
    """The list as it is filtered and searched; a long one is made by a worker."""
    desk = desk_of(site, noun, request)
    if not exporting_lists.is_exportable(desk.model):
        raise Http404
    back = f"{reverse(f'admin:claims_{noun}_changelist')}?{request.META.get('QUERY_STRING', '')}"
    try:
        return _file(request, desk.listed(request), format, back)
    except IncorrectLookupParameters:
        messages.error(request, _("This list can’t be filtered in that way."))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return redirect(back)


def _file(request: HttpRequest, rows: Any, format: str, back: str) -> Any:
    by, query = _person(request), request.META.get("QUERY_STRING", "")
    if len(rows.order_by().values_list("pk")[: exporting_lists.DIRECTLY + 1]) > exporting_lists.DIRECTLY:
        batch = exporting_lists.prepare(rows, format=format, by=by, query=query, back=back)
        return redirect("admin:claims_batch_change", batch.pk)
    pieces = exporting_lists.export(rows, format=format, by=by, query=query)
    shape = exporting_lists.FORMATS[format]
    name = f"{exporting_lists.file_name(rows.model)}.{shape.ending}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "X-Content-Type-Options": "nosniff"}
    return StreamingHttpResponse(pieces, content_type=shape.content_type, headers=headers)


def keep(request: HttpRequest, site: AdminSite, noun: str) -> HttpResponse:
    """Keep the list as it is, under a name; one stays where one was."""
    desk_of(site, noun, request)
    query = request.POST.get("query", "")
    try:
        kept = saving_filters.keep(
            by=_person(request), listed=noun, name=request.POST.get("name", "")[:80], query=query,
            is_shared=bool(request.POST.get("is_shared")),
        )  # fmt: skip
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("This list is kept as “%(name)s”.") % {"name": kept.name})
    return _list(noun, query)


def let_go(request: HttpRequest, site: AdminSite, pk: int) -> HttpResponse:
    kept = get_object_or_404(SavedFilter, pk=pk)
    noun, name = kept.listed, kept.name
    try:
        saving_filters.let_go(kept, by=_person(request))
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("“%(name)s” is no longer kept.") % {"name": name})
    return _list(noun, request.POST.get("query", ""))


def _list(noun: str, query: str) -> HttpResponse:
    address = reverse(f"admin:claims_{noun}_changelist")
    return redirect(f"{address}?{saving_filters.tidy(query)}" if query else address)
