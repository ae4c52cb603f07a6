"""“Check this” and “Something wrong?”: two short forms for readers, without scripts, cookies or an account.

Against machines: a field that people don't see, a form that is not sent in the second it was opened, and a bound for
each address, kept in memory for an hour and nowhere else.
"""

from __future__ import annotations

import hashlib
from typing import Any

from axes.helpers import get_client_ip_address
from django import forms
from django.conf import settings
from django.core import signing
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from claims.exceptions import DomainError, InvalidInput
from claims.models import DeskSettings, Publication, Tip
from claims.public import merged, taken_down
from claims.services import tipping

AT_LEAST = 3  # seconds that a person needs to fill the form in
AT_MOST = 24 * 3600  # and after which it is given out anew
PER_ADDRESS = 5  # tips in an hour
SALT = "claims.tips"


class TipForm(forms.Form):
    """``opened`` says when the form was given out, signed; ``website`` is the field that only machines fill in."""

    text = forms.CharField(
        min_length=tipping.SHORTEST,  # before it counts among the tips of an address
        max_length=tipping.LONGEST,
        widget=forms.Textarea(attrs={"rows": 6}),
        label=_("What should we check?"),
        help_text=_("The words, who said them, and where. One claim at a time."),
    )
    url = forms.URLField(
        required=False,
        max_length=2000,
        assume_scheme="https",
        label=_("Where did you see it?"),
        help_text=_("An address, if there is one."),
    )
    name = forms.CharField(required=False, max_length=150, label=_("Your name"))
    email = forms.EmailField(
        required=False, label=_("Your e-mail address"), help_text=_("Only if you would like an answer.")
    )
    website = forms.CharField(required=False, label=_("Leave this empty"))
    opened = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.label_suffix = ""
        for name, autocomplete in {"name": "name", "email": "email", "url": "url", "website": "off"}.items():
            self.fields[name].widget.attrs["autocomplete"] = autocomplete
        self.fields["website"].widget.attrs["tabindex"] = "-1"

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if cleaned.get("website"):
            raise ValidationError(_("The last field is to be left empty. Empty it and send again."))
        try:
            opened = signing.loads(cleaned.get("opened", ""), salt=SALT, max_age=AT_MOST)
        except signing.BadSignature as error:
            raise ValidationError(_("This form had been open for too long. Send it again.")) from error
        if timezone.now().timestamp() - opened < AT_LEAST:
            raise ValidationError(_("That was very quick. Have another look at it, then send it."))
        return cleaned


class ReportForm(TipForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = _("What is wrong?")
        self.fields["text"].help_text = _("Which sentence, and what would be right. A source helps us most.")
        self.fields["url"].label = _("Where can we read that?")


@csrf_exempt  # nobody is logged in here and no cookie counts: there is no one's name to act in
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def check_this(request: HttpRequest) -> HttpResponseBase:
    """Readers ask the desk to check something."""
    return _answer(request, TipForm, kind=Tip.Kind.CHECK)


@merged.followed
@taken_down.told
@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, slug: str) -> HttpResponseBase:
    """Readers say what is wrong with a fact-check."""
    rows = Publication.objects.on_show().fact_checks().filter(slug=slug)
    shown = rows.defer("document", "search").first()
    if shown is None:
        raise Http404
    return _answer(request, ReportForm, kind=Tip.Kind.REPORT, publication=shown)


@require_safe
@never_cache
def thanks(request: HttpRequest) -> HttpResponseBase:
    return HttpResponse(render_to_string("claims/public/tip_thanks.html", {"path": request.path}))


def _answer(
    request: HttpRequest, form_class: type[TipForm], *, kind: str, publication: Publication | None = None
) -> HttpResponseBase:
    """The form; with what was typed in it and the reason where it is refused; or on to the thanks."""
    form = form_class(request.POST) if request.method == "POST" else form_class()
    status = 200
    if form.is_bound:
        if form.is_valid() and _receive(request, form, kind=kind, publication=publication):
            return redirect("public:tip-thanks")
        status = 422
    context = {
        "path": request.path, "form": form, "publication": publication, "opened": _opened(form),
        "days": DeskSettings.objects.current().personal_days,
    }  # fmt: skip
    return HttpResponse(render_to_string("claims/public/tip.html", context), status=status)


def _opened(form: TipForm) -> str:
    """When the form was given out. Who was too quick once has had the time to read why."""
    given = form.data.get("opened", "") if form.is_bound else ""
    try:
        signing.loads(given, salt=SALT, max_age=AT_MOST)
    except signing.BadSignature:
        return signing.dumps(timezone.now().timestamp(), salt=SALT)
    return str(given)


def _receive(
    request: HttpRequest, form: TipForm, *, kind: str, publication: Publication | None
) -> Tip | None:
    said = {name: form.cleaned_data[name] for name in ("text", "url", "name", "email")}
    if _is_too_many(request):
        form.add_error(None, _("You have sent us several messages. Please wait an hour before the next."))
        return None
    try:
        return tipping.receive(kind=kind, publication=publication, language=settings.DESK_LANGUAGE, **said)
    except InvalidInput as refusal:
        for place, reason in refusal.problems:
            form.add_error(place if place in form.fields else None, reason)
    except ValidationError as refusal:
        form.add_error(None, refusal.messages)
    except DomainError as refusal:
        form.add_error(None, str(refusal))
    return None


def _is_too_many(request: HttpRequest) -> bool:
    """Counts the tips of one address in an hour. What is kept is a hash of it that no other secret leads back from."""
    address = get_client_ip_address(request) or "unknown"
    key = hashlib.sha256(f"{settings.SECRET_KEY}{address}".encode()).hexdigest()
    return tipping.sent_lately(key) > PER_ADDRESS
