"""Quoting by selecting words in a capture: the form beside its text, and what comes of it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import rules
from claims.admin.base import REFUSALS, as_number, person, tell
from claims.models import Claim, Evidence, Snapshot, User
from claims.services import citing
from claims.text import spans

OFFERED = 30  # claims
FOUND = 10
# How words may be found: quotation marks, spaces and spelling apart, they are the same.
TO_THE_WORD = frozenset({spans.How.EXACT, spans.How.NORMALISED, spans.How.RESPELLED})


class QuoteForm(forms.Form):
    """Words of a capture as evidence for a claim. ``start`` and ``end`` are where they were selected, if they were."""

    prefix = "quote"
    claim: forms.ModelChoiceField[Claim] = forms.ModelChoiceField(None, label=gettext_lazy("For the claim"))
    quote = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 4}),
        label=gettext_lazy("The words"),
        help_text=gettext_lazy("Select them in the text, or type them as they stand there."),
    )
    start = forms.IntegerField(required=False, widget=forms.HiddenInput)
    end = forms.IntegerField(required=False, widget=forms.HiddenInput)
    stance = forms.ChoiceField(
        choices=Evidence.Stance.choices, label=gettext_lazy("What they do to the claim")
    )
    weight = forms.ChoiceField(
        choices=Evidence.Weight.choices,
        initial=Evidence.Weight.SUPPORTING,
        label=gettext_lazy("Weight"),
    )
    summary = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 2}),
        required=False,
        label=gettext_lazy("What they say, in our words"),
    )
    is_hindsight = forms.BooleanField(required=False, label=gettext_lazy("They postdate the claim"))

    def __init__(self, snapshot: Snapshot, *args: Any, chosen: int, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.snapshot = snapshot
        choice: Any = self.fields["claim"]
        choice.queryset = Claim.objects.filter(pk__in=offered(snapshot, chosen, by)).order_by("-pk")
        choice.initial = chosen if chosen > 0 else None

    def clean(self) -> dict[str, Any]:
        """The words as they stand in the capture, to the letter, and where."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if not cleaned.get("quote"):
            return cleaned
        selected = cleaned.pop("start", None), cleaned.pop("end", None)
        place = place_of(self.snapshot.text, cleaned["quote"], *selected)
        if place is None:
            self.add_error("quote", _("These words do not stand in this capture. Select them in the text."))
        else:
            cleaned["start"], cleaned["quote"] = place
        return cleaned


def place_of(text: str, words: str, start: int | None, end: int | None) -> tuple[int, str] | None:
    """Where ``words`` stand, and how they are written there: at the selected place, or wherever they are found."""
    if start is not None and end is not None and 0 <= start < end <= len(text):
        selected = text[start:end]
        if selected.split() == words.split():
            return start, selected
    found = spans.find(words.strip(), text)
    return (found.start, text[found.start : found.end]) if found and found.how in TO_THE_WORD else None


def offered(snapshot: Snapshot, chosen: int, by: User) -> list[int]:
    """The claims to choose from: the one that was come from, those that quote this source, and one's own open ones."""
    quoting = Claim.objects.filter(evidence__source=snapshot.source_id).distinct().order_by("-pk")
    mine = Claim.objects.filter(assigned_to=by).exclude(status=Claim.Status.PUBLISHED).order_by("-pk")
    keys = [
        chosen,
        *quoting.values_list("pk", flat=True)[:OFFERED],
        *mine.values_list("pk", flat=True)[:OFFERED],
    ]
    return [key for key in keys if key > 0]


def found_claims(request: HttpRequest) -> list[Claim]:
    """Claims in whose statements the words stand that were asked for."""
    words = request.GET.get("find", "").strip()
    return list(Claim.objects.filter(statement__icontains=words).order_by("-pk")[:FOUND]) if words else []


def context(request: HttpRequest, snapshot: Snapshot, form: QuoteForm | None = None) -> dict[str, Any]:
    """What the page of a capture needs to be quoted from."""
    by = person(request)
    if not rules.can_add_evidence(by) or not snapshot.text:
        return {"quoting": None}
    chosen = as_number(request.GET.get("claim"))
    return {
        "quoting": form or QuoteForm(snapshot, chosen=chosen, by=by),
        "quoting_for": Claim.objects.filter(pk=chosen).first() if chosen > 0 else None,
        "finding_claims": request.GET.get("find", ""),
        "found_claims": found_claims(request),
    }


def quote(request: HttpRequest, snapshot: Snapshot) -> Any:
    """Take the words as evidence; the form as it was typed, if that is refused."""
    by = person(request)
    chosen = as_number(request.POST.get("quote-claim"))
    form = QuoteForm(snapshot, request.POST, chosen=chosen, by=by)
    if not form.is_valid():
        return form
    try:
        made = citing.cite(snapshot, by=by, **form.cleaned_data)
    except REFUSALS as refusal:
        tell(form, refusal)
        return form
    place = f"{reverse('admin:claims_claim_workspace', args=[made.claim_id])}#evidence-{made.pk}"
    done = _("The words are evidence now, and anchored here.")
    messages.success(request, format_html('{} <a href="{}">{}</a>', done, place, _("See it at the claim")))
    address = reverse("admin:claims_snapshot_change", args=[snapshot.pk])
    return redirect(f"{address}?claim={made.claim_id}#quote-{made.pk}")
