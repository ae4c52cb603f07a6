"""The annotated copy of an article, to keep, print or hand back: for whoever may see the article on the desk."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_GET

from claims.admin.article_workspace import version_of
from claims.admin.base import person
from claims.presenters import annotated_copy, annotated_csv, annotated_docx
from claims.presenters.annotated_copy import AnnotatedCopy

if TYPE_CHECKING:
    from claims.admin.base import DeskAdmin

PAGE = "claims/admin/annotated_copy.html"
STYLE = "claims/annotated-copy.css"


class Form(NamedTuple):
    """A kind of file that the copy comes as."""

    content_type: str
    write: Callable[[AnnotatedCopy], bytes]


def _page(copy: AnnotatedCopy) -> bytes:
    """One file that needs no other: its style sheet stands in it. It is saved, never shown under the desk's address."""
    style = Path(finders.find(STYLE) or "").read_text()
    return render_to_string(PAGE, {"copy": copy, "style": mark_safe(f"<style>{style}</style>")}).encode()  # noqa: S308


FORMS = {
    "html": Form("text/html; charset=utf-8", _page),
    "docx": Form(annotated_docx.CONTENT_TYPE, annotated_docx.write),
    "csv": Form("text/csv; charset=utf-8", annotated_csv.write),
}


@require_GET
def copy_of(request: HttpRequest, desk: DeskAdmin, pk: int, form: str) -> HttpResponse:
    """The copy of the version that the request names, or of the latest."""
    kind = FORMS.get(form)
    if kind is None:
        raise Http404
    version = version_of(request, desk, pk)
    copy = annotated_copy.build(version, by=person(request), at=timezone.localtime())
    response = HttpResponse(kind.write(copy), content_type=kind.content_type)
    response["Content-Disposition"] = f'attachment; filename="{copy.filename}.{form}"'
    return response
