"""The claim workspace: everything about one claim on one page, and every act that may be done to it."""

from __future__ import annotations

import copy
from functools import partial
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from claims import rules
from claims.admin import claim_parts, claim_passages, claim_talk
from claims.admin.base import REFUSALS, Refusal, as_number, person, tell
from claims.admin.claim_acts import ACTS
from claims.admin.claim_forms import ActForm, VerdictForm
from claims.admin.staying import (
    as_done,
    at_place,
    frame_of,
    is_ahead,
    later,
    not_ahead,
    stays,
    workspace,
)
from claims.models import Claim, User, Verdict
from claims.presenters import claim_case
from claims.presenters.veiling import Eyes
from claims.services import gate, protecting, reviewing

if TYPE_CHECKING:
    from claims.admin.base import DeskAdmin

TEMPLATE = "claims/admin/claim_workspace.html"
OVERRIDE = "override-"
SAVED = gettext_lazy("The draft is saved.")
# Where on the page an unmet line of the gate is met. A name is a field of the verdict editor, where that is open.
MET_AT = {
    "content": "#verdict", "captured": "#evidence", "findings": "#evidence", "both_ways": "#add-evidence",
    "searched": "#record-search", "origins": "#add-evidence", "primary": "#add-evidence", "contact": "#add-contact",
    "witnesses": "#add-evidence", "interests": "interests", "methodology": "methodology", "why_chosen": "why_chosen",
    "public_note": "public_note", "unchanged": "#send-back", "embargo": "#context", "legal": "#claim",
    "uncited": "#evidence", "aggregator": "#evidence", "hindsight": "#evidence", "undated": "#evidence",
    "disagreement": "#assessments",
}  # fmt: skip


def show(request: HttpRequest, desk: DeskAdmin, pk: int) -> HttpResponse:
    return page(request, desk, claim_of(request, desk, pk))


@require_POST
def act(request: HttpRequest, desk: DeskAdmin, pk: int, name: str) -> HttpResponse:
    """Do one act. What is refused comes back on the page, with the reason and everything that was typed."""
    claim = claim_of(request, desk, pk, is_shown=False)
    if name not in ACTS:
        raise Http404
    by = person(request)
    form = ACTS[name].form(claim, request.POST, by=by, prefix=name)
    if form.is_valid() and is_living(claim, form):
        said = dict(form.cleaned_data)
        if overrides := overrides_in(request):
            said["overrides"] = overrides
        try:
            done = ACTS[name].do(claim, by, said)
        except REFUSALS as refusal:
            tell(form, refusal)
        else:
            messages.success(request, done)
            return done_with(request, desk, claim, ACTS[name].place, anew=ACTS[name].anew)
    return page(request, desk, claim, refused=(name, form), place=ACTS[name].place)


@require_POST
def save_verdict(request: HttpRequest, desk: DeskAdmin, pk: int) -> HttpResponse:
    """Open a verdict, or save the draft; with ``then=submit`` hand it over in the same breath."""
    claim = claim_of(request, desk, pk, is_shown=False)
    verdict = Verdict.objects.open().filter(claim=claim).first()
    form = verdict_form(request, claim, verdict, data=request.POST)
    keep = save_and_submit if request.POST.get("then") == "submit" else save
    if form.is_valid() and is_living(claim, form):
        try:
            keep(request, claim, verdict, form)
        except REFUSALS as refusal:
            form = verdict_form(request, claim, verdict, data=request.POST, refusal=refusal)
            form.is_valid()
        else:
            return done_with(request, desk, claim, "verdict")
    return page(request, desk, claim, editor=form)


def is_living(claim: Claim, form: Any) -> bool:
    """Whether anything is still done at this claim; else the form says where it is done."""
    try:
        claim.require_living()
    except REFUSALS as refusal:
        tell(form, refusal)
        return False
    return True


def save(request: HttpRequest, claim: Claim, verdict: Verdict | None, form: VerdictForm) -> None:
    write_verdict(claim, verdict, form, person(request))
    messages.success(request, SAVED)


def save_and_submit(request: HttpRequest, claim: Claim, verdict: Verdict | None, form: VerdictForm) -> None:
    """What stands in the way of submitting leaves it saved, and is told."""
    by = person(request)
    refused: Refusal | None
    if verdict is None:
        refused = reviewing.draft_and_submit(claim, by=by, **typed_in(form))
    else:
        refused = _submit(verdict, write_verdict(claim, verdict, form, by), form, by)
    messages.success(request, SAVED)
    if refused:
        messages.error(request, _("Not submitted yet. {refusal}").format(refusal=refused))
    else:
        messages.success(request, _("Submitted: a second person may approve it now."))


def _submit(verdict: Verdict, written: Verdict, form: VerdictForm, by: User) -> Refusal | None:
    """Who changed nothing submits what they opened, who did what they have just saved."""
    version = (form.cleaned_data["opened_version"] or 0) if written is verdict else written.version
    try:
        reviewing.submit(written, by=by, version=version)
    except REFUSALS as refusal:
        return refusal
    return None


