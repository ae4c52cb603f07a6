"""What can be done to many rows at once: each act judged row by row beforehand, and done by the service of one row.

``lines`` says what would become of each row, in a fixed number of queries; ``do`` is asked for one row, and refuses as
its service does. What was foreseen is no promise: what changed meanwhile is refused with its reason.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db import models
from django.db.models import Prefetch
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import rules
from claims.exceptions import IllegalTransition, InvalidInput
from claims.models import Batch, CaptureJob, Claim, Source, Topic, User, Verdict
from claims.services import batching, capturing, marking, organising, reviewing, stored_words
from claims.services.rechecking import A_SECOND

AT_MOST = 5_000  # rows of one batch: as many as a list counts


class Line(NamedTuple):
    """What will become of one row; ``why_not`` is empty where it can be done."""

    key: int
    name: str
    will: str
    why_not: str = ""


@dataclass(frozen=True)
class Act:
    """``judge`` tells what it would do to rows that come ``ready``; ``do`` does it to one row, at its place in the
    batch, with the ``options`` that were chosen and what was ``seen`` of the row when the batch was prepared."""

    name: str
    words: str | Promise
    model: type[models.Model]
    may: Callable[[User], bool]
    ready: Callable[[], models.QuerySet[Any]]
    judge: Callable[[Any, User], Line]
    do: Callable[[Any, User, dict[str, Any], Place], object]
    see: Callable[[Any], list[int] | None] = lambda row: None


class Place(NamedTuple):
    number: int
    seen: list[int] | None


# --- Claims -------------------------------------------------------------------------------------------------------


def _claims() -> models.QuerySet[Any]:
    return Claim.objects.select_related("assigned_to").prefetch_related("topics")


def _judge_assignment(claim: Claim, by: User) -> Line:
    has = str(claim.assigned_to) if claim.assigned_to else _("nobody")
    return Line(
        claim.pk, claim.statement, _("Assigned to %(who)s now; given to whom you choose.") % {"who": has}
    )


def _assign(claim: Claim, by: User, options: dict[str, Any], place: Place) -> None:
    """A day that was not chosen leaves each claim the day it has."""
    to = User.objects.filter(pk=options["to"]).first() if options.get("to") else None
    due = date.fromisoformat(options["due_on"]) if options.get("due_on") else ...
    marking.assign(claim, to=to, by=by, due_on=due)


def _judge_topic(claim: Claim, by: User) -> Line:
    names = ", ".join(str(one) for one in claim.topics.all())
    has = _("Has %(topics)s; the one you choose is added.") % {"topics": names}
    return Line(claim.pk, claim.statement, has if names else _("Has no topic; the one you choose is added."))


def _add_topic(claim: Claim, by: User, options: dict[str, Any], place: Place) -> None:
    has, topic = list(claim.topics.all()), Topic.objects.get(pk=options["topic"])
    if topic in has:
        raise IllegalTransition(_("It has this topic already."))
    organising.sort(claim, topics=[*has, topic], by=by, version=claim.version)


def _judge_hold(claim: Claim, by: User) -> Line:
    why_not = _("It is on legal hold already.") if claim.legal_hold else ""
    return Line(
        claim.pk, claim.statement, _("Nothing about it is published until the hold is lifted."), why_not
    )


def _hold(claim: Claim, by: User, options: dict[str, Any], place: Place) -> None:
    if claim.legal_hold:
        raise IllegalTransition(_("It is on legal hold already."))
    marking.edit_claim(claim, version=claim.version, by=by, legal_hold=True)


def _with_verdicts() -> models.QuerySet[Any]:
    open_ones = Verdict.objects.open().with_parts()
    return Claim.objects.prefetch_related(Prefetch("verdicts", queryset=open_ones, to_attr="open_verdicts"))


def _judge_approval(claim: Any, by: User) -> Line:
    verdict: Verdict | None = claim.open_verdicts[0] if claim.open_verdicts else None
    if verdict is None or verdict.state != Verdict.State.SUBMITTED:
        return Line(claim.pk, claim.statement, "", _("No verdict of it awaits approval."))
    will = f"{verdict.rating}: {verdict.summary}"
    return Line(claim.pk, claim.statement, will, _why_not_approved(verdict, by))


def _why_not_approved(verdict: Verdict, by: User) -> str:
    if verdict.reach != Verdict.Reach.ARTICLE_LINE:
        return _("It is no article line: a fact-check is read and approved on its own page.")
    return "" if rules.is_second_person(by, verdict) else str(reviewing.YOUR_OWN)


def _approve(claim: Any, by: User, options: dict[str, Any], place: Place) -> None:
    verdict = claim.open_verdicts[0] if claim.open_verdicts else None
    if verdict is None or verdict.state != Verdict.State.SUBMITTED:
        raise IllegalTransition(_("No verdict of it awaits approval (any more)."))
    if verdict.reach != Verdict.Reach.ARTICLE_LINE:
        raise IllegalTransition(
            _("It is no article line: a fact-check is read and approved on its own page.")
        )
    seen, version = place.seen or (None, None)
    if seen != verdict.pk:
        raise IllegalTransition(_("Its verdict was not in the preview. Look at it before you approve it."))
    reviewing.approve(verdict, by=by, version=version)


def _seen_verdict(claim: Any) -> list[int] | None:
    return [claim.open_verdicts[0].pk, claim.open_verdicts[0].version] if claim.open_verdicts else None


# --- Sources ------------------------------------------------------------------------------------------------------


def _judge_capture(source: Source, by: User) -> Line:
    at = source.last_captured_at
    seen = date_format(timezone.localtime(at), "j M Y, H:i") if at else ""
    will = (
        _("Captured on %(at)s; captured again now.") % {"at": seen}
        if seen
        else _("Captured for the first time.")
    )
    why_not = "" if source.url else _("It has no address, so there is nothing to look at.")
    return Line(source.pk, source.record_label, will, why_not)


def _capture(source: Source, by: User, options: dict[str, Any], place: Place) -> None:
    """A few every second: a thousand at once would look as if nobody worked."""
    rules.require(rules.can_add_evidence(by), _("have sources captured"))
    due: Any = Now() + timedelta(seconds=place.number / A_SECOND)
    if capturing.ask(source, reason=CaptureJob.Reason.ASKED, by=by, due_at=due) is None:
        raise InvalidInput(_("It has no address, so there is nothing to look at."))


_ACTS = (
    Act("assign", gettext_lazy("Assign"), Claim, rules.can_assign, _claims, _judge_assignment, _assign),
    Act("topic", gettext_lazy("Add a topic"), Claim, rules.can_edit_claim, _claims, _judge_topic, _add_topic),
    Act("hold", gettext_lazy("Put on legal hold"), Claim, rules.can_edit_claim, _claims, _judge_hold, _hold),
    Act(
        "approve", gettext_lazy("Approve article lines"), Claim, rules.can_approve_many, _with_verdicts,
        _judge_approval, _approve, _seen_verdict,
    ),
    Act(
        "recheck", gettext_lazy("Capture now"), Source, rules.can_add_evidence, Source.objects.all, _judge_capture,
        _capture,
    ),
)  # fmt: skip
ACTS: dict[str, Act] = {act.name: act for act in _ACTS}


# --- Preparing and doing ------------------------------------------------------------------------------------------


def of(model: type[models.Model], *, by: User) -> list[Act]:
    """What this person may do to many rows of a noun."""
    return [act for act in ACTS.values() if act.model is model and act.may(by)]


def prepare(act: Act, keys: Sequence[int], *, by: User, back: str = "") -> Batch:
    """Draft a batch of these rows, for its preview. ``back`` is the list it came from."""
    rules.require(
        act.may(by),
        _("do this to many {verbose_name_plural}").format(
            verbose_name_plural=act.model._meta.verbose_name_plural
        ),
    )
    if not keys:
        raise InvalidInput(_("Choose at least one row."))
    if len(keys) > AT_MOST:
        raise InvalidInput(
            _("These are more than %(most)s rows. Narrow the list down.") % {"most": f"{AT_MOST:,}"}
        )
    rows = act.ready().in_bulk(list(keys))
    found = [key for key in keys if key in rows]
    plan = {"act": act.name, "keys": found, "seen": [act.see(rows[key]) for key in found], "back": back}
    meta = act.model._meta
    noun = meta.verbose_name if len(found) == 1 else meta.verbose_name_plural
    with stored_words.desk_language():
        name = f"{act.words}: {len(found)} {noun}"
    return batching.draft(kind=Batch.Kind.ACTION, name=name, plan=plan, total=len(found), by=by)


def lines(batch: Batch, *, by: User, only: slice = slice(None)) -> list[Line]:
    """What will become of each row of a drafted batch, in its order."""
    act, keys = ACTS[batch.plan["act"]], batch.plan.get("keys", [])[only]
    rows = act.ready().in_bulk(keys)
    return [act.judge(rows[key], by) for key in keys if key in rows]


def start(batch: Batch, *, by: User, options: dict[str, Any]) -> Batch:
    """Confirm a draft: the rows that can be done are its work, and those that can't are left out.

    ``options`` is what was chosen on the page of the preview.
    """
    can = {line.key for line in lines(batch, by=by) if not line.why_not}
    if not can:
        raise InvalidInput(_("None of these rows can be done."))
    kept = [pair for pair in zip(batch.plan["keys"], batch.plan["seen"], strict=True) if pair[0] in can]
    plan = {"keys": [key for key, _ in kept], "seen": [seen for _, seen in kept], "options": options}
    return batching.confirm(batch, by=by, plan=plan, total=len(kept))


def do_one(batch: Batch, number: int) -> None:
    """Do the act to one row of a batch. Raises what its service raises."""
    plan, by = batch.plan, batch.asked_by
    act = ACTS[plan["act"]]
    rules.require(act.may(by), _("do this any more"))
    row = act.ready().get(pk=plan["keys"][number])
    act.do(row, by, plan.get("options", {}), Place(number, plan["seen"][number]))


def name_of(batch: Batch, number: int) -> str:
    """How the row is called in the report of what was refused."""
    row = ACTS[batch.plan["act"]].model._default_manager.get(pk=batch.plan["keys"][number])
    return str(getattr(row, "record_label", row))[:200]
