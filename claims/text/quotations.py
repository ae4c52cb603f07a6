"""Who is said to have said what, in running news text: direct, indirect and mixed quotations, with the words
that tell.

A tagger that learned from English news reads the paragraphs that may hold speech (`speech_tagger`);
quotation marks count in every
script. Offsets are 0-based Unicode code points, end exclusive. Time grows with the length only.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from claims.text import speech_tagger
from claims.text.sentences import Span
from claims.text.speakers import Names
from claims.text.speech_features import OUTSIDE
from claims.text.speech_gate import Worth, worth_reading
from claims.text.speech_linking import Link, Run, linked
from claims.text.speech_tagger import Tagged

Kind = Literal["direct", "indirect", "mixed"]


@dataclass(frozen=True, slots=True)
class Attribution:
    """``content`` is what was said, in one or more places, with its quotation marks; ``source`` the words
    that name who
    said it, and ``speaker`` the fullest name the text has for them: empty where that is not safe to say."""

    content: tuple[Span, ...]
    kind: Kind
    source: Span | None = None
    cue: Span | None = None
    speaker: str = ""


def attributions(text: str) -> list[Attribution]:
    """All of them, in the order of the text."""
    worth = worth_reading(text, speech_tagger.model().codes.cues)
    tagged = speech_tagger.tag(worth.text, worth.quotations, worth.ends)
    reader = _Reader(text, worth, tagged)
    return _with_speakers(text, [reader.attribution(link) for link in linked(tagged)])


def _with_speakers(text: str, found: list[Attribution]) -> list[Attribution]:
    if not found:
        return []
    names = Names(text)
    named, last = [], None
    for one in found:
        if one.source:
            speaker = names.meant(one.source, last)
            last = (one.source, speaker)
            one = Attribution(one.content, one.kind, one.source, one.cue, speaker)
        named.append(one)
    return named


class _Reader:
    """From words by number to places in the text."""

    def __init__(self, text: str, worth: Worth, tagged: Tagged) -> None:
        self._text = text
        self._starts = worth.places(tagged.tokens.starts).tolist()
        self._ends = (worth.places(np.maximum(tagged.tokens.ends - 1, 0)) + 1).tolist()
        self._outside = np.concatenate(([0], np.cumsum(tagged.seen.states == OUTSIDE))).tolist()

    def attribution(self, link: Link) -> Attribution:
        return Attribution(
            tuple(map(self.span, link.content)),
            self._kind(link.content),
            self.span(link.source) if link.source else None,
            self.span(link.cue) if link.cue else None,
        )

    def span(self, run: Run) -> Span:
        return Span(self._starts[run.first], self._ends[run.last])

    def _kind(self, runs: list[Run]) -> Kind:
        words = sum(run.last + 1 - run.first for run in runs)
        outside = sum(self._outside[run.last + 1] - self._outside[run.first] for run in runs)
        return "indirect" if outside == words else "direct" if outside <= len(runs) else "mixed"
