"""Whom the words mean that name a speaker: “Yoon”, “the minister Kim Yong-hyun”, “she”. Left open where it is not safe.

A surname means the one person of that name who was named in full before; a pronoun the only person named since the
paragraph before, or the last speaker if nobody was named since. Two who may be meant are nobody.
"""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Mapping

from claims.text.sentences import Span
from claims.text.wordlists import words

_CAPITAL = "[A-ZÀ-ÖØ-ÞА-ЯΑ-Ω]"
# No part takes a blank, and a name goes on at one only: nothing need be given back, so the repeats are possessive.
_MORE = r"\w*+(?:(?:-\w|['’](?!s\b)\w|\.(?=[ A-Z]))\w*+)*+"
_PART = _CAPITAL + _MORE
# That a word begins there is looked at behind its first letter: so the search goes from capital to capital.
_FIRST = rf"{_CAPITAL}(?<!\w{_CAPITAL}){_MORE}"
_NAME = re.compile(rf"{_FIRST}(?: (?:(?:de|van|von|der|den|la|al|bin|ibn|da|dos|del|di) )?{_PART}){{0,5}}+")
_FULL = re.compile(rf"{_FIRST}(?: (?:(?:de|van|von|der|den|la|al|bin|ibn|da|dos|del|di) )?{_PART}){{1,5}}+")
_RELATIVE = re.compile(r"\b(?!of|for|to|at|in|with|by|from|and|or)[^\W\d_]+ \Z")
_TITLES = words(
    "mr mrs ms dr miss sir lord lady president premier chancellor minister secretary senator sen rep "
    "representative congressman "
    "congresswoman governor gov mayor general gen colonel col lieutenant lt captain capt major admiral "
    "sergeant sgt judge justice "
    "attorney director chairman chairwoman chair chief speaker spokesman spokeswoman spokesperson "
    "ambassador prince princess king "
    "queen pope bishop professor prof reverend rev deputy vice former prime foreign defense defence "
    "interior officer leader "
    "candidate nominee rapper actor republican democrat democratic analyst professor commissioner envoy",
)
_NO_NAMES = words(
    "the a an he she they it i we you his her their our my this that these those in on at by as but and "
    "or if when while for "
    "from with after before despite though although some many most all one no not there what who how why "
    "where yes january february "
    "march april may june july august september october november december monday tuesday wednesday "
    "thursday friday saturday sunday"
)
_BODIES = words(
    "service ministry department party committee campaign university times post news journal reuters "
    "agency council union office "
    "house senate congress court bank group institute center centre commission administration government "
    "police association states "
    "state city county street company inc corp board team force forces army press network foundation "
    "nations kingdom korea"
)
_PRONOUNS = words("he she")
_ROLE_FIRST = words("a an the one another some two three many several his her their")


FARTHEST = 1_500  # characters back that a pronoun may look
_REMEMBERED = 80  # characters of words that are kept with what they come to
_MOST_BEARERS = 20  # of one name; among more nobody can be meant


class _Bearers:
    """Those who bear a name, in the order in which the text names them in full; and whom it means from there on."""

    __slots__ = ("_meant", "_places")

    def __init__(self, named: Mapping[str, int]) -> None:
        """``named``: where each is first named in full, in the order of the text."""
        self._places: list[int] = []
        self._meant: list[str] = []
        distinct: list[str] = []
        for full, place in named.items():
            # Who is named at greater length is still the same person.
            if len(distinct) > _MOST_BEARERS or any(full in one for one in distinct):
                continue
            distinct = [*(one for one in distinct if one not in full), full]
            self._places.append(place)
            self._meant.append(full if len(distinct) == 1 else "")

    def before(self, place: int, *, otherwise: str) -> str:
        """The one who was named before ``place``; nothing if it may be several, ``otherwise`` if it is nobody."""
        known = bisect.bisect_left(self._places, place)
        return self._meant[known - 1] if known else otherwise


