"""The normal form of a text, in which what makes no difference to a reader is the same, with a way back.

Offsets are 0-based Unicode code points, end exclusive.
"""

from __future__ import annotations

import bisect
import functools
import operator
import re
import unicodedata
from dataclasses import dataclass
from typing import NamedTuple

from claims.text.sentences import Span

_INVISIBLE = "\u200b"
_ONE_FOR_ONE = str.maketrans(
    dict.fromkeys("“”„‟«»″〝〞〟「」『』＂", '"')
    | dict.fromkeys("‘’‚‛‹›′`´＇", "'")
    | dict.fromkeys("‐‑‒–—―−⸺⸻﹘﹣－", "-")
    | dict.fromkeys((c for c in map(chr, range(0x3001)) if c.isspace()), " ")
    | dict.fromkeys("\u00ad\u034f\u061c\u180e\u2060\u2061\u2062\u2063\u2064\ufeff", _INVISIBLE)
    | dict.fromkeys(map(chr, [*range(0x200B, 0x2010), *range(0x202A, 0x202F)]), _INVISIBLE)
    | dict.fromkeys(map(chr, [*range(0x2066, 0x206A), *range(0xFE00, 0xFE10)]), _INVISIBLE)
    | {chr(0xFEE0 + ord(c)): c for c in map(chr, range(0x21, 0x7F)) if c not in "\"'-"}  # full-width forms
)
_BETWEEN = "[ \u200b]*"
_SEVERAL_FOR_ONE = "|".join(
    [
        rf"(?P<dash>{_BETWEEN}-(?:{_BETWEEN}-)*{_BETWEEN})",
        rf"(?P<dots>{_BETWEEN}[\[(]?(?:\.?…|\.[ \u200b]?\.[ \u200b]?\.(?:[ \u200b]?\.)?)[\])]?{_BETWEEN})",
        r"(?P<space>[ \u200b]{2,}|\u200b)",
        r"(?P<quote>'\u200b*')",
    ]
)
# The lookahead makes the search three times as fast on ordinary text.
_ORDINARY = re.compile(rf"(?=[-.…\u200b' \[(])(?:{_SEVERAL_FOR_ONE})")
_REPLACEMENT = {"dash": "-", "dots": "…", "quote": '"'}


class Edit(NamedTuple):
    """``normal[start:end]`` stands for ``original[original_start:original_end]``; either may be empty."""

    start: int
    end: int
    original_start: int
    original_end: int


@dataclass(frozen=True, slots=True)
class Normalised:
    """A text in normal form. ``offsets`` are the places where it isn't one character for one, in order."""

    text: str
    offsets: tuple[Edit, ...]

    def original(self, start: int, end: int) -> Span:
        """The span of the original that ``text[start:end]`` stands for. ValueError if empty or outside."""
        if not 0 <= start < end <= len(self.text):
            raise ValueError(f"no characters {start} to {end} in a text of {len(self.text)}")
        return Span(self._of(start).start, self._of(end - 1).end)

    def _of(self, position: int) -> Span:
        index = bisect.bisect_right(self.offsets, position, key=operator.attrgetter("start")) - 1
        if index < 0:
            return Span(position, position + 1)
        edit = self.offsets[index]
        if position < edit.end:
            return Span(edit.original_start, edit.original_end)
        shifted = position - edit.end + edit.original_end
        return Span(shifted, shifted + 1)


def normalise(text: str) -> Normalised:
    """``text`` with the differences taken out that make no difference to a reader.

    Case, kinds of quotation mark, dash and white space, spaces round dashes, ways to write an ellipsis, composed and
    decomposed letters, ligatures, full-width forms, invisible characters. Digits, signs and words stay as they are.
    """
    plain = text.translate(_ONE_FOR_ONE)
    parts: list[str] = []
    edits: list[Edit] = []
    done = length = 0
    for match in _pattern(plain).finditer(plain):
        replacement = _replacement(match)
        if replacement == match.group():
            continue
        start = length + match.start() - done
        parts += (plain[done : match.start()].casefold(), replacement)
        done, length = match.end(), start + len(replacement)
        edits.append(Edit(start, length, match.start(), done))
    parts.append(plain[done:].casefold())
    return Normalised("".join(parts), tuple(edits))


def _pattern(plain: str) -> re.Pattern[str]:
    """What has to be replaced in ``plain``; letters that fold to several, or compose, are looked up in it."""
    composed = unicodedata.is_normalized("NFC", plain)
    characters = set(plain)
    odd = {c for c in characters if len(c.casefold()) > 1}
    marks: set[str] = set()
    if not composed:
        odd |= {c for c in characters if not unicodedata.is_normalized("NFC", c)}
        marks = {c for c in characters if unicodedata.category(c)[0] == "M" or "\u1160" <= c <= "\u11ff"}
    if not odd and not marks:
        return _ORDINARY
    return _extraordinary("".join(sorted(odd)), "".join(sorted(marks)))


@functools.lru_cache(maxsize=64)
def _extraordinary(odd: str, marks: str) -> re.Pattern[str]:
    single = f"[{re.escape(odd)}]" if odd else "(?!)"
    # A letter seldom bears more than two marks; one that bears thousands would take time by their square.
    cluster = f"[^{re.escape(marks)}][{re.escape(marks)}]{{1,30}}" if marks else "(?!)"
    return re.compile(f"(?P<letter>{cluster}|{single})|{_SEVERAL_FOR_ONE}", re.DOTALL)


def _replacement(match: re.Match[str]) -> str:
    kind = match.lastgroup or ""
    if kind == "letter":
        return unicodedata.normalize("NFC", match.group()).casefold()
    if kind == "space":
        return " " if " " in match.group() else ""
    return _REPLACEMENT[kind]
