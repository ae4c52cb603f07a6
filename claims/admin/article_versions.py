"""A new version of an article: what it changes and what becomes of the marks, before anything is written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from claims import rules
from claims.admin.article_forms import MarkForm, NewVersionForm, WordsForm
from claims.admin.article_workspace import page as workspace_page
from claims.admin.article_workspace import to_workspace, version_of
from claims.admin.base import REFUSALS, Refusal, as_number, person
from claims.models import ArticleVersion, Reanchoring
from claims.presenters import version_change
from claims.presenters.version_change import Segment
from claims.services import reanchoring

if TYPE_CHECKING:
    from claims.admin.base import DeskAdmin

TEMPLATE = "claims/admin/article_new_version.html"
CHANGES = "claims/admin/article_changes.html"
# What a person has to look at comes first.
ORDER = ("lost", "changed", "moved", "kept")


def new_version(request: HttpRequest, desk: DeskAdmin, pk: int) -> HttpResponse:
    """A form for the text; posted, what it would change; confirmed, the version."""
    version = version_of(request, desk, pk)
    if not rules.can_edit_article(person(request), version.article):
        raise PermissionDenied
    if request.method != "POST":
        form = NewVersionForm(initial={"text": version.text, "base": version.number})
        return _page(request, desk, version, form)
    form = NewVersionForm(request.POST, request.FILES)
    if not form.is_valid() or "back" in request.POST:
        return _page(request, desk, version, form)
    if "confirm" in request.POST:
        return _bring(request, desk, version, form)
    return _preview(request, desk, version, form)


def _bring(
    request: HttpRequest, desk: DeskAdmin, version: ArticleVersion, form: NewVersionForm
) -> HttpResponse:
    typed = form.cleaned_data
    try:
        made = reanchoring.bring(
            version.article,
            text=typed["text"],
            origin=typed["origin"],
            base=typed["base"],
            by=person(request),
        )
    except REFUSALS as refusal:
        return _preview(request, desk, version, form, refusal=refusal)
    messages.success(request, _("Version %(number)s is in the workspace.") % {"number": made.number})
    return redirect("admin:claims_article_workspace", version.article_id)


def _preview(
    request: HttpRequest,
    desk: DeskAdmin,
    version: ArticleVersion,
    form: NewVersionForm,
    *,
    refusal: Refusal | None = None,
) -> HttpResponse:
    """What would come of the text, compared with the newest version there is now."""
    text = form.cleaned_data["text"]
    if text == version.text:
        form.add_error("text", _("This is the text that the desk has already, word for word."))
        return _page(request, desk, version, form)
    confirm = NewVersionForm(
        initial={"text": text, "origin": form.cleaned_data["origin"], "base": version.number}
    )
    for name in confirm.fields:
        confirm.fields[name].widget = confirm.fields[name].hidden_widget()
    compared = _compared(version.text, text, reanchoring.foresee(version, text))
    return _page(request, desk, version, confirm, refusal=refusal, **compared)


def _compared(before: str, after: str, fates: list[reanchoring.Fate]) -> dict[str, Any]:
    """What changed between two texts, and what becomes of the marks: those to look at first."""
    ordered = sorted(fates, key=lambda one: ORDER.index(one.outcome))
    return {
        "change": version_change.between(before, after),
        "fates": [(one, _words(one)) for one in ordered],
        "counts": {name: sum(one.outcome == name for one in fates) for name in ORDER},
    }


@require_GET
def changes(request: HttpRequest, desk: DeskAdmin, pk: int) -> HttpResponse:
    """What a version changed in the one before it, and what became of its marks."""
    version = version_of(request, desk, pk)
    before = version.article.versions.filter(number__lt=version.number).order_by("-number").first()
    if before is None:
        raise Http404(_("The first version changed nothing."))
    context = {
        **desk.admin_site.each_context(request),
        "title": _("What version %(number)s changed") % {"number": version.number},
        "opts": desk.opts,
        "article": version.article,
        "version": version,
        "before": before,
        **_compared(before.text, version.text, reanchoring.told(version)),
    }
    return TemplateResponse(request, CHANGES, context)


def _words(fate: reanchoring.Fate) -> list[Segment]:
    if fate.anchor is None:
        return [Segment(fate.appearance.exact, "removed")]
    return version_change.words(fate.appearance.exact, fate.anchor.exact)


def _page(
    request: HttpRequest, desk: DeskAdmin, version: ArticleVersion, form: NewVersionForm, **more: Any
) -> HttpResponse:
    context = {
        **desk.admin_site.each_context(request),
        "title": _("New version of %(article)s") % {"article": version.article},
        "opts": desk.opts,
        "article": version.article,
        "subject": f"article:{version.article_id}",
        "version": version,
        "form": form,
        **more,
    }
    return TemplateResponse(request, TEMPLATE, context)


@require_POST
def settle(request: HttpRequest, desk: DeskAdmin, pk: int) -> HttpResponse:
    """Say what became of a mark that the new version lost or changed: ``act`` is mark, gone or same."""
    version = version_of(request, desk, pk)
    row = get_object_or_404(
        Reanchoring.objects.select_related("appearance__claim", "article_version__article"),
        pk=as_number(request.POST.get("reanchoring")),
        article_version=version,
    )
    try:
        _settled(row, request)
    except REFUSALS as refusal:
        messages.error(request, "; ".join(getattr(refusal, "messages", None) or [str(refusal)]))
        if request.POST.get("act") != "mark":
            return to_workspace(version, f"mark-{row.pk}")
        typed = {"row": row.pk, "exact": request.POST.get("exact", "")}
        return workspace_page(request, desk, version, MarkForm(version), typed_again=typed)
    return to_workspace(version, f"claim-{row.appearance.claim_id}")


def _settled(row: Reanchoring, request: HttpRequest) -> None:
    by = person(request)
    match request.POST.get("act"):
        case "gone":
            reanchoring.give_up(row, reason=request.POST.get("reason", ""), by=by)
        case "same":
            reanchoring.accept(row, by=by)
        case "mark":
            form = WordsForm(row.article_version, request.POST)
            if not form.is_valid():
                raise ValidationError([str(one) for many in form.errors.values() for one in many])
            reanchoring.mark_again(row, start=form.cleaned_data["start"], end=form.cleaned_data["end"], by=by)
        case _:
            raise Http404
