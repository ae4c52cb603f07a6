"""What the lists and forms of the desk share: writing through services, no lost words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.contrib.admin import ModelAdmin, ShowFacets, display
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IS_POPUP_VAR
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import models
from django.forms.models import model_to_dict
from django.forms.renderers import Jinja2
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claims.admin import bulk, listing
from claims.admin.accessibility import AccessibleAdmin
from claims.admin.choosing import ChooseOne, ChooseSeveral
from claims.admin.long_lists import BoundedPaginator, DeskChangeList
from claims.exceptions import DomainError, InvalidInput, StaleVersion
from claims.models import Event, User, secrecy
from claims.presenters import both_texts, timeline
from claims.presenters.both_texts import Both

if TYPE_CHECKING:
    AnyModelForm = forms.ModelForm[models.Model]
    AnyModelAdmin = ModelAdmin[Any]
    FormMixIn = ModelAdmin[Any]
else:  # Django's own classes take no type arguments when they run
    AnyModelForm, AnyModelAdmin = forms.ModelForm, ModelAdmin
    FormMixIn = object  # a mix-in over ModelAdmin would put ModelAdmin before the other mix-ins

Refusal = DomainError | ValidationError
REFUSALS = (DomainError, ValidationError)
SELECT_ALL = mark_safe('<input type="checkbox" id="action-toggle">')
# One for all forms of a workspace, which has up to sixty fields: Django's own templates need three times as long.
QUICKLY = Jinja2()


class DeskForm(AnyModelForm):
    """A form that knows which version of the row it was opened with, what stood in it then, and why the desk refused
    to save it.

    What stood in it goes along as hidden inputs: changed is what this person changed. Where a colleague saved first,
    fields that this person left alone take the colleague's words, and only the others are weighed against them.
    """

    opened_version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    refusal: ClassVar[Refusal | None] = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # A row that isn't stored has no version: who begins one that a colleague began meanwhile meets theirs.
        opened = getattr(self.instance, "version", None) if self.instance.pk else 0
        self.initial.setdefault("opened_version", opened)
        self.stored: Any = None
        self.mine_alone: set[str] = set()  # fields that nobody else changed
        self.kept: list[str] = []  # labels of what a colleague changed and this person left alone
        self._say_what_was_opened()
        if isinstance(self.refusal, StaleVersion) and self.is_bound:
            self._catch_up(self.refusal)

    def _say_what_was_opened(self) -> None:
        """Where a script sends only what it wants to write, that counts as it would without hidden inputs."""
        names = [name for name in self.fields if name != "opened_version"]
        if not self.is_bound or any(self.add_initial_prefix(name) in self.data for name in names):
            for name in names:
                self.fields[name].show_hidden_initial = True

    def _catch_up(self, refusal: StaleVersion) -> None:
        self.stored = type(self.instance)._default_manager.get(pk=self.instance.pk)
        values, typed = model_to_dict(self.stored), self.data.copy()  # type: ignore[attr-defined]
        typed[self.add_prefix("opened_version")] = str(refusal.current)
        for name in [one for one in self.fields if one in values and self.fields[one].show_hidden_initial]:
            self._weigh(name, as_sent(self[name], values[name]), typed)
        self.data = typed
        self.__dict__.pop("changed_data", None)

    def _weigh(self, name: str, now: list[str], typed: Any) -> None:
        """Who changed a field since it was opened: this person, a colleague, or both."""
        bound = self[name]
        opened = [one.replace("\r\n", "\n") for one in typed.getlist(bound.html_initial_name)]
        if sorted(opened or [""]) == sorted(now or [""]):
            self.mine_alone.add(name)
        elif name not in self.changed_data and not isinstance(bound.field.widget, forms.MultiWidget):
            put(typed, bound, now)
            self.kept.append(capfirst(str(bound.label)))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.refusal is not None:
            tell(self, self.refusal)
        return cleaned

    def theirs(self) -> list[Both]:
        """What is stored now and what was typed here, wherever they differ, after a stale save."""
        if self.stored is None:
            return []
        weighed = [name for name in self.fields if hasattr(self.stored, name) and name not in self.mine_alone]
        return differing(self, {name: getattr(self.stored, name) for name in weighed})


def as_sent(bound: forms.BoundField, value: Any) -> list[str]:
    """A stored value as the form's hidden inputs send it."""
    shown = bound.field.prepare_value(value)
    many = isinstance(shown, (list, tuple))
    return [str(one).replace("\r\n", "\n") for one in (shown if many else ["" if shown is None else shown])]


