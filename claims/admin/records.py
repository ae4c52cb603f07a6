"""What is on record, for reading: verdicts and their parts, publications, events."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from claims.admin.base import ReadOnlyAdmin
from claims.admin.long_lists import DeskChangeList
from claims.models import (
    Assessment,
    Event,
    EventSeal,
    GateOverride,
    Publication,
    PublicationState,
    Verdict,
    VerdictCitation,
    VerdictContributor,
)


class OnItsClaim(DeskChangeList):
    """A click opens the workspace of the claim, where the work on the row is done."""

    def url_for_result(self, result: Any) -> str:
        claim = result.claim_id if hasattr(result, "claim_id") else result.verdict.claim_id
        return reverse("admin:claims_claim_workspace", args=[claim])


class OnItsClaimAdmin(ReadOnlyAdmin):
    def get_changelist(self, request: Any, **kwargs: Any) -> type[DeskChangeList]:
        return OnItsClaim


@admin.register(Verdict)
class VerdictAdmin(OnItsClaimAdmin):
    list_display = ("claim", "rating", "state", "change", "reach", "edited_by", "approved_by", "updated_at")
    list_select_related = ("claim", "rating", "edited_by", "approved_by")
    list_filter = ("state", "change", "reach")
    search_fields = ("summary",)


@admin.register(Assessment)
class AssessmentAdmin(OnItsClaimAdmin):
    list_display = ("claim", "reviewer", "rating", "confidence", "updated_at")
    list_select_related = ("claim", "reviewer", "rating")
    list_filter = ("confidence",)
    search_fields = ("reasoning",)

    def get_queryset(self, request: Any) -> Any:
        """Where the desk rates blindly, others' assessments are seen by who has given their own."""
        rows: Any = super().get_queryset(request)
        return rows.visible_to(request.user)


@admin.register(Publication)
class PublicationAdmin(ReadOnlyAdmin):
    change_form_template = "claims/admin/redactable_form.html"
    list_display = ("title", "number", "change", "reach", "rating_slug", "published_at", "published_by")
    list_select_related = ("published_by",)
    list_filter = ("change", "reach")
    search_fields = ("title",)
    fields = (
        "claim", "verdict", "number", "change", "reach", "rating_slug", "language", "title", "public_note",
        "published_at", "published_by", "visible_from", "sha256", "as_json",
    )  # fmt: skip
    readonly_fields = ("as_json",)

    def get_queryset(self, request: Any) -> Any:
        return super().get_queryset(request).defer("document", "search")

    @admin.display(description=_("public document"))
    def as_json(self, publication: Publication) -> SafeString:
        document = json.loads(publication.document)
        return format_html('<pre tabindex="0">{}</pre>', json.dumps(document, ensure_ascii=False, indent=2))


@admin.register(PublicationState)
class PublicationStateAdmin(ReadOnlyAdmin):
    list_display = ("publication", "standing", "at_risk_since", "changed_at")
    list_select_related = ("publication",)
    list_filter = ("standing",)

    def get_queryset(self, request: Any) -> Any:
        return super().get_queryset(request).defer("publication__document", "publication__search")


@admin.register(Event)
class EventAdmin(ReadOnlyAdmin):
    change_form_template = "claims/admin/redactable_form.html"
    list_display = ("happened_at", "kind", "actor_label", "subject_type", "subject_label")
    list_display_links = ("kind",)
    ordering = ("-pk",)
    search_fields = ("=kind", "=subject_type", "=actor_label")
    fields = (
        "act", "kind", "happened_at", "recorded_at", "actor_label", "subject_type", "subject_pk", "subject_label",
        "digest", "told",
    )  # fmt: skip
    readonly_fields = ("told",)

    def get_queryset(self, request: Any) -> Any:
        rows: Any = super().get_queryset(request)
        return rows.shown_to(request.user)

    @admin.display(description=_("content"))
    def told(self, event: Event) -> SafeString:
        if not hasattr(event, "content"):
            return format_html("{}", "Erased; the event and its digest remain.")
        return format_html(
            '<pre tabindex="0">{}</pre>', json.dumps(event.content.body, ensure_ascii=False, indent=2)
        )


@admin.register(EventSeal)
class EventSealAdmin(ReadOnlyAdmin):
    list_display = ("first", "last", "events", "sha256", "sealed_at")
    ordering = ("-last",)


@admin.register(GateOverride)
class GateOverrideAdmin(OnItsClaimAdmin):
    list_display = ("line", "reason", "overridden_by", "overridden_at", "verdict")
    list_select_related = ("overridden_by", "verdict__rating")
    list_filter = ("line",)


@admin.register(VerdictContributor)
class VerdictContributorAdmin(OnItsClaimAdmin):
    list_display = ("person", "verdict", "since")
    list_select_related = ("person", "verdict__rating")


@admin.register(VerdictCitation)
class VerdictCitationAdmin(OnItsClaimAdmin):
    shows_protected_veiled = True
    list_display = ("verdict", "number", "evidence", "weight", "snapshot")
    list_select_related = ("verdict__rating", "evidence__source", "snapshot__source")
