"""Sources, what they said and when, and the evidence taken from them."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import rules
from claims.admin import source_access, source_page, warc
from claims.admin.base import DeskAdmin, ReadOnlyAdmin, as_number, person
from claims.admin.long_lists import DeskChangeList
from claims.models import CaptureJob, Dismissal, Evidence, Finding, Origin, Source
from claims.services import citing, keeping, protecting
from claims.templatetags.desk import badge
from claims.templatetags.watching import health_badge


class SourceList(DeskChangeList):
    """A click on a source opens its page."""

    def url_for_result(self, result: Any) -> str:
        return reverse("admin:claims_source_page", args=[result.pk])


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
            gettext_lazy("When, and who knows"),
            {"fields": (("published_on", "date_basis"), "origin", "witness", "credited_to")},
        ),
        (gettext_lazy("Weight"), {"fields": ("interest", "kept_because", "note")}),
        (
            gettext_lazy("Protection and watching"),
            {"fields": ("is_sensitive", "public_wording", "is_watched")},
        ),
    )

    @admin.display(description=gettext_lazy("health"), ordering="health")
    def health_shown(self, source: Source) -> SafeString:
        return health_badge(source, "tag")

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return rules.can_edit_source(request.user, obj)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **more: Any
    ) -> Any:
        """To open the form of a protected source is a look at it."""
        protecting.looked(person(request), [as_number(object_id)])
        return super().changeform_view(request, object_id, *args, **more)

    def add(self, *, by: Any, **fields: Any) -> models.Model:
        return citing.add_source(by=by, **fields)

    def edit(self, thing: Any, *, version: int, by: Any, **fields: Any) -> None:
        citing.edit_source(thing, version=version, by=by, **fields)

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[DeskChangeList]:
        return SourceList

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: str | None = None) -> Any:
        return self.to_its_page(request, obj) or super().response_add(request, obj, post_url_continue)

    def response_change(self, request: HttpRequest, obj: Any) -> Any:
        return self.to_its_page(request, obj) or super().response_change(request, obj)

    def to_its_page(self, request: HttpRequest, source: Source) -> HttpResponse | None:
        """After saving; None where the form was told to go on elsewhere."""
        if {"_continue", "_addanother", "_popup"} & set(request.POST):
            return None
        messages.success(request, _("The source is saved."))
        return redirect("admin:claims_source_page", source.pk)

    def get_urls(self) -> list[URLPattern]:
        def to(view: Any) -> Any:
            return self.admin_site.admin_view(lambda request, pk: view(request, self, pk))

        return [
            path("<int:pk>/watch/", to(source_page.show), name="claims_source_page"),
            path("<int:pk>/capture/", to(source_page.ask_for_capture), name="claims_source_capture"),
            path("<int:pk>/archive/", to(source_page.ask_archives), name="claims_source_archive"),
            path("<int:pk>/dismiss/", to(source_page.dismiss), name="claims_source_dismiss"),
            path("<int:pk>/difference/", to(source_page.compare), name="claims_source_difference"),
            path("<int:pk>/warc/", to(warc.of_source), name="claims_source_warc"),
            path("<int:pk>/let-in/", to(source_access.let_in), name="claims_source_let_in"),
            path("<int:pk>/take-off/", to(source_access.take_off), name="claims_source_take_off"),
            *super().get_urls(),
        ]


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
        (gettext_lazy("Translation"), {"fields": ("translation", "translator")}),
        (
            gettext_lazy("When and how"),
            {"fields": (("as_of", "is_hindsight"), "snapshot", "transcription", "note")},
        ),
        (gettext_lazy("Search"), {"fields": ("searched_where", "searched_words", "searched_on")}),
    )

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **more: Any
    ) -> Any:
        """The words of a protected source are a look at it."""
        quoted = Evidence.objects.filter(pk=as_number(object_id)).values_list("source", flat=True)
        protecting.looked(person(request), [one for one in quoted if one])
        return super().changeform_view(request, object_id, *args, **more)

    @admin.display(description=gettext_lazy("captured"), boolean=True)
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
        messages.success(request, _("The evidence is saved."))
        return redirect("admin:claims_claim_workspace", obj.claim_id)


@admin.register(Finding)
class FindingAdmin(ReadOnlyAdmin):
    list_display = ("check_id", "outcome_shown", "sentence", "snapshot", "found_at")
    list_select_related = ("snapshot__source",)
    list_filter = ("outcome",)
    search_fields = ("check_id", "reason")

    @admin.display(description=gettext_lazy("outcome"), ordering="outcome")
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
