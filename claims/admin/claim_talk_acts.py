"""What the acts of the discussion, the letters, the requests and the matches do, and say when it is done."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from claims.exceptions import IllegalTransition
from claims.models import Claim, ExternalCheck, Match, User
from claims.services import contacting, discussing, matching, matching_elsewhere, requesting

Said = dict[str, Any]


def say(claim: Claim, by: User, said: Said) -> str:
    comment = discussing.say(claim, text=said["text"], by=by)
    named = ", ".join(str(one) for one in comment.mentions.all() if one != by)
    return _("Said. {people} will be told.").format(people=named) if named else _("Said.")


def answer(claim: Claim, by: User, said: Said) -> str:
    discussing.say(claim, text=said["text"], by=by, answers=said["row"])
    return _("Answered.")


def take_back(claim: Claim, by: User, said: Said) -> str:
    discussing.take_back(said["row"], by=by)
    return _("Taken back. That there was a comment stays to be seen.")


def contact(claim: Claim, by: User, said: Said) -> str:
    contacting.contact(claim, by=by, **said)
    return _("The contact attempt is on record.")


def record_reply(claim: Claim, by: User, said: Said) -> str:
    version = said.pop("version") or 0
    contacting.record_outcome(said.pop("row"), version=version, by=by, **said)
    return _("What came of it is on record.")


def ask_outlet(claim: Claim, by: User, said: Said) -> str:
    requesting.ask(claim, by=by, **said)
    return _("The request is on record.")


def record_correction(claim: Claim, by: User, said: Said) -> str:
    version = said.pop("version") or 0
    requesting.record_outcome(said.pop("row"), version=version, by=by, **said)
    return _("What the outlet did is on record.")


def match(claim: Claim, by: User, said: Said) -> str:
    other = Claim.objects.filter(pk=said["other"]).first()
    if other is None:
        raise IllegalTransition(_("This claim is no longer there."))
    if said["said"] == "refuse":
        matching.refuse(claim, other, is_first=True, by=by)
        return _("They have nothing to do with each other, and are not offered again.")
    matching.confirm(claim, other, relation=said["said"], is_first=True, by=by)
    same = said["said"] == Match.Relation.SAME
    return _("On record: the same claim.") if same else _("On record: a related claim.")


def undo_match(claim: Claim, by: User, said: Said) -> str:
    matching.undo(said["row"], by=by, version=said["version"])
    return _("Taken back: it is offered again.")


def match_check(claim: Claim, by: User, said: Said) -> str:
    check = ExternalCheck.objects.filter(pk=said["other"]).first()
    if check is None:
        raise IllegalTransition(_("This fact-check is no longer there."))
    if said["said"] == "refuse":
        matching_elsewhere.refuse(claim, check, is_first=True, by=by)
        return _("They have nothing to do with each other, and are not offered again.")
    matching_elsewhere.confirm(claim, check, relation=said["said"], is_first=True, by=by)
    return _("On record: {publisher} has checked this.").format(publisher=check.publisher_name)


def undo_match_check(claim: Claim, by: User, said: Said) -> str:
    matching_elsewhere.undo(said["row"], by=by, version=said["version"])
    return _("Taken back: it is offered again.")