def put(typed: Any, bound: forms.BoundField, sent: list[str]) -> None:
    """Write a value into what a form sent, as its input and as what it was opened with."""
    typed.setlist(bound.html_initial_name, sent)
    if not isinstance(bound.field.widget, forms.CheckboxInput):
        typed.setlist(bound.html_name, sent)
    elif sent == ["True"]:
        typed[bound.html_name] = "on"
    else:
        typed.pop(bound.html_name, None)


def differing(form: forms.BaseForm, stored: dict[str, Any]) -> list[Both]:
    """The fields of a form in which ``stored`` isn't what was typed, in words."""
    pairs = [
        (form.fields[name], in_words(form.fields[name], value), in_words(form.fields[name], typed))
        for name, value in stored.items()
        for typed in [form.cleaned_data.get(name)]
    ]
    return [both_texts.of(str(field.label), old, new) for field, old, new in pairs if old != new]


def in_words(field: forms.Field, value: Any) -> str:
    """A value as the form shows it: a choice by its label, several of them in order, yes and no."""
    if hasattr(value, "all"):
        value = list(value.all())
    if isinstance(value, (list, tuple, models.QuerySet)):
        return ", ".join(sorted(str(one) for one in value))
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if value in (None, "", {}):
        return ""
    if isinstance(value, (str, int)):
        value = dict(getattr(field, "choices", None) or {}).get(value, value)
    return str(value)


def tell(form: forms.BaseForm, refusal: Refusal) -> None:
    """Put the refusal where it belongs in the form: at the fields it names, or above them all."""
    if isinstance(refusal, ValidationError):
        found = refusal.message_dict if hasattr(refusal, "error_dict") else {"": refusal.messages}
        for name, messages in found.items():
            form.add_error(name if name in form.fields else None, messages)
        return
    form.add_error(None, str(refusal))
    if isinstance(refusal, StaleVersion) and hasattr(form, "catch_up"):
        form.catch_up(refusal)
    if isinstance(refusal, InvalidInput):
        for place, reason in refusal.problems:
            if place in form.fields:
                form.add_error(place, reason)


class FoundByKey(FormMixIn):
    """Django's admin fails at an empty ``_to_field``: it looks for a field without a name."""

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        return super().get_object(request, object_id, from_field or None)


