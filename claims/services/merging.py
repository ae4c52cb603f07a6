"""One claim of two: what was said of both stands in one place, and a second person agrees where readers know both.

The merged claim stays, with its history and all that was published of it; its address leads to the other. A merge is
taken apart again with ``undo``.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from claims import rules
from claims.exceptions import FourEyesViolation, IllegalTransition, InvalidInput
from claims.models import Claim, Hiding, Merge, Publication, User, Verdict
from claims.services import auditing, clearing, moving, stored_words
from claims.services.moving import Moved, Plan

DEEPEST = 20  # claims that may have been merged on, one into the next


class Obstacle(NamedTuple):
    """``law`` is what PostgreSQL calls it; ``words`` say what to do."""

    law: str
    words: str


class Preview(NamedTuple):
    plan: Plan
    obstacles: list[Obstacle]
    is_public: bool


def preview(claim: Claim, into: Claim) -> Preview:
    """What a merge would move, what stands in its way, and whether it takes a second person. Reads only."""
    return Preview(moving.plan(claim, into), list(obstacles(claim, into)), _reach(claim) > 0)


def obstacles(claim: Claim, into: Claim) -> Iterator[Obstacle]:
    """What stands in the way. PostgreSQL keeps the same list (``claims_merge_unmet``)."""
    if Merge.objects.in_force().filter(claim__in=[claim, into]).exists():
        yield Obstacle("merge_of_living_claims", _("One of the two was merged into another claim already."))
    if Verdict.objects.open().filter(claim=claim).exists():
        yield Obstacle(
            "merge_no_open_verdict",
            _("A verdict on the claim is being written: publish it, or give the draft up."),
        )
    if Claim.objects.filter(pk__in=[claim.pk, into.pk], legal_hold=True).exists():
        yield Obstacle("merge_no_legal_hold", _("There is a legal hold on one of the two."))
    if claim.status == Claim.Status.AT_RISK:
        yield Obstacle("merge_no_open_alert", _("Its published verdict is at risk: resolve the alert first."))
    if Hiding.objects.in_force().filter(claim__in=[claim, into]).exists():
        yield Obstacle("merge_nothing_hidden", _("One of the two is hidden: decide about that first."))
    if _reach(claim) > _reach(into, now=True):
        yield Obstacle(
            "merge_into_the_published",
            _("Readers know this claim and would lose it: merge the other one into this one instead."),
        )


def _reach(claim: Claim, *, now: bool = False) -> int:
    """What readers know of a claim: 2 a fact-check, 1 a line of an article, 0 nothing. ``now``: just now."""
    order = {Verdict.Reach.FACT_CHECK.value: 2, Verdict.Reach.ARTICLE_LINE.value: 1}
    rows = Publication.objects.filter(claim=claim)
    return max(
        (order.get(one, 0) for one in (rows.current() if now else rows).values_list("reach", flat=True)),
        default=0,
    )


@transaction.atomic
def ask(claim: Claim, into: Claim, *, reason: str, by: User) -> Merge:
    """Propose that ``claim`` becomes part of ``into``; where readers don't know it, it is done at once.

    Raises InvalidInput without a reason, IllegalTransition where something stands in the way.
    """
    rules.require(rules.can_merge(by), _("merge claims"))
    if claim.pk == into.pk:
        raise InvalidInput(_("A claim is not merged into itself."), problems=(("into", _("the same claim")),))
    if not reason.strip():
        raise InvalidInput(_("Say why they are one."), problems=(("reason", _("Say why.")),))
    _lock(claim, into)
    _refuse_obstacles(claim, into)
    if Merge.objects.asked().filter(claim=claim).exists():
        raise IllegalTransition(_("A merge of this claim was proposed already."))
    with _database_law():
        merge = Merge.objects.create(claim=claim, into=into, reason=reason.strip(), asked_by=by)
    merge.refresh_from_db()
    if not merge.is_public:
        return carry_out(merge, by=by)
    _tell(merge, "merge.asked", by=by, reason=merge.reason)
    return merge


@transaction.atomic
def carry_out(merge: Merge, *, by: User) -> Merge:
    """Do what was proposed. Raises FourEyesViolation for who proposed it, where readers know the claim."""
    rules.require(rules.can_merge(by), _("merge claims"))
    merge = _locked(merge, Merge.State.ASKED)
    claim, into = merge.claim, merge.into
    _refuse_obstacles(claim, into)
    if not rules.can_carry_out_merge(by, merge):
        raise FourEyesViolation(
            _("You proposed this, and readers know the claim: somebody else carries it out.")
        )
    planned = moving.plan(claim, into)
    # Signed was a text with this claim in it: it has another one there now.
    why = stored_words.stored("A claim was merged into another: {statement}", statement=claim.statement)
    clearing.lapse_for(claim, why=why, by=by)
    moved = moving.share_matches(claim, into) | _let_go(claim) | moving.as_kept(planned)
    with _database_law():
        Merge.objects.filter(pk=merge.pk).update(
            state=Merge.State.DONE, decided_by=by, decided_at=Now(), moved=moved
        )
        moving.move(claim, into, planned)
    touch(claim, into)
    merge.refresh_from_db()
    _tell(
        merge,
        "claim.merged",
        by=by,
        reason=merge.reason,
        moved=moved,
        stays=[one.why for one in planned.stays],
    )
    return merge


@transaction.atomic
def refuse(merge: Merge, *, reason: str, by: User) -> None:
    """It is not merged; who proposed it may take it back so."""
    rules.require(rules.can_merge(by), _("merge claims"))
    merge = _locked(merge, Merge.State.ASKED)
    if not reason.strip():
        raise InvalidInput(_("Say why they stay two."), problems=(("reason", _("Say why.")),))
    fields = {"decided_by": by, "decided_at": Now(), "why": reason.strip()}
    Merge.objects.filter(pk=merge.pk).update(state=Merge.State.REFUSED, **fields)
    _tell(merge, "merge.refused", by=by, reason=reason.strip())


@transaction.atomic
def undo(merge: Merge, *, reason: str, by: User) -> Merge:
    """Take a merge apart: what went along returns, as far as it is still there; the addresses are two again."""
    rules.require(rules.can_merge(by), _("take merges apart"))
    merge = _locked(merge, Merge.State.DONE)
    if not reason.strip():
        raise InvalidInput(_("Say why they are two again."), problems=(("reason", _("Say why.")),))
    if Merge.objects.in_force().filter(claim=merge.into).exists():
        raise IllegalTransition(_("The claim was merged on into another: take that apart first."))
    why = stored_words.stored("A merge was taken apart: {statement}", statement=merge.claim.statement)
    clearing.lapse_for(merge.into, why=why, by=by)
    with _database_law():
        Merge.objects.filter(pk=merge.pk).update(
            state=Merge.State.UNDONE, undone_by=by, undone_at=Now(), why=reason.strip()
        )
        moving.move_back(merge.moved, claim=merge.claim, into=merge.into)
    moving.unshare_matches(merge.moved)
    _take_up_again(merge)
    touch(merge.claim, merge.into)
    merge.refresh_from_db()
    _tell(merge, "claim.unmerged", by=by, reason=reason.strip())
    return merge


def whither(claim: Claim | int) -> Claim | None:
    """The claim that this one is part of by now; None if it is one of its own."""
    pk, found = (claim if isinstance(claim, int) else claim.pk), None
    for _step in range(DEEPEST):
        merge = Merge.objects.in_force().select_related("into").filter(claim=pk).first()
        if merge is None:
            return found
        found, pk = merge.into, merge.into_id
    return found


def _lock(*claims: Claim) -> None:
    """Nobody works on them meanwhile; always in the same order."""
    list(Claim.objects.select_for_update().filter(pk__in=[one.pk for one in claims]).order_by("pk"))
    for one in claims:
        one.refresh_from_db(fields=["status", "work_state"])


def _locked(merge: Merge, state: Merge.State) -> Merge:
    """The merge as it is now. IllegalTransition if somebody was quicker."""
    _lock(merge.claim, merge.into)
    now = Merge.objects.select_related("claim", "into", "asked_by").get(pk=merge.pk)
    if now.state != state:
        raise IllegalTransition(
            _("This was decided meanwhile: {state}.").format(state=now.get_state_display())
        )
    return now


def _refuse_obstacles(claim: Claim, into: Claim) -> None:
    if found := list(obstacles(claim, into)):
        raise IllegalTransition(_("Not merged. {why}").format(why=" ".join(one.words for one in found)))


def _let_go(claim: Claim) -> Moved:
    """A merged claim is nobody's work, and due on no day."""
    due = claim.due_on.isoformat() if claim.due_on else None
    told: Moved = {"assigned_to": claim.assigned_to_id, "due_on": due}
    Claim.objects.filter(pk=claim.pk).update(assigned_to=None, due_on=None)
    return told


