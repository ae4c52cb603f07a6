"""What a person was told: the bell in the masthead, and the page behind it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.functional import SimpleLazyObject
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from claims.admin.base import as_number, person
from claims.models import Notification
from claims.services import notifying

if TYPE_CHECKING:
    from claims.admin.site import DeskSite

TEMPLATE = "claims/admin/notifications.html"
PAGE = 40
DRAWINGS = {
    Notification.Kind.ASSIGNED: "person",
    Notification.Kind.MENTIONED: "talk",
    Notification.Kind.SENT_BACK: "back",
    Notification.Kind.AWAITING: "awaiting-approval",
    Notification.Kind.AT_RISK: "at-risk",
    Notification.Kind.DUE: "clock",
    Notification.Kind.ANSWERED: "send",
    Notification.Kind.TO_REVIEW: "eye",
    Notification.Kind.TAKEN_OVER: "edit",
    Notification.Kind.FINISHED: "check",
    Notification.Kind.STOPPED: "at-risk",
}


def bell(request: HttpRequest) -> Any:
    """How many this person has not read. Asked of the database only where the masthead shows it."""
    return SimpleLazyObject(lambda: notifying.unread(person(request)))


def urls(desk: DeskSite) -> list[URLPattern]:
    return [
        path("notifications/", desk.admin_view(lambda request: show(request, desk)), name="notifications"),
        path("notifications/read/", desk.admin_view(mark), name="notifications_read"),
    ]


def show(request: HttpRequest, desk: DeskSite) -> HttpResponse:
    """The newest first, 40 at a time: ``?before=120`` shows older ones, ``?unread=1`` only those not read."""
    before, only_unread = as_number(request.GET.get("before")), "unread" in request.GET
    rows = notifying.of(person(request))
    rows = rows.unread() if only_unread else rows
    found = list((rows.filter(pk__lt=before) if before >= 0 else rows)[: PAGE + 1])
    context = {
        **desk.each_context(request),
        "title": _("Notifications"),
        "told": [(one, DRAWINGS[Notification.Kind(one.kind)]) for one in found[:PAGE]],
        "older": _older(found, only_unread=only_unread),
        "only_unread": only_unread,
        "is_first_page": before < 0,
    }
    return TemplateResponse(request, TEMPLATE, context)


def _older(found: list[Notification], *, only_unread: bool) -> str:
    """The query of the page that follows; empty if this is the last."""
    if len(found) <= PAGE:
        return ""
    return urlencode({"before": found[PAGE - 1].pk, **({"unread": 1} if only_unread else {})})


@require_POST
def mark(request: HttpRequest) -> HttpResponse:
    """``act`` is *read*, *unread* (both with ``pk``) or *all*. A script that only tells so wants no page back."""
    me, pk = person(request), as_number(request.POST.get("pk"))
    match request.POST.get("act"):
        case "all":
            count = notifying.mark_read(me)
            messages.success(request, ngettext("%d marked as read.", "%d marked as read.", count) % count)
        case "unread":
            notifying.mark_unread(me, pk=pk)
        case _:
            notifying.mark_read(me, pk=pk)
    if request.headers.get("Accept") == "application/json":
        return HttpResponse(status=204)
    return redirect("admin:notifications")