def typed_in(form: VerdictForm) -> dict[str, Any]:
    return {name: value for name, value in form.cleaned_data.items() if name != "opened_version"}


def write_verdict(claim: Claim, verdict: Verdict | None, form: VerdictForm, by: User) -> Verdict:
    """Save what was typed: a new draft, or those fields of the open one that changed."""
    typed = typed_in(form)
    if verdict is None:
        return reviewing.draft(claim, by=by, **typed)
    changed = {name: typed[name] for name in form.changed_data if name in typed}
    if not changed:
        return verdict
    return reviewing.edit(verdict, by=by, version=form.cleaned_data["opened_version"] or 0, **changed)


def verdict_form(
    request: HttpRequest, claim: Claim, verdict: Verdict | None, *, data: Any = None, refusal: Any = None
) -> VerdictForm:
    form_class = type("VerdictForm", (VerdictForm,), {"refusal": refusal})
    stored = _stored(verdict, anew=data is not None) if verdict else Verdict(language=claim.language)
    initial = None if verdict else {
        "rating": claim.suggested_rating_id, "credits": str(request.user), "as_of": timezone.localdate(),
        "reach": partial(reviewing.usual_reach, claim),  # asked where it is shown
    }  # fmt: skip
    made: VerdictForm = form_class(data, instance=stored, initial=initial)
    return made


def verdicts_of(claim: Claim) -> tuple[Verdict | None, Verdict | None]:
    """The one that is being worked on, and the one that readers are told."""
    found = Verdict.objects.with_parts().open_or_current().filter(claim=claim)
    is_open = {one.state in Verdict.OPEN_STATES: one for one in found.order_by("-pk")}
    return is_open.get(True), is_open.get(False)


def _stored(verdict: Verdict, *, anew: bool) -> Verdict:
    """A verdict for the form to write into, beside that of the page; ``anew``: as somebody may have saved it since."""
    return Verdict.objects.get(pk=verdict.pk) if anew else copy.copy(verdict)


def page(
    request: HttpRequest,
    desk: DeskAdmin,
    claim: Claim,
    *,
    refused: tuple[str, ActForm] | None = None,
    editor: VerdictForm | None = None,
    place: str = "",
    anew: str = "",
) -> HttpResponse:
    """The whole page; for a script that stays on it, its content, without the parts that it has already. Those of
    ``place``, where was acted, and ``anew`` are sent in any case."""
    verdict, published = verdicts_of(claim)
    by = person(request)
    eyes = Eyes(by)
    may = permissions(by, claim, verdict, published)
    cards, publications = claim_case.cards(claim, eyes), claim_case.publications(claim)
    assessed = later(lambda: claim_talk.assessed(claim, by))
    taken = claim_passages.taken(request, by)
    is_adding = bool(taken) or (refused is not None and refused[0] in {"evidence", "search"})
    case = claim_parts.Case(claim, cards, verdict, published, publications, may, is_adding)
    parts = claim_parts.context(request, case, place="verdict" if editor else place, anew=anew)
    context = {
        **frame_of(request, desk),
        "title": claim.statement,
        "opts": desk.opts,
        "claim": claim,
        "subject": f"claim:{claim.pk}",
        "places_of_claim": later(lambda: claim_case.places(claim)),
        "notes": later(lambda: claim_case.notes(claim, eyes)),
        **claim_talk.context(request, claim, by, refused),
        **({} if "matches" in parts["kept"] else claim_talk.matches(claim)),
        "is_overdue": claim.due_on is not None and claim.due_on < timezone.localdate(),
        **claim_passages.context(claim, by, eyes),
        "stances": claim_case.stances(cards),
        "assessed": assessed,
        "alerts": claim_case.open_alerts(claim, eyes) if publications else [],
        **decision(request, claim, verdict, published, editor, may),
        "publications": publications,
        "forms": forms_for(claim, by, assessed, refused, taken=taken),
        "refused": refused[1] if refused else None,
        "dismissing": as_number(request.POST.get("dismiss-finding")),
        "may": may,
        **parts,
    }
    if is_ahead(request) and shows_protected(context, eyes):
        return not_ahead()
    protecting.looked(by, eyes.seen)
    return workspace(request, TEMPLATE, context)


def decision(
    request: HttpRequest,
    claim: Claim,
    verdict: Verdict | None,
    published: Verdict | None,
    editor: VerdictForm | None,
    may: dict[str, bool],
) -> dict[str, Any]:
    """The verdict with its editor, as it was typed or as it is stored, and with its gate."""
    shown = editor or later(lambda: verdict_form(request, claim, verdict) if may["write"] else None)
    gate_shown = gate_lines(verdict, request, shown) if verdict else {}
    return {"verdict": verdict, "published": published, "editor": shown, "gate": gate_shown}


def shows_protected(context: dict[str, Any], eyes: Eyes) -> bool:
    """Whether a protected source is named on the page: who looks at one is on record, and nobody looks yet at one that
    is fetched ahead."""
    list(context["notes"]), list(context["offered"])  # read when they are shown, else
    return bool(eyes.seen)