class GivingBack(FoundByKey):
    """Nothing is deleted by a form, and nothing typed into one is lost when a service refuses it."""

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: Any = None,
    ) -> HttpResponse:
        """As Django's; what a service refuses comes back in the form, with everything that was typed."""
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except REFUSALS as refusal:
            request.refusal = refusal  # type: ignore[attr-defined]
            return super().changeform_view(request, object_id, form_url, extra_context)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class DeskAdmin(GivingBack, AccessibleAdmin, AnyModelAdmin):
    """Reads as Django's admin does; writes by ``add`` and ``edit``, which call services. Never deletes."""

    form = DeskForm
    paginator = BoundedPaginator
    show_full_result_count = False
    list_per_page = 50
    list_max_show_all = 200
    view_on_site = False
    shows_protected_veiled = False  # its own pages show what is kept from somebody by its public wording
    show_facets = (
        ShowFacets.NEVER
    )  # a count beside every filter would be a count of the whole table, many times

    def add(self, *, by: Any, **fields: Any) -> models.Model:
        """Make a new row through a service. Where nothing is made by a form, nobody may."""
        raise PermissionDenied

    def edit(self, thing: Any, *, version: int, by: Any, **fields: Any) -> None:
        """Change the row through a service. ``fields`` are only those that were changed in the form."""
        raise PermissionDenied

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        """Without what would lead this person to a protected source that is kept from them."""
        rows: models.QuerySet[Any] = super().get_queryset(request)
        return rows if self.shows_protected_veiled else secrecy.visible_to(rows, request.user)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        if change:
            fields = {name: form.cleaned_data[name] for name in form.changed_data if name != "opened_version"}
            stored = self.model._default_manager.get(pk=obj.pk)
            if fields:
                version = form.cleaned_data["opened_version"] or 0
                self.edit(stored, version=version, by=request.user, **fields)
        else:
            fields = {name: value for name, value in form.cleaned_data.items() if name != "opened_version"}
            obj.pk = self.add(by=request.user, **fields).pk

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (form,), {"refusal": getattr(request, "refusal", None)})

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", ChooseOne(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", ChooseSeveral(db_field, self.admin_site))
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        """Adds the opened version, hidden, wherever the row can be changed."""
        fieldsets = list(super().get_fieldsets(request, obj))
        if obj is not None and hasattr(obj, "version") and self.has_change_permission(request, obj):
            shown = {name for _, options in fieldsets for name in flat(options["fields"])}
            if "opened_version" not in shown:
                fieldsets.append((None, {"fields": ("opened_version",), "classes": ("hidden",)}))
        return fieldsets

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return DeskChangeList

    def get_actions(self, request: HttpRequest) -> Any:
        """What may be done to many rows at once, by this person; nothing of Django's own."""
        if IS_POPUP_VAR in request.GET:
            return {}
        return bulk.actions_of(self.model, person(request))

    @display(description=SELECT_ALL)
    def action_checkbox(self, obj: Any) -> SafeString:
        """As Django's, which takes a quarter of a list's time to draw fifty boxes by templates."""
        return format_html(
            '<input type="checkbox" name="{}" value="{}" class="action-select" aria-label="{}">',
            ACTION_CHECKBOX_NAME, obj.pk, _("Select this object for an action - {}").format(obj),
        )  # fmt: skip

    def listed(self, request: HttpRequest) -> models.QuerySet[Any]:
        """All rows of the list as it is filtered, searched and sorted."""
        rows: models.QuerySet[Any] = self.get_changelist_instance(request).queryset
        return rows

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        """With the lists that people keep, and the way to take this one as a file."""
        return super().changelist_view(request, {**listing.above(self, request), **(extra_context or {})})

    # The desk's own record is written by the services; Django's log would be a second one, and a thinner one.
    def log_addition(self, *args: Any) -> Any: ...

    def log_change(self, *args: Any) -> Any: ...

    def log_deletions(self, *args: Any) -> Any: ...

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """The events about this row, newest first."""
        thing = get_object_or_404(self.get_queryset(request), pk=as_number(object_id))
        if not self.has_view_permission(request, thing):
            raise PermissionDenied
        events = (
            Event.objects.about(thing).shown_to(request.user).select_related("content").order_by("-pk")[:200]
        )
        context = {
            **self.admin_site.each_context(request),
            "title": gettext("History of {thing}").format(thing=thing),
            "moments": timeline.moments(events),
            "object": thing,
            "opts": self.opts,
            "module_name": str(self.opts.verbose_name_plural).capitalize(),
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/object_history.html", context)


class ReadOnlyAdmin(DeskAdmin):
    """For rows that nobody changes by a form, whatever their role."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def flat(fields: Any) -> list[str]:
    """The names in a fieldset's ``fields``, whose lines may be tuples."""
    return [name for line in fields for name in (line if isinstance(line, (list, tuple)) else [line])]


def as_number(words: str | None) -> int:
    """The number that a request names, or -1."""
    return int(words) if words and words.isascii() and words.isdigit() and len(words) < 10 else -1


def person(request: HttpRequest) -> User:
    """Who asks. The desk's own wrapper of every view has seen to it that somebody is logged in."""
    assert isinstance(request.user, User)
    return request.user
