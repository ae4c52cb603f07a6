"""How often sources are looked at, how long hosts are left in peace, and who outside the desk is told of what."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import rules
from claims.admin import webhook_acts
from claims.admin.base import DeskAdmin, DeskForm, ReadOnlyAdmin, as_number, person, tell
from claims.exceptions import InvalidInput
from claims.models import (
    Digest,
    HostRule,
    OutgoingMail,
    WatchRule,
    WebhookDelivery,
    WebhookSubscription,
)
from claims.presenters import pace
from claims.services import delivering, watching

IN_MINUTES = gettext_lazy("In minutes: an hour has 60, a day 1440, a week 10080.")
LABELS = {
    "shortest_minutes": (
        gettext_lazy("Shortest time"),
        format_lazy(
            "{rule} {in_minutes}",
            rule=gettext_lazy("It is never looked at again sooner than this."),
            in_minutes=IN_MINUTES,
        ),
    ),
    "longest_minutes": (
        gettext_lazy("Longest time"),
        format_lazy(
            "{rule} {in_minutes}",
            rule=gettext_lazy("It is never left alone for longer than this."),
            in_minutes=IN_MINUTES,
        ),
    ),
    "divisor": (
        gettext_lazy("Part of the quiet time"),
        gettext_lazy(
            "12: what has not changed for twelve days is looked at again after one, if the two times allow it."
        ),
    ),
    "gap_seconds": (
        gettext_lazy("Seconds between two requests"),
        gettext_lazy("At least 1. What the host itself asks for goes before."),
    ),
}


class SetByAdmins(DeskAdmin):
    """Everybody at the desk may look; who sets how sources are watched may change."""

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return rules.can_set_watching(person(request))

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in LABELS:
            kwargs["label"], kwargs["help_text"] = LABELS[db_field.name]
        return super().formfield_for_dbfield(db_field, request, **kwargs)


class PaceForm(DeskForm):
    def clean(self) -> dict[str, Any]:
        """Here already, because PostgreSQL's own word on it would be none for people."""
        cleaned = super().clean()
        if "shortest_minutes" in cleaned and "longest_minutes" in cleaned:
            try:
                watching.check_times(cleaned["shortest_minutes"], cleaned["longest_minutes"])
            except InvalidInput as refusal:
                tell(self, refusal)
        return cleaned


@admin.register(WatchRule)
class WatchRuleAdmin(SetByAdmins):
    form = PaceForm
    list_display = ("what", "says")
    fields = ("what", "says", "shortest_minutes", "longest_minutes", "divisor")
    readonly_fields = ("what", "says")

    @admin.display(description=gettext_lazy("for a source that is"), ordering="pk")
    def what(self, rule: WatchRule) -> str:
        return rule.get_use_display()

    @admin.display(description=gettext_lazy("rule"))
    def says(self, rule: WatchRule) -> str:
        return pace.sentence(rule)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """There is one for each use, and the uses are the desk's own."""
        return False

    def edit(self, thing: Any, *, version: int, by: Any, **fields: Any) -> None:
        watching.set_pace(thing, version=version, by=by, **fields)


