"""Who can be mentioned: the members of the desk whose names begin so, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from claims import rules
from claims.admin.base import person
from claims.models import User

if TYPE_CHECKING:
    from claims.admin.base import DeskAdmin

SHOWN = 8


@require_safe
def offer(request: HttpRequest, desk: DeskAdmin) -> HttpResponse:
    """{"people": [{"username": …, "name": …}]}, those whose names begin with ``q``."""
    if not rules.can_comment(person(request)):
        raise PermissionDenied
    begun = request.GET.get("q", "").strip()
    begins = (
        Q(username__istartswith=begun) | Q(first_name__istartswith=begun) | Q(last_name__istartswith=begun)
    )
    rows = User.objects.filter(begins | Q(credit_name__istartswith=begun), is_active=True, is_staff=True)
    found = rows.filter(groups__permissions__codename="view_claim").distinct().order_by("username")[:SHOWN]
    return JsonResponse({"people": [{"username": one.username, "name": str(one)} for one in found]})
