"""Alerts: a queue of what puts published verdicts at risk, and each on a page of its own with what can be done."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils.decorators import method_decorator
from django.views.decorators.http import require_safe

from claims.admin import alert_page, alert_queue
from claims.admin.base import ReadOnlyAdmin, as_number
from claims.models import Alert


@admin.register(Alert)
class AlertAdmin(ReadOnlyAdmin):
    shows_protected_veiled = True

    @method_decorator(require_safe)
    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return alert_queue.show(request, self)

    def listed(self, request: HttpRequest) -> models.QuerySet[Any]:
        return alert_queue.listed(request)

    @method_decorator(require_safe)
    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        return alert_page.show(request, self, as_number(object_id))

    def get_urls(self) -> list[URLPattern]:
        act = self.admin_site.admin_view(lambda request, pk, name: alert_page.act(request, self, pk, name))
        return [path("<int:pk>/act/<slug:name>/", act, name="claims_alert_act"), *super().get_urls()]
