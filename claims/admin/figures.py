"""The desk in figures: a page for whoever runs it."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _

from claims import rules
from claims.admin.base import as_number, person
from claims.presenters import desk_figures

TEMPLATE = "claims/admin/figures.html"


def figures(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """``?days=30``; a period that isn't offered is the shortest one."""
    if not rules.can_enter_desk(person(request)):
        raise PermissionDenied
    asked = as_number(request.GET.get("days"))
    days = asked if asked in desk_figures.PERIODS else desk_figures.PERIODS[0]
    return TemplateResponse(
        request,
        TEMPLATE,
        {
            **context,
            "title": _("The desk in figures"),
            "figures": desk_figures.figures(days=days),
            "periods": desk_figures.PERIODS,
        },
    )
