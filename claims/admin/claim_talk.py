"""What people say about a claim, for its workspace: assessments, discussion, letters, earlier checks, the history."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from claims import rules
from claims.admin import claim_talk_forms as forms
from claims.admin.base import as_number
from claims.models import Claim, User
from claims.presenters import agreement, alike, claim_case, discussion, history
from claims.services import contacting, looking_up, matching, matching_elsewhere, surrounding
from claims.text.rescoring import Level

if TYPE_CHECKING:
    from claims.admin.claim_forms import ActForm

OFFERED = 5  # claims that say nearly the same
Refused = tuple[str, "ActForm"] | None


def context(request: HttpRequest, claim: Claim, by: User, refused: Refused) -> dict[str, Any]:
    """Everything of it that the page shows but the assessments and the matches."""
    return {
        # Asked for where they are shown: who stays on the page has them already.
        "threads": SimpleLazyObject(lambda: threads(claim, by, refused)),
        "contacts": SimpleLazyObject(lambda: contacts(claim, by, refused)),
        "outlets": SimpleLazyObject(lambda: outlets(claim, by, refused)),
        "history": history.of_claim(
            claim,
            seen_by=by,
            kind=request.GET.get("history", ""),
            before=as_number(request.GET.get("older")),
        ),
    }


def permissions(by: User) -> dict[str, bool]:
    return {
        "comment": rules.can_comment(by),
        "contact": by.has_perm("claims.add_contactattempt"),
        "reply": by.has_perm("claims.change_contactattempt"),
        "ask_outlet": rules.can_ask_for_correction(by),
        "match": rules.can_decide_match(by),
    }


def assessed(claim: Claim, by: User) -> dict[str, Any]:
    """The assessments that this person may see, how far they agree, and how many there are that they may not."""
    seen = claim_case.assessments(claim, seen_by=by)
    return {
        "assessments": seen,
        "mine": next((one for one in seen if one.reviewer_id == by.pk), None),
        "agreement": agreement.of_claim(seen),
        "unseen_assessments": claim.assessments.count() - len(seen),
    }


def letter(claim: Claim, by: User) -> dict[str, Any]:
    """A contact attempt to begin with: a letter to edit, and until when an answer is asked for."""
    return {"letter": lambda: contacting.letter(claim, by=by), "answer_by": contacting.deadline}


def threads(claim: Claim, by: User, refused: Refused) -> list[tuple[discussion.Said, forms.RowForm]]:
    """The comments, each with the form to answer it."""
    said = discussion.threads(claim, seen_by=by)
    answering = _forms("answer", forms.AnswerForm, [one.comment for one in said], claim, by, refused)
    return list(zip(said, answering, strict=True))


def contacts(claim: Claim, by: User, refused: Refused) -> list[tuple[Any, forms.RowForm, bool]]:
    """The attempts to reach the claimant: each with the form for what came of it, and whether it is overdue."""
    rows = list(claim.contact_attempts.select_related("contacted_by"))
    now = timezone.now()
    overdue = [one.answer_by is not None and one.replied_at is None and one.answer_by < now for one in rows]
    return list(zip(rows, _forms("reply", forms.ReplyForm, rows, claim, by, refused), overdue, strict=True))


def outlets(claim: Claim, by: User, refused: Refused) -> list[tuple[Any, forms.RowForm]]:
    rows = list(claim.correction_requests.select_related("asked_by"))
    return list(zip(rows, _forms("outlet", forms.AnswerOfOutletForm, rows, claim, by, refused), strict=True))


def _forms(
    name: str, form: type[forms.RowForm], rows: Iterable[Any], claim: Claim, by: User, refused: Refused
) -> list[forms.RowForm]:
    """A form for each row; the refused one stands at its own row, as it was typed."""
    sent = refused[1] if refused and refused[0] == name and isinstance(refused[1], forms.RowForm) else None
    made = []
    for row in rows:
        is_sent = sent is not None and sent.row_pk == row.pk
        one = sent if is_sent and sent else form(claim, by=by, prefix=name, of=row)
        one.auto_id = forms.auto_id(row.pk)
        made.append(one)
    return made


def matches(claim: Claim) -> dict[str, Any]:
    """What was decided about other claims, and those that nobody has looked at yet."""
    around = surrounding.of_claim(claim)
    among = looking_up.of_claim(claim, around=around.said)
    asked: dict[str, Any] = {
        "exclude": claim, "language": claim.language, "limit": OFFERED, "among": among, "around": around,
    }  # fmt: skip
    found = matching.find_checked(claim.statement, **asked)
    checks = matching_elsewhere.find(claim.statement, **asked)
    return {
        "is_likely": Level.STRONG in {*(one.level for one in found), *(one.level for one in checks)},
        "decided": [(one, alike.stored(one.match.differences)) for one in matching.decided(claim)],
        "suggestions": [(one, alike.told(one.differences)) for one in found],
        "checks_decided": [(one, alike.stored(one.differences)) for one in matching_elsewhere.decided(claim)],
        "checks": [(one, alike.told(one.differences)) for one in checks],
    }
