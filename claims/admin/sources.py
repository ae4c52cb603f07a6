"""Sources, what they said and when, and the evidence taken from them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST

from claims import rules
from claims.admin.base import DeskAdmin, ReadOnlyAdmin, person
from claims.models import CaptureJob, Dismissal, Evidence, Finding, Origin, Snapshot, Source
from claims.services import capturing, citing, keeping
from claims.templatetags.desk import badge

HEALTH = {
    Source.Health.UNKNOWN: "unknown",
    Source.Health.OK: "pass",
    Source.Health.FAILING: "warn",
    Source.Health.DEAD: "fail",
}
SHOWN = 20  # snapshots and pieces of evidence on a source's page


@admin.register(Source)
class SourceAdmin(DeskAdmin):
    change_form_template = "claims/admin/source_form.html"
    list_display = ("__str__", "kind", "health_shown", "last_captured_at", "published_on", "language")
    list_filter = ("health", "kind", "is_watched", "is_sensitive")
    search_fields = ("publisher", "title", "url")
    autocomplete_fields = ("origin",)
    fieldsets = (
        (None, {"fields": ("url", ("kind", "language"), "publisher", "title")}),
        (
            "When, and who knows",
            {"fields": (("published_on", "date_basis"), "origin", "witness", "credited_to")},
        ),
        ("Weight", {"fields": ("interest", "kept_because", "note")}),
        ("Protection and watching", {"fields": ("is_sensitive", "public_wording", "is_watched")}),
    )

    @admin.display(description="health", ordering="health")
    def health_shown(self, source: Source) -> SafeString:
        return badge(HEALTH[Source.Health(source.health)], source.get_health_display(), "tag")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return rules.can_edit_source(request.user, obj)

    def add(self, *, by: Any, **fields: Any) -> models.Model:
        return citing.add_source(by=by, **fields)

    def edit(self, thing: Any, *, version: int, by: Any, **fields: Any) -> None:
        citing.edit_source(thing, version=version, by=by, **fields)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> Any:
        """Beside the form: what the source said and when, and where the desk quotes it."""
        source = context.get("original")
        if source is not None:
            context["snapshots"] = source.snapshots.defer("text", "headers").order_by("-captured_at", "-pk")[
                :SHOWN
            ]
            context["pieces"] = source.evidence.select_related("claim")[:SHOWN]
            context["waiting"] = source.capture_jobs.pending().first()
            context["may_capture"] = rules.can_add_evidence(request.user)
        return super().render_change_form(request, context, *args, **kwargs)

    def get_urls(self) -> list[URLPattern]:
        capture = self.admin_site.admin_view(lambda request, pk: ask_for_capture(request, self, pk))
        return [path("<int:pk>/capture/", capture, name="claims_source_capture"), *super().get_urls()]


@require_POST
def ask_for_capture(request: HttpRequest, desk: SourceAdmin, pk: int) -> HttpResponse:
    """Put a capture of this source into the queue."""
    source = get_object_or_404(Source, pk=pk)
    if not rules.can_add_evidence(request.user):
        raise PermissionDenied
    job = capturing.ask(source, reason=CaptureJob.Reason.ASKED, by=person(request))
    if job:
        messages.success(request, "The source is waiting for its capture. Reload in a moment.")
    else:
        messages.warning(request, "This source has no address, so there is nothing to capture.")
    return redirect("admin:claims_source_change", source.pk)


@admin.register(Origin)
class OriginAdmin(DeskAdmin):
    list_display = ("what", "slug")
    search_fields = ("what", "slug")
    fields = ("what", "slug")

    def add(self, *, by: Any, **fields: Any) -> models.Model:
        return keeping.add(Origin, by=by, **fields)

    def edit(self, thing: Any, *, version: int, by: Any, **fields: Any) -> None:
        keeping.edit(thing, version=version, by=by, **fields)


@admin.register(Evidence)
class EvidenceAdmin(DeskAdmin):
    list_display = ("__str__", "claim", "source", "weight", "is_hindsight", "is_anchored")
    list_select_related = ("claim", "source")
    list_filter = ("stance", "weight", "form", "is_hindsight")
    search_fields = ("quote", "summary")
    readonly_fields = ("claim", "source", "form", "snapshot")
    fieldsets = (
        (None, {"fields": ("claim", "source", ("stance", "weight"), "quote", "summary")}),
        ("Translation", {"fields": ("translation", "translator")}),
        ("When and how", {"fields": (("as_of", "is_hindsight"), "snapshot", "transcription", "note")}),
        ("Search", {"fields": ("searched_where", "searched_words", "searched_on")}),
    )

    @admin.display(description="captured", boolean=True)
    def is_anchored(self, evidence: Evidence) -> bool:
        return evidence.snapshot_id is not None

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Evidence is added in the workspace of its claim."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if obj is None:
            return super().has_change_permission(request)
        return rules.can_edit_evidence(request.user, obj)

    def edit(self, thing: Any, *, version: int, by: Any, **fields: Any) -> None:
        citing.edit_evidence(thing, version=version, by=by, **fields)

    def response_change(self, request: HttpRequest, obj: Any) -> Any:
        if "_continue" in request.POST:
            return super().response_change(request, obj)
        messages.success(request, "The evidence is saved.")
        return redirect("admin:claims_claim_workspace", obj.claim_id)


class HowItWent(admin.SimpleListFilter):
    """A capture that failed says how in many ways; a list of them all would read the whole table."""

    title = "how it went"
    parameter_name = "went"

    def lookups(self, request: Any, model_admin: Any) -> list[tuple[str, str]]:
        return [("well", "captured"), ("wrong", "failed")]

    def queryset(self, request: Any, queryset: Any) -> Any:
        match self.value():
            case "well":
                return queryset.good()
            case "wrong":
                return queryset.exclude(pk__in=queryset.good())
        return queryset


@admin.register(Snapshot)
class SnapshotAdmin(ReadOnlyAdmin):
    list_display = ("source", "captured_at", "status", "failure", "title")
    list_select_related = ("source",)
    list_filter = (HowItWent,)
    search_fields = ("url",)
    fields = (
        "source", "captured_at", "url", "final_url", "redirects", "status", "failure", "detail", "title", "byline",
        "published_on", "modified_on", "language", "text_sha256", "elapsed_seconds", "text",
    )  # fmt: skip

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return super().get_queryset(request).defer("text", "headers")


@admin.register(Finding)
class FindingAdmin(ReadOnlyAdmin):
    list_display = ("check_id", "outcome_shown", "sentence", "snapshot", "found_at")
    list_select_related = ("snapshot__source",)
    list_filter = ("outcome",)
    search_fields = ("check_id", "reason")

    @admin.display(description="outcome", ordering="outcome")
    def outcome_shown(self, finding: Finding) -> SafeString:
        return badge(finding.outcome, finding.get_outcome_display(), "tag")


@admin.register(Dismissal)
class DismissalAdmin(ReadOnlyAdmin):
    list_display = ("check_id", "source", "reason", "dismissed_by", "dismissed_at")
    list_select_related = ("source", "dismissed_by")


@admin.register(CaptureJob)
class CaptureJobAdmin(ReadOnlyAdmin):
    list_display = ("source", "state", "reason", "due_at", "attempt", "finished_at")
    list_select_related = ("source",)
    list_filter = ("state", "reason")
