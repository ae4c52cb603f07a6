"""One way in for every text: pasted, at an address, in a file; what was read of it is shown, corrected and confirmed.

What feeds bring waits in a list of its own, which this page leads to.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _

from claims import rules
from claims.admin.base import REFUSALS, person, tell
from claims.exceptions import InvalidInput
from claims.models import Article, FeedEntry
from claims.services import importing_articles, looking_up, reading_articles, sketching
from claims.services.reading_articles import Reading
from claims.text import dates, language_tags, sketches

if TYPE_CHECKING:
    from claims.admin.base import DeskAdmin

TEMPLATE = "claims/admin/article_intake.html"


class PlaceForm(forms.Form):
    """Where the text is: one of the three."""

    url = forms.URLField(
        label=_("An address"),
        required=False,
        max_length=2000,
        assume_scheme="https",
        help_text=_("The page is fetched, and the article taken out of it."),
    )
    file = forms.FileField(
        label=_("Or a file"),
        required=False,
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(reading_articles.KINDS)}),
        help_text=_("Plain text in UTF-8, Word, PDF, a transcript, or a saved page."),
    )
    pasted = forms.CharField(
        label=_("Or its text"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text=_("One paragraph a line."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = dict(super().clean() or self.cleaned_data)
        given = [name for name in self.fields if str(cleaned.get(name) or "").strip()]
        if not self.errors and len(given) != 1:
            raise forms.ValidationError(_("Give one of them: an address, a file, or the text."))
        return cleaned

    def read(self) -> Reading:
        """What stands there. Raises InvalidInput with the reason."""
        cleaned = self.cleaned_data
        if cleaned.get("url"):
            return reading_articles.of_address(cleaned["url"])
        if cleaned.get("file"):
            return reading_articles.of_file(
                cleaned["file"].name, cleaned["file"].read(reading_articles.MAX_BYTES + 1)
            )
        return Reading(text=cleaned["pasted"].replace("\r\n", "\n"), origin=str(_("pasted")))


class ConfirmForm(forms.Form):
    """What was read, to be corrected."""

    title = forms.CharField(max_length=300, required=False, help_text=_("Empty: the first line of the text."))
    byline = forms.CharField(max_length=200, required=False)
    outlet = forms.CharField(max_length=200, required=False)
    published_on = forms.CharField(
        max_length=40, required=False, label=_("Published on"), help_text=_("As given (EDTF): 2024-10-24.")
    )
    url = forms.URLField(
        max_length=2000,
        required=False,
        assume_scheme="https",
        label=_("Its own address"),
        help_text=_("By it the article is known again: the same address brings its next version."),
    )
    language = forms.CharField(max_length=35, initial="en", help_text=_("BCP 47, for example en or ko."))
    work = forms.ChoiceField(choices=Article.Work.choices, initial=Article.Work.AFTER, label=_("Work"))
    text = forms.CharField(
        strip=False, widget=forms.Textarea(attrs={"rows": 16}), help_text=_("One paragraph a line.")
    )
    origin = forms.CharField(max_length=300, required=False, widget=forms.HiddenInput)

    def clean_language(self) -> str:
        given: str = self.cleaned_data["language"].strip()
        if not language_tags.is_tag(given):
            raise forms.ValidationError(_("Give a language tag such as en, ko or pt-BR."))
        return given

    def clean_published_on(self) -> str:
        given: str = self.cleaned_data["published_on"].strip()
        try:
            dates.parse(given or "2024")
        except ValueError as error:
            raise forms.ValidationError(str(error)) from error
        return given

    def reading(self) -> Reading:
        told = {name: self.cleaned_data[name] for name in READ if name != "text"}
        return Reading(text=self.cleaned_data["text"].replace("\r\n", "\n"), **told)


READ = ("text", "origin", "title", "byline", "url", "published_on", "language")


def show(request: HttpRequest, desk: DeskAdmin) -> HttpResponse:
    """First where the text is, then what was read of it; ``confirm`` brings it in."""
    by = person(request)
    if not rules.can_add_article(by):
        raise PermissionDenied
    if "confirm" in request.POST:
        return confirm(request, desk)
    form = PlaceForm(request.POST or None, request.FILES or None)
    if form.is_bound and form.is_valid():
        try:
            reading = form.read()
        except InvalidInput as refusal:
            form.add_error(None, str(refusal))
        else:
            told = {name: getattr(reading, name) for name in READ}
            initial = told | {"language": reading.language or "en"}
            return page(request, desk, ConfirmForm(initial=initial), known=known(reading))
    looking_up.warm()  # whoever brings a text in is about to ask whether it was checked before
    return page(request, desk, form)


def confirm(request: HttpRequest, desk: DeskAdmin) -> HttpResponse:
    form, by = ConfirmForm(request.POST), person(request)
    if not form.is_valid():
        return page(request, desk, form)
    facts = {name: form.cleaned_data[name] for name in ("outlet", "work")}
    try:
        brought = importing_articles.bring_in(form.reading(), by=by, **facts)
    except REFUSALS as refusal:
        tell(form, refusal)
        return page(request, desk, form)
    if not brought.is_new_version:
        messages.success(request, _("This text is here already: nothing was added."))
    elif brought.is_new_article:
        messages.success(request, _("Brought in."))
    else:
        messages.success(request, _("Brought in as a new version; what was marked was looked for in it."))
    return redirect("admin:claims_article_workspace", brought.version.article_id)


def known(reading: Reading) -> dict[str, Any]:
    """What of it is here already: the article at its address, and those that say nearly the same."""
    at_address = Article.objects.filter(url=reading.url).order_by("pk").first() if reading.url else None
    alike = sketching.articles_like(sketches.sketch(reading.text), apart_from=at_address)
    return {"at_address": at_address, "alike": alike}


def page(
    request: HttpRequest, desk: DeskAdmin, form: forms.Form, *, known: dict[str, Any] | None = None
) -> HttpResponse:
    context = {
        **desk.admin_site.each_context(request),
        "title": _("Bring in an article"),
        "opts": desk.opts,
        "form": form,
        "is_read": isinstance(form, ConfirmForm),
        "known": known or {},
        "waiting": FeedEntry.objects.offered()[:100].count(),
    }
    return TemplateResponse(request, TEMPLATE, context)
