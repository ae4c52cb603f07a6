"""Claims: the queues of the desk as lists, a claim's facts as a form, everything else in its workspace."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from claims import rules
from claims.admin import checklists, claim_addresses, claim_workspace, warc
from claims.admin.base import DeskAdmin, ReadOnlyAdmin
from claims.admin.long_lists import DeskChangeList
from claims.models import Appearance, Claim, Claimant, ContactAttempt, Note, Source
from claims.services import keeping, marking, organising
from claims.templatetags.desk import claim_status


class ClaimList(DeskChangeList):
    """A click on a claim opens its workspace."""

    def url_for_result(self, result: Any) -> str:
        return reverse("admin:claims_claim_workspace", args=[result.pk])


# The desk's queues are addresses: what they show can be sent to a colleague.
QUEUES = (
    (_("All"), ""),
    (_("Mine"), "assigned_to__id__exact={me}"),
    (_("At risk"), "status__exact=at_risk"),
    (_("Awaiting approval"), "work_state__exact=awaiting_approval"),
    (_("Unreviewed"), "status__exact=unreviewed"),
    (_("Unassigned"), "assigned_to__isnull=True"),
    (_("Due"), "due_on__lte={today}"),
)
QUEUE_LOOKUPS = {"assigned_to__id__exact", "assigned_to__isnull", "work_state__exact", "due_on__lte"}


@admin.register(Claim)
class ClaimAdmin(DeskAdmin):
    list_display = ("statement", "verification", "who_says", "kind", "what_is_rated", "assigned_to", "due_on")
    list_select_related = ("claimant", "assigned_to")
    list_filter = ("status", "kind", "rated", "legal_hold", "topics")
    search_fields = Claim.SEARCHED
    search_help_text = _("By its statement, by who said it, or by an article’s own words.")
    autocomplete_fields = ("claimant", "suggested_rating", "topics")
    fieldsets = (
        (None, {"fields": ("statement", ("kind", "rated", "tier"), "language")}),
        (
            _("Who and when"),
            {"fields": ("claimant", "claimant_label", "claimant_role", ("claimed_on", "claimed_on_note"))},
        ),
        (_("The desk"), {"fields": ("suggested_rating", "legal_hold", "topics")}),
    )

    def get_queryset(self, request: HttpRequest) -> Any:
        return super().get_queryset(request).defer("found_by")

    @admin.display(description=_("status"), ordering="status")
    def verification(self, claim: Claim) -> SafeString:
        return claim_status(claim)

    @admin.display(description=_("who"), ordering="claimant__name")
    def who_says(self, claim: Claim) -> str:
        return claim.who

    @admin.display(description=_("rated"), ordering="rated")
    def what_is_rated(self, claim: Claim) -> str:
        return claim.rated

    def lookup_allowed(self, lookup: str, value: Any, request: Any = None) -> bool:
        return lookup in QUEUE_LOOKUPS or super().lookup_allowed(lookup, value, request)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[DeskChangeList]:
        return ClaimList

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        asked = request.META.get("QUERY_STRING", "")
        now = {"me": request.user.pk, "today": timezone.localdate().isoformat()}
        queues = [(name, query.format(**now)) for name, query in QUEUES]
        context = {"queues": [(name, query, query == asked) for name, query in queues]}
        return super().changelist_view(request, {**context, **(extra_context or {})})

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Claims are marked in a text, never made by a bare form."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return rules.can_edit_claim(request.user, obj)

    def edit(self, thing: Any, *, version: int, by: Any, **fields: Any) -> None:
        topics = fields.pop("topics", None)
        if fields:
            marking.edit_claim(thing, version=version, by=by, **fields)
            version = thing.version
        if topics is not None:
            organising.sort(thing, topics=topics, by=by, version=version)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Its topics are in place by then: a service put them there."""

    def response_change(self, request: HttpRequest, obj: Any) -> Any:
        return (
            claim_workspace.to_workspace(obj, "claim")
            if "_continue" not in request.POST
            else super().response_change(request, obj)
        )

    def get_urls(self) -> list[URLPattern]:
        def to(view: Any) -> Any:
            return self.admin_site.admin_view(lambda request, pk, **kwargs: view(request, self, pk, **kwargs))

        return [
            *claim_addresses.addresses(self),
            path("<int:pk>/checklist/", to(checklists.tick), name="claims_claim_checklist"),
            path("<int:pk>/warc/", to(warc.of_claim), name="claims_claim_warc"),
            *super().get_urls(),
        ]


@admin.register(Appearance)
class AppearanceAdmin(ReadOnlyAdmin):
    list_display = ("claim", "article_version", "url", "start", "end")
    list_select_related = ("claim", "article_version__article")
    search_fields = ("exact",)
    # By article and place, as the model has it, a million of them would be sorted for every page.
    ordering = ("-pk",)


@admin.register(Claimant)
class ClaimantAdmin(DeskAdmin):
    list_display = ("name", "native_name", "role", "country", "kind")
    list_filter = ("kind",)
    search_fields = ("name", "native_name")
    autocomplete_fields = ("source",)
    fields = ("name", "slug", "kind", "native_name", "role", "country", "same_as", "forms", "source", "note")
    prepopulated_fields = {"slug": ("name",)}

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """Whom a protected source names, who may not know it leaves as it is, and sees by its public wording."""
        kept = (
            obj is not None and obj.source is not None and not rules.can_know_source(request.user, obj.source)
        )
        return ("source",) if kept else ()

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return {} if obj else self.prepopulated_fields

    def add(self, *, by: Any, **fields: Any) -> Any:
        return keeping.add(Claimant, by=by, **fields)

    def edit(self, thing: Any, *, version: int, by: Any, **fields: Any) -> None:
        keeping.edit(thing, version=version, by=by, **fields)


@admin.register(Note)
class NoteAdmin(DeskAdmin):
    list_display = ("claim", "kind", "text", "created_by")
    list_select_related = ("claim", "created_by")
    list_filter = ("kind",)
    search_fields = ("text",)
    readonly_fields = ("claim",)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        """The details of a conflict name sources by their slugs: not to whom one of these is kept from."""
        told = json.dumps(obj.details) if obj else ""
        slugs = Source.objects.kept_from(request.user).values_list("slug", flat=True)
        kept = any(f'"{slug}"' in told for slug in slugs)
        return ("claim", "kind", "text") if kept else ("claim", "kind", "text", "details")

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Notes are written in the workspace of their claim."""
        return False

    def edit(self, thing: Any, *, version: int, by: Any, **fields: Any) -> None:
        keeping.edit(thing, version=version, by=by, **fields)


@admin.register(ContactAttempt)
class ContactAttemptAdmin(ReadOnlyAdmin):
    list_display = ("claim", "channel", "contacted_at", "contacted_by")
    list_select_related = ("claim", "contacted_by")
    search_fields = ("channel", "outcome")
