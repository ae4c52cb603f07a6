"""The paragraphs that may hold speech: with a quotation mark, or with a word that often says that somebody speaks.

The others go by unread; what is lost with them is little, as nothing can be learned of speech without either.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from claims.text import quotation_marks
from claims.text.quotation_marks import Quoted
from claims.text.speech_tokens import HAS_APOSTROPHE, HAS_CUE, HAS_MARK, Codes, Tokens, read


@dataclass(frozen=True, slots=True)
class Worth:
    """Paragraphs as ``tokens``, each ended by a line feed. ``quotations`` are the outermost in them; ``ends`` has a
    character for each: its last before the mark."""

    tokens: Tokens
    quotations: list[Quoted]
    ends: str


def worth_reading(text: str, codes: Codes) -> Worth:
    """The paragraphs of ``text`` in which somebody may be said to say something, with a cue or without."""
    packed = read(text, codes)
    breaks = packed.breaks()
    firsts = np.concatenate(([0], breaks[:-1] + 1))
    hints = packed.hints(firsts)
    is_marked = (hints & (HAS_MARK | HAS_APOSTROPHE * quotation_marks.has_apostrophes_that_open(text))) > 0
    is_worth = is_marked | ((hints & HAS_CUE) > 0)
    line_ends = packed.ends[breaks] - 1
    line_starts = np.concatenate(([0], line_ends[:-1] + 1))
    quotations = [
        one
        for start, end in zip(line_starts[is_marked].tolist(), line_ends[is_marked].tolist(), strict=True)
        for one in quotation_marks.in_line(text[start:end], start)
        if one.depth == 0
    ]
    ends = "".join([text[one.end - 2] if one.end - one.start > 2 else " " for one in quotations])
    return Worth(packed.tokens(np.repeat(is_worth, breaks + 1 - firsts)), quotations, ends)
