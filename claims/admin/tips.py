"""What readers sent in: the queue, oldest first, and a page on which each is decided, answered, or both."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from claims import rules
from claims.admin.base import REFUSALS, ReadOnlyAdmin, as_number, person, tell
from claims.exceptions import InvalidInput
from claims.models import AnswerTemplate, Claim, OutgoingMail, Rating, Tip, User
from claims.presenters import alike, keyset
from claims.services import answering, mailing, tipping

QUEUE, PAGE = "claims/admin/tip_queue.html", "claims/admin/tip_page.html"
SHOWN = 30


class AttachForm(forms.Form):
    claim = forms.ModelChoiceField(Claim.objects.all(), label=_("Claim"), widget=forms.HiddenInput)


class ToldBeforeForm(forms.Form):
    duplicate_of = forms.ModelChoiceField(Tip.objects.all(), label=_("Tip"), widget=forms.HiddenInput)


class DeclineForm(forms.Form):
    reason = forms.CharField(
        widget=forms.Textarea(attrs={"rows": 3, "data-key": "d"}),
        label=_("Why it is declined"),
        help_text=_("The desk reads it."),
    )


class AnswerForm(forms.Form):
    text = forms.CharField(widget=forms.Textarea(attrs={"rows": 8, "data-key": "r"}), label=_("Answer"))


class NoWords(forms.Form):
    """An act that needs none."""


class Act(NamedTuple):
    """``do`` returns a sentence for the person; ``decides``: the tip waits no longer."""

    form: type[forms.Form]
    do: Callable[[Tip, User, dict[str, Any]], Any]
    done: Any
    decides: bool = True


def _attach(tip: Tip, by: User, said: dict[str, Any]) -> None:
    tipping.attach(tip, by=by, **said)


def _told_before(tip: Tip, by: User, said: dict[str, Any]) -> None:
    tipping.told_before(tip, by=by, **said)


def _decline(tip: Tip, by: User, said: dict[str, Any]) -> None:
    tipping.decline(tip, by=by, **said)


def _answer(tip: Tip, by: User, said: dict[str, Any]) -> None:
    answering.answer(tip, by=by, **said)


def _forget(tip: Tip, by: User, said: dict[str, Any]) -> None:
    tipping.forget(tip, by=by)


ACTS = {
    "attach": Act(AttachForm, _attach, _("Attached to the claim.")),
    "told-before": Act(ToldBeforeForm, _told_before, _("Told before: it goes where the other one goes.")),
    "decline": Act(DeclineForm, _decline, _("Declined, with your reason.")),
    "answer": Act(
        AnswerForm,
        _answer,
        _("The answer is on record. Below it stands how it reaches the reader."),
        decides=False,
    ),
    "forget": Act(NoWords, _forget, _("The name and the address are gone."), decides=False),
}


@admin.register(Tip)
class TipAdmin(ReadOnlyAdmin):
    """Lists and pages are the queue’s own; nothing here is a form of the row."""

    def get_urls(self) -> list[URLPattern]:
        def to(view: Any) -> Any:
            return self.admin_site.admin_view(lambda request, pk, name: view(request, self, pk, name))

        return [path("<int:pk>/act/<slug:name>/", to(act), name="claims_tip_act"), *super().get_urls()]

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return queue(request, self)

    def change_view(self, request: HttpRequest, object_id: str, *args: Any, **kwargs: Any) -> HttpResponse:
        return page(request, self, tip_of(request, self, as_number(object_id)))


def queue(request: HttpRequest, desk: ReadOnlyAdmin) -> HttpResponse:
    """What waits, oldest first; with ``?state=`` what was decided, newest first."""
    if not desk.has_view_permission(request):
        raise PermissionDenied
    state = request.GET.get("state")
    state = state if state in Tip.State.values else Tip.State.NEW
    rows = Tip.objects.select_related("claim", "decided_by", "publication").defer(
        "publication__document", "publication__search"
    )
    found = _page(rows.filter(state=state), request.GET.get("after"), oldest_first=state == Tip.State.NEW)
    context = {
        **desk.admin_site.each_context(request),
        "title": _("Tips"),
        "opts": desk.opts,
        "tips": found[:SHOWN],
        "next": cursor_of(found[SHOWN - 1]) if len(found) > SHOWN else "",
        "state": state,
        "states": Tip.State.choices,
        "may_write_templates": rules.can_write_templates(person(request)),
    }
    return TemplateResponse(request, QUEUE, context)


def _page(rows: Any, cursor: str | None, *, oldest_first: bool) -> list[Tip]:
    try:
        place = keyset.decode(cursor) if cursor else None
    except InvalidInput:
        place = None
    way, order = ("gt", ("received_at", "pk")) if oldest_first else ("lt", ("-received_at", "-pk"))
    if place:
        beyond = {f"received_at__{way}": place.at}
        rows = rows.filter(Q(**beyond) | Q(received_at=place.at, **{f"pk__{way}": place.pk}))
    return list(rows.order_by(*order)[: SHOWN + 1])


def cursor_of(tip: Tip) -> str:
    return keyset.encode(keyset.Place(tip.received_at, tip.pk))


def page(
    request: HttpRequest, desk: ReadOnlyAdmin, tip: Tip, *, refused: tuple[str, forms.Form] | None = None
) -> HttpResponse:
    """One tip. ``?q=`` looks for claims, ``?template=`` fills an answer in: both work without a script."""
    by, words = person(request), request.GET.get("q", "").replace("\x00", "").strip()[:200]
    typed = dict([refused]) if refused else {}
    chosen = AnswerTemplate.objects.filter(pk=as_number(request.GET.get("template"))).first()
    context = {
        **desk.admin_site.each_context(request),
        "title": tip.get_kind_display().capitalize(),
        "opts": desk.opts,
        "tip": tip,
        "is_waiting": tip.state == Tip.State.NEW,
        "words": words,
        "claims": found_by(words) if words else like(tip),
        "alike": tipping.tips_like(tip),
        "templates": AnswerTemplate.objects.filter(is_active=True),
        "chosen": chosen,
        "answer": typed.get("answer") or AnswerForm(initial={"text": words_of(chosen, tip)}),
        "decline": typed.get("decline") or DeclineForm(),
        "refused": refused[1] if refused else None,
        "typed": typed,
        "may_triage": rules.can_triage(by),
        "has_personal": bool(tip.name or tip.email),
        "mail": OutgoingMail.objects.filter(tip=tip).first(),
        "sends_mail": mailing.can_answer(tip),
    }
    return TemplateResponse(request, PAGE, context)


class Found(NamedTuple):
    """A claim that the tip may speak of, and what differs between the two."""

    claim: Claim
    rating: Rating | None = None
    percent: int = 0
    differences: Sequence[alike.Difference] = ()


def like(tip: Tip) -> list[Found]:
    rows = tipping.claims_like(tip)
    return [Found(one.claim, one.rating, one.percent, alike.told(one.differences)) for one in rows]


def found_by(words: str) -> list[Found]:
    return [Found(one) for one in tipping.claims_found(words)]


def words_of(template: AnswerTemplate | None, tip: Tip) -> str:
    """The template about the claim of the tip, or about what it reports."""
    if template is None:
        return ""
    claim = tip.claim or (tip.publication.claim if tip.publication else None)
    return answering.filled_in(template, claim)


@require_POST
def act(request: HttpRequest, desk: ReadOnlyAdmin, pk: int, name: str) -> HttpResponse:
    """Do one act. What is refused comes back on the page, with the reason and what was typed."""
    tip, by = tip_of(request, desk, pk), person(request)
    if name not in ACTS:
        raise Http404
    form = ACTS[name].form(request.POST)
    if form.is_valid():
        try:
            ACTS[name].do(tip, by, form.cleaned_data)
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            messages.success(request, ACTS[name].done)
            return redirect(
                after(tip) if ACTS[name].decides else reverse("admin:claims_tip_change", args=[pk])
            )
    now = tip_of(request, desk, pk)  # a colleague may have been quicker: what they did is shown beside it
    return page(request, desk, now, refused=(name, form))


def after(tip: Tip) -> str:
    """The next one that waits, so that a queue is worked through without going back to it."""
    waiting = Tip.objects.waiting().order_by("received_at", "pk")
    later = waiting.filter(received_at__gte=tip.received_at).exclude(pk=tip.pk)
    following = later.first() or waiting.first()
    return (
        reverse("admin:claims_tip_change", args=[following.pk])
        if following
        else reverse("admin:claims_tip_changelist")
    )


def tip_of(request: HttpRequest, desk: ReadOnlyAdmin, pk: int) -> Tip:
    parts = ("claim", "publication__claim", "decided_by", "duplicate_of")
    rows = Tip.objects.select_related(*parts).defer("publication__document", "publication__search")
    tip = get_object_or_404(rows, pk=pk)
    if not desk.has_view_permission(request, tip):
        raise PermissionDenied
    return tip
