"""Merging a claim into another, and splitting one in two: what would happen is shown first."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from claims import rules
from claims.admin.base import REFUSALS, ReadOnlyAdmin, as_number, person, tell
from claims.models import Claim, Match, Merge, User
from claims.presenters.veiling import Eyes
from claims.services import matching, merging, splitting
from claims.templatetags.desk import badge

if TYPE_CHECKING:
    from claims.admin.base import DeskAdmin

MERGE, SPLIT, PAGE = (f"claims/admin/{name}.html" for name in ("claim_merge", "claim_split", "merge_page"))
WORDS = forms.Textarea(attrs={"rows": 3})
TONES = {"asked": "awaiting-approval", "done": "published", "refused": "unreviewed", "undone": "withdrawn"}
OFFERED = 5


class MergeForm(forms.Form):
    into = forms.CharField(
        label=_("Into which claim"),
        max_length=200,
        help_text=_("Its number on the desk, or the last part of its public address."),
    )
    reason = forms.CharField(widget=WORDS, label=_("Why they are one"))

    def clean_into(self) -> Claim:
        asked = self.cleaned_data["into"].strip()
        found = Claim.objects.filter(pk=as_number(asked)).first() or Claim.objects.filter(slug=asked).first()
        if found is None:
            raise forms.ValidationError(_("No claim has this number or address."))
        return found


class ReasonForm(forms.Form):
    reason = forms.CharField(widget=WORDS, label=_("Why"))


class SplitForm(forms.Form):
    """The choices are the parts of the claim that may go."""

    statement = forms.CharField(
        widget=WORDS,
        label=_("What the new claim says"),
        help_text=_("Readable without the article; quotes only the article's own words."),
    )
    reason = forms.CharField(widget=WORDS, label=_("Why they are two"))
    appearances = forms.TypedMultipleChoiceField(
        coerce=int, required=False, widget=forms.CheckboxSelectMultiple, label=_("Places that go along")
    )
    evidence = forms.TypedMultipleChoiceField(
        coerce=int, required=False, widget=forms.CheckboxSelectMultiple, label=_("Evidence that goes along")
    )
    notes = forms.TypedMultipleChoiceField(
        coerce=int, required=False, widget=forms.CheckboxSelectMultiple, label=_("Notes that go along")
    )

    def __init__(self, claim: Claim, by: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        eyes, there = Eyes(by), splitting.movable(claim)
        marks = claim.appearances.filter(pk__in=there["appearances"]).select_related(
            "article_version__article"
        )
        proofs = claim.evidence.filter(pk__in=there["evidence"]).select_related("source")
        notes = claim.notes.filter(pk__in=there["notes"])
        offered = {
            "appearances": [(one.pk, f"{one.exact[:120] or one.url} ({place_of(one)})") for one in marks],
            "evidence": [(one.pk, str(eyes.evidence(one))) for one in proofs],
            "notes": [(one.pk, str(one)) for one in notes],
        }
        for name, choices in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.TypedMultipleChoiceField)
            field.choices = choices
            if not choices:
                del self.fields[name]

    def parts(self) -> dict[str, list[int]]:
        return {name: self.cleaned_data[name] for name in splitting.PARTS if name in self.cleaned_data}


def place_of(appearance: Any) -> str:
    return str(appearance.article_version.article) if appearance.article_version else appearance.url


def merge(request: HttpRequest, desk: DeskAdmin, pk: int) -> HttpResponse:
    """``?into=5`` shows what merging with that claim would do; it is done, or proposed, with a reason."""
    claim, by = claim_to_change(request, pk)
    form = MergeForm(request.POST) if request.method == "POST" else MergeForm(initial=request.GET.dict())
    if form.is_bound and form.is_valid():
        try:
            made = merging.ask(claim, form.cleaned_data["into"], reason=form.cleaned_data["reason"], by=by)
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            done = made.state == Merge.State.DONE
            messages.success(
                request,
                _("Merged.")
                if done
                else _("Proposed: another editor carries it out, for readers know the claim."),
            )
            return redirect("admin:claims_merge_change", made.pk)
    into = Claim.objects.filter(pk=as_number(request.GET.get("into"))).exclude(pk=claim.pk).first()
    context = {
        **frame(desk, request, _("Merge with another claim")),
        "claim": claim,
        "into": into,
        "preview": merging.preview(claim, into) if into else None,
        "offered": offered(claim) if into is None else [],
        "form": form,
    }
    return TemplateResponse(request, MERGE, context)


def offered(claim: Claim) -> list[Claim]:
    """Claims that somebody said are the same, then those that say nearly the same."""
    said = [one.claim for one in matching.decided(claim) if is_same(one.match)]
    alike = [one.claim for one in matching.find_checked(claim.statement, exclude=claim, limit=OFFERED)]
    return [one for one in [*said, *alike] if one.status != Claim.Status.MERGED][:OFFERED]


def is_same(match: Match) -> bool:
    return match.state == Match.State.CONFIRMED and match.relation == Match.Relation.SAME


def split(request: HttpRequest, desk: DeskAdmin, pk: int) -> HttpResponse:
    claim, by = claim_to_change(request, pk)
    form = SplitForm(claim, by, request.POST or None, initial={"statement": claim.statement})
    if form.is_bound and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("statement", "reason")}
        try:
            made = splitting.split(claim, by=by, parts=form.parts(), **given)
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("Split: this is the new claim."))
            return redirect("admin:claims_claim_workspace", made.pk)
    context = {**frame(desk, request, _("Split the claim")), "claim": claim, "form": form}
    return TemplateResponse(request, SPLIT, context)


def claim_to_change(request: HttpRequest, pk: int) -> tuple[Claim, User]:
    by = person(request)
    if not rules.can_merge(by):
        raise PermissionDenied
    return get_object_or_404(Claim, pk=pk), by


def frame(desk: Any, request: HttpRequest, title: Any) -> dict[str, Any]:
    return {**desk.admin_site.each_context(request), "title": title, "opts": desk.opts}


# --- Merges: those that wait, and all that were ---------------------------------------------------------------------


@admin.register(Merge)
class MergeAdmin(ReadOnlyAdmin):
    """A merge’s own page is where a second person decides, and where it is taken apart again."""

    list_display = ("claim", "into", "stands", "asked_by", "asked_at", "decided_by")
    list_select_related = ("claim", "into", "asked_by", "decided_by")
    list_filter = ("state",)

    @admin.display(description=_("how it stands"))
    def stands(self, merge: Merge) -> SafeString:
        return badge(TONES[merge.state], merge.get_state_display())

    def get_urls(self) -> list[URLPattern]:
        def to(view: Any) -> Any:
            return self.admin_site.admin_view(lambda request, **named: view(request, self, **named))

        return [path("<int:pk>/act/<slug:name>/", to(act), name="claims_merge_act"), *super().get_urls()]

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        return merge_page(request, self, merge_of(request, self, as_number(object_id)), ReasonForm())


@require_POST
def act(request: HttpRequest, desk: MergeAdmin, pk: int, name: str) -> HttpResponse:
    """Carry out or refuse what was proposed, or take apart what was merged."""
    merge, by = merge_of(request, desk, pk), person(request)
    form = ReasonForm(request.POST)
    try:
        if name == "carry-out":
            merging.carry_out(merge, by=by)
        elif name in {"refuse", "undo"}:
            if not form.is_valid():
                return merge_page(request, desk, merge, form)
            {"refuse": merging.refuse, "undo": merging.undo}[name](merge, by=by, **form.cleaned_data)
        else:
            raise Http404
    except REFUSALS as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Done. It is on record."))
    return redirect("admin:claims_merge_change", pk)


def merge_of(request: HttpRequest, desk: MergeAdmin, pk: int) -> Merge:
    rows = Merge.objects.select_related("claim", "into", "asked_by", "decided_by", "undone_by")
    merge = get_object_or_404(rows, pk=pk)
    if not desk.has_view_permission(request, merge):
        raise PermissionDenied
    return merge


def merge_page(request: HttpRequest, desk: MergeAdmin, merge: Merge, form: forms.Form) -> HttpResponse:
    by = person(request)
    waits = merge.state == Merge.State.ASKED
    may = rules.can_merge(by)
    context = {
        **frame(desk, request, _("Merge")),
        "merge": merge,
        "tone": TONES[merge.state],
        "preview": merging.preview(merge.claim, merge.into) if waits else None,
        "form": form,
        "act": "refuse" if waits else "undo",
        "address": reverse("admin:claims_merge_act", args=[merge.pk, "refuse" if waits else "undo"]),
        "may": {
            "carry_out": waits and rules.can_carry_out_merge(by, merge),
            "refuse": waits and may,
            "undo": merge.state == Merge.State.DONE and may,
            "is_own": waits and may and not rules.can_carry_out_merge(by, merge),
        },
    }
    return TemplateResponse(request, PAGE, context)
