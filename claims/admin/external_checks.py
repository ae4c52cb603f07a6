"""Fact-checks of other publishers: the list, how they come in, and what their ratings come to on this desk's scale."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import rules
from claims.admin.base import DeskAdmin, ReadOnlyAdmin
from claims.exceptions import DomainError
from claims.models import Batch, ExternalCheck, RatingMapping, User
from claims.services import importing_checks, mapping_ratings, reading_checks
from claims.text.external_checks import Publisher, Unreadable

MAX_BYTES = 50_000_000
SHOWN = 50
LIST = "admin:claims_externalcheck_changelist"


@admin.register(ExternalCheck)
class ExternalCheckAdmin(ReadOnlyAdmin):
    list_display = (
        "claim_text",
        "claimant_name",
        "publisher_name",
        "rating_words",
        "rating",
        "reviewed_on",
        "link",
    )
    list_select_related = ("rating",)
    list_filter = ("rating",)
    search_fields = ("claim_text", "title", "claimant_name", "publisher_site")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        rows: models.QuerySet[Any] = super().get_queryset(request).defer("search", "identity")
        return rows

    def get_urls(self) -> list[Any]:
        """Before those of rows: "import" is none's key."""
        to_import = self.admin_site.admin_view(lambda request: import_checks(request, self.admin_site))
        return [path("import/", to_import, name="import_checks"), *super().get_urls()]

    @admin.display(description=gettext_lazy("address"))
    def link(self, check: ExternalCheck) -> SafeString | str:
        if not check.url:
            return check.reference
        return format_html('<a href="{}" rel="external noreferrer">{}</a>', check.url, check.publisher_site)


@admin.register(RatingMapping)
class RatingMappingAdmin(DeskAdmin):
    list_display = ("words", "publisher_site", "rating", "checks")
    list_select_related = ("rating",)
    list_filter = (("rating", admin.EmptyFieldListFilter),)
    search_fields = ("words", "publisher_site")
    fields = ("publisher_site", "words", "rating")

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        rows: models.QuerySet[Any] = super().get_queryset(request)
        same = ExternalCheck.objects.filter(
            publisher_site=OuterRef("publisher_site"), rating_words__iexact=OuterRef("words")
        )
        counted = same.order_by().values("publisher_site").annotate(n=Count("pk")).values("n")
        with_counts: models.QuerySet[Any] = rows.annotate(checks_count=Coalesce(Subquery(counted), 0))
        return with_counts

    @admin.display(description=gettext_lazy("fact-checks"))
    def checks(self, mapping: Any) -> int:
        return int(mapping.checks_count)

    def add(self, *, by: Any, **fields: Any) -> models.Model:
        return mapping_ratings.add(by=by, **fields)

    def edit(self, thing: Any, *, version: int, by: Any, **fields: Any) -> None:
        mapping_ratings.edit(thing, version=version, by=by, **fields)


# --- Handing in ---------------------------------------------------------------------------------------------------


class SourceForm(forms.Form):
    """A file or an address; and what the rows of a corpus don't say themselves."""

    file = forms.FileField(required=False, label=gettext_lazy("File"), max_length=150)
    url = forms.URLField(
        required=False,
        max_length=2000,
        assume_scheme="https",
        label=gettext_lazy("Or the address of a page or feed"),
    )
    publisher = forms.CharField(
        required=False, max_length=200, label=gettext_lazy("Publisher, if the file names none")
    )
    site = forms.CharField(
        required=False,
        max_length=253,
        label=gettext_lazy("Its site"),
        help_text=gettext_lazy("politifact.com"),
    )
    base = forms.URLField(
        required=False,
        max_length=2000,
        assume_scheme="https",
        label=gettext_lazy("Where relative addresses begin"),
    )
    language = forms.CharField(
        required=False, max_length=35, label=gettext_lazy("Language"), help_text=gettext_lazy("en, ko, pt-BR")
    )

    def clean_file(self) -> Any:
        """Refused by its size before anything of it is read into memory."""
        file = self.cleaned_data["file"]
        if file and file.size > MAX_BYTES:
            raise forms.ValidationError(
                _("It is larger than %(most)s megabytes.") % {"most": MAX_BYTES // 1_000_000}
            )
        return file

    def clean(self) -> dict[str, Any]:
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and bool(told.get("file")) == bool(told.get("url")):
            raise forms.ValidationError(_("Choose a file, or give an address: one of the two."))
        return told


class BringForm(forms.Form):
    """What can't be read is left out, and named."""


def import_checks(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """The page on which a file or an address is handed in; what can be read leads to its preview."""
    if not rules.can_import_checks(request.user):
        raise PermissionDenied
    form = SourceForm(request.POST, request.FILES) if request.method == "POST" else SourceForm()
    if request.method == "POST" and form.is_valid():
        by = request.user
        assert isinstance(by, User)
        try:
            batch = _taken_in(form.cleaned_data, by)
        except DomainError as refusal:
            form.add_error("file" if form.cleaned_data["file"] else "url", str(refusal))
        else:
            return redirect("admin:claims_batch_change", batch.pk)
    told = {"title": _("Import fact-checks of others"), "form": form, "list_url": LIST}
    return TemplateResponse(
        request, "claims/admin/import_checks.html", {**site.each_context(request), **told}
    )


def _taken_in(told: dict[str, Any], by: User) -> Batch:
    file, url = told["file"], told["url"]
    raw = file.read() if file else reading_checks.fetched(url)
    publisher = Publisher(told["publisher"], told["site"], told["base"] or url, told["language"])
    name = Path(file.name).name if file else url
    return importing_checks.take_in(name=name, raw=raw, by=by, publisher=publisher, back=reverse(LIST))


# --- The page of the draft ----------------------------------------------------------------------------------------


def bring_form(batch: Batch, posted: Any = None) -> forms.Form:
    return BringForm(posted)


def shown_checks(batch: Batch, by: User) -> dict[str, Any]:
    rows = importing_checks.rows_in(batch)
    bad = [(row.place, str(row.told)) for row in rows if isinstance(row.told, Unreadable)]
    good = [row for row in rows if not isinstance(row.told, Unreadable)]
    return {
        "good": good[:SHOWN], "more_good": max(len(good) - SHOWN, 0), "bad": bad[:SHOWN],
        "more_bad": max(len(bad) - SHOWN, 0), "readable": len(good), "unreadable": len(bad),
    }  # fmt: skip


def start_checks(batch: Batch, by: User, form: Any) -> Batch:
    return importing_checks.start(batch, by=by)
