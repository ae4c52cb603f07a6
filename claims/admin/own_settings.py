"""What each member of the desk sets for themselves."""

from __future__ import annotations

from typing import Any, NamedTuple
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import rules
from claims.admin.base import person
from claims.clients import mail
from claims.exceptions import InvalidInput
from claims.models import Notification, User
from claims.services import digesting, notifying, preferring
from claims.services.notifying import Ways


class Line(NamedTuple):
    """A kind of thing, and the two boxes for it."""

    words: str
    is_urgent: bool
    on_desk: forms.BoundField
    by_mail: forms.BoundField


class OwnSettingsForm(forms.Form):
    """Whether one wants the daily e-mail, and for each kind of thing how one is told."""

    wants_digest = forms.BooleanField(
        required=False,
        label=gettext_lazy("Send me the daily e-mail"),
        help_text=gettext_lazy(
            "It comes once a day while published verdicts are at risk: what is new first, the worst first."
        ),
    )

    language = forms.ChoiceField(required=False, label=gettext_lazy("Language of the desk"))
    time_zone = forms.CharField(
        required=False, max_length=63, label=gettext_lazy("Time zone"), widget=forms.TextInput(attrs={"list": "zones"}),
        help_text=gettext_lazy("By its name: Asia/Seoul. Empty: the desk’s own."),
    )  # fmt: skip

    def __init__(self, me: User, posted: Any = None) -> None:
        chosen = {name: getattr(me, name) for name in ("wants_digest", "language", "time_zone")}
        super().__init__(posted, initial=chosen)
        self.fields["language"].choices = [("", _("As the desk")), *settings.LANGUAGES]  # type: ignore[attr-defined]
        for kind, now in notifying.ways(me).items():
            words = capfirst(Notification.Kind(kind).label)
            for way, name in (("on_desk", _("on the desk")), ("by_mail", _("by e-mail"))):
                box = forms.CheckboxInput(attrs={"aria-label": f"{words}: {name}"})
                self.fields[f"{way}-{kind}"] = forms.BooleanField(
                    required=False, initial=getattr(now, way), widget=box, label=f"{words}: {name}"
                )

    def lines(self) -> list[Line]:
        return [
            Line(
                str(capfirst(Notification.Kind(kind).label)), kind in notifying.URGENT,
                self[f"on_desk-{kind}"], self[f"by_mail-{kind}"],
            )
            for kind in Notification.Kind.values
        ]  # fmt: skip

    def chosen(self) -> dict[str, Ways]:
        given = self.cleaned_data
        return {
            kind: Ways(given[f"on_desk-{kind}"], given[f"by_mail-{kind}"])
            for kind in Notification.Kind.values
        }


def own_settings(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """The page, and the answer to its form."""
    me = person(request)
    form = OwnSettingsForm(me, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            _save(me, form)
        except InvalidInput as refusal:
            form.add_error(refusal.problems[0][0], str(refusal))
        else:
            messages.success(request, _("Your settings are saved."))
            return redirect("admin:own_settings")
    told = {
        "title": _("My settings"),
        "form": form,
        "zones": sorted(available_timezones()),
        "why_none": _why_none(me),
        "why_no_digest": ""
        if rules.can_resolve(me)
        else _("It is sent to those who resolve alerts: editors and admins."),
    }
    return TemplateResponse(request, "claims/admin/own_settings.html", {**context, **told})


@transaction.atomic
def _save(me: User, form: OwnSettingsForm) -> None:
    given = form.cleaned_data
    preferring.choose(me, language=given["language"], time_zone=given["time_zone"].strip())
    digesting.choose(me, wants=given["wants_digest"])
    notifying.choose(me, form.chosen())


def _why_none(me: User) -> str:
    """Why this person gets no mail, whatever they choose; empty if nothing stands in the way."""
    if not mail.is_configured():
        return _("This desk sends no e-mail yet: no mail server is set up.")
    return "" if me.email else _("You have no e-mail address here. An admin can add it.")
