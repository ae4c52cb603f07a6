"""Answers to readers, from words that the desk keeps for them. The desk sends them where it has a mail server."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _

from claims import rules
from claims.exceptions import IllegalTransition, InvalidInput
from claims.models import AnswerTemplate, Claim, Publication, Tip, User
from claims.presenters import addresses
from claims.services import auditing, mailing

FIELDS = frozenset({"name", "language", "text", "is_active"})
PLACES = ("{statement}", "{link}")
"""What may stand in a template for something of the claim."""


@transaction.atomic
def answer(tip: Tip, *, text: str, by: User, at: datetime | None = None) -> Tip:
    """Put on record what the reader was answered; a tip that still waited is decided by it.

    Where a mail server is configured the desk sends the words; else whoever answers does. They are no part of the
    event, because they may name the reader.
    """
    rules.require(rules.can_triage(by), _("answer readers"))
    said = text.strip()
    if not said:
        raise InvalidInput(_("Write the answer."), problems=(("text", _("Write the answer.")),))
    if missing := [place for place in PLACES if place in said]:
        reason = _("Put the words themselves in the place of {missing}.").format(
            missing=" and ".join(missing)
        )
        raise InvalidInput(reason, problems=(("text", reason),))
    moment = at or timezone.now()
    told: dict[str, Any] = {"answer": said, "answered_at": moment, "version": F("version") + 1}
    decides = {"state": Tip.State.ANSWERED, "decided_by": by, "decided_at": moment}
    rows = Tip.objects.filter(pk=tip.pk, answered_at=None)
    if not (rows.waiting().update(**told, **decides) or rows.update(**told)):
        raise IllegalTransition(_("Somebody has answered this already."))
    tip = Tip.objects.get(pk=tip.pk)
    auditing.record("tip.answered", tip, by=by, at=at, claim=tip.claim)
    mailing.answer(tip)
    return tip


def filled_in(template: AnswerTemplate, claim: Claim | None) -> str:
    """The template's words about this claim. What the claim can't fill in stays as it is, for a person to see."""
    if claim is None:
        return template.text
    out = Publication.objects.on_show().fact_checks().filter(claim=claim).only("slug").first()
    words = template.text.replace("{statement}", claim.statement)
    return words.replace("{link}", addresses.claim(out.slug)) if out else words


@transaction.atomic
def add_template(*, by: User, **fields: Any) -> AnswerTemplate:
    rules.require(rules.can_write_templates(by), _("write answers for readers"))
    _refuse_unknown(fields)
    made = AnswerTemplate(**fields)
    made.full_clean()
    made.save(force_insert=True)
    auditing.record("answer_template.added", made, by=by, fields=fields)
    return made


@transaction.atomic
def edit_template(template: AnswerTemplate, *, version: int, by: User, **fields: Any) -> AnswerTemplate:
    """Raises StaleVersion if somebody else was quicker."""
    rules.require(rules.can_write_templates(by), _("write answers for readers"))
    _refuse_unknown(fields)
    before = {name: getattr(template, name) for name in fields}
    for name, value in fields.items():
        setattr(template, name, value)
    template.full_clean()
    template.version = AnswerTemplate.objects.save_version(template.pk, version=version, **fields)
    auditing.record("answer_template.edited", template, by=by, changes=auditing.changes(before, fields))
    return template


def _refuse_unknown(fields: dict[str, Any]) -> None:
    if unknown := sorted(set(fields) - FIELDS):
        raise InvalidInput(
            _("An answer template has no editable field {unknown}.").format(unknown=", ".join(unknown))
        )
