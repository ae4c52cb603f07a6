"""Anchors: words in a text, with what stands around them, and how they are found again in another version of it.

Anchors carry what the selectors of the W3C Web Annotation model carry. Offsets are 0-based Unicode code points,
end exclusive; ``to_utf16`` and ``from_utf16`` convert them for browsers.
"""

from __future__ import annotations

import bisect
import functools
import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from rapidfuzz.distance import Indel

from claims.text import passages, similarity, wording
from claims.text.language import gettext
from claims.text.normal import Normalised, normalise
from claims.text.sentences import Span

CONTEXT = 32
"""Characters kept before and after the words: enough to tell two occurrences apart, too few to be a copy."""

FUZZY_LEAST = 0.7
"""The least score that counts as found. On 1,724 sentences of 181 news pages: with a digit changed or a "not" put in
they never scored below 0.9, with every third word replaced 99 % scored over 0.71; the best passage of an article that
never held the sentence stayed below 0.56 in 99 %."""

LEFT_OUT = 1_500
"""Characters of the text for which an ellipsis inside of quoted words may stand: some paragraphs."""

# Of words that stand in the text very often, the occurrences nearest to the old place are looked at.
_OCCURRENCES = 1_000

# Of words with an ellipsis in them, so many places of the first part are tried.
_CHAINS = 24

# In place of the start of words that had none.
_NOWHERE = -1

_ELLIPSIS = re.compile(r"[\s\[(]*(?:…|\.\s?\.\s?\.\s?\.?)[\s\])]*")
_ASTRAL = re.compile(r"[\U00010000-\U0010ffff]")


class How(StrEnum):
    """In what way words were found again.

    *Normalised* and *respelled* words say the same (see ``normal`` and ``wording``); *fuzzy* ones are only like them.
    """

    EXACT = "exact"
    NORMALISED = "normalised"
    RESPELLED = "respelled"
    FUZZY = "fuzzy"


@dataclass(frozen=True, slots=True)
class Anchor:
    """``exact`` stands at ``start:end`` of a text, between ``prefix`` and ``suffix``, which its ends may cut short."""

    start: int
    end: int
    exact: str
    prefix: str = ""
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """Where the words stand now.

    ``score``: likeness of the words, 1.0 unless fuzzy. ``context``: likeness of prefix and suffix, 1.0 where none
    are known. ``moved``: not at the old offset. ``parts``: where the words between ellipses stand, if there are any.
    """

    start: int
    end: int
    how: How
    score: float
    moved: bool
    context: float
    parts: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """Words of one text and what stands for them in the other; one side may be empty. Spans are into each text."""

    expected: str
    found: str
    expected_span: Span
    found_span: Span


def make(text: str, start: int, end: int, *, context: int = CONTEXT) -> Anchor:
    """The anchor of ``text[start:end]``. ValueError, a clause for people, if that is empty or outside the text."""
    if start < 0 or end > len(text):
        raise ValueError(
            gettext("{start} to {end} lies outside the text, which has {count} characters").format(
                start=start, end=end, count=len(text)
            )
        )
    if start >= end:
        raise ValueError(gettext("there is nothing between {start} and {end}").format(start=start, end=end))
    return Anchor(
        start, end, text[start:end], text[max(0, start - context) : start], text[end : end + context]
    )


