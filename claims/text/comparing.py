"""Which figures and dates of one text another speaks about, and whether they agree.

Careful rather than complete: agreement is looked for freely; contradiction only where both texts seem to tell of one
thing, between figures that count the same, or are the only ones of their kind in either text.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from claims.text import agreement, numbers, running_dates, similarity
from claims.text.agreement import Agreement, Match
from claims.text.numbers import Quantity
from claims.text.running_dates import Bound, Mention
from claims.text.sentences import Span
from claims.text.wordlists import words

_UNCOMPARED = frozenset({"ordinal", "rank"})
_FRAGMENT = 8  # words
_SHARED_WORDS = 3  # that make two passages speak of the same event, so that their dates have to agree
_COMMON = words(
    "the and for with from that this said says has had have was were are been its their his her than then who which "
    "will would could should about after before since until over more most some such into onto also not but they"
)


class Told(NamedTuple):
    """A text, its language (BCP 47), and the day it was written or said, if known."""

    text: str
    language: str
    written: date | None


def are_of_one_language(one: str, other: str) -> bool:
    """Whether two BCP 47 tags name the same language, whatever the country."""
    return one.split("-")[0].lower() == other.split("-")[0].lower()


class Pair(NamedTuple):
    """A figure or date of the claim, the words for it in the source, and how they stand to each other."""

    claimed: str
    stated: str
    place: Span
    """In the source's text."""
    agreement: Agreement


@dataclass(frozen=True, slots=True)
class Comparison:
    """What could be compared. A figure of the claim that agrees with any of the source is in ``agreeing`` alone."""

    agreeing: tuple[Pair, ...] = ()
    differing: tuple[Pair, ...] = ()


def compare(claim: Told, source: Told) -> Comparison:
    """The claim's figures and dates beside the source's."""
    figures, dates = _figures(claim, source), _dates(claim, source)
    agreeing = [pair for pair in (*figures, *dates) if pair.agreement.agrees]
    differing = [pair for pair in (*figures, *dates) if not pair.agreement.agrees]
    return Comparison(tuple(agreeing), tuple(differing))


def values(told: Told) -> list[tuple[str, ...]]:
    """What a text's figures and dates say, whatever the words round them: equal for two texts that say the same."""
    figures = [(str(one.low), str(one.high), one.unit) for one in _figures_of(told)]
    dates = running_dates.find(told.text, told.language)
    return [*figures, *((one.span.of(told.text).casefold(),) for one in dates)]


def _figures_of(told: Told) -> list[Quantity]:
    """Those that are compared: "the third contract" counts nothing."""
    return [one for one in numbers.quantities(told.text, told.language) if one.dimension not in _UNCOMPARED]


def _figures(claim: Told, source: Told) -> list[Pair]:
    claimed, stated = _figures_of(claim), _figures_of(source)
    pairs: list[Pair] = []
    for one in claimed:
        judged = [(agreement.of_quantities(one, other), other) for other in stated]
        best = min(judged, key=lambda each: _RANKS[each[0].match, each[0].is_loose], default=None)
        if best and best[0].agrees:
            pairs.append(Pair(one.span.of(claim.text), best[1].span.of(source.text), best[1].span, best[0]))
    if not _are_of_one_thing(claim, claimed, source, stated):
        return pairs
    spoken_for = {pair.place for pair in pairs}
    for one in claimed:
        told = one.span.of(claim.text)
        others = [
            other
            for other in stated
            if other.span not in spoken_for and _must_agree(one, other, claimed, stated)
        ]
        if others and not any(pair.claimed == told for pair in pairs):
            found = agreement.of_quantities(one, others[0])
            pairs.append(Pair(told, others[0].span.of(source.text), others[0].span, found))
    return pairs


_RANKS = {
    (match, is_loose): rank
    for rank, (match, is_loose) in enumerate(
        (
            *((Match.SAME, False), (Match.SAME, True), (Match.COMPATIBLE, False), (Match.COMPATIBLE, True)),
            *((Match.CONTRADICTS, False), (Match.NOT_COMPARABLE, False)),
        )
    )
}


def _are_of_one_thing(claim: Told, claimed: list[Quantity], source: Told, stated: list[Quantity]) -> bool:
    """Whether the passage is hardly more than its figure, or has a word beside it that the claim has as well."""
    if len(similarity.words(source.text)) <= _FRAGMENT:
        return True
    return bool(_content(_without(claim.text, claimed)) & _content(_without(source.text, stated)))


def _without(text: str, figures: list[Quantity]) -> str:
    ends = [0, *(end for one in figures for end in one.span), len(text)]
    return " ".join(text[start:end] for start, end in zip(ends[::2], ends[1::2], strict=True))


def _must_agree(one: Quantity, other: Quantity, claimed: list[Quantity], stated: list[Quantity]) -> bool:
    """Whether a difference is one to tell of. What is counted has a name; of the rest there may be several."""
    if agreement.of_quantities(one, other).match is not Match.CONTRADICTS:
        return False
    if one.dimension == other.dimension == "count":
        return True
    return _alone(one, claimed) and _alone(other, stated)


def _alone(one: Quantity, among: list[Quantity]) -> bool:
    return sum(each.dimension == one.dimension and each.unit == one.unit for each in among) == 1


def _dates(claim: Told, source: Told) -> list[Pair]:
    claimed = running_dates.find(claim.text, claim.language, reference=claim.written)
    stated = running_dates.find(source.text, source.language, reference=source.written)
    pairs = []
    for one in claimed:
        judged = [(agreement.of_dates(one, other), other) for other in stated]
        best = min(judged, key=lambda each: _RANKS[each[0].match, each[0].is_loose], default=None)
        if best is None or best[0].match is Match.NOT_COMPARABLE:
            continue
        if best[0].agrees or _is_of_one_event(claim, source, claimed, stated):
            pairs.append(Pair(one.span.of(claim.text), best[1].span.of(source.text), best[1].span, best[0]))
    return pairs


def _is_of_one_event(claim: Told, source: Told, claimed: list[Mention], stated: list[Mention]) -> bool:
    """Whether each has one date, named and of the same sort, and both tell of the same thing in the same words."""
    if len(claimed) != 1 or len(stated) != 1 or claimed[0].bound is not stated[0].bound:
        return False
    if claimed[0].bound is Bound.ON and claimed[0].precision is not stated[0].precision:
        return False
    if stated[0].is_relative or claimed[0].is_relative:
        return False
    return len(_content(claim.text) & _content(source.text)) >= _SHARED_WORDS


def _content(text: str) -> set[str]:
    return {
        word.text for word in similarity.words(text) if len(word.text) > 2 and word.text.isalpha()
    } - _COMMON