def may_write(by: User, verdict: Verdict | None, published: Verdict | None) -> bool:
    """Whether this person is shown the verdict editor just now."""
    if verdict is None:
        return published is None and rules.can_draft(by)
    return verdict.may("edit") and rules.can_edit_verdict(by, verdict)


def forms_for(
    claim: Claim, by: User, assessed: Any, refused: tuple[str, ActForm] | None, *, taken: dict[str, Any]
) -> dict[str, Any]:
    """A form for every act, by its name, made where it is shown; the refused one as it was typed. ``taken``: a
    passage that was offered."""
    initial: dict[str, Any] = {
        "assign": {"to": claim.assigned_to_id, "due_on": claim.due_on},
        "contact": claim_talk.letter(claim, by),  # written when it is shown
        "evidence": taken,
    }

    def form(name: str) -> ActForm:
        more = {"mine": assessed["mine"]} if name == "assess" else {"initial": initial.get(name)}
        return ACTS[name].form(claim, by=by, prefix=name, **more)

    made: dict[str, Any] = {name.replace("-", "_"): later(partial(form, name)) for name in ACTS}
    if refused:
        made[refused[0].replace("-", "_")] = refused[1]
    return made


def gate_lines(
    verdict: Verdict, request: HttpRequest, editor: VerdictForm | None
) -> dict[str, list[dict[str, Any]]]:
    """The gate, unmet lines apart, with the reasons that were typed for an override should the page come back."""
    typed = overrides_in(request)
    sides: dict[str, list[dict[str, Any]]] = {"unmet": [], "met": []}
    for line in gate.lines(verdict, seen_by=person(request)):
        row = {"line": line, "typed": typed.get(line.code, ""), "place": place_that_meets(line.code, editor)}
        sides["met" if line.met else "unmet"].append(row)
    return sides


def place_that_meets(code: str, editor: VerdictForm | None) -> str:
    """The part of the page, or the field of the editor, that would meet a line of the gate; "" if none would."""
    place = MET_AT.get(code, "")
    if not place or place.startswith("#"):
        return place
    return f"#{editor[place].id_for_label}" if editor and place in editor.fields else "#verdict"


def overrides_in(request: HttpRequest) -> dict[str, str]:
    given = request.POST.items()
    return {
        name.removeprefix(OVERRIDE): str(words)
        for name, words in given
        if name.startswith(OVERRIDE) and words
    }


def permissions(
    by: User, claim: Claim, verdict: Verdict | None, published: Verdict | None
) -> dict[str, bool]:
    """What to show: an act that this person may do, on a verdict whose state allows it."""
    state = verdict.state if verdict else ""
    return {
        "write": may_write(by, verdict, published),
        "edit_claim": rules.can_edit_claim(by, claim),
        "assign": rules.can_assign(by),
        "take": claim.assigned_to_id is None and rules.can_edit_claim(by, claim),
        "assess": rules.can_assess(by),
        "note": by.has_perm("claims.add_note"),
        **claim_talk.permissions(by),
        "add_evidence": rules.can_add_evidence(by),
        "dismiss": rules.can_dismiss(by),
        "resolve": rules.can_resolve(by),
        "submit": state == Verdict.State.DRAFT and rules.can_submit(by, verdict),
        "hand_over": rules.can_submit(by, verdict),
        "discard": verdict is not None
        and state == Verdict.State.DRAFT
        and rules.can_edit_verdict(by, verdict),
        "approve": verdict is not None
        and state == Verdict.State.SUBMITTED
        and rules.can_approve(by, verdict),
        "publish": state == Verdict.State.APPROVED and rules.can_publish(by, verdict),
        "override": rules.can_override_gate(by),
        "send_back": verdict is not None and verdict.may("send_back") and rules.can_send_back(by, verdict),
        "is_author": verdict is not None and not rules.is_second_person(by, verdict),
        "change_published": published is not None and verdict is None and rules.can_draft(by),
    }


def done_with(
    request: HttpRequest, desk: DeskAdmin, claim: Claim, place: str, *, anew: str = ""
) -> HttpResponse:
    """To the workspace, where this was done; or, for a script that stays there, its content as it is now."""
    if not stays(request):
        return to_workspace(claim, place)
    done = page(as_done(request), desk, claim_of(request, desk, claim.pk), place=place, anew=anew)
    return at_place(done, place)


def claim_of(request: HttpRequest, desk: DeskAdmin, pk: int, *, is_shown: bool = True) -> Claim:
    """``is_shown``: with the people that its page names; who acts on it reads it again when that is done."""
    claim = get_object_or_404(Claim.objects.with_people() if is_shown else Claim, pk=pk)
    if not desk.has_view_permission(request, claim):
        raise PermissionDenied
    return claim


def to_workspace(claim: Claim, place: str) -> HttpResponseRedirect:
    return HttpResponseRedirect(f"{reverse('admin:claims_claim_workspace', args=[claim.pk])}#{place}")
