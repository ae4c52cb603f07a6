"""What people decide about a claim and what may be the same: another claim of the desk, or another publisher’s check.

One law for both: who decides at once waits for the other, nobody overwrites a decision unseen, undoing is on record.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext

from claims import rules
from claims.exceptions import IllegalTransition, InvalidInput
from claims.models import Claim, ExternalMatch, Match, User
from claims.text import restating
from claims.text.comparing import Told

M = TypeVar("M", Match, ExternalMatch)


@dataclass(frozen=True)
class Pair(Generic[M]):
    """``keys`` are the columns of the row that the two share; ``claims`` those of the desk among them."""

    model: type[M]
    keys: Mapping[str, Any]
    claims: tuple[Claim, ...]
    here: Told
    there: Told


@dataclass(frozen=True)
class Said:
    """What somebody says of a pair. ``is_first``: they saw no decision about it."""

    state: Match.State
    by: User
    relation: str = Match.Relation.RELATED
    is_first: bool = False
    at: datetime | None = None


@transaction.atomic
def decide(pair: Pair[M], said: Said, *, tell: Callable[[M, str], None]) -> M:
    """Write what was said, and ``tell`` of it: the row, and the kind of event.

    IllegalTransition if it was said already, or somebody decided meanwhile; InvalidInput for an unknown relation.
    """
    rules.require(rules.can_decide_match(said.by), gettext("decide what matches"))
    if said.relation not in Match.Relation.values:
        told = gettext("Say whether they are the same or related.")
        raise InvalidInput(told, problems=(("relation", "unknown"),))
    for claim in pair.claims:
        claim.require_living()
    # Two people who decide at once wait here for each other, always in the same order.
    keys = [claim.pk for claim in pair.claims]
    list(Claim.objects.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk"))
    columns = _columns(pair, said)
    rows: Any = pair.model.objects
    match: M | None = rows.filter(**pair.keys).first()
    if match is None:
        match = rows.create(**pair.keys, **columns)
    elif match.state == said.state and match.relation == said.relation:
        raise IllegalTransition(gettext("Somebody has said so already."))
    elif said.is_first and match.state != Match.State.UNDONE:
        raise IllegalTransition(
            gettext("Somebody has decided this meanwhile. Look at it, and take it back if it is wrong.")
        )
    else:
        rows.save_version(match.pk, version=match.version, **columns)
        match.refresh_from_db()
    tell(match, f"match.{said.state}")
    return match


def _columns(pair: Pair[M], said: Said) -> dict[str, Any]:
    differing = restating.differences(pair.here, pair.there)
    return {
        "state": said.state,
        "relation": said.relation,
        "score": restating.likeness(pair.here.text, pair.there.text),
        "differences": [[str(one.kind), one.here, one.there] for one in differing],
        "decided_by": said.by,
        "decided_at": said.at or timezone.now(),
    }


@transaction.atomic
def undo(
    match: M, *, by: User, version: int | None, at: datetime | None, tell: Callable[[M, str], None]
) -> None:
    """Take back what was said; the two are offered to each other again."""
    rules.require(rules.can_decide_match(by), gettext("decide what matches"))
    rows: Any = type(match).objects
    now: M = rows.select_for_update().get(pk=match.pk)
    if now.state == Match.State.UNDONE:
        raise IllegalTransition(gettext("This was taken back already."))
    fields = {"state": Match.State.UNDONE, "decided_by": by, "decided_at": at or Now()}
    rows.save_version(now.pk, version=version or now.version, **fields)
    tell(now, "match.undone")
