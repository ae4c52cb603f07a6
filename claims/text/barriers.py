"""Pages that a site shows instead of the page: challenges for machines, requests to log in, to pay, to agree, and word
that it is out of order just now, which has status 200 where a cache or a script says it.

A notice is known by how a sentence begins, for an article may speak of all these things; and a barrier by there being
little else.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from claims.text import likeness, missing, similarity, wording
from claims.text.barrier_notices import ADDRESSED, KINDS, LOG_IN_TITLE, MAY_OPEN, OFFERED
from claims.text.outcomes import FailureClass
from claims.text.sentences import Span
from claims.text.wording import Wording

# Words of other prose that are never too many, beside half of what the barrier says itself; and those of a frame.
LITTLE_ELSE, FRAME = 12, 40
LONGEST = 12_000  # characters, of a barrier

# Share of an article that is missing where a barrier cut it off.
MUCH_GONE = 0.5
# Or of the characters about some words.
MOST_GONE, NEAR = 0.75, 200
# Words that may be new besides the barrier's own, and those for each word there was, where all of the article is gone.
LITTLE_NEW, MUCH_NEW = 40, 0.3

_KINDS = tuple((kind, re.compile(f"{MAY_OPEN}(?:{'|'.join(begin)})")) for kind, begin in KINDS)
_LOG_IN_TITLE, _ADDRESSED, _OFFERED = map(re.compile, (LOG_IN_TITLE, ADDRESSED, OFFERED))
_NOT_FREE = re.compile(rb"isAccessibleForFree[\"'\s:=content]{1,20}false", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?。？！…])\s+")
_SENTENCE_END = re.compile(r"[.!?。？！…][\"'”’»)\]」]*\Z")
_FURNITURE, _LONG = 8, 20  # words of what may be a sentence, and of what is one though it ends like none


@dataclass(frozen=True, slots=True)
class _Said:
    """What a text says, in words: ``barrier`` in a barrier's own terms, ``other`` in other sentences, ``frame`` the
    rest: menus, buttons, headlines."""

    kinds: frozenset[FailureClass]
    barrier: int
    other: int
    frame: int


@functools.lru_cache(maxsize=8)
def found_in(title: str, text: str) -> FailureClass | None:
    """The barrier that a page is, or None. Only a page with little else on it is one."""
    if len(text) > LONGEST:
        return None
    said = _heard([*missing.title_parts(title), *text.splitlines()])
    kinds = said.kinds
    if said.frame > FRAME + said.barrier:
        kinds &= {FailureClass.BOT_WALL}  # a page of the site, with its banners
    if any(_LOG_IN_TITLE.fullmatch(part) for part in missing.title_parts(title)):
        kinds |= {FailureClass.HTTP_401}
    if not kinds or said.other > LITTLE_ELSE + said.barrier / 2:
        return None
    if missing.is_title(title) or any(map(missing.is_line, text.splitlines()[:20])):
        return None
    return next(kind for kind, _ in _KINDS if kind in kinds)


def hides(
    before: str, now: str, *, place: Span | None = None, is_paid: bool = False, was_paid: bool = False
) -> FailureClass | None:
    """The barrier behind which an earlier text has gone, or what stood about ``place`` in it; None if there is none.

    The beginning may still stand before the barrier. Of what is new, only a request to pay or to log in tells: others
    stand in the frames of whole pages. A page that declares now that it is not free (see ``is_declared_paid``) need
    not say so in words that are known here, nor one that always did, if its beginning stands and little is new.
    """
    whole = likeness.gone(_without(place, before), now)
    if whole < MUCH_GONE and (place is None or _gone_about(place, before, now) < MOST_GONE):
        return None
    said = _new_in(now, before)
    if whole >= likeness.GONE and said.other > LITTLE_NEW + MUCH_NEW * len(before.split()):
        return None  # another page
    if is_paid and (not was_paid or (MOST_GONE <= whole < likeness.GONE and said.other <= LITTLE_NEW)):
        return FailureClass.PAYWALL
    return next((one for one in (FailureClass.PAYWALL, FailureClass.HTTP_401) if one in said.kinds), None)


def _without(place: Span | None, text: str) -> str:
    return f"{text[: place.start]}\n{text[place.end :]}" if place else text


def is_declared_paid(body: bytes) -> bool:
    """Whether a page tells search engines, in schema.org's terms, that its article is not free."""
    return _NOT_FREE.search(body) is not None


def _gone_about(place: Span, before: str, now: str) -> float:
    """How much is missing of what stood before, or else after, some words."""
    sides = before[max(0, place.start - NEAR) : place.start], before[place.end : place.end + NEAR]
    return max(likeness.gone(" ".join(side.split()), now) for side in sides)


@functools.lru_cache(maxsize=4)
def _new_in(now: str, before: str) -> _Said:
    known = set(before.splitlines())
    return _heard([line for line in now.splitlines() if line not in known], but=wording.of(before))


def _heard(lines: list[str], *, but: Wording | None = None) -> _Said:
    kinds: set[FailureClass] = set()
    barrier = other = frame = 0
    for sentence, count in _sentences(lines):
        plain = " ".join(sentence.replace("’", "'").lower().split()).lstrip("¿¡•*-–—·>() ")
        kind = next((kind for kind, pattern in _KINDS if pattern.match(plain)), None)
        if kind:
            kinds.add(kind)
        if kind or (_ADDRESSED.search(plain) and _OFFERED.search(plain)):
            barrier += count
        elif not _is_prose(sentence, count):
            frame += count
        elif not but or wording.of(sentence).text not in but.text:
            other += count
    return _Said(frozenset(kinds), barrier, other, frame)


def _is_prose(sentence: str, count: int) -> bool:
    """No menu, heading or headline."""
    return count >= _FURNITURE and (count >= _LONG or _SENTENCE_END.search(sentence) is not None)


def _sentences(lines: list[str]) -> Iterator[tuple[str, int]]:
    """Each sentence with the number of its words; ideographs are counted by twos."""
    for line in lines:
        for sentence in _SENTENCE.split(line.strip()):
            count = len(similarity.words(sentence))
            ideographs = sum("\u3040" <= c <= "\u9fff" for c in sentence)
            yield sentence, count - ideographs // 2
