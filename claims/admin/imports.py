"""Bringing in claims and sources from a table, or a fixture: handed in, looked at, and only then written."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django import forms
from django.contrib.admin import AdminSite
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import rules
from claims.exceptions import DomainError
from claims.models import Batch, User
from claims.services import importing_rows, previewing_fixtures, row_files
from claims.services.fixture_schema import NOUNS
from claims.services.importing import Foreseen

PROBLEMS_SHOWN = 200
ROWS_SHOWN = 50


class UploadForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("File"), max_length=150)

    def clean_file(self) -> Any:
        """Refused by its size before anything of it is read into memory."""
        file = self.cleaned_data["file"]
        if file.size > row_files.MAX_BYTES:
            raise forms.ValidationError(
                _("It is larger than %(most)s megabytes.") % {"most": row_files.MAX_BYTES // 1_000_000}
            )
        return file


class StartForm(forms.Form):
    skip_bad = forms.BooleanField(
        required=False,
        label=gettext_lazy("Skip the bad rows"),
        help_text=gettext_lazy("Without this, nothing is written as long as a single row is wrong."),
    )


class LoadForm(forms.Form):
    """A fixture is loaded whole, or not at all."""


def urls(site: AdminSite) -> list[URLPattern]:
    def to(view: Any) -> Any:
        return site.admin_view(lambda request, **named: view(request, site, **named))

    return [
        path("import/<slug:noun>/", to(import_rows), name="import_rows"),
        path("load-fixture/", to(load_fixture), name="load_fixture"),
    ]


def import_rows(request: HttpRequest, site: AdminSite, noun: str) -> HttpResponse:
    """The page on which a table of claims or sources is handed in."""
    if noun not in importing_rows.TYPES:
        raise Http404
    if not rules.can_import(request.user):
        raise PermissionDenied
    plural = importing_rows.TYPES[noun]._meta.verbose_name_plural
    told = {
        "title": _("Import %(noun)s") % {"noun": plural}, "noun": noun, "plural": plural,
        "list_url": f"admin:claims_{noun}_changelist", "columns": known_columns(noun), "most_rows": row_files.MAX_ROWS,
        "accept": ",".join(row_files.ENDINGS),
    }  # fmt: skip

    def take_in(name: str, raw: bytes, by: User) -> Batch:
        back = reverse(f"admin:claims_{noun}_changelist")
        return importing_rows.take_in(noun, name=name, raw=raw, by=by, back=back)

    return _upload(request, site, take_in, "claims/admin/import_rows.html", told)


def load_fixture(request: HttpRequest, site: AdminSite) -> HttpResponse:
    """The page on which a fixture is handed in."""
    if not rules.can_load_fixture(request.user):
        raise PermissionDenied
    told = {"title": _("Load a fixture"), "nouns": list(NOUNS), "accept": ".json"}

    def take_in(name: str, raw: bytes, by: User) -> Batch:
        return previewing_fixtures.take_in(name=name, raw=raw, by=by)

    return _upload(request, site, take_in, "claims/admin/load_fixture.html", told)


def _upload(
    request: HttpRequest, site: AdminSite, take_in: Any, template: str, told: dict[str, Any]
) -> HttpResponse:
    """The form, and the answer to it: a file that can be read leads to its preview."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    form.fields["file"].widget.attrs["accept"] = told["accept"]
    if request.method == "POST" and form.is_valid():
        file, by = form.cleaned_data["file"], request.user
        assert isinstance(by, User)
        try:
            batch = take_in(Path(file.name).name, file.read(), by)
        except DomainError as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect("admin:claims_batch_change", batch.pk)
    return TemplateResponse(request, template, {**site.each_context(request), **told, "form": form})


def known_columns(noun: str) -> list[tuple[str, str, bool]]:
    """(name, what it holds, whether a new row needs it) of every column that is recognised."""
    schema = NOUNS[f"claims.{noun}"]
    found = []
    for name in schema.fields:
        column: Any = schema.model._meta.get_field(name)
        choices = ", ".join(str(value) for value, _words in column.choices or ())
        by_slug = _("the slug of one that is here") if column.is_relation else ""
        about = choices or by_slug or str(column.help_text)
        found.append((name, about, schema.needs(name) and name != "slug"))
    return found


# --- The pages of the drafts --------------------------------------------------------------------------------------


def start_form(batch: Batch, posted: Any = None) -> forms.Form:
    return StartForm(posted)


def load_form(batch: Batch, posted: Any = None) -> forms.Form:
    return LoadForm(posted)


def shown_rows(batch: Batch, by: User) -> dict[str, Any]:
    preview = importing_rows.preview(batch)
    taken = [(name, field) for name, field in batch.plan["columns"] if field]
    return {
        "preview": preview,
        "taken": taken,
        "left_out": [name for name, field in batch.plan["columns"] if not field],
        "problems": preview.problems[:PROBLEMS_SHOWN],
        "more_problems": max(len(preview.problems) - PROBLEMS_SHOWN, 0),
        "rows": told(preview.foreseen),
        "noun": batch.plan["noun"],
    }


def shown_fixture(batch: Batch, by: User) -> dict[str, Any]:
    preview = previewing_fixtures.preview(batch)
    nouns = sorted(
        {noun for _what, noun in preview.counts}, key=lambda noun: list(NOUNS).index(f"claims.{noun}")
    )
    return {
        "preview": preview,
        "table": [
            (noun, *(preview.counts[(what, noun)] for what in ("added", "changed", "same", "refused")))
            for noun in nouns
        ],
        "problems": preview.problems[:PROBLEMS_SHOWN],
        "more_problems": max(len(preview.problems) - PROBLEMS_SHOWN, 0),
        "rows": told(preview.foreseen),
    }


CALLED = ("statement", "title", "name", "publisher", "label", "what", "exact", "quote", "text", "username")


def told(foreseen: list[Foreseen]) -> list[tuple[Foreseen, str]]:
    """Of what would happen the first rows, each with the words it is known by: changes before what is new.

    What stays the same needs no line.
    """
    order = {"changed": 0, "added": 1}
    moving = sorted((one for one in foreseen if one.what in order), key=lambda one: order[one.what])
    return [(one, _called(one)) for one in moving[:ROWS_SHOWN]]


def _called(one: Foreseen) -> str:
    words = (one.object.values.get(name) for name in CALLED)
    return next((str(told) for told in words if told), one.object.name)


def start_rows(batch: Batch, by: User, form: Any) -> Batch:
    return importing_rows.start(batch, by=by, skip_bad=form.cleaned_data["skip_bad"])


def start_fixture(batch: Batch, by: User, form: Any) -> Batch:
    return previewing_fixtures.start(batch, by=by)