def find(wanted: Anchor | str, text: str) -> Found | None:
    """Where the words of an anchor, or words without one, stand in ``text``; None if nowhere.

    Exact words anywhere go before normalised ones (see ``normal.normalise``), these before words spelled in another way
    (see ``wording``), these before similar ones. Of several places the one with the likeliest surroundings is taken,
    then the one nearest to the old offset. A word or number is not found as a part of another: "3,000" does not stand
    in "13,000". An ellipsis at either end of the words counts for nothing; inside of them it stands for words left out.
    The work is bounded by the length of the text.
    """
    anchor = wanted if isinstance(wanted, Anchor) else Anchor(_NOWHERE, _NOWHERE, wanted)
    if place := _best_place(anchor, text):
        return _found(anchor, place, How.EXACT)
    normal = _normal(text)
    sought = _normalised(anchor, len(normal.text) / (len(text) or 1))
    if place := _best_place(sought, normal.text):
        return _found(anchor, _original(place, text, normal), How.NORMALISED)
    if place := _respelled_place(anchor, text):
        return _found(anchor, place, How.RESPELLED)
    if found := _with_words_left_out(anchor, text):
        return found
    if place := _similar_place(sought, normal.text):
        return _found(anchor, _original(place, text, normal), How.FUZZY)
    return None


# Many words are looked for in the same text.
_normal = functools.lru_cache(maxsize=4)(normalise)


class _Place(NamedTuple):
    span: Span
    score: float
    context: float


def _found(anchor: Anchor, place: _Place, how: How) -> Found:
    moved = anchor.start not in (_NOWHERE, place.span.start)
    return Found(*place.span, how=how, score=place.score, moved=moved, context=place.context)


def _original(place: _Place, text: str, normal: Normalised) -> _Place:
    return place._replace(span=_trimmed(text, normal.original(*place.span)))


def _trimmed(text: str, span: Span) -> Span:
    """Without the white space that went into a dash or an ellipsis at the edge."""
    words = span.of(text)
    return Span(span.end - len(words.lstrip()), span.start + len(words.rstrip()))


def _normalised(anchor: Anchor, scale: float) -> Anchor:
    """The anchor as it would be in the normal form of its text, offsets by rule of thumb."""
    exact = normalise(anchor.exact).text.strip(" …")
    start = anchor.start if anchor.start == _NOWHERE else round(anchor.start * scale)
    return Anchor(
        start, start + len(exact), exact, normalise(anchor.prefix).text, normalise(anchor.suffix).text
    )


def _best_place(anchor: Anchor, text: str) -> _Place | None:
    if not anchor.exact.strip():
        return None
    old = max(anchor.start, 0)
    best: tuple[float, int, int] | None = None
    for start in _occurrences(anchor.exact, text, old):
        if _is_part_of_word(anchor, text, start):
            continue
        rank = (_context(anchor, text, start, start + len(anchor.exact)), -abs(start - old), start)
        best = max(best, rank) if best else rank
        if rank[:2] == (1.0, 0):
            break
    return _Place(Span(best[2], best[2] + len(anchor.exact)), 1.0, best[0]) if best else None


def _occurrences(words: str, text: str, old: int) -> Iterator[int]:
    """Where the words stand, outwards from their old place, as many as are worth looking at."""
    ahead, behind = text.find(words, old), text.rfind(words, 0, max(old + len(words) - 1, 0))
    for _ in range(_OCCURRENCES):
        if ahead < 0 and behind < 0:
            return
        if ahead >= 0:
            yield ahead
            ahead = text.find(words, ahead + 1)
        if behind >= 0:
            yield behind
            behind = text.rfind(words, 0, behind + len(words) - 1)


def _is_part_of_word(anchor: Anchor, text: str, start: int) -> bool:
    """Whether the words are cut out of longer ones here, though they weren't where the anchor was made."""
    end = start + len(anchor.exact)
    around = anchor.prefix + anchor.exact + anchor.suffix
    first, last = len(anchor.prefix), len(anchor.prefix) + len(anchor.exact)
    return (_splits_word(text, start) and not _splits_word(around, first)) or (
        _splits_word(text, end) and not _splits_word(around, last)
    )


def _splits_word(text: str, at: int) -> bool:
    """Whether a word or a number goes on across ``at``, in a script that writes spaces between its words."""
    left, right = text[max(0, at - 1) : at], text[at : at + 1]
    if left.isalnum() and right.isalnum():
        return max(left, right) < "\u0530"  # Latin, Greek and Cyrillic come before that
    if left.isdigit() and right in (".", ","):
        return text[at + 1 : at + 2].isdigit()
    return left in (".", ",") and right.isdigit() and text[max(0, at - 2) : at - 1].isdigit()


