"""What was altered in words that were found again: words, numbers and negations, not the ways to write them.

A negation put right before or behind the words counts, and words that stand elsewhere still while something else was
put in their own place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from claims.text import similarity, spans
from claims.text.sentences import Span
from claims.text.spans import Anchor, Difference, Found, How

SAME_SURROUNDINGS = 0.5
"""The least likeness of what stands before and after words that are taken to be in their old place."""

_NEARBY = 40  # characters; longer than a word
_NEXT_WORDS = 2
_SENTENCE_BORDER = re.compile(r"[.!?;:。！？\n]")
_SENTENCE_END = re.compile(r"[.!?。！？][\"'”’»)\]]*\s*\Z")
_NEGATION = re.compile(
    r"not|no|never|nor|neither|nobody|nothing|none|cannot|without|hardly|\w+n't|nicht|kein\w*|nie|niemals|ohne|ne|pas|jamais|sans"
    r"|non|não|nunca|jamás|sin|sem|senza|mai|не|нет|ни|никогда|без|tidak|bukan|jangan|tanpa|안|못|않\w*|아니\w*|없\w*|[不没未沒]"
)


@dataclass(frozen=True, slots=True)
class Alteration:
    """``words``: what was expected and what stands for it, either may be empty; ``stands``: the passage now."""

    words: tuple[tuple[str, str], ...]
    stands: str
    place: Span
    score: float


def of(wanted: Anchor | str, found: Found, text: str) -> Alteration | None:
    """What makes the found words say something else than the wanted ones; None if nothing does."""
    anchor = wanted if isinstance(wanted, Anchor) else None
    quote = anchor.exact if anchor else str(wanted)
    if found.how == How.FUZZY:
        return _alteration([(one.expected, one.found) for one in between(quote, found, text)], found, text)
    if anchor is None:
        return None
    if found.context >= SAME_SURROUNDINGS:
        return _alteration(_negations(anchor, found, text), found, text)
    in_place = spans.in_its_place(anchor, text) if found.moved else None
    return of(quote, in_place, text) if in_place else None


def negations(text: str) -> list[str]:
    """The words of ``text`` that deny something, in order, as they are compared."""
    return [one.text for one in similarity.words(text) if _NEGATION.fullmatch(one.text)]


def between(quote: str, found: Found, text: str) -> list[Difference]:
    """The words by which what was found differs from the quote. Lines put in between its lines are no difference."""
    pairs = (
        zip(spans.parts_of(quote), found.parts, strict=True)
        if found.parts
        else [(quote, _whole(found, text))]
    )
    return [
        one
        for part, span in pairs
        for one in spans.differing_words(part, span.of(text))
        if not _is_line_between(one, span.of(text))
    ]


def _whole(found: Found, text: str) -> Span:
    """The passage with no word or number cut at its edges: “2,400”, not “400”."""
    start, end = found.start, found.end
    first = max(0, start - _NEARBY)
    for word in similarity.words(text[first : end + _NEARBY]):
        begins, ends = first + word.start, first + word.end
        start = begins if begins < start < ends else start
        end = ends if begins < end < ends else end
    return Span(start, end)


def _is_line_between(one: Difference, stands: str) -> bool:
    """Whether whole lines, an advertisement perhaps, were put between two lines of the words."""
    before, after = stands[: one.found_span.start], stands[one.found_span.end :]
    begins = re.search(r"\n\W*\Z", before) is not None
    return not one.expected and begins and re.match(r"[^\w\n]*\n", after) is not None


def _negations(anchor: Anchor, found: Found, text: str) -> list[tuple[str, str]]:
    """Negations beside the words that came or went."""
    sides: list[tuple[str, str, int | None, int | None]] = [
        (anchor.prefix, text[max(0, found.start - _NEARBY) : found.start], -_NEXT_WORDS, None)
    ]
    if not _SENTENCE_END.search(anchor.exact):
        sides.append((anchor.suffix, text[found.end : found.end + _NEARBY], None, _NEXT_WORDS))
    changes: list[tuple[str, str]] = []
    for then, now, first, last in sides:
        if not then.strip():
            continue
        old, new = (_negations_in(side, first, last) for side in (then, now))
        if old != new:
            changes.append((" ".join(old), " ".join(new)))
    return changes


def _negations_in(side: str, first: int | None, last: int | None) -> list[str]:
    clauses = _SENTENCE_BORDER.split(side)
    clause = clauses[-1] if first else clauses[0]
    return [one.text for one in similarity.words(clause)[first:last] if _NEGATION.fullmatch(one.text)]


def _alteration(words: list[tuple[str, str]], found: Found, text: str) -> Alteration | None:
    place = _whole(found, text)
    return Alteration(tuple(words), place.of(text), place, found.score) if words else None
