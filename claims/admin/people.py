"""The people of the desk and their roles."""

from __future__ import annotations

import copy
from collections import defaultdict
from functools import partial
from typing import Any, ClassVar

from django import forms
from django.contrib import admin, messages
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, Permission
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from claims.admin.accessibility import AccessibleFields
from claims.admin.base import REFUSALS, FoundByKey, GivingBack, Refusal, person, tell
from claims.admin.passwords import AnothersPasswordForm
from claims.models import User
from claims.services import keeping

admin.site.unregister(Group)


class Refusable(forms.Form):
    """A form that says why the desk refused to save it."""

    refusal: ClassVar[Refusal | None] = None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.refusal is not None:
            tell(self, self.refusal)
        return cleaned


@admin.register(User)
class PersonAdmin(GivingBack, AccessibleFields, UserAdmin):  # type: ignore[type-arg]
    """Django's own, saving through the service that keeps the record. Who wrote on a verdict is never deleted."""

    list_display = (
        "username",
        "credit_name",
        "first_name",
        "last_name",
        "is_staff",
        "is_active",
        "last_login",
    )
    list_filter = ("is_active", "is_staff", "groups")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Who"), {"fields": ("first_name", "last_name", "email", "wants_digest", "credit_name")}),
        (_("Role"), {"fields": ("is_active", "is_staff", "groups")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )
    readonly_fields = ("last_login", "date_joined")

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        keeping.save_person(obj, by=person(request), changed=sorted(form.changed_data))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """By the service, not by the form's ``save_m2m``, which would tell nobody of the roles it gives."""
        if "groups" in form.cleaned_data:
            keeping.give_roles(form.instance, roles=form.cleaned_data["groups"], by=person(request))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A superuser is changed by superusers alone: who sets their password has all their rights."""
        spared = obj is not None and obj.is_superuser and not person(request).is_superuser
        return not spared and super().has_change_permission(request, obj)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = super().get_form(request, obj, change=change, **kwargs)
        return type(form.__name__, (Refusable, form), {"refusal": getattr(request, "refusal", None)})

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """As Django's, by a form that leaves a record. Of this object there is one for all requests: hence the copy."""
        mine: Any = copy.copy(self)
        mine.change_password_form = partial(AnothersPasswordForm, by=person(request))
        try:
            return super(PersonAdmin, mine).user_change_password(request, id, form_url)
        except REFUSALS as refusal:
            messages.error(request, " ".join(getattr(refusal, "messages", [str(refusal)])))
            return HttpResponseRedirect(request.get_full_path())


PLAIN = {
    "add": pgettext_lazy("what a role may", "add"), "change": pgettext_lazy("what a role may", "change"),
    "delete": pgettext_lazy("what a role may", "delete"), "view": pgettext_lazy("what a role may", "view"),
}  # fmt: skip


def act_in_words(permission: Permission) -> str:
    """Of Django's own four a word each; of the desk's what stands in its name: “submit a verdict for approval”."""
    act, _sep, noun = permission.codename.partition("_")
    if noun == permission.content_type.model and act in PLAIN:
        return str(PLAIN[act])
    return gettext(permission.name.removeprefix("Can "))


@admin.register(Group)
class RoleAdmin(FoundByKey, GroupAdmin):
    """Roles are made by a migration and held against the table in the docs: they are shown, not edited."""

    fields = ("name", "rights")
    readonly_fields = ("rights",)

    @admin.display(description=_("may"))
    def rights(self, role: Group) -> SafeString:
        """Noun by noun what this role may do."""
        given = defaultdict(list)
        for one in role.permissions.select_related("content_type"):
            given[one.content_type.name].append(act_in_words(one))
        if not given:
            return format_html("{}", _("nothing at the desk"))
        rows = ((noun, ", ".join(sorted(acts))) for noun, acts in sorted(given.items()))
        lines = format_html_join("", '<tr><th scope="row">{}</th><td>{}</td></tr>', rows)
        return format_html('<table class="rights"><tbody>{}</tbody></table>', lines)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
