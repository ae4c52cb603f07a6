"""Tokens for programs: each makes and revokes their own; who manages the desk's people sees and revokes all."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from claims import rules
from claims.admin.base import REFUSALS, person, tell
from claims.models import ApiToken, User
from claims.services import authorising

if TYPE_CHECKING:
    from claims.admin.site import DeskSite

TEMPLATE = "claims/admin/tokens.html"
AT_ONCE = 200  # shown; those that open something come first
STANDINGS = {"open": _("open"), "expired": _("expired"), "revoked": _("revoked")}
TONES = {"open": "published", "expired": "unreviewed", "revoked": "withdrawn"}


class TokenForm(forms.Form):
    name = forms.CharField(max_length=80, label=_("Name"), help_text=_("What it is for: the CMS, my script."))
    days = forms.IntegerField(
        min_value=1, max_value=authorising.LONGEST_DAYS, initial=90, label=_("Days that it opens")
    )
    scopes = forms.MultipleChoiceField(
        widget=forms.CheckboxSelectMultiple,
        label=_("What it may be used for"),
        help_text=_("Choose as little as the program needs. It never does more than you may do yourself."),
    )

    def __init__(self, me: User, posted: Any = None) -> None:
        super().__init__(posted, initial={"scopes": [ApiToken.Scope.READ]})
        choices = [one for one in ApiToken.Scope.choices if rules.can_hold_scope(me, one[0])]
        self.fields["scopes"].choices = choices  # type: ignore[attr-defined]


class Line(NamedTuple):
    """A token, how it stands in words and by colour, and whether it can be revoked."""

    token: ApiToken
    standing: Any
    tone: str
    is_open: bool


def urls(desk: DeskSite) -> list[URLPattern]:
    return [
        path("tokens/", desk.admin_view(lambda request: show(request, desk)), name="tokens"),
        path("tokens/<int:pk>/revoke/", desk.admin_view(revoke), name="tokens_revoke"),
    ]


def show(request: HttpRequest, desk: DeskSite) -> HttpResponse:
    """The tokens, and a form for a new one. The token itself is in the answer to that form, and never again."""
    me = person(request)
    form = TokenForm(me, request.POST if request.method == "POST" else None)
    made: authorising.Issued | None = None
    if request.method == "POST" and form.is_valid():
        try:
            made = authorising.issue(by=me, **form.cleaned_data)
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("The token is made."))
    context = {
        **desk.each_context(request),
        "title": _("Tokens for programs"),
        "form": TokenForm(me) if made else form,
        "made": made,
        "of_all": rules.can_manage_people(me),
        "lines": lines(me),
    }
    response = TemplateResponse(request, TEMPLATE, context)
    response["Cache-Control"] = "no-store"
    return response


def lines(me: User) -> list[Line]:
    """One's own tokens; everybody's for who manages people. Those that open something first."""
    rows = ApiToken.objects.select_related("owner", "revoked_by")
    if not rules.can_manage_people(me):
        rows = rows.filter(owner=me)
    now = timezone.now()
    found = [(one, one.stands(now)) for one in rows.order_by("-pk")[:AT_ONCE]]
    found.sort(key=lambda pair: pair[1] != "open")
    return [Line(one, STANDINGS[how], TONES[how], how == "open") for one, how in found]


@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    token = get_object_or_404(ApiToken, pk=pk)
    try:
        authorising.revoke(token, by=person(request))
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Revoked: it opens nothing any more."))
    return redirect("admin:tokens")
