"""Who may know a protected source: the list on its page, and the page as everybody else sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from claims import rules
from claims.admin.base import REFUSALS, as_number, person, tell
from claims.models import Source, User
from claims.presenters import veiling
from claims.services import protecting

if TYPE_CHECKING:
    from claims.admin.base import DeskAdmin

TEMPLATE = "claims/admin/source_veiled.html"


class LetInForm(forms.Form):
    prefix = "in"
    person = forms.ModelChoiceField(User.objects.none(), label=gettext_lazy("Who"))
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=300,
        help_text=gettext_lazy("It is on record. Don’t write here who the source is."),
    )

    def __init__(self, source: Source, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice: Any = self.fields["person"]
        desk = User.objects.filter(is_active=True, is_staff=True)
        choice.queryset = desk.exclude(source_access__source=source).order_by("username")


def context(request: HttpRequest, source: Source, form: LetInForm | None = None) -> dict[str, Any]:
    """What the list needs, where this person may see it; nothing of a source that is not protected."""
    if not source.is_sensitive:
        return {}
    may = rules.can_grant_source_access(request.user, source)
    knows = rules.can_know_source(request.user, source)
    return {
        "access": {
            "may": may,
            "list": list(protecting.on_the_list(source)) if may else [],
            "form": form or LetInForm(source),
            "named_in": protecting.named_in(source) if knows else 0,
        }
    }


def page(
    request: HttpRequest, desk: DeskAdmin, source: Source, form: LetInForm | None = None
) -> HttpResponse:
    """The page of a source for who may not know it."""
    return TemplateResponse(
        request,
        TEMPLATE,
        {
            **desk.admin_site.each_context(request),
            "title": str(source),
            "opts": desk.opts,
            "source": veiling.stand_in(source),
            **context(request, source, form),
        },
    )


@require_POST
def let_in(request: HttpRequest, desk: DeskAdmin, pk: int) -> HttpResponse:
    """Let somebody know the source. What is refused comes back with what was typed."""
    source = _asked(request, desk, pk)
    form = LetInForm(source, request.POST)
    if form.is_valid():
        try:
            protecting.let_in(source, by=person(request), **form.cleaned_data)
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            name = form.cleaned_data["person"]
            messages.success(request, _("%(name)s may know this source now.") % {"name": name})
            return _back(source)
    return page(request, desk, source, form)


@require_POST
def take_off(request: HttpRequest, desk: DeskAdmin, pk: int) -> HttpResponse:
    source = _asked(request, desk, pk)
    who = get_object_or_404(User, pk=as_number(request.POST.get("off-person")))
    try:
        protecting.take_off(source, person=who, reason=request.POST.get("off-reason", ""), by=person(request))
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("%(name)s is off the list.") % {"name": who})
    return _back(source)


def _asked(request: HttpRequest, desk: DeskAdmin, pk: int) -> Source:
    source = get_object_or_404(Source, pk=pk)
    allowed = desk.has_view_permission(request, source)
    if not (allowed and (not source.is_sensitive or rules.can_grant_source_access(request.user, source))):
        raise PermissionDenied
    return source


def _back(source: Source) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('admin:claims_source_page', args=[source.pk])}#access")
