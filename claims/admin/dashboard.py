"""The desk's first screen: what waits for this person, what is at risk, and how the work stands."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from claims import rules
from claims.models import Alert, Article, Claim, Event, Source, Tip, User, Verdict
from claims.presenters import timeline
from claims.presenters.veiling import Eyes
from claims.services import hiding, overseeing, triaging
from claims.services.triaging import Cause

COUNTED = 100  # tips: more are not counted to their end
SHOWN = 8  # rows of each list; the rest is behind its link
DUE_WITHIN = timedelta(days=7)
GROUPED = 100  # alerts that are looked at to find those of one cause


class Queue(NamedTuple):
    """Claims that wait for something. ``query`` is the filter of the claims list that shows all of them."""

    key: str
    name: str
    claims: list[Claim]
    has_more: bool
    query: str
    empty: str


def context(person: User) -> dict[str, Any]:
    """What the dashboard shows to ``person``; a fixed number of queries, whatever the size of the desk."""
    if not rules.can_enter_desk(person):
        return {"may_see_desk": False}
    return {
        "may_see_desk": True,
        "work": overseeing.state(),
        "at_risk": at_risk(),
        "queues": queues(person),
        **outside(person),
        "approvals": approvals(person),
        "rechecks": rechecks(),
        "statuses": statuses(),
        "articles": articles(),
        "health": health(),
        "failing": Source.objects.failing().visible_to(person).order_by("-health", "-pk")[:SHOWN],
        "moments": timeline.moments(
            Event.objects.filter(claim_pk__isnull=False)
            .shown_to(person)
            .select_related("content")
            .order_by("-pk")[:SHOWN]
        ),
        "may_approve": person.has_perm("claims.approve_verdict"),
        "may_add_article": rules.can_add_article(person),
    }


def outside(person: User) -> dict[str, Any]:
    """What is hidden from readers and waits for a review, and how many of their tips nobody read."""
    tips = Tip.objects.waiting().order_by()[:COUNTED].count() if rules.can_triage(person) else 0
    hidden = hiding.waiting() if rules.can_hide(person) else []
    return {"hidden": hidden, "tips_waiting": tips, "now": timezone.now()}


class AtRisk(NamedTuple):
    """What puts published verdicts at risk, worst first; ``has_more``: there is more behind the link."""

    causes: list[Cause]
    has_more: bool


class Rechecks(NamedTuple):
    """Verdicts whose day to be looked at again has come or is near, the longest overdue first."""

    verdicts: list[Verdict]
    has_more: bool
    until: date


def at_risk() -> AtRisk:
    rows = triaging.with_parts(Alert.objects.open().worst_first())
    causes = triaging.causes(Eyes().alerts(rows[:GROUPED]))
    return AtRisk(causes[:SHOWN], len(causes) > SHOWN)


def approvals(person: User) -> list[Verdict]:
    """Submitted verdicts that this person wrote no part of, the longest waiting first."""
    if not person.has_perm("claims.approve_verdict"):
        return []
    rows = Verdict.objects.approvable_by(person).select_related("claim", "rating", "submitted_by")
    return list(rows.order_by("submitted_at", "pk")[:SHOWN])


def rechecks() -> Rechecks:
    """Verdicts that readers rely on and that the desk said it would look at again by now, or within a week."""
    by = timezone.localdate() + DUE_WITHIN
    rows = Verdict.objects.current().filter(recheck_on__lte=by).select_related("claim", "rating")
    found = list(rows.order_by("recheck_on", "pk")[: SHOWN + 1])
    return Rechecks(found[:SHOWN], len(found) > SHOWN, by)


def queues(person: User) -> list[Queue]:
    claims = Claim.objects.select_related("claimant", "assigned_to")
    done = Q(status=Claim.Status.PUBLISHED) & Q(work_state="")
    mine = claims.filter(assigned_to=person).exclude(done).order_by(F("due_on").asc(nulls_last=True), "-pk")
    drafts = claims.filter(verdicts__state=Verdict.State.DRAFT, verdicts__edited_by=person).exclude(
        assigned_to=person
    )
    unassigned = claims.unreviewed().filter(assigned_to=None).order_by("-pk")
    return [
        queue(
            "mine",
            _("My work"),
            mine,
            f"assigned_to__id__exact={person.pk}",
            _("Nothing is assigned to you."),
        ),
        queue(
            "drafts",
            _("My drafts on other claims"),
            drafts.order_by("-pk"),
            "work_state__exact=in_review",
            _("No other drafts."),
        ),
        queue(
            "unassigned",
            _("Unreviewed, with nobody on it"),
            unassigned,
            "status__exact=unreviewed&assigned_to__isnull=True",
            _("Every claim is being looked at."),
        ),
    ]


def queue(key: str, name: str, rows: QuerySet[Claim], query: str, empty: str) -> Queue:
    found = list(rows[: SHOWN + 1])
    return Queue(key, name, found[:SHOWN], len(found) > SHOWN, query, empty)


def statuses() -> list[tuple[str, str, int]]:
    """(status, its words, how many claims), in the order of the work; what was merged is no work any more."""
    counted = dict(Claim.objects.living().order_by().values_list("status").annotate(n=Count("pk")))
    return [
        (one.value, str(one.label), counted.get(one.value, 0))
        for one in Claim.Status
        if one is not Claim.Status.MERGED
    ]


def articles() -> list[Article]:
    """The newest articles with their coverage."""
    return list(Article.objects.with_coverage().with_clearance().order_by("-created_at", "-pk")[:SHOWN])


def health() -> list[tuple[str, str, int]]:
    """(health, its words, how many sources)."""
    counted = dict(Source.objects.order_by().values_list("health").annotate(n=Count("pk")))
    return [(value, str(words), counted.get(value, 0)) for value, words in Source.Health.choices]
