"""The desk’s settings, on one page."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _

from claims import rules
from claims.admin import judging_page
from claims.admin.base import REFUSALS, DeskForm, ReadOnlyAdmin, Refusal, person
from claims.models import DeskSettings, Rating
from claims.presenters import rating_words
from claims.services import desk_settings

TEMPLATE = "claims/admin/desk_settings.html"


class LanguagesField(forms.CharField):
    """Language tags by commas, as a list."""

    def to_python(self, value: Any) -> Any:
        told = value.split(",") if isinstance(value, str) else value or ()
        return [tag for one in told if (tag := str(one).strip())]

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value


class SettingsForm(DeskForm):
    languages = LanguagesField(
        label=_("Languages that the desk publishes in"),
        help_text=DeskSettings._meta.get_field("languages").help_text,
    )

    class Meta:
        model = DeskSettings
        fields = desk_settings.FIELDS


@admin.register(DeskSettings)
class DeskSettingsAdmin(ReadOnlyAdmin):
    """There is one row, so its list is its form."""

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(lambda request: judging_page.show(request, self))
        return [path("judging/", view, name="claims_desksettings_judging"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return show(request, self)

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        return show(request, self)


def show(request: HttpRequest, desk: ReadOnlyAdmin) -> HttpResponse:
    """The page, and the answer to its form; a stale save shows both texts."""
    by = person(request)
    if not rules.can_set_desk(by):
        raise PermissionDenied
    form = settings_form(request)
    if request.method == "POST" and form.is_valid():
        fields = {name: form.cleaned_data[name] for name in form.changed_data if name in desk_settings.FIELDS}
        try:
            if fields:
                desk_settings.change(version=form.cleaned_data["opened_version"] or 0, by=by, **fields)
        except REFUSALS as refusal:
            form = settings_form(request, refusal=refusal)
            form.is_valid()
        else:
            messages.success(request, _("The settings are saved."))
            return redirect("admin:claims_desksettings_changelist")
    context = {
        **desk.admin_site.each_context(request),
        "title": _("Desk settings"),
        "opts": desk.opts,
        "form": form,
        "wordless": rating_words.wordless(DeskSettings.objects.current().languages, Rating.objects.active()),
    }
    return TemplateResponse(request, TEMPLATE, context)


def settings_form(request: HttpRequest, *, refusal: Refusal | None = None) -> SettingsForm:
    form_class = type("SettingsForm", (SettingsForm,), {"refusal": refusal})
    posted = request.POST if request.method == "POST" else None
    made: SettingsForm = form_class(posted, instance=DeskSettings.objects.current())
    return made
