"""Tagged words put together: what was said, with the cue that says so and with whoever is named beside it."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter

import numpy as np

from claims.text.speech_features import OUTSIDE
from claims.text.speech_tagger import AFTER, ALONE, BEFORE, CUE, NOTHING, SOURCE, Tagged, Tags, sequences
from claims.text.speech_tokens import (
    BREAK,
    CASELESS,
    COLON,
    COMMA,
    DASH,
    DIGIT,
    GENITIVE,
    LETTER,
    POINT,
    QUOTE,
    SMALL,
    STOP,
    TITLE,
    UPPER,
)

CONTENT = (AFTER, BEFORE, ALONE)
CAPITAL, ENDING = (TITLE, LETTER, UPPER), (POINT, STOP, COMMA)
MARKS = (POINT, STOP, COMMA, COLON, DASH, GENITIVE, QUOTE)
SENTENCE = 4  # words at least, of a quotation that is one whatever is said of it
LONG_ENOUGH = 8  # characters with their marks, in scripts without capitals
LONGEST_NAME = 8  # words, with titles
WINDOW = 25  # words from a quotation in which its cue is looked for
CARRIED = 4  # links back at most, that a paragraph of nothing but speech goes on with
NEAR = 2  # words at most between a cue and the name behind it


@dataclass(slots=True)
class Run:
    """Words of one tag beside each other, by their numbers; ``line`` and ``segment`` are those of the first."""

    tag: int
    first: int
    last: int
    line: int
    segment: int
    is_quoted: bool


@dataclass(slots=True)
class Link:
    """One attribution in words. ``is_carried_on``: its words stand in a paragraph that names nobody."""

    cue: Run | None
    source: Run | None = None
    content: list[Run] = field(default_factory=list)
    is_carried_on: bool = False


def linked(tagged: Tagged) -> Iterator[Link]:
    """The attributions in the order of the text. What was said by nobody named has no source; without a cue, none
    either.

    They come line by line, so that few are in memory at once: the garbage collector would go through all of them.
    """
    before: deque[Link] = deque(maxlen=CARRIED)
    for _, runs in groupby(_runs(tagged), attrgetter("line")):
        links = _of_line(list(runs), before, tagged)
        before.extend(links)
        yield from (link for link in links if link.content)


def _runs(tagged: Tagged) -> Iterator[Run]:
    shapes, segments = tagged.tokens.shapes, tagged.seen.segments
    tags = np.where(shapes == BREAK, NOTHING, with_whole_quotations(tagged))
    if not len(tags):
        return
    edges = np.flatnonzero(np.diff(tags, prepend=-1, append=-1) | np.diff(segments, prepend=-1, append=-1))
    firsts, lasts = edges[:-1], edges[1:] - 1
    words = np.concatenate(
        ([0], np.cumsum((shapes <= DIGIT) | (shapes == CASELESS)))
    )  # how many there are, without marks
    kept = (tags[firsts] != NOTHING) & (words[lasts + 1] > words[firsts])
    firsts, lasts = firsts[kept], lasts[kept]
    lines = np.searchsorted(sequences(tagged.tokens), firsts, side="right")  # very long ones are cut
    is_quoted = tagged.seen.states[firsts] > OUTSIDE
    columns = (tags[firsts], firsts, lasts, lines, segments[firsts], is_quoted)
    for values in zip(*(column.tolist() for column in columns), strict=True):
        yield Run(*values)


def _of_line(runs: list[Run], before: deque[Link], tagged: Tagged) -> list[Link]:
    cues = [Link(run) for run in runs if run.tag == CUE]
    found = list(cues)
    _give_sources(cues, [run for run in runs if run.tag == SOURCE])
    for one in cues:
        _mend_source(one, tagged)
    for run in runs:
        if run.tag not in CONTENT:
            continue
        link = _cue_of(run, cues)
        if link is None and not cues:
            link = _carried_on(run, before, found)
        if link is None or _is_beside(run, link):
            link = Link(None)
            found.append(link)
        link.content.append(run)
    return sorted(found, key=lambda link: link.cue.first if link.cue else link.content[0].first)


def _cue_of(run: Run, cues: list[Link]) -> Link | None:
    """The last before what is said after its cue, the next behind what is said before it."""
    earlier = [link for link in cues if link.cue and link.cue.first < run.first]
    later = cues[len(earlier) :]
    if run.tag == BEFORE:
        return later[0] if later else earlier[-1] if earlier else None
    if run.is_quoted and earlier and earlier[-1].cue and earlier[-1].cue.segment != run.segment:
        spoken = [link for link in earlier if link.content and link.content[0].is_quoted]
        return spoken[-1] if spoken else earlier[-1]  # “…,” said she, who was said to … “…”
    if run.tag == ALONE and later and not earlier:
        return later[0]
    return earlier[-1] if earlier else later[0] if later else None


def _is_beside(run: Run, link: Link) -> bool:
    """Whether unquoted words only stand by a cue: “…,” she said during a talk, or in the sentence after it."""
    if run.is_quoted or link.cue is None:
        return False
    has_quoted = bool(link.content) and link.content[0].is_quoted
    return (run.tag == AFTER and has_quoted and link.content[0].tag == BEFORE) or (
        has_quoted and run.segment != link.cue.segment
    )


def _carried_on(run: Run, before: deque[Link], found: list[Link]) -> Link | None:
    """A paragraph that is nothing but speech belongs to whoever spoke in the one before."""
    if found:
        return found[-1]
    last = next((link for link in reversed(before) if link.content), None)
    if last is None or last.content[-1].line != run.line - 1:
        return None
    link = Link(last.cue, last.source, is_carried_on=True)
    found.append(link)
    return link


def _give_sources(cues: list[Link], sources: list[Run]) -> None:
    """To each cue whoever stands right behind it, or before it in its sentence, or elsewhere in that."""
    for number, link in enumerate(cues):
        cue = link.cue
        if cue is None:
            continue
        earlier = later = None
        for one in sources:
            if one.segment == cue.segment:
                if one.first < cue.first:
                    earlier = one
                elif one.first > cue.last:
                    later = one
                    break
        following = cues[number + 1].cue if number + 1 < len(cues) else None
        is_before = earlier is not None and cue.first - earlier.last <= NEAR
        is_behind = later is not None and later.first - cue.last <= NEAR
        is_cut_off = later is not None and following is not None and following.first < later.first
        link.source = (
            later if earlier is None or (is_behind and not is_before and not is_cut_off) else earlier
        )


def _mend_source(link: Link, tagged: Tagged) -> None:
    """Without marks at its start, and with the name before “, a former officer”. Without any, the sentence's
    subject."""
    cue, source, shapes = link.cue, link.source, tagged.tokens.shapes.data
    if source is None:
        if cue is not None:
            link.source = _subject(cue, tagged)
        return
    while source.first < source.last and shapes[source.first] in MARKS:
        source.first += 1
    if shapes[source.first] == SMALL and shapes[source.last] in CAPITAL:  # “… and its allies, Yoon”
        ends = [at for at in range(source.first, source.last) if shapes[at] == COMMA]
        source.first = ends[-1] + 1 if ends else source.first
    comma = source.first - 1
    if comma > 0 and shapes[source.first] == SMALL and shapes[comma] == COMMA and shapes[comma - 1] == TITLE:
        source.first = comma - 1
        least = max(0, source.first - LONGEST_NAME)
        while source.first > least and shapes[source.first - 1] == TITLE:
            source.first -= 1


def _subject(cue: Run, tagged: Tagged) -> Run | None:
    """The name that the sentence of ``cue`` begins with, if it does with one of two words or more."""
    shapes, segments = tagged.tokens.shapes.data, tagged.seen.segments
    first = int(np.searchsorted(segments, cue.segment))
    last = first
    while last < min(cue.first, first + LONGEST_NAME) and (
        shapes[last] in CAPITAL or (shapes[last] == POINT and last > first)
    ):
        last += 1
    last -= 1
    if last - first < 1 or last >= cue.first - 1 or shapes[last] == POINT:
        return None
    return Run(SOURCE, first, last, cue.line, cue.segment, is_quoted=False)


def with_whole_quotations(tagged: Tagged) -> Tags:
    """The tags, with quotations in one piece: what is half said is said, and a quoted sentence always is."""
    tags = bytearray(tagged.tags.tobytes())
    seen, shapes = tagged.seen, tagged.tokens.shapes.data
    for first, last in zip(seen.firsts.tolist(), seen.lasts.tolist(), strict=True):
        within, size = tags[first : last + 1], last + 1 - first
        said, most = max((within.count(tag), tag) for tag in CONTENT)
        if said == size:
            continue
        if sum(map(within.count, CONTENT)) * 2 >= size:
            tags[first : last + 1] = bytes([most]) * size
        elif _is_sentence(tagged, first, last, shapes) and within.count(SOURCE) + within.count(CUE) < 2:
            tags[first : last + 1] = bytes([_place_of(first, last, tagged)]) * size
    return np.frombuffer(tags, np.int8)


def _is_sentence(tagged: Tagged, first: int, last: int, shapes: memoryview) -> bool:
    if last - first < 2:
        return False
    if shapes[first + 1] == CASELESS:
        return bool(tagged.tokens.ends[last] - tagged.tokens.starts[first] > LONG_ENOUGH)
    is_ended = shapes[last - 1] in ENDING or COMMA in shapes[last + 1 : last + 2]
    return last - first >= SENTENCE and shapes[first + 1] in CAPITAL and is_ended


def _place_of(first: int, last: int, tagged: Tagged) -> int:
    """Whether a cue stands behind the quotation or before it in the same sentence."""
    tags, segments = tagged.tags, tagged.seen.segments
    behind = tags[last + 1 : last + WINDOW]
    if (behind[segments[last + 1 : last + WINDOW] == segments[first]] == CUE).any():
        return BEFORE
    start = max(0, first - WINDOW)
    return AFTER if (tags[start:first][segments[start:first] == segments[first]] == CUE).any() else ALONE
