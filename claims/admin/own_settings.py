"""What each member of the desk sets for themselves."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from claims import rules
from claims.admin.base import person
from claims.services import digesting


class OwnSettingsForm(forms.Form):
    wants_digest = forms.BooleanField(
        required=False,
        label="Send me the daily e-mail",
        help_text="It comes once a day while published verdicts are at risk: what is new first, the worst first.",
    )


def own_settings(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """The page, and the answer to its form."""
    me = person(request)
    posted = request.POST if request.method == "POST" else None
    form = OwnSettingsForm(posted, initial={"wants_digest": me.wants_digest})
    if request.method == "POST" and form.is_valid():
        digesting.choose(me, wants=form.cleaned_data["wants_digest"])
        messages.success(request, "Your settings are saved.")
        return redirect("admin:own_settings")
    told = {"title": "My settings", "form": form, "why_none": _why_none(request)}
    return TemplateResponse(request, "claims/admin/own_settings.html", {**context, **told})


def _why_none(request: HttpRequest) -> str:
    """Why this person gets no mail, whatever they choose; empty if nothing stands in the way."""
    me = person(request)
    if not rules.can_resolve(me):
        return "It is sent to those who resolve alerts: editors and admins."
    return "" if me.email else "You have no e-mail address here. An admin can add it."
