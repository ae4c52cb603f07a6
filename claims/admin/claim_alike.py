"""“Has this been checked before?”: claims that say nearly what a statement says, as a page, part of one, or JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from claims.admin.base import as_number
from claims.models import Claim
from claims.presenters import alike
from claims.services import looking_up, matching, matching_elsewhere, surrounding

if TYPE_CHECKING:
    from claims.admin.base import DeskAdmin

TEMPLATE = "claims/admin/claim_alike.html"
PART = "claims/admin/parts/alike_list.html"


@require_safe
def show(request: HttpRequest, desk: DeskAdmin) -> HttpResponse:
    """``statement``: the words; ``language``, ``exclude`` (a claim's key), and where they stand in an article
    (``version``, ``start``, ``end``) are optional.

    Who asks for application/json gets {"suggestions": […], "checks": […]}; with ``part=1`` the list alone comes, as
    HTML to put beside a form.
    """
    if not desk.has_view_permission(request):
        raise PermissionDenied
    statement = request.GET.get("statement", "")
    version, start, end = (as_number(request.GET.get(name)) for name in ("version", "start", "end"))
    is_placed = version > 0 and 0 <= start < end
    around = surrounding.of_passage(version, start=start, end=end) if is_placed else surrounding.NOWHERE
    asked: dict[str, Any] = {
        "exclude": Claim.objects.filter(pk=as_number(request.GET.get("exclude"))).first(),
        "language": request.GET.get("language") or "en",
        "among": looking_up.search(statement, around=around.said),
        "around": around,
    }
    found = matching.find_checked(statement, **asked)
    checks = matching_elsewhere.find(statement, **asked)
    if request.accepts("application/json") and not request.accepts("text/html"):
        return JsonResponse({"suggestions": alike.as_json(found), "checks": alike.checks_as_json(checks)})
    shown = [(one, alike.told(one.differences)) for one in found]
    elsewhere = [(one, alike.told(one.differences)) for one in checks]
    context: dict[str, Any] = {"suggestions": shown, "checks": elsewhere, "statement": statement}
    if request.GET.get("part") == "1":
        return TemplateResponse(request, PART, context)
    site = desk.admin_site.each_context(request)
    title = {"title": _("Has this been checked before?"), "opts": desk.opts}
    return TemplateResponse(request, TEMPLATE, {**site, **title, **context})