def _context(anchor: Anchor, text: str, start: int, end: int) -> float:
    known = len(anchor.prefix) + len(anchor.suffix)
    if not known:
        return 1.0
    before = text[max(0, start - len(anchor.prefix)) : start]
    after = text[end : end + len(anchor.suffix)]
    alike = Indel.normalized_similarity(anchor.prefix, before) * len(anchor.prefix)
    return (alike + Indel.normalized_similarity(anchor.suffix, after) * len(anchor.suffix)) / known


def _respelled_place(anchor: Anchor, text: str) -> _Place | None:
    old = max(anchor.start, 0)
    found = itertools.islice(wording.of(text).places(wording.of(anchor.exact)), _OCCURRENCES)
    places = [_Place(span, 1.0, _context(anchor, text, *span)) for span in found]
    return max(places, key=lambda one: (one.context, -abs(one.span.start - old)), default=None)


def parts_of(words: str) -> list[str]:
    """What stands between the ellipses; the words as they are where there is none."""
    return [part for part in _ELLIPSIS.split(words) if similarity.words(part)]


def _with_words_left_out(anchor: Anchor, text: str) -> Found | None:
    """Where words stand that hold an ellipsis: every part in its order, not too far behind the one before."""
    parts = parts_of(anchor.exact)
    if len(parts) < 2:
        return None
    places = [
        list(itertools.islice(wording.of(text).places(wording.of(part)), _OCCURRENCES)) for part in parts
    ]
    firsts = sorted(places[0], key=lambda one: abs(one.start - max(anchor.start, 0)))[:_CHAINS]
    chains = [
        chain
        for first in (*firsts, *([] if firsts else [None]))
        if (chain := _chain(parts, places, first, text))
    ]
    if not chains:
        return None
    best = max(chains, key=lambda chain: _context(anchor, text, chain[0].start, chain[-1].end))
    likeness = min(_likeness(part, span.of(text)) for part, span in zip(parts, best, strict=True))
    how = How.FUZZY if likeness < 1 else _least_exact(parts, best, text)
    whole = Span(best[0].start, best[-1].end)
    found = _found(anchor, _Place(whole, likeness, _context(anchor, text, *whole)), how)
    return replace(found, parts=tuple(best))


def _chain(parts: list[str], places: list[list[Span]], first: Span | None, text: str) -> list[Span] | None:
    """One place for each part. A part that stands nowhere may have a passage like it, between its neighbours."""
    chain: list[Span] = []
    for index, part in enumerate(parts):
        after = chain[-1].end if chain else 0
        until = after + LEFT_OUT if chain else len(text)
        if index == 0 and first:
            chain.append(first)
            continue
        near = next((one for one in places[index] if after <= one.start <= until), None)
        if near is None:
            near = _like(part, text, after, until + len(part))
        if near is None:
            return None
        chain.append(near)
    return chain


def _like(part: str, text: str, start: int, end: int) -> Span | None:
    window = normalise(text[start:end])
    found = passages.best(normalise(part).text, window.text)
    if found is None or found.score < FUZZY_LEAST:
        return None
    span = window.original(found.start, found.end)
    return Span(start + span.start, start + span.end)


def _likeness(part: str, now: str) -> float:
    if wording.are_same(part, now):
        return 1.0
    return min(0.999, Indel.normalized_similarity(normalise(part).text, normalise(now).text))


def _least_exact(parts: list[str], spans: list[Span], text: str) -> How:
    pairs = [(part, span.of(text)) for part, span in zip(parts, spans, strict=True)]
    normalised = all(
        normalise(one).text.strip(" .,;") == normalise(other).text.strip(" .,;") for one, other in pairs
    )
    return How.NORMALISED if normalised else How.RESPELLED


