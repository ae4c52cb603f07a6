"""Words for answers to readers, which checkers change before they send them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.utils.translation import gettext_lazy as _

from claims.admin.base import DeskAdmin, DeskForm
from claims.models import AnswerTemplate
from claims.services import answering


class TemplateForm(DeskForm):
    class Meta:
        model = AnswerTemplate
        fields = ("name", "language", "text", "is_active")
        widgets = {"text": forms.Textarea(attrs={"rows": 10})}
        help_texts = {
            "text": _(
                "{statement} stands for the claim, {link} for its page. A person reads it before it is sent."
            )
        }


@admin.register(AnswerTemplate)
class AnswerTemplateAdmin(DeskAdmin):
    form = TemplateForm
    list_display = ("name", "language", "is_active")
    list_filter = ("language", "is_active")
    search_fields = ("name", "text")

    def add(self, *, by: Any, **fields: Any) -> models.Model:
        return answering.add_template(by=by, **fields)

    def edit(self, thing: Any, *, version: int, by: Any, **fields: Any) -> None:
        answering.edit_template(thing, version=version, by=by, **fields)
