"""Names for the fields of Django's admin that come without one, so that a screen reader can tell them apart.

The admin writes no label beside the fields of an editable list, of a tabular inline and its delete boxes, and
one label for the two inputs of a date with a time. The mix-ins here give each an ``aria-label``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.admin.options import BaseModelAdmin, InlineModelAdmin, ModelAdmin
from django.contrib.admin.widgets import AdminSplitDateTime
from django.db import models
from django.forms import BaseForm, BaseFormSet, Form, Widget
from django.http import HttpRequest
from django.utils.translation import gettext

if TYPE_CHECKING:
    AdminBase = BaseModelAdmin[models.Model]
    ListBase = ModelAdmin[models.Model]
    InlineBase = InlineModelAdmin[models.Model, models.Model]
    FormSetBase = BaseFormSet[Form]
else:
    AdminBase = ListBase = InlineBase = FormSetBase = object


class NamedSplitDateTime(AdminSplitDateTime):
    """A date and a time whose inputs are named "<field>, date" and "<field>, time"."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        field = context["widget"]["attrs"].get("aria-label") or gettext(
            name.rsplit("-", 1)[-1].replace("_", " ")
        )
        parts = (context["date_label"], context["time_label"])
        for subwidget, part in zip(context["widget"]["subwidgets"], parts, strict=True):
            subwidget["attrs"] = {**subwidget["attrs"], "aria-label": f"{field} {part}".rstrip(": ")}
        return context


def name_fields(form: BaseForm) -> None:
    """Give every visible field of ``form`` its label as its name, where it has none of its own."""
    for field in form.fields.values():
        widget: Widget = getattr(field.widget, "widget", None) or field.widget
        if not widget.is_hidden:
            widget.attrs.setdefault("aria-label", str(field.label or ""))


class NamedFormSet(FormSetBase):
    """A formset whose every field is named, the delete box among them."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        name_fields(form)


def with_names(formset: Any) -> Any:
    """``formset`` as a class whose fields are named."""
    return type("Named" + formset.__name__, (NamedFormSet, formset), {})


class AccessibleFields(AdminBase):
    """Names the two inputs of every date with a time; for the user admin too."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if isinstance(db_field, models.DateTimeField):
            kwargs.setdefault("widget", NamedSplitDateTime)
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class AccessibleAdmin(AccessibleFields, ListBase):
    """For a ModelAdmin: also names the fields of an editable list."""

    def get_changelist_formset(self, request: HttpRequest, **kwargs: Any) -> Any:
        return with_names(super().get_changelist_formset(request, **kwargs))


class AccessibleInline(AccessibleFields, InlineBase):
    """For an inline: also names the fields of every row and its delete box."""

    def get_formset(self, request: HttpRequest, obj: models.Model | None = None, **kwargs: Any) -> Any:
        return with_names(super().get_formset(request, obj, **kwargs))