class Names:
    """The people of a text who are named in full, found once."""

    def __init__(self, text: str) -> None:
        self._text = text
        # By a first or last name, the full ones and where they come first.
        self._named: dict[str, dict[str, int]] = {}
        self._bearers: dict[str, _Bearers] = {}
        seen = set[str]()
        for match in _FULL.finditer(text):
            if match[0] in seen:
                continue
            seen.add(match[0])
            name = stripped(match[0])
            parts = name.split()
            if len(parts) > 1 and _BODIES.isdisjoint(name.lower().split()):
                for part in {parts[0], parts[-1]}:
                    self._named.setdefault(part, {}).setdefault(name, match.start())

    def meant(self, source: Span, last: tuple[Span, str] | None) -> str:
        """The full name of whom the words at ``source`` mean, or nothing. ``last`` is who spoke before, and
        where."""
        said = source.of(self._text)
        if said.lower() in _PRONOUNS:
            return self._of_pronoun(source, last)
        name, end = (_name_of_short if len(said) <= _REMEMBERED else _named_by)(said)
        return self._fullest(name, source.start + end) if name else ""

    def _fullest(self, name: str, before: int) -> str:
        if " " in name or name not in self._named:
            return name
        return self._those_named(name).before(before, otherwise=name)

    def _those_named(self, part: str) -> _Bearers:
        """Those who bear a name of the text; few of them are ever asked for."""
        if part not in self._bearers:
            self._bearers[part] = _Bearers(self._named[part])
        return self._bearers[part]

    def _of_pronoun(self, source: Span, last: tuple[Span, str] | None) -> str:
        nearest = max(0, source.start - FARTHEST)
        here = self._text.rfind("\n", nearest, source.start)
        paragraph_before = (
            self._text.rfind("\n", nearest, max(nearest, here - 1)) + 1 if here >= 0 else nearest
        )
        previous = max(nearest, paragraph_before)
        if last and last[1] and last[0].start >= previous:
            return "" if set(self._people(last[0].end, source.start)) - {last[1]} else last[1]
        people = self._people(previous, source.start)
        return people[0] if len(people) == 1 else ""

    def _people(self, start: int, end: int) -> list[str]:
        """Those who are named from ``start`` to ``end``: by both names, or by one that belongs to somebody
        named in full."""
        found = {}
        for match in _NAME.finditer(self._text, start, end):
            name = stripped(match[0])
            if name in self._named:
                found[self._fullest(name, match.end()) or name] = True
            elif name and name in self._named.get(name.rpartition(" ")[2], ()):
                found[name] = True
        return list(found)


def _named_by(said: str) -> tuple[str, int]:
    """The name in the words for somebody, without his titles, and where it ends; no name if they only mention it."""
    first = (said.split(None, 1) or [""])[0].lower()
    for match in _NAME.finditer(said):
        name = stripped(match[0])
        is_role = first in _ROLE_FIRST and not (
            match.end() == len(said) and " " in name and _RELATIVE.search(said, 0, match.start())
        )
        if name and not is_role and said[match.end() : match.end() + 2] not in ("’s", "'s"):
            return name, match.end()
    return "", 0


def stripped(name: str) -> str:
    """A name without titles and roles before it, and without words that only begin a sentence. It may be nothing."""
    return _remembered(name) if len(name) <= _REMEMBERED else _stripped(name)


def _stripped(name: str) -> str:
    parts = name.split()
    for number in range(len(parts) - 1, -1, -1):
        bare = parts[number].rstrip(".").lower()
        if bare in _TITLES or bare in _NO_NAMES:
            parts = parts[number + 1 :]
            break
    return " ".join(parts).rstrip(".") if (parts and len(parts[0].rstrip(".")) > 1) or len(parts) > 1 else ""


_remembered = functools.lru_cache(maxsize=10_000)(_stripped)
_name_of_short = functools.lru_cache(maxsize=10_000)(_named_by)
