"""Every act of the claim workspace: its form, the service it calls, and the words that say it was done."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from claims.admin import claim_forms as forms
from claims.admin import claim_talk_acts as talk
from claims.admin import claim_talk_forms as talk_forms
from claims.exceptions import IllegalTransition
from claims.models import Claim, Finding, User, Verdict
from claims.presenters import claim_case
from claims.services import (
    alerting,
    assessing,
    checking,
    citing,
    marking,
    publishing,
    reviewing,
    suggesting_evidence,
)

Do = Callable[[Claim, User, dict[str, Any]], str]


class Act(NamedTuple):
    """``do`` takes the claim, the person and the cleaned form, and returns a sentence for the person. ``place`` is the
    part of the page in which it is done, ``anew`` a part within it that it changes too."""

    form: type[forms.ActForm]
    do: Do
    place: str
    anew: str = ""


def open_verdict(claim: Claim) -> Verdict:
    """The claim's verdict that is being worked on."""
    found = Verdict.objects.with_parts().open().filter(claim=claim).first()
    if found is None:
        raise IllegalTransition(_("This claim has no open verdict (any more). Look at its history."))
    return found


def published_verdict(claim: Claim) -> Verdict:
    found = Verdict.objects.with_parts().published().filter(claim=claim).exclude(change="withdrawal").first()
    if found is None:
        raise IllegalTransition(_("This claim has no published verdict (any more). Look at its history."))
    return found


def _assign(claim: Claim, by: User, said: dict[str, Any]) -> str:
    marking.assign(claim, to=said["to"], by=by, **({"due_on": said["due_on"]} if "due_on" in said else {}))
    return _("Assigned to {what}.").format(what=said["to"]) if said["to"] else _("Assigned to nobody.")


def _assess(claim: Claim, by: User, said: dict[str, Any]) -> str:
    assessing.assess(claim, by=by, **said)
    return _("Your assessment is saved.")


def _note(claim: Claim, by: User, said: dict[str, Any]) -> str:
    marking.add_note(claim, by=by, **said)
    return _("The note is saved.")


@transaction.atomic
def _evidence(claim: Claim, by: User, said: dict[str, Any]) -> str:
    source = said.pop("source")
    new = {"url": said.pop("url"), "publisher": said.pop("publisher"), "kind": said.pop("source_kind")}
    capture = claim_case.capture_with(source, said["quote"].strip()) if source else None
    source = source or citing.add_source(by=by, language=claim.language, **new)
    if capture:
        citing.cite(capture, claim=claim, by=by, **(said | {"quote": said["quote"].strip()}))
        taken = date_format(timezone.localtime(capture.captured_at), "j M Y, H:i")
        return _("The evidence is added: its words stand in the capture of {taken}.").format(taken=taken)
    citing.add_evidence(claim, source=source, by=by, **said)
    return _("The evidence is added. Its words will be looked for in the next capture of the source.")


def _refuse_passage(claim: Claim, by: User, said: dict[str, Any]) -> str:
    suggesting_evidence.refuse(claim, said["passage"], by=by)
    return _("It is not offered for this claim again.")


def _search(claim: Claim, by: User, said: dict[str, Any]) -> str:
    citing.record_search(claim, by=by, **said)
    return _("The search is on record.")


def _submit(claim: Claim, by: User, said: dict[str, Any]) -> str:
    reviewing.submit(open_verdict(claim), by=by, version=said["version"])
    return _("Submitted: a second person may approve it now.")


def _send_back(claim: Claim, by: User, said: dict[str, Any]) -> str:
    reviewing.send_back(open_verdict(claim), by=by, reason=said["reason"])
    return _("Sent back to draft, with your reason.")


def _approve(claim: Claim, by: User, said: dict[str, Any]) -> str:
    reviewing.approve(open_verdict(claim), by=by, version=said["version"])
    return _("Approved. It can be published now.")


def _publish(claim: Claim, by: User, said: dict[str, Any]) -> str:
    publication = publishing.publish(
        open_verdict(claim), by=by, version=said["version"], overrides=said.get("overrides")
    )
    return _("Published as number {number}.").format(number=publication.number)


