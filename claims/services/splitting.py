"""Two claims of one: what was taken for one statement turns out to be two, and each is checked by itself."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from claims import rules
from claims.exceptions import IllegalTransition, InvalidInput
from claims.models import Claim, Split, User
from claims.services import auditing, clearing, merging, moving, naming, stored_words
from claims.services.moving import Plan

PARTS = ("appearances", "evidence", "notes")
TAKEN_OVER = (
    "kind", "rated", "tier", "language", "claimant", "claimant_label", "claimant_role", "claimed_on", "claimed_on_note",
)  # fmt: skip


def movable(claim: Claim) -> dict[str, list[int]]:
    """What of a claim may go to another one: its places, its notes, and evidence that nothing published cites."""
    cited = moving.cited(claim)
    kept = {"evidence": cited}
    return {
        name: [
            pk
            for pk in getattr(claim, name).order_by("pk").values_list("pk", flat=True)
            if pk not in kept.get(name, ())
        ]
        for name in PARTS
    }


@transaction.atomic
def split(
    claim: Claim, *, statement: str, reason: str, by: User, parts: Mapping[str, Iterable[int]], **fields: Any
) -> Claim:
    """A new claim that says ``statement``, with these parts of the claim: {"appearances": [key …], …}.

    Raises InvalidInput for parts that the claim doesn't have, or that have to stay.
    """
    rules.require(rules.can_merge(by), _("split claims"))
    Claim.objects.select_for_update().get(pk=claim.pk)
    claim.refresh_from_db()
    claim.require_living()
    chosen = _chosen(claim, statement, reason, parts)
    if claim.work_state:
        raise IllegalTransition(
            _(
                "A verdict on the claim is being written: publish it, or give the draft up, before it is split."
            )
        )
    made = Claim(
        slug=naming.free_slug(Claim, statement), statement=statement.strip(), created_by=by,
        **{name: getattr(claim, name) for name in TAKEN_OVER} | fields,
    )  # fmt: skip
    made.full_clean(exclude=["created_by", "claimant"])
    made.save(force_insert=True)
    made.topics.set(claim.topics.all())
    why = stored_words.stored("A claim was split: {statement}", statement=claim.statement)
    clearing.lapse_for(claim, why=why, by=by)
    done = Split.objects.create(
        claim=claim, made=made, reason=reason.strip(), moved=moving.as_kept(chosen), split_by=by
    )
    moving.move(claim, made, chosen)
    merging.touch(claim, made)
    _tell(done, by=by)
    return made


def _chosen(claim: Claim, statement: str, reason: str, parts: Mapping[str, Iterable[int]]) -> Plan:
    """The parts, as far as they may go."""
    problems = [
        (name, _("Say it."))
        for name, words in (("statement", statement), ("reason", reason))
        if not words.strip()
    ]
    there = movable(claim)
    goes = {name: sorted(set(parts.get(name, ()))) for name in PARTS}
    if set(parts) - set(PARTS) or any(set(keys) - set(there[name]) for name, keys in goes.items()):
        problems.append(("parts", _("Something of it is not there any more, or has to stay.")))
    if not any(goes.values()):
        problems.append(("parts", _("Choose what goes to the new claim.")))
    if problems:
        raise InvalidInput(problems[0][1], problems=tuple(problems))
    return Plan(goes=goes)


def _tell(done: Split, *, by: User) -> None:
    act = uuid.uuid4()
    for claim in (done.claim, done.made):
        auditing.record(
            "claim.split", done, by=by, act=act, claim=claim, of=done.claim.statement, made=done.made.statement,
            made_pk=done.made_id, moved=done.moved, reason=done.reason,
        )  # fmt: skip
