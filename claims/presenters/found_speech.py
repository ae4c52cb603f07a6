"""The quotations that were found in an article, each with who is proposed as its claimant. A person decides."""

from __future__ import annotations

import functools
import operator
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from claims.models import ArticleVersion, Claimant
from claims.text import quotations
from claims.text.quotations import Attribution

LOOKED_AT = 200_000  # characters of an article; more are not read at every view of its page
SHOWN = 200  # quotations
ASKED_FOR = 40  # different speakers that are looked for among the claimants
PRONOUNS = {"he", "she", "they", "it", "we", "i", "who"}


@dataclass(frozen=True, slots=True)
class FoundSpeech:
    """``start`` to ``end`` are the words to mark: from the first of what was said to the last, if that is no
    stretch."""

    start: int
    end: int
    words: str
    kind: str
    said_by: str
    claimant: str
    is_known: bool


@functools.lru_cache(maxsize=16)
def _read(text: str) -> list[Attribution]:
    """A version's text never changes, and is looked at again after every act on it."""
    return quotations.attributions(text)


def found_in(version: ArticleVersion) -> list[FoundSpeech]:
    """In the order of the text. ``claimant`` is a name of the desk's where just one fits, else the article's
    words."""
    text = version.text[:LOOKED_AT]
    found = _read(text)[:SHOWN]
    known = known_as(one.speaker for one in found)
    return [told(one, text, known) for one in found]


def claimant_for(version: ArticleVersion, start: int, end: int) -> str:
    """Whom to propose for a claim of these words: the speaker of the quotation that they are of. It may be
    nobody."""
    for one in found_in(version):
        if one.start < end and start < one.end:
            return one.claimant
    return ""


def told(one: Attribution, text: str, known: dict[str, str]) -> FoundSpeech:
    first, last = one.content[0], one.content[-1]
    end = last.end if last.end - first.start <= 600 else first.end
    named = one.source.of(text) if one.source else ""
    proposed = known.get(one.speaker) or one.speaker or ("" if named.lower() in PRONOUNS else named)
    return FoundSpeech(
        first.start, end, text[first.start : end], one.kind, named, proposed[:200], one.speaker in known
    )


def known_as(speakers: Iterable[str]) -> dict[str, str]:
    """The name of the desk's claimant for each speaker that just one fits: by name, by a form of it, by the
    last name."""
    wanted = list(dict.fromkeys(filter(None, speakers)))[:ASKED_FOR]
    if not wanted:
        return {}
    fits = functools.reduce(operator.or_, map(_fitting, wanted))
    claimants = list(Claimant.objects.filter(fits).values_list("name", "native_name", "forms"))
    matches = {speaker: _names_of(speaker, claimants) for speaker in wanted}
    return {speaker: names[0] for speaker, names in matches.items() if len(names) == 1}


def _fitting(speaker: str) -> Q:
    fits = Q(name__iexact=speaker) | Q(native_name=speaker) | Q(forms__contains=[speaker])
    return (
        fits
        if " " in speaker
        else fits | Q(name__iendswith=f" {speaker}") | Q(name__istartswith=f"{speaker} ")
    )


def _names_of(speaker: str, claimants: list[tuple[str, str, list[str]]]) -> list[str]:
    """Those whose full name or form it is; only where there is none, those whose last name it is (or first,
    as in Korea)."""
    low = speaker.lower()
    exact = [name for name, native, forms in claimants if low == name.lower() or speaker == native]
    by_form = [name for name, _native, forms in claimants if speaker in forms]
    parts = [
        name
        for name, _native, _forms in claimants
        if low in (name.lower().split()[0], name.lower().split()[-1])
    ]
    if " " not in speaker and len(set(parts)) > 1:
        return parts  # two Kims
    return exact or by_form or parts
