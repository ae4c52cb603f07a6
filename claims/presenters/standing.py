"""What may change beside a frozen document: whether it still stands, and whether what it cites does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from claims.models import Publication, PublicationState, Verdict
from claims.presenters import live
from claims.presenters.document import moment
from claims.presenters.live import CitedPage

Word = PublicationState.Standing


@dataclass(frozen=True)
class Standing:
    """``word`` is current, superseded or withdrawn; ``at_risk_since`` says since when it is re-examined.

    ``cited_pages`` are those that are gone or changed.
    """

    word: str
    at_risk_since: datetime | None
    changed_at: datetime
    cited_pages: tuple[CitedPage, ...] = ()

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
            "cited_pages": [one.as_json() for one in self.cited_pages],
        }


def of(publication: Publication) -> Standing:
    """Of a publication that comes with its state, ``with_newest()`` and what ``live.attach`` gave it.

    What a number under embargo has superseded still is what it was to everybody outside.
    """
    state = publication.standing
    hidden = state.standing == Word.SUPERSEDED and getattr(publication, "is_newest", False)
    was = Word.WITHDRAWN if publication.change == Verdict.Change.WITHDRAWAL else Word.CURRENT
    word = was if hidden else state.standing
    return Standing(word, state.at_risk_since, state.changed_at, live.of(publication))
