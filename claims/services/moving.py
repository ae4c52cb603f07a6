"""What goes from one claim to another when they are merged or split, what stays and why, and its way back.

PostgreSQL lets a row go only along a merge or a split that is on record (sql/merging.sql): write that first.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from claims.models import Claim, ExternalMatch, Match, Note, Verdict
from claims.models.verdict import VerdictCitation

Moved = dict[str, Any]
"""{noun: [key …]}; of notes [key, number before] …; "assigned_to" and "due_on" are what the claim let go of."""

# Everything that is told of one claim, by the name of the relation; notes are numbered and go one by one.
WHOLE = ("appearances", "evidence", "assessments", "comments", "contact_attempts", "correction_requests")
PUBLISHED = (Verdict.State.PUBLISHED, Verdict.State.CORRECTED, Verdict.State.WITHDRAWN)


class Stays(NamedTuple):
    """So many of them stay with the claim; ``why`` is a sentence."""

    number: int
    why: str


@dataclass
class Plan:
    """What would go: by relation the keys of the rows. ``pairs``: with how many others it is matched already."""

    goes: dict[str, list[int]] = field(default_factory=dict)
    stays: list[Stays] = field(default_factory=list)
    pairs: int = 0

    @property
    def words(self) -> list[str]:
        """What would go, one phrase for each kind of thing."""
        return [_counted(name, len(keys)) for name, keys in self.goes.items() if keys]


def _counted(name: str, n: int) -> str:
    words = {
        "appearances": ngettext("{n} place in a text", "{n} places in texts", n),
        "evidence": ngettext("{n} piece of evidence", "{n} pieces of evidence", n),
        "assessments": ngettext("{n} assessment", "{n} assessments", n),
        "comments": ngettext("{n} comment", "{n} comments", n),
        "contact_attempts": ngettext("{n} contact with the claimant", "{n} contacts with the claimant", n),
        "correction_requests": ngettext("{n} request to an outlet", "{n} requests to outlets", n),
        "notes": ngettext("{n} note", "{n} notes", n),
        "topics": ngettext("{n} topic", "{n} topics", n),
    }
    return words[name].format(n=n)


def plan(claim: Claim, into: Claim) -> Plan:
    """What of ``claim`` would go into the other. Reads only."""
    made = Plan()
    kept = _kept(claim, into)
    for name in WHOLE:
        rows = getattr(claim, name).order_by("pk").values_list("pk", flat=True)
        made.goes[name] = [pk for pk in rows if pk not in kept.get(name, ())]
    made.goes["notes"] = list(claim.notes.order_by("kind", "number").values_list("pk", flat=True))
    here = into.topics.values("pk")
    made.goes["topics"] = list(claim.topics.exclude(pk__in=here).order_by("pk").values_list("pk", flat=True))
    made.stays = [one for one in _stays(claim, kept) if one.number]
    made.pairs = len(_others(claim, into)) + len(_checks(claim, into))
    return made


def _kept(claim: Claim, into: Claim) -> dict[str, set[int]]:
    """The rows that can't go: by relation their keys."""
    there = set(into.appearances.values_list("article_version", "start", "end", "url"))
    marks = claim.appearances.values_list("pk", "article_version", "start", "end", "url")
    assessed = into.assessments.values("reviewer")
    return {
        "appearances": {pk for pk, *place in marks if tuple(place) in there},
        "evidence": cited(claim),
        "assessments": set(claim.assessments.filter(reviewer__in=assessed).values_list("pk", flat=True)),
    }


def cited(claim: Claim) -> set[int]:
    """The evidence on which what was published of the claim rests: it is watched for that, and stays."""
    rows = VerdictCitation.objects.filter(verdict__claim=claim, verdict__state__in=PUBLISHED)
    return set(rows.values_list("evidence", flat=True))


