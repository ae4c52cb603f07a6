"""Who is said to have said what, in running news text: direct, indirect and mixed quotations, with the words that tell.

A tagger that learned from English news reads the paragraphs that may hold speech (`speech_tagger`); quotation marks
count in every script. Offsets are 0-based Unicode code points, end exclusive. Time grows with the length only.
"""

from __future__ import annotations

import functools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from claims.text import speech_tagger
from claims.text.sentences import Span
from claims.text.speakers import Names
from claims.text.speech_features import OUTSIDE
from claims.text.speech_gate import worth_reading
from claims.text.speech_linking import Link, Run, linked
from claims.text.speech_tagger import Tagged

Kind = Literal["direct", "indirect", "mixed"]


@dataclass(frozen=True, slots=True)
class Attribution:
    """``content`` is what was said, in one or more places, with its quotation marks; ``source`` the words that name who
    said it, and ``speaker`` the fullest name the text has for them: empty where that is not safe to say."""

    content: tuple[Span, ...]
    kind: Kind
    source: Span | None = None
    cue: Span | None = None
    speaker: str = ""


def attributions(text: str) -> list[Attribution]:
    """All of them, in the order of the text."""
    tagged = speech_tagger.tag(worth_reading(text, speech_tagger.model().codes))
    return list(_Reader(text, tagged).attributions(linked(tagged)))


class _Reader:
    """From words by number to places in the text, and to the people that it names."""

    def __init__(self, text: str, tagged: Tagged) -> None:
        self._text = text
        # Few places are asked for: views give them as fast as lists do, without a list of all words to be made.
        self._starts = tagged.tokens.starts.data
        self._ends = tagged.tokens.ends.data
        self._outside = np.cumsum(np.concatenate(([0], tagged.seen.states == OUTSIDE))).data

    @functools.cached_property
    def _names(self) -> Names:
        return Names(self._text)

    def attributions(self, links: Iterable[Link]) -> Iterator[Attribution]:
        last = None
        for link in links:
            source, speaker = None, ""
            if link.source:
                source = self.span(link.source)
                speaker = self._names.meant(source, last)
                last = source, speaker
            content = tuple([self.span(run) for run in link.content])
            cue = self.span(link.cue) if link.cue else None
            yield Attribution(content, self._kind(link.content), source, cue, speaker)

    def span(self, run: Run) -> Span:
        return Span(self._starts[run.first], self._ends[run.last])

    def _kind(self, runs: list[Run]) -> Kind:
        words = outside = 0
        for run in runs:
            words += run.last + 1 - run.first
            outside += self._outside[run.last + 1] - self._outside[run.first]
        return "indirect" if outside == words else "direct" if outside <= len(runs) else "mixed"
