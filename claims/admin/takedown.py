"""Taking down: hiding what is published at once, a second person’s review, and redactions that the law calls for."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from claims import rules
from claims.admin.base import REFUSALS, ReadOnlyAdmin, person, tell
from claims.exceptions import InvalidInput
from claims.models import Claim, DeskSettings, Event, Hiding, Publication, Redaction, User
from claims.services import hiding as hidings
from claims.services import redacting

WORDS = forms.Textarea(attrs={"rows": 3})
HIDING, REDACTION = "claims/admin/hiding_page.html", "claims/admin/redaction_page.html"


class HideForm(forms.Form):
    reason = forms.CharField(
        widget=WORDS, label=_("Why it has to go at once"), help_text=_("The desk reads it, readers don’t.")
    )


class ReviewForm(forms.Form):
    reason = forms.CharField(widget=WORDS, label=_("Why"))


@admin.register(Hiding)
class HidingAdmin(ReadOnlyAdmin):
    """A hiding’s own page is where it is reviewed."""

    list_display = ("shown_claim", "hidden_by", "hidden_at", "stands", "reviewed_by")
    list_display_links = ("shown_claim",)
    list_select_related = ("claim", "hidden_by", "reviewed_by")
    list_filter = ("outcome",)

    @admin.display(description=_("claim"))
    def shown_claim(self, hiding: Hiding) -> str:
        return str(hiding.claim)

    @admin.display(description=_("how it stands"))
    def stands(self, hiding: Hiding) -> SafeString:
        return format_html('<span class="status is-{}">{}</span>', *standing(hiding))

    def get_urls(self) -> list[URLPattern]:
        def to(view: Any) -> Any:
            return self.admin_site.admin_view(lambda request, pk: view(request, self, pk))

        return [
            path("hide/<int:pk>/", to(hide), name="claims_hiding_hide"),
            path("<int:pk>/review/", to(review), name="claims_hiding_review"),
            *super().get_urls(),
        ]

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        hiding = hiding_of(request, self, object_id)
        return hiding_page(request, self, hiding.claim, hiding=hiding, form=ReviewForm())


def standing(hiding: Hiding) -> tuple[str, str]:
    """(tone, words) of how a hiding stands."""
    if hiding.outcome:
        tone = "unreviewed" if hiding.outcome == Hiding.Outcome.LIFTED else "withdrawn"
        return tone, hiding.get_outcome_display()
    is_late = hiding.review_due_at <= timezone.now()
    return (
        ("at-risk", str(_("review overdue"))) if is_late else ("awaiting-approval", str(_("to be reviewed")))
    )


def hide(request: HttpRequest, desk: ReadOnlyAdmin, pk: int) -> HttpResponse:
    """What hiding means, and the reason for it; then it is hidden."""
    by = person(request)
    if not rules.can_hide(by):
        raise PermissionDenied
    claim = get_object_or_404(Claim, pk=pk)
    form = HideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            hidings.hide(claim, reason=form.cleaned_data["reason"], by=by)
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("Hidden: readers see nothing of it now. A second editor reviews it."))
            return redirect(reverse("admin:claims_claim_workspace", args=[claim.pk]) + "#takedown")
    return hiding_page(request, desk, claim, form=form)


@require_POST
def review(request: HttpRequest, desk: ReadOnlyAdmin, pk: int) -> HttpResponse:
    hiding, by = hiding_of(request, desk, str(pk)), person(request)
    steps = {Hiding.Outcome.UPHELD: hidings.uphold, Hiding.Outcome.LIFTED: hidings.lift}
    form = ReviewForm(request.POST)
    if form.is_valid():
        step = next((one for name, one in steps.items() if name == request.POST.get("outcome")), None)
        if step is None:
            raise Http404
        try:
            reviewed = step(hiding, reason=form.cleaned_data["reason"], by=by)
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            is_lifted = reviewed.outcome == Hiding.Outcome.LIFTED
            messages.success(request, _("It is shown again.") if is_lifted else _("It stays hidden."))
            return redirect(reverse("admin:claims_claim_workspace", args=[hiding.claim_id]) + "#takedown")
    return hiding_page(request, desk, hiding.claim, hiding=hiding, form=form)


def hiding_page(
    request: HttpRequest,
    desk: ReadOnlyAdmin,
    claim: Claim,
    *,
    form: forms.Form,
    hiding: Hiding | None = None,
) -> HttpResponse:
    by = person(request)
    context = {
        **desk.admin_site.each_context(request),
        "title": _("Hide now") if hiding is None else _("Hidden"),
        "opts": desk.opts,
        "claim": claim,
        "hiding": hiding,
        "stands": standing(hiding) if hiding else None,
        "form": form,
        "publications": Publication.objects.out().filter(claim=claim).defer("document").order_by("-number"),
        "hours": DeskSettings.objects.current().review_hours,
        "may": {
            "uphold": bool(hiding and not hiding.outcome and rules.can_review_hiding(by, hiding)),
            "lift": bool(
                hiding and hiding.outcome != Hiding.Outcome.LIFTED and rules.can_review_hiding(by, hiding)
            ),
            "is_own": bool(hiding and hiding.hidden_by_id == by.pk),
        },
    }
    return TemplateResponse(request, HIDING, context)


def hiding_of(request: HttpRequest, desk: ReadOnlyAdmin, key: str) -> Hiding:
    rows = Hiding.objects.select_related("claim", "hidden_by", "reviewed_by")
    hiding = get_object_or_404(rows, pk=key if key.isascii() and key.isdigit() else 0)
    if not desk.has_view_permission(request, hiding):
        raise PermissionDenied
    return hiding


# --- Redactions ---------------------------------------------------------------------------------------------------


class AskForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What holds it"),
        choices=[
            ("publication", _("a publication")),
            ("snapshot", _("a capture")),
            ("comment", _("a comment")),
            ("event", _("an event")),
        ],
    )
    key = forms.CharField(
        label=_("Its number"), max_length=16, help_text=_("The last number of its address on the desk.")
    )
    legal_basis = forms.CharField(
        label=_("Legal basis"), max_length=300, help_text=_("The law, the order, its date.")
    )
    reason = forms.CharField(
        label=_("Why"), widget=WORDS, help_text=_("Without repeating what is to be destroyed.")
    )
    public_wording = forms.CharField(
        label=_("What readers are told"),
        max_length=300,
        required=False,
        help_text=_("It stands in the place of what was there."),
    )


class RefuseForm(forms.Form):
    reason = forms.CharField(widget=WORDS, label=_("Why it is not carried out"))


@admin.register(Redaction)
class RedactionAdmin(ReadOnlyAdmin):
    list_display = ("__str__", "legal_basis", "asked_by", "carried_out_by", "carried_out_at")
    list_select_related = ("asked_by", "carried_out_by")
    list_filter = ("kind",)
    fields = (
        "kind", "key", "claim", "sha256", "legal_basis", "reason", "public_wording", "asked_by", "carried_out_by",
        "carried_out_at",
    )  # fmt: skip
    change_list_template = "claims/admin/redaction_list.html"

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        may = rules.can_redact(person(request))
        more = {"waiting": redacting.waiting().order_by("pk")[:50] if may else [], "may_redact": may}
        shown: HttpResponse = super().changelist_view(request, {**more, **(extra_context or {})})
        return shown

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("ask/", wrap(lambda request: ask(request, self)), name="claims_redaction_ask"),
            path(
                "asked/<int:pk>/",
                wrap(lambda request, pk: asked(request, self, pk)),
                name="claims_redaction_asked",
            ),
            *super().get_urls(),
        ]


def ask(request: HttpRequest, desk: ReadOnlyAdmin) -> HttpResponse:
    """One admin asks: ``?kind=publication&key=12`` says for what."""
    by = may_redact(request)
    told = {"kind": request.GET.get("kind", ""), "key": request.GET.get("key", "")}
    form = AskForm(request.POST) if request.method == "POST" else AskForm(initial=told)
    if form.is_bound and form.is_valid():
        try:
            redacting.ask(by=by, **form.cleaned_data)
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            messages.success(request, _("Asked. Nothing is destroyed until another admin carries it out."))
            return redirect("admin:claims_redaction_changelist")
    return redaction_page(request, desk, form=form)


def asked(request: HttpRequest, desk: ReadOnlyAdmin, pk: int) -> HttpResponse:
    """What was asked for; another admin carries it out, or it is refused."""
    by = may_redact(request)
    event = get_object_or_404(redacting.waiting().select_related("content"), pk=pk)
    form = RefuseForm(request.POST if request.POST.get("act") == "refuse" else None)
    refusal: Exception | None = None
    if request.method == "POST":
        try:
            if request.POST.get("act") == "carry-out":
                redacting.carry_out(event, by=by)
                return done(request, _("Destroyed. The tombstone stays, and the chain of events is whole."))
            if form.is_valid():
                redacting.refuse(event, by=by, **form.cleaned_data)
                return done(request, _("It is not carried out. The request and the reason stay on record."))
        except REFUSALS as error:
            refusal = error
    return redaction_page(request, desk, form=form, asked=event, refusal=refusal)


def done(request: HttpRequest, words: Any) -> HttpResponseRedirect:
    messages.success(request, words)
    return HttpResponseRedirect(reverse("admin:claims_redaction_changelist"))


def may_redact(request: HttpRequest) -> User:
    by = person(request)
    if not rules.can_redact(by):
        raise PermissionDenied
    return by


def redaction_page(
    request: HttpRequest,
    desk: ReadOnlyAdmin,
    *,
    form: forms.Form,
    asked: Event | None = None,
    refusal: Exception | None = None,
) -> HttpResponse:
    context = {
        **desk.admin_site.each_context(request),
        "title": _("Ask for a redaction") if asked is None else _("A redaction was asked for"),
        "opts": desk.opts,
        "form": form,
        "asked": asked,
        "thing": thing_of(asked) if asked else None,
        "refusal": refusal,
        "is_own": bool(asked and asked.actor_pk == person(request).pk),
    }
    return TemplateResponse(request, REDACTION, context)


def thing_of(asked: Event) -> redacting.Thing | None:
    """What is to be destroyed, if it still is there."""
    try:
        return redacting.find(asked.subject_type, asked.subject_pk)
    except InvalidInput:
        return None
