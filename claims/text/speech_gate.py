"""The paragraphs that may hold speech: with a quotation mark, or with a word that often says that somebody
speaks.

Half of the news goes by unread; what is lost with it is little, as nothing can be learned of speech without
either.
"""

from __future__ import annotations

import functools
import itertools
import re
from collections.abc import Collection
from dataclasses import dataclass

import numpy as np

from claims.text import quotation_marks
from claims.text.quotation_marks import Quoted
from claims.text.speech_tokens import Ints

_BEHIND = ("", ",", ".", ":", ";", "?", "!", "—", ",”", '"', "”")


@dataclass(frozen=True, slots=True)
class Worth:
    """Paragraphs, each ended by a line feed, as one ``text``; ``starts`` are where they begin in it,
    ``shifts`` how much
    further on that is in the whole. ``quotations`` are the outermost in ``text``; ``ends`` has a character
    for each: its
    last before the mark."""

    text: str
    starts: Ints
    shifts: Ints
    quotations: list[Quoted]
    ends: str

    def places(self, offsets: Ints) -> Ints:
        """Where ``offsets`` of ``text`` are in the whole text."""
        return offsets + self.shifts[np.searchsorted(self.starts, offsets, side="right") - 1]


@functools.lru_cache(maxsize=4)
def _forms(cues: frozenset[str]) -> frozenset[str]:
    return frozenset(cue + behind for cue, behind in itertools.product(cues, _BEHIND))


def worth_reading(text: str, cues: Collection[str]) -> Worth:
    """The paragraphs of ``text`` in which somebody may be said to say something, with a word of ``cues`` or
    without."""
    forms = _forms(frozenset(cues))
    marked = re.compile("|".join(map(re.escape, quotation_marks.openers(text))) or r"(?!)")
    lines: list[str] = []
    starts, shifts, found = [0], [0], []
    at = size = 0
    for line in text.split("\n"):
        has_marks = marked.search(line) is not None
        if has_marks or not forms.isdisjoint(line.lower().split()):
            if lines:
                starts.append(size)
                shifts.append(at - size)
            else:
                shifts[0] = at
            if has_marks:
                found += [one for one in quotation_marks.in_line(line, size) if one.depth == 0]
            lines.append(line)
            size += len(line) + 1
        at += len(line) + 1
    kept = "\n".join([*lines, ""])
    ends = "".join([kept[one.end - 2] if one.end - one.start > 2 else " " for one in found])
    return Worth(kept, np.array(starts), np.array(shifts), found, ends)
