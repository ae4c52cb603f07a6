"""What has to be chosen besides the rows, for each act on many of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from claims.models import Topic, User


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

    due_on = forms.DateField(
        required=False,
        label=_("Due on"),
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        help_text=_("Empty: each claim keeps the day it has."),
    )

    def chosen(self) -> dict[str, Any]:
        to, due_on = self.cleaned_data["to"], self.cleaned_data["due_on"]
        return {"to": to.pk if to else None, "due_on": due_on.isoformat() if due_on else None}


class TopicForm(OptionsForm):
    topic = forms.ModelChoiceField(Topic.objects.all(), label=_("Topic"))

    def chosen(self) -> dict[str, Any]:
        return {"topic": self.cleaned_data["topic"].pk}


FORMS: dict[str, type[OptionsForm]] = {"assign": AssignForm, "topic": TopicForm}