def _stays(claim: Claim, kept: dict[str, set[int]]) -> Iterable[Stays]:
    yield Stays(claim.publications.count(), _("what was published stays as it is, at its own numbers"))
    yield Stays(len(kept["evidence"]), _("evidence that what was published cites stays with it"))
    yield Stays(len(kept["appearances"]), _("places where the other claim is marked already"))
    yield Stays(len(kept["assessments"]), _("assessments by people who gave the other claim one too"))
    yield Stays(claim.ticks.count(), _("ticks of the checklist: the other claim has its own"))
    yield Stays(claim.tips.count() + claim.queries.count(), _("readers’ tips and queries that were about it"))


def as_kept(planned: Plan) -> Moved:
    """The plan as the record keeps it, for the way back: of notes with their numbers, which are others there."""
    kept: Moved = {name: keys for name, keys in planned.goes.items() if keys}
    if notes := kept.get("notes"):
        kept["notes"] = [list(one) for one in Note.objects.filter(pk__in=notes).values_list("pk", "number")]
    return kept


def move(claim: Claim, into: Claim, planned: Plan) -> None:
    """Let it go. Notes are numbered on from those that are there."""
    for name in WHOLE:
        getattr(claim, name).filter(pk__in=planned.goes.get(name, [])).update(claim=into)
    last = dict(into.notes.order_by().values_list("kind").annotate(last=Max("number")))
    for note in claim.notes.filter(pk__in=planned.goes.get("notes", [])).order_by("kind", "number"):
        last[note.kind] = number = last.get(note.kind, 0) + 1
        Note.objects.filter(pk=note.pk).update(claim=into, number=number)
    into.topics.add(*planned.goes.get("topics", []))


def move_back(moved: Moved, *, claim: Claim, into: Claim) -> None:
    """What went from ``claim`` into the other returns, as far as it is still there."""
    for name in WHOLE:
        getattr(into, name).filter(pk__in=moved.get(name, [])).update(claim=claim)
    for pk, number in moved.get("notes", []):
        into.notes.filter(pk=pk).update(claim=claim, number=number)
    into.topics.remove(*moved.get("topics", []))


# --- Matches: a pair stays a pair, so that the other claim gets pairs of its own -------------------------------------


def _others(claim: Claim, into: Claim) -> list[tuple[Match, int]]:
    """What was said of this claim and third ones, of which nothing was said yet beside the other."""
    said = {one.claim_id + one.other_id - into.pk for one in Match.objects.about(into.pk)}
    found = []
    for one in Match.objects.about(claim.pk).exclude(state=Match.State.UNDONE).order_by("pk"):
        third = one.claim_id + one.other_id - claim.pk
        if third not in said and third != into.pk:
            found.append((one, third))
    living = set(
        Claim.objects.living().filter(pk__in=[pk for _one, pk in found]).values_list("pk", flat=True)
    )
    return [(one, third) for one, third in found if third in living]


def _checks(claim: Claim, into: Claim) -> list[ExternalMatch]:
    said = ExternalMatch.objects.filter(claim=into).values("external_check")
    rows = ExternalMatch.objects.standing().filter(claim=claim).exclude(external_check__in=said)
    return list(rows.order_by("pk"))


def share_matches(claim: Claim, into: Claim) -> Moved:
    """What was said of the claim and others is said of the one that it becomes part of, by the same people."""
    made: Moved = {"matches": [], "external_matches": []}
    for one, third in _others(claim, into):
        low, high = sorted((into.pk, third))
        pair = Match.objects.create(claim_id=low, other_id=high, **_said(one))
        made["matches"].append(pair.pk)
    for check in _checks(claim, into):
        copy = ExternalMatch.objects.create(
            claim=into, external_check_id=check.external_check_id, **_said(check)
        )
        made["external_matches"].append(copy.pk)
    return made


def unshare_matches(moved: Moved) -> None:
    for model, name in ((Match, "matches"), (ExternalMatch, "external_matches")):
        rows: QuerySet[Any] = model.objects.filter(pk__in=moved.get(name, []))
        rows.update(state=Match.State.UNDONE)


def _said(one: Match | ExternalMatch) -> dict[str, Any]:
    told = ("relation", "state", "score", "differences", "decided_by", "decided_at")
    return {name: getattr(one, name) for name in told}
