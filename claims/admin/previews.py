"""Preview links: made for one outsider, shown once, revoked at any time."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from claims import rules
from claims.admin.base import REFUSALS, ReadOnlyAdmin, as_number, person, tell
from claims.models import ArticleVersion, DeskSettings, PreviewLink, Verdict
from claims.presenters import addresses
from claims.services import previewing

TEMPLATE = "claims/admin/preview_form.html"


class ShareForm(forms.Form):
    for_whom = forms.CharField(
        max_length=200,
        label=_("For whom"),
        help_text=_("The expert, the lawyer, the person concerned. They see it on the page."),
    )
    days = forms.IntegerField(min_value=1, max_value=90, label=_("Days that it opens"))


@admin.register(PreviewLink)
class PreviewLinkAdmin(ReadOnlyAdmin):
    list_display = ("for_whom", "shows", "made_by", "expires_at", "opened", "stands")
    list_select_related = ("verdict__claim", "article_version__article", "made_by")
    fields = ("for_whom", "shows", "made_by", "made_at", "expires_at", "stands", "opened", "last_opened_at")
    readonly_fields = ("shows", "stands")
    change_form_template = "claims/admin/preview_link.html"

    def get_queryset(self, request: HttpRequest) -> models.QuerySet[Any]:
        return super().get_queryset(request).defer("article_version__text")

    @admin.display(description=_("what it shows"))
    def shows(self, link: PreviewLink) -> str:
        return str(link.verdict.claim if link.verdict else link.article_version)

    @admin.display(description=_("how it stands"))
    def stands(self, link: PreviewLink) -> SafeString:
        return format_html('<span class="status is-{}">{}</span>', *standing(link))

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        alive = PreviewLink.objects.filter(
            pk=as_number(object_id), revoked_at=None, expires_at__gt=timezone.now()
        )
        may = rules.can_share_preview(person(request)) and alive.exists()
        return super().change_view(request, object_id, form_url, {"may_revoke": may, **(extra_context or {})})

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path(
                "share/<slug:kind>/<int:pk>/",
                wrap(lambda request, kind, pk: share(request, self, kind, pk)),
                name="claims_previewlink_share",
            ),
            path(
                "<int:pk>/revoke/",
                wrap(lambda request, pk: revoke(request, self, pk)),
                name="claims_previewlink_revoke",
            ),
            *super().get_urls(),
        ]


def standing(link: PreviewLink) -> tuple[str, Any]:
    """(tone, words) of whether a link opens anything."""
    if link.revoked_at:
        return "withdrawn", _("revoked")
    return ("published", _("open")) if link.expires_at > timezone.now() else ("unreviewed", _("expired"))


def share(request: HttpRequest, desk: ReadOnlyAdmin, kind: str, pk: int) -> HttpResponse:
    """Make a link to a verdict or a version. Its address is shown in the answer, and never again."""
    by = person(request)
    if not rules.can_share_preview(by):
        raise PermissionDenied
    thing = asked_for(kind, pk)
    form = ShareForm(request.POST or None, initial={"days": DeskSettings.objects.current().preview_days})
    made: previewing.Made | None = None
    if request.method == "POST" and form.is_valid():
        try:
            made = previewing.share(thing, by=by, **form.cleaned_data)
        except REFUSALS as refusal:
            tell(form, refusal)
        else:  # by which the browser knows, too, that what was typed is saved
            messages.success(request, _("The address is made."))
    context = {
        **desk.admin_site.each_context(request),
        "title": _("Show an outsider"),
        "opts": desk.opts,
        "form": form,
        "verdict": thing if isinstance(thing, Verdict) else None,
        "version": thing if isinstance(thing, ArticleVersion) else None,
        "made": made.link if made else None,
        "address": addresses.preview(made.token) if made else "",
    }
    response = TemplateResponse(request, TEMPLATE, context)
    response["Cache-Control"] = "no-store"
    return response


def asked_for(kind: str, pk: int) -> Verdict | ArticleVersion:
    if kind == "verdict":
        return get_object_or_404(Verdict.objects.open().select_related("claim", "rating"), pk=pk)
    if kind == "version":
        return get_object_or_404(ArticleVersion.objects.select_related("article"), pk=pk)
    raise Http404


@require_POST
def revoke(request: HttpRequest, desk: ReadOnlyAdmin, pk: int) -> HttpResponse:
    by = person(request)
    if not rules.can_share_preview(by):
        raise PermissionDenied
    link = get_object_or_404(
        PreviewLink.objects.select_related("verdict__claim", "article_version__article"), pk=pk
    )
    try:
        previewing.revoke(link, by=by)
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Revoked: it opens nothing any more."))
    return redirect("admin:claims_previewlink_change", pk)