def _take_up_again(merge: Merge) -> None:
    due = merge.moved.get("due_on")
    Claim.objects.filter(pk=merge.claim_id).update(
        assigned_to=merge.moved.get("assigned_to"), due_on=date.fromisoformat(due) if due else None
    )


def touch(*claims: Claim) -> None:
    """No opened form overlooks it, and PostgreSQL derives anew how they stand."""
    rows = Claim.objects.filter(pk__in=[one.pk for one in claims])
    rows.update(version=F("version") + 1, updated_at=Now())
    for one in claims:
        one.refresh_from_db()


def _tell(merge: Merge, kind: str, *, by: User, **told: Any) -> None:
    """One act, told in the history of either claim."""
    act = uuid.uuid4()
    words = {"claim": merge.claim.statement, "into": merge.into.statement}
    keys = [merge.claim_id, merge.into_id]
    for claim in (merge.claim, merge.into):
        auditing.record(kind, merge, by=by, act=act, claim=claim, of=words, keys=keys, **told)


@contextmanager
def _database_law() -> Iterator[None]:
    """Turn a refusal of PostgreSQL, which keeps the same law, into the desk's own words."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        law = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""
        if not law.startswith("merge_"):
            raise
        raise IllegalTransition(
            _("Not done. Something changed while you were reading; look at it again.")
        ) from error