def _similar_place(anchor: Anchor, text: str) -> _Place | None:
    passage = passages.best(anchor.exact, text, near=_expected_places(anchor, text))
    if not passage or passage.score < FUZZY_LEAST:
        return None
    context = _context(anchor, text, passage.start, passage.end)
    return _Place(Span(passage.start, passage.end), passage.score, context)


def in_its_place(anchor: Anchor, text: str) -> Found | None:
    """What stands between the surroundings of an anchor now, if these stand there still and it is like the words."""
    normal = _normal(text)
    sought = _normalised(anchor, len(normal.text) / (len(text) or 1))
    if min(len(sought.prefix), len(sought.suffix)) < CONTEXT // 2:
        return None
    start = normal.text.find(sought.prefix) + len(sought.prefix)
    end = normal.text.find(sought.suffix, start)
    if start < len(sought.prefix) or not start < end < start + 3 * len(sought.exact):
        return None
    between = passages.best(sought.exact, normal.text[start:end])
    if between is None or between.score < FUZZY_LEAST:
        return None
    place = _Place(Span(start + between.start, start + between.end), between.score, 1.0)
    return _found(anchor, _original(place, text, normal), How.FUZZY)


def _expected_places(anchor: Anchor, text: str) -> Iterator[Span]:
    """The old place, behind the old prefix, before the old suffix, and between the two."""
    length = len(anchor.exact)
    if anchor.start != _NOWHERE:
        yield Span(anchor.start, anchor.start + length)
    behind = text.find(anchor.prefix) if len(anchor.prefix) >= CONTEXT // 2 else -1
    start = behind + len(anchor.prefix)
    if behind >= 0:
        yield Span(start, start + length)
    end = text.find(anchor.suffix, max(behind, 0)) if len(anchor.suffix) >= CONTEXT // 2 else -1
    if end >= 0:
        yield Span(end - length, end)
    if behind >= 0 and start < end < start + 3 * length:
        yield Span(start, end)


def differing_words(expected: str, found: str) -> list[Difference]:
    """The words that make ``found`` differ from ``expected``, in order.

    Punctuation, case, spacing and ways to spell the same word are no difference.
    """
    old, new = similarity.words(expected), similarity.words(found)
    edits = similarity.compare([word.text for word in old], [word.text for word in new])
    differences = []
    for edit in edits:
        before = _words_span(old, edit.before_start, edit.before_end)
        after = _words_span(new, edit.after_start, edit.after_end)
        if not wording.are_same(before.of(expected), after.of(found)):
            differences.append(Difference(before.of(expected), after.of(found), before, after))
    return differences


def _words_span(words: list[similarity.Word], first: int, last: int) -> Span:
    """From the first of these words to the last; of none, the empty span behind the word before."""
    if first < last:
        return Span(words[first].start, words[last - 1].end)
    border = words[first - 1].end if first else 0
    return Span(border, border)


def to_utf16(text: str, offset: int) -> int:
    """The offset in UTF-16 code units, in which browsers count, of a code point of ``text``. ValueError if outside."""
    if not 0 <= offset <= len(text):
        raise ValueError(
            gettext("{offset} lies outside the text, which has {count} characters").format(
                offset=offset, count=len(text)
            )
        )
    return offset + len(_ASTRAL.findall(text, 0, offset))


def from_utf16(text: str, units: int) -> int:
    """The offset in code points of an offset in UTF-16 units. ValueError if outside, or in the middle of a pair."""
    pairs = [match.start() + index for index, match in enumerate(_ASTRAL.finditer(text))]
    before = bisect.bisect_left(pairs, units)
    if before and pairs[before - 1] + 1 == units:
        raise ValueError(gettext("{units} lies inside a character").format(units=units))
    if not 0 <= units <= len(text) + len(pairs):
        raise ValueError(
            gettext("{units} lies outside the text, which has {what} UTF-16 units").format(
                units=units, what=len(text) + len(pairs)
            )
        )
    return units - before
