"""How the desk judges: the weight of each reason and the thresholds, beside those it came with; a change is tried."""

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
from claims.models import Article, ArticleVersion, DeskSettings
from claims.presenters.suggested import WORDS
from claims.services import judging
from claims.text import checkworthiness, rescoring
from claims.text.rescoring import Level

if TYPE_CHECKING:
    from claims.admin.base import ReadOnlyAdmin

TEMPLATE = "claims/admin/judging.html"
THRESHOLDS = {
    "check_threshold": (_("A sentence is suggested from"), checkworthiness.THRESHOLD),
    "match_strong": (_("A match is strong from"), rescoring.LEVELS[Level.STRONG]),
    "match_possible": (_("A match is possible from"), rescoring.LEVELS[Level.POSSIBLE]),
}
OFFERED = 50  # articles to try a change on


class JudgingForm(forms.Form):
    """A field for each threshold and each reason; empty stands for what the desk came with."""

    opened_version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    article = forms.ModelChoiceField(
        Article.objects.none(), required=False, label=_("Try it on"), empty_label=_("no article")
    )

    def __init__(self, row: DeskSettings, *args: Any, **kwargs: Any) -> None:
        stored = {name: getattr(row, name) for name in THRESHOLDS} | dict(row.check_weights)
        kwargs["initial"] = stored | {"opened_version": row.version}
        super().__init__(*args, **kwargs)
        recent = Article.objects.order_by("-pk").values("pk")[:OFFERED]
        articles: Any = self.fields["article"]
        articles.queryset = Article.objects.filter(pk__in=recent)
        for name, (label, usual) in THRESHOLDS.items():
            self.fields[name] = number(label, usual, judging.LEAST, judging.MOST)
        for name, weight in checkworthiness.DEFAULT.of.items():
            most = judging.MOST_WEIGHT
            self.fields[str(name)] = number(WORDS.get(name, name), weight, -most, most)

    def proposed(self) -> dict[str, Any]:
        """As the service takes it."""
        given = {str(name): self.cleaned_data.get(str(name)) for name in checkworthiness.DEFAULT.of}
        weights = {name: weight for name, weight in given.items() if weight is not None}
        return {"check_weights": weights, **{name: self.cleaned_data.get(name) for name in THRESHOLDS}}


def number(label: Any, usual: float, low: float, high: float) -> forms.FloatField:
    """A number that is empty where the desk's own stands, which is told beside it."""
    told = _("as it came: {usual}")
    widget = forms.NumberInput(attrs={"step": "any", "placeholder": f"{usual:.3g}"})
    field = forms.FloatField(label=label, required=False, min_value=low, max_value=high, widget=widget)
    field.help_text = str(told).format(usual=f"{usual:.3g}")
    return field


def show(request: HttpRequest, desk: ReadOnlyAdmin) -> HttpResponse:
    """``act`` saves, tries the change on an article, or goes back to what the desk came with."""
    by = person(request)
    if not rules.can_set_desk(by):
        raise PermissionDenied
    row, act = DeskSettings.objects.current(), request.POST.get("act")
    form = JudgingForm(row, request.POST if request.method == "POST" else None)
    effect = None
    if form.is_bound and form.is_valid():
        usual: dict[str, Any] = {"check_weights": {}, **dict.fromkeys(THRESHOLDS)}
        proposed = usual if act == "reset" else form.proposed()
        if act == "try":
            effect = effect_of(form.cleaned_data.get("article"), proposed)
        else:
            try:
                judging.change(version=form.cleaned_data["opened_version"] or 0, by=by, **proposed)
            except REFUSALS as refusal:
                told(form, refusal)
            else:
                messages.success(request, _("The settings are saved."))
                return redirect("admin:claims_desksettings_judging")
    context = {
        **desk.admin_site.each_context(request),
        "title": _("How the desk judges"),
        "opts": desk.opts,
        "form": form,
        "thresholds": [form[name] for name in THRESHOLDS],
        "weights": [form[str(name)] for name in checkworthiness.DEFAULT.of],
        "effect": effect,
    }
    return TemplateResponse(request, TEMPLATE, context)


def told(form: JudgingForm, refusal: Any) -> None:
    """Each problem at its field."""
    if not isinstance(refusal, InvalidInput):
        return tell(form, refusal)
    for name, reason in refusal.problems:
        form.add_error(name if name in form.fields else None, reason)
    return None


def effect_of(article: Article | None, proposed: dict[str, Any]) -> judging.Effect | None:
    version: ArticleVersion | None = article.latest_version() if article else None
    return judging.effect(version, DeskSettings(**proposed)) if version else None
