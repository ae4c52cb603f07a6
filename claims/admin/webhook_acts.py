"""What is done with webhooks beside editing them: trying a subscriber out, and telling things once more."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from claims.admin.base import REFUSALS, DeskAdmin, person
from claims.models import WebhookDelivery, WebhookSubscription
from claims.services import posting


class SinceForm(forms.Form):
    since = forms.DateTimeField(
        label=gettext_lazy("since"),
        error_messages={"invalid": gettext_lazy("Write the moment like 2026-11-29 18:00.")},
    )


def of_subscriptions(desk: DeskAdmin) -> list[URLPattern]:
    wrap = desk.admin_site.admin_view
    stem = "claims_webhooksubscription"
    return [
        path("<int:pk>/test/", wrap(try_out), name=f"{stem}_test"),
        path("<int:pk>/replay/", wrap(replay_since), name=f"{stem}_replay"),
    ]


def of_deliveries(desk: DeskAdmin) -> list[URLPattern]:
    wrap = desk.admin_site.admin_view
    return [path("<int:pk>/replay/", wrap(replay), name="claims_webhookdelivery_replay")]


@require_POST
def try_out(request: HttpRequest, pk: int) -> HttpResponse:
    hook = get_object_or_404(WebhookSubscription, pk=pk)
    try:
        made = posting.try_out(hook, by=person(request))
    except REFUSALS as refusal:
        return _refused(request, refusal, hook)
    messages.success(request, _("A test is on its way. What they answer stands here in a moment."))
    return _to(made)


@require_POST
def replay_since(request: HttpRequest, pk: int) -> HttpResponse:
    hook = get_object_or_404(WebhookSubscription, pk=pk)
    form = SinceForm(request.POST)
    if not form.is_valid():
        messages.error(request, " ".join(str(one) for one in form.errors["since"]))
        return _to(hook)
    try:
        count = posting.replay_since(hook, since=form.cleaned_data["since"], by=person(request))
    except REFUSALS as refusal:
        return _refused(request, refusal, hook)
    told = ngettext("%(n)d delivery is sent again.", "%(n)d deliveries are sent again.", count) % {"n": count}
    messages.success(request, told)
    return _to(hook)


@require_POST
def replay(request: HttpRequest, pk: int) -> HttpResponse:
    delivery = get_object_or_404(WebhookDelivery.objects.select_related("subscription"), pk=pk)
    try:
        made = posting.replay(delivery, by=person(request))
    except REFUSALS as refusal:
        return _refused(request, refusal, delivery)
    messages.success(request, _("It is sent again. What they answer stands here in a moment."))
    return _to(made)


def _refused(request: HttpRequest, refusal: Exception, thing: Any) -> HttpResponse:
    messages.error(request, str(refusal))
    return _to(thing)


def _to(thing: WebhookSubscription | WebhookDelivery) -> HttpResponse:
    return HttpResponseRedirect(reverse(f"admin:claims_{thing._meta.model_name}_change", args=[thing.pk]))