@admin.register(HostRule)
class HostRuleAdmin(SetByAdmins):
    list_display = ("host", "gap_seconds", "note")
    search_fields = ("host",)
    fields = ("host", "gap_seconds", "note")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nothing refers to it: without it the usual gap holds."""
        return rules.can_set_watching(person(request))

    def get_actions(self, request: HttpRequest) -> Any:
        """Several may be taken away at once: Django asks before, and the service keeps the record."""
        found = dict(super().get_actions(request))
        if self.has_delete_permission(request):
            found["delete_selected"] = self.get_action("delete_selected")
        return found

    def add(self, *, by: Any, **fields: Any) -> models.Model:
        return watching.add_host(by=by, **fields)

    def edit(self, thing: Any, *, version: int, by: Any, **fields: Any) -> None:
        watching.edit_host(thing, version=version, by=by, **fields)

    def delete_model(self, request: HttpRequest, obj: HostRule) -> None:
        watching.remove_host(obj, by=person(request))

    def delete_queryset(self, request: HttpRequest, queryset: models.QuerySet[HostRule]) -> None:
        for rule in queryset:
            watching.remove_host(rule, by=person(request))


class SubscriptionForm(DeskForm):
    events = forms.MultipleChoiceField(
        choices=[
            (kind, format_lazy("{kind}: {words}", kind=kind, words=words))
            for kind, words in delivering.KINDS.items()
        ],
        widget=forms.CheckboxSelectMultiple,
        label=gettext_lazy("Told when"),
    )
    new_secret = forms.BooleanField(
        required=False,
        label=gettext_lazy("Give it a new secret"),
        help_text=gettext_lazy("The old one signs too for a day more, and then nothing."),
    )


@admin.register(WebhookSubscription)
class WebhookSubscriptionAdmin(SetByAdmins):
    form = SubscriptionForm
    change_form_template = "claims/admin/webhook_form.html"
    list_display = ("name", "url", "told_when", "is_active", "stopped_why")
    readonly_fields = ("stopped_why",)
    list_filter = ("is_active",)
    search_fields = ("name",)

    @admin.display(description=gettext_lazy("told when"))
    def told_when(self, subscription: WebhookSubscription) -> str:
        return ", ".join(subscription.events)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        usual = ("name", "url", "events", "is_active", *(("stopped_why",) if obj and obj.stopped_why else ()))
        return (*usual, "new_secret") if obj and self.has_change_permission(request, obj) else usual

    def get_urls(self) -> list[URLPattern]:
        return [*webhook_acts.of_subscriptions(self), *super().get_urls()]

    def add(self, *, by: Any, **fields: Any) -> models.Model:
        fields.pop("new_secret", None)  # a new one has a new one anyway
        return delivering.subscribe(by=by, **fields)

    def edit(self, thing: Any, *, version: int, by: Any, **fields: Any) -> None:
        renews = fields.pop("new_secret", False)
        if fields or not renews:
            delivering.edit(thing, version=version, by=by, **fields)

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        stored = WebhookSubscription.objects.get(pk=obj.pk)
        if not change:
            _show_once(request, stored.secret)
        elif form.cleaned_data.get("new_secret"):
            _show_once(request, delivering.renew_secret(stored, by=person(request)))


def _show_once(request: HttpRequest, secret: str) -> None:
    told = _("The secret that signs what is sent is <code>{}</code>. Copy it now: it is not shown again.")
    messages.warning(request, format_html(told, secret))


@admin.register(WebhookDelivery)
class WebhookDeliveryAdmin(ReadOnlyAdmin):
    """The log of what was told: whom, of what, how often it was tried, and what they answered."""

    change_form_template = "claims/admin/webhook_delivery.html"
    list_display = ("kind", "subscription", "state", "status", "took", "attempt", "due_at", "finished_at")
    list_select_related = ("event", "subscription")
    list_filter = ("state", "subscription")
    fields = (
        "subscription", "kind", "state", "due_at", "attempt", "next_attempt_at", "finished_at", "status", "took",
        "answer", "last_error", "replay_of", "told",
    )  # fmt: skip
    readonly_fields = ("kind", "took", "told")

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        ended = WebhookDelivery.objects.exclude(state="pending").filter(pk=as_number(object_id))
        may = rules.can_set_watching(person(request)) and ended.exists()
        return super().change_view(request, object_id, form_url, {"may_replay": may, **(extra_context or {})})

    def get_urls(self) -> list[URLPattern]:
        return [*webhook_acts.of_deliveries(self), *super().get_urls()]

    @admin.display(description=gettext_lazy("took"), ordering="milliseconds")
    def took(self, delivery: WebhookDelivery) -> str:
        return f"{delivery.milliseconds} ms" if delivery.milliseconds is not None else "–"

    @admin.display(description=gettext_lazy("event"))
    def kind(self, delivery: WebhookDelivery) -> str:
        return str(delivery.payload.get("kind") or delivery.event.kind)

    @admin.display(description=gettext_lazy("what it tells"))
    def told(self, delivery: WebhookDelivery) -> SafeString:
        shown = json.dumps(delivery.payload, ensure_ascii=False, indent=2)
        return format_html('<pre tabindex="0">{}</pre>', shown)


@admin.register(Digest)
class DigestAdmin(ReadOnlyAdmin):
    list_display = ("day", "recipient", "state", "attempt", "finished_at")
    list_select_related = ("recipient",)
    list_filter = ("state",)


@admin.register(OutgoingMail)
class OutgoingMailAdmin(ReadOnlyAdmin):
    """What was sent, what waits and what was given up; never the words, which are between the desk and the reader."""

    list_display = ("kind", "recipient", "tip", "state", "due_at", "attempt", "finished_at")
    list_select_related = ("recipient", "tip")
    list_filter = ("state", "kind")
    fields = (
        "kind",
        "recipient",
        "tip",
        "state",
        "due_at",
        "next_attempt_at",
        "attempt",
        "finished_at",
        "last_error",
    )
