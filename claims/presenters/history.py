"""The whole history of a claim as one timeline, which can be narrowed to one kind of act, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from claims.models import Claim, Event, User
from claims.presenters import timeline
from claims.presenters.timeline import Moment

SHOWN = 60
# What a reader of the history may want alone, and how the kinds of its events begin.
KINDS = {
    "verdict": (_("Verdict"), ("verdict.", "correction.drafted", "withdrawal.", "gate.", "checklist")),
    "evidence": (_("Evidence and findings"), ("evidence.", "search.", "finding.")),
    "people": (_("Assessments and discussion"), ("claim.assessed", "comment.")),
    "outside": (
        _("Claimant, outlets, author"),
        ("claimant.", "contact.", "correction.asked", "correction.answered", "query.", "preview.", "tip."),
    ),
    "claim": (
        _("Claim, notes, matches"),
        (
            "claim.marked",
            "claim.edited",
            "claim.assigned",
            "claim.imported",
            "appearance.",
            "note.",
            "match.",
        ),
    ),
    "risk": (_("At risk"), ("alert.", "publication.hidden", "hiding.", "redaction.")),
}


@dataclass(frozen=True)
class History:
    """``kinds``: (name, words, whether it is the chosen one). ``older``: the event to go on before, or 0."""

    moments: list[Moment]
    kinds: list[tuple[str, str, bool]]
    kind: str = ""
    older: int = 0
    is_older: bool = False


def of_claim(claim: Claim, *, seen_by: User, kind: str = "", before: int = 0) -> History:
    """One page of it, newest first."""
    rows = Event.objects.of_claim(claim.pk).shown_to(seen_by).select_related("content")
    if kind in KINDS:
        rows = rows.filter(reduce(or_, (Q(kind__startswith=beginning) for beginning in KINDS[kind][1])))
    if before > 0:
        rows = rows.filter(pk__lt=before)
    events = list(rows.order_by("-pk")[: SHOWN + 1])
    shown = events[:SHOWN]
    return History(
        timeline.moments(shown),
        [(name, str(words), name == kind) for name, (words, _beginnings) in KINDS.items()],
        kind if kind in KINDS else "",
        shown[-1].pk if len(events) > SHOWN else 0,
        before > 0,
    )
