"""The parts of the article workspace: which of them stand on the page of who stays there as they would be sent."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.http import HttpRequest

from claims.admin.staying import mark_of, shown, stays
from claims.presenters.found_speech import FoundSpeech
from claims.presenters.marked_article import MarkedClaim

# Parts that no act on the page changes.
APART = frozenset({"same-text"})


class ShownRow(NamedTuple):
    """A claim in the list beside the text."""

    row: MarkedClaim
    mark: str
    is_kept: bool


class ShownParagraph(NamedTuple):
    """A paragraph of the text, as ``marked_article.paragraphs`` has it, with the id of its element."""

    paragraph: dict[str, Any]
    id: str
    mark: str
    is_kept: bool


def context(
    request: HttpRequest,
    claims: Sequence[MarkedClaim],
    paragraphs: Sequence[dict[str, Any]],
    speech: Sequence[FoundSpeech],
    suggested: Iterable[int],
) -> dict[str, Any]:
    """``suggested``: the keys of the sentences that are marked in the text because they deserve a check."""
    there = shown(request)
    keys = frozenset(suggested)
    rows = Counter(row.claim.pk for row in claims)
    speech_mark = mark_of(speech)
    kept = set(APART) if stays(request) else set()
    if there.get("speech-panel") == speech_mark:
        kept.add("speech-panel")
    return {
        "claims": [
            # Two rows of one claim share a name: neither can be told to stay.
            ShownRow(row, mark, rows[row.claim.pk] == 1 and there.get(f"claim-{row.claim.pk}") == mark)
            for row, mark in ((row, row_mark(row)) for row in claims)
        ],
        "paragraphs": [
            ShownParagraph(one, name, mark, there.get(name) == mark)
            for one, name, mark in (
                (one, f"paragraph-{one['start']}", paragraph_mark(one, keys)) for one in paragraphs
            )
        ],
        "speech": speech,
        "speech_mark": speech_mark,
        "kept": frozenset(kept),
    }


def row_mark(row: MarkedClaim) -> str:
    claim, place = row.claim, row.appearance
    facts = (claim.statement, claim.language, claim.status, claim.kind, claim.rated, str(claim.who))
    return mark_of(row.number, *facts, str(claim.assigned_to), row.evidence, place.start, place.end)


def paragraph_mark(paragraph: dict[str, Any], suggested: frozenset[int]) -> str:
    """Of all that may change: the words of a version never do, but other claims may part them otherwise."""
    return mark_of(
        [(_sentence(run["sentence"], suggested), *map(_piece, run["pieces"])) for run in paragraph["runs"]]
    )


def _sentence(sentence: Any, suggested: frozenset[int]) -> object:
    if sentence is None:
        return None
    return sentence.pk, sentence.state, sentence.disposition, sentence.reason, sentence.pk in suggested


def _piece(piece: dict[str, Any]) -> object:
    opening, marks = (
        [(row.claim.pk, row.number, row.claim.status) for row in piece[name]] for name in ("opening", "marks")
    )
    return piece["start"], len(piece["text"]), opening, marks
