"""Where the words that somebody looked for stand: a text with them marked, and the stretch that has most of them.

Words are found as PostgreSQL's plain configuration finds them: whole, in any case, without their endings understood.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

SIZE = 240  # characters of a stretch
MOST = 12  # words that are looked for

_WORD = re.compile(r"\w+")
_ASKED = re.compile(r'(?<!\S)(-)?(?:"([^"]*)"?|(\S+))')
_SPACE = re.compile(r"\s+")


class Bit(NamedTuple):
    """Words of a text; ``is_found`` where they are among those looked for."""

    text: str
    is_found: bool = False


def asked(query: str) -> list[str]:
    """The words that ``query`` asks for, lower case, each once: what follows a minus and a bare *or* are none."""
    found: dict[str, None] = {}
    for minus, quoted, bare in _ASKED.findall(query):
        if not minus and bare.lower() != "or":
            found.update(dict.fromkeys(_WORD.findall((quoted or bare).lower())))
    return list(found)[:MOST]


def marked(text: str, wanted: Iterable[str]) -> list[Bit]:
    """All of ``text``, cut where a wanted word begins and ends. Words with nothing but a space between are one."""
    made: list[Bit] = []
    at = 0
    for start, end in _places(text, frozenset(wanted)):
        between = text[at:start]
        if made and between.isspace():
            made[-1] = Bit(made[-1].text + text[at:end], True)
        else:
            made += [Bit(between), Bit(text[start:end], True)] if between else [Bit(text[start:end], True)]
        at = end
    return [*made, Bit(text[at:])] if at < len(text) else made


def best(texts: Sequence[str], wanted: Iterable[str], *, size: int = SIZE) -> list[Bit]:
    """The first stretch of ``texts`` that holds the most different wanted words; nothing where none does."""
    words = frozenset(wanted)
    held, chosen = 0, ""
    for text in texts:
        many, start, end = _window(text, words, size)
        if many > held:
            held, chosen = many, _cut(text, start, end)
    return marked(chosen, words) if held else []


def _places(text: str, wanted: frozenset[str]) -> list[tuple[int, int]]:
    return [one.span() for one in _WORD.finditer(text) if one.group().lower() in wanted]


def _window(text: str, wanted: frozenset[str], size: int) -> tuple[int, int, int]:
    """(how many different words, start, end) of the best stretch of ``size`` characters or so around wanted words."""
    places = _places(text, wanted)
    held, left, right = 0, 0, 0
    first = 0
    for last, (_, end) in enumerate(places):
        while end - places[first][0] > size and first < last:
            first += 1
        different = {text[slice(*place)].lower() for place in places[first : last + 1]}
        if len(different) > held:
            held, left, right = len(different), places[first][0], end
        if held == len(wanted):
            break
    room = max(size - (right - left), 0) // 2
    return held, max(0, left - room), min(len(text), right + room)


def _cut(text: str, start: int, end: int) -> str:
    """The stretch, to whole words, as one line; an ellipsis where it leaves something out."""
    if start:
        start += len(re.match(r"\S*\s*", text[start:])[0])  # type: ignore[index]
    if end < len(text) and (space := text.rfind(" ", start, end)) > 0:
        end = space
    line = _SPACE.sub(" ", text[start:end]).strip()
    return ("… " if start else "") + line + (" …" if end < len(text) else "")