def _approve_and_publish(claim: Claim, by: User, said: dict[str, Any]) -> str:
    publication = publishing.approve_and_publish(
        open_verdict(claim), by=by, version=said["version"], overrides=said.get("overrides")
    )
    return _("Approved, and published as number {number}.").format(number=publication.number)


def _discard(claim: Claim, by: User, said: dict[str, Any]) -> str:
    reviewing.discard(open_verdict(claim), by=by)
    return _("The draft is given up. It stays on record.")


def _correct(claim: Claim, by: User, said: dict[str, Any]) -> str:
    reviewing.draft_correction(published_verdict(claim), by=by, **said)
    return _("A correction is begun: change the draft below, then submit it.")


def _withdraw(claim: Claim, by: User, said: dict[str, Any]) -> str:
    reviewing.draft_withdrawal(published_verdict(claim), by=by, **said)
    return _("A withdrawal is drafted. Submit it; a second person approves it.")


def _raise_alert(claim: Claim, by: User, said: dict[str, Any]) -> str:
    alerting.open_by_hand(published_verdict(claim), by=by, **said)
    return _("The verdict is marked as at risk.")


def _resolve(claim: Claim, by: User, said: dict[str, Any]) -> str:
    alerting.resolve(said.pop("alert"), by=by, **said)
    return _("The alert is resolved.")


def _dismiss(claim: Claim, by: User, said: dict[str, Any]) -> str:
    finding = Finding.objects.bearing_on(claim).filter(pk=said["finding"]).first()
    if finding is None:
        raise IllegalTransition(_("This finding is not about this claim’s evidence."))
    checking.dismiss(finding, reason=said["reason"], by=by)
    return _("Dismissed, until the finding changes.")


ACTS = {
    "assign": Act(forms.AssignForm, _assign, "claim"),
    "assess": Act(forms.AssessForm, _assess, "assessments"),
    "note": Act(forms.NoteForm, _note, "notes"),
    "contact": Act(talk_forms.ContactForm, talk.contact, "contacts"),
    "reply": Act(talk_forms.ReplyForm, talk.record_reply, "contacts"),
    "request": Act(talk_forms.RequestForm, talk.ask_outlet, "contacts"),
    "outlet": Act(talk_forms.AnswerOfOutletForm, talk.record_correction, "contacts"),
    "comment": Act(talk_forms.CommentForm, talk.say, "discussion"),
    "answer": Act(talk_forms.AnswerForm, talk.answer, "discussion"),
    "take-back": Act(talk_forms.TakeBackForm, talk.take_back, "discussion"),
    "match": Act(talk_forms.MatchForm, talk.match, "matches"),
    "undo-match": Act(talk_forms.UndoMatchForm, talk.undo_match, "matches"),
    "match-check": Act(talk_forms.CheckMatchForm, talk.match_check, "matches"),
    "undo-match-check": Act(talk_forms.UndoCheckMatchForm, talk.undo_match_check, "matches"),
    "evidence": Act(forms.EvidenceForm, _evidence, "evidence"),
    "refuse-passage": Act(forms.PassageForm, _refuse_passage, "evidence", "offered"),
    "search": Act(forms.SearchForm, _search, "evidence"),
    "submit": Act(forms.DecisionForm, _submit, "steps"),
    "send-back": Act(forms.ReasonForm, _send_back, "steps"),
    "approve": Act(forms.DecisionForm, _approve, "steps"),
    "publish": Act(forms.DecisionForm, _publish, "steps"),
    "approve-and-publish": Act(forms.DecisionForm, _approve_and_publish, "steps"),
    "discard": Act(forms.PlainStep, _discard, "steps"),
    "correct": Act(forms.CorrectForm, _correct, "verdict"),
    "withdraw": Act(forms.WithdrawForm, _withdraw, "steps"),
    "alert": Act(forms.AlertForm, _raise_alert, "claim"),
    "resolve": Act(forms.ResolveForm, _resolve, "claim"),
    "dismiss": Act(forms.DismissForm, _dismiss, "evidence"),
}
