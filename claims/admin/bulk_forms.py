"""What has to be chosen besides the rows, for each act on many of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.models import User


class OptionsForm(forms.Form):
    """What has to be chosen besides the rows; here nothing."""

    def chosen(self) -> dict[str, Any]:
        return {}


class AssignForm(OptionsForm):
    to = forms.ModelChoiceField(
        User.objects.filter(is_active=True, is_staff=True).order_by("username"),
        required=False,
        label=_("Assigned to"),
        empty_label=_("nobody"),
    )

    def chosen(self) -> dict[str, Any]:
        to = self.cleaned_data["to"]
        return {"to": to.pk if to else None}


FORMS: dict[str, type[OptionsForm]] = {"assign": AssignForm}
