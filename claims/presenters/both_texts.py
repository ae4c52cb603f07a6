"""Two people saved the same row: what is stored now and what was typed, side by side, with the words that differ."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from claims.text import similarity

# Every sign counts here, a comma and a capital too: nothing of two drafts is the same but what is the same.
PIECE = re.compile(r"\w+|\s+|[^\w\s]")
COMPARED = 40_000  # characters of both texts; longer ones stand side by side unmarked


class Bit(NamedTuple):
    """Words, and whether they stand on this side only."""

    text: str
    is_own: bool


@dataclass(frozen=True)
class Both:
    """A field in which the two differ."""

    label: str
    stored: list[Bit]
    typed: list[Bit]


def of(label: str, stored: str, typed: str) -> Both:
    if len(stored) + len(typed) > COMPARED:
        return Both(label, [Bit(stored, False)], [Bit(typed, False)])
    old, new = PIECE.findall(stored), PIECE.findall(typed)
    edits = similarity.compare(old, new)
    return Both(
        label,
        _bits(old, [(one.before_start, one.before_end) for one in edits]),
        _bits(new, [(one.after_start, one.after_end) for one in edits]),
    )


def _bits(pieces: list[str], own: list[tuple[int, int]]) -> list[Bit]:
    """The text of these pieces, cut where those begin and end that are its own. Own words between which only a space
    is shared are marked as one."""
    made: list[Bit] = []
    at = 0
    for start, end in own:
        made += [Bit("".join(pieces[at:start]), False), Bit("".join(pieces[start:end]), True)]
        at = end
    made = [bit for bit in (*made, Bit("".join(pieces[at:]), False)) if bit.text]
    return list(_joined(made))


def _joined(bits: list[Bit]) -> Iterator[Bit]:
    run = ""
    for at, bit in enumerate(bits):
        is_between = 0 < at < len(bits) - 1 and bit.text.isspace()
        if bit.is_own or (run and is_between):
            run += bit.text
            continue
        yield from _trimmed(run)
        run = ""
        yield bit
    yield from _trimmed(run)


def _trimmed(run: str) -> Iterator[Bit]:
    """A space at the edge of marked words is not marked; one that differs by itself is."""
    words = run.strip() or run
    start = run.find(words)
    for text, is_own in ((run[:start], False), (words, True), (run[start + len(words) :], False)):
        if text:
            yield Bit(text, is_own)
