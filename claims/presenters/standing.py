"""What may change beside a frozen document: whether it still stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from claims.models import Publication, PublicationState
from claims.presenters.document import moment

Word = PublicationState.Standing


@dataclass(frozen=True)
class Standing:
    """``word`` is current, superseded or withdrawn; ``at_risk_since`` says since when it is re-examined."""

    word: str
    at_risk_since: datetime | None
    changed_at: datetime

    @property
    def is_current(self) -> bool:
        return self.word == Word.CURRENT

    @property
    def is_withdrawn(self) -> bool:
        return self.word == Word.WITHDRAWN

    def as_json(self) -> dict[str, Any]:
        return {
            "standing": self.word,
            "at_risk_since": moment(self.at_risk_since) if self.at_risk_since else None,
            "changed_at": moment(self.changed_at),
        }


def of(publication: Publication) -> Standing:
    """Of a publication that comes with its state and ``with_newest()``.

    What a number under embargo has superseded still is current to everybody outside.
    """
    state = publication.standing
    hidden = state.standing == Word.SUPERSEDED and getattr(publication, "is_newest", False)
    return Standing(Word.CURRENT if hidden else state.standing, state.at_risk_since, state.changed_at)
