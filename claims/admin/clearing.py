"""The clearance of an article: what is missing line by line, its article lines approved together, and the signature."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from claims import rules
from claims.admin.article_workspace import version_of
from claims.admin.base import REFUSALS, ReadOnlyAdmin, as_number, person, tell
from claims.models import ArticleVersion, Claim, SignOff
from claims.presenters import clearance
from claims.services import approving, clearing
from claims.services.approving import Outcome

if TYPE_CHECKING:
    from claims.admin.base import DeskAdmin

TEMPLATE = "claims/admin/article_clearance.html"
SHOWN_SIGNATURES = 30


class SignForm(forms.Form):
    """``sha256`` is the text's hash as the person had it on the page."""

    note = forms.CharField(
        label=gettext_lazy("Note"), required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=gettext_lazy("If something is to be remembered with the signature."),
    )  # fmt: skip
    sha256 = forms.CharField(widget=forms.HiddenInput)


class ReopenForm(forms.Form):
    why = forms.CharField(
        label=gettext_lazy("Why it is opened again"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


@require_safe
def show(request: HttpRequest, desk: DeskAdmin, pk: int) -> HttpResponse:
    return page(request, desk, version_of(request, desk, pk))


@require_POST
def sign(request: HttpRequest, desk: DeskAdmin, pk: int) -> HttpResponse:
    version = version_of(request, desk, pk)
    form = SignForm(request.POST, prefix="sign")
    if form.is_valid():
        try:
            clearing.sign_off(version, by=person(request), **form.cleaned_data)
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("Signed: this text is cleared."))
            return to_clearance(version)
    return page(request, desk, version, sign_form=form)


@require_POST
def reopen(request: HttpRequest, desk: DeskAdmin, pk: int) -> HttpResponse:
    version = version_of(request, desk, pk)
    form = ReopenForm(request.POST, prefix="reopen")
    if form.is_valid():
        try:
            clearing.take_back(version, by=person(request), **form.cleaned_data)
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("The article is open again."))
            return to_clearance(version)
    return page(request, desk, version, reopen_form=form)


@require_POST
def approve(request: HttpRequest, desk: DeskAdmin, pk: int) -> HttpResponse:
    """Approve the chosen lines. If all went well, back to the page; else it says line by line what could not be."""
    version = version_of(request, desk, pk)
    chosen = dict(_chosen(one) for one in request.POST.getlist("verdict"))
    if not chosen:
        messages.warning(request, _("Nothing was chosen. Tick the lines that you have read."))
        return to_clearance(version, "approve")
    publish = request.POST.get("then") == "publish"
    outcomes = approving.approve(chosen.items(), version=version, by=person(request), publish=publish)
    done = sum(one.done for one in outcomes)
    if done:
        messages.success(request, _done(done, publish=publish))
    if done == len(chosen):
        return to_clearance(version, "lines")
    left = len(chosen) - done
    told = ngettext("%(n)d line was refused; see below.", "%(n)d lines were refused; see below.", left)
    messages.error(request, told % {"n": left})
    return page(request, desk, version, outcomes=outcomes, chosen=set(chosen))


def _done(n: int, *, publish: bool) -> str:
    if publish:
        return ngettext("%(n)d line is published.", "%(n)d lines are published.", n) % {"n": n}
    return ngettext("%(n)d line is approved.", "%(n)d lines are approved.", n) % {"n": n}


def _chosen(words: str) -> tuple[int, int]:
    """“12:3”: verdict 12 as it was at version 3."""
    pk, _colon, version = words.partition(":")
    return as_number(pk), as_number(version)


def page(
    request: HttpRequest,
    desk: DeskAdmin,
    version: ArticleVersion,
    *,
    sign_form: SignForm | None = None,
    reopen_form: ReopenForm | None = None,
    outcomes: list[Outcome] | None = None,
    chosen: set[int] | None = None,
) -> HttpResponse:
    by = person(request)
    lines = clearance.lines(version)
    signed = SignOff.objects.filter(article_version__article=version.article_id)
    context = {
        **desk.admin_site.each_context(request),
        "title": _("Clearance"),
        "opts": desk.opts,
        "article": version.article,
        "version": version,
        "subject": f"article:{version.article_id}",
        "lines": lines,
        "met_count": sum(line.met for line in lines),
        "unmet_count": sum(not line.met for line in lines),
        "sign_off": clearance.standing(version),
        "at_risk": list(clearance.claims_of(version).filter(status=Claim.Status.AT_RISK).order_by("pk")),
        "history": signed.select_related("signed_by", "article_version", "lapse__lapsed_by")[
            :SHOWN_SIGNATURES
        ],
        "waiting": approving.waiting(version, by=by),
        "publishable": approving.publishable(version, by=by),
        "outcomes": outcomes,
        "chosen": chosen or set(),
        "may_clear": rules.can_clear(by),
        "sign_form": sign_form or SignForm(prefix="sign", initial={"sha256": version.sha256}),
        "reopen_form": reopen_form or ReopenForm(prefix="reopen"),
        "refused": next((one for one in (sign_form, reopen_form) if one is not None), None),
    }
    return TemplateResponse(request, TEMPLATE, context)


def to_clearance(version: ArticleVersion, place: str = "sign") -> HttpResponseRedirect:
    address = reverse("admin:claims_article_clearance", args=[version.article_id])
    return HttpResponseRedirect(f"{address}?version={version.number}#{place}")


def addresses(to: Callable[[Any], Any]) -> list[URLPattern]:
    """The pages of an article that are about its clearing."""
    return [
        path("<int:pk>/clearance/", to(show), name="claims_article_clearance"),
        path("<int:pk>/clearance/sign/", to(sign), name="claims_article_sign"),
        path("<int:pk>/clearance/reopen/", to(reopen), name="claims_article_reopen"),
        path("<int:pk>/clearance/approve/", to(approve), name="claims_article_approve"),
    ]


@admin.register(SignOff)
class SignOffAdmin(ReadOnlyAdmin):
    list_display = ("article_version", "signed_by", "signed_at", "stands")
    list_select_related = ("article_version__article", "signed_by", "lapse")
    search_fields = ("article_version__article__title",)
    fields = ("article_version", "sha256", "signed_by", "signed_at", "note", "undone_by")
    readonly_fields = ("undone_by",)

    @admin.display(description=gettext_lazy("stands"), boolean=True)
    def stands(self, signed: SignOff) -> bool:
        return not hasattr(signed, "lapse")

    @admin.display(description=gettext_lazy("what opened it again"))
    def undone_by(self, signed: SignOff) -> str:
        return signed.lapse.why if hasattr(signed, "lapse") else "–"
