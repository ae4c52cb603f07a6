"""A text and what it became, as one: the words that went crossed out, those that came underlined."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from claims.presenters.both_texts import COMPARED, PIECE
from claims.text import similarity
from claims.text.similarity import WordEdit

KEPT = 60  # characters shown on either side of a change, of a longer stretch that stayed the same
STRAY = 10  # characters that don't keep two changes apart
SHOWN = 2_000  # characters of all of it


class Bit(NamedTuple):
    """``edit``: "removed", "added", or nothing."""

    text: str
    edit: str = ""


def merged(before: str, after: str) -> list[Bit]:
    """The whole change, what stayed the same cut short where it is long."""
    if not before or not after or len(before) + len(after) > COMPARED:
        return list(_cut([Bit(before, "removed"), Bit(after, "added")]))
    return list(_cut(_shortened([bit for bit in _bits(before, after) if bit.text])))


def whole(before: str, after: str) -> list[Bit]:
    """The whole change, and all that stayed the same. A word or two that chance left standing between changes goes
    with them: nobody can read a sentence of which every other word is crossed out."""
    if not before or not after or len(before) + len(after) > COMPARED:
        return [bit for bit in (Bit(before, "removed"), Bit(after, "added")) if bit.text]
    old, new = PIECE.findall(before), PIECE.findall(after)
    made: list[Bit] = []
    at = 0
    for edit in _apart(similarity.compare(old, new), old):
        made.append(Bit("".join(old[at : edit.before_start])))
        made.append(Bit("".join(old[edit.before_start : edit.before_end]), "removed"))
        made.append(Bit("".join(new[edit.after_start : edit.after_end]), "added"))
        at = edit.before_end
    return [bit for bit in (*made, Bit("".join(old[at:]))) if bit.text]


def _apart(edits: Sequence[WordEdit], old: Sequence[str]) -> Iterator[WordEdit]:
    """Edits with something to read between them; those without are one."""
    run: WordEdit | None = None
    for edit in edits:
        between = old[run.before_end : edit.before_start] if run else []
        if run and sum(map(len, between)) <= STRAY and "\n" not in "".join(between):
            run = run._replace(before_end=edit.before_end, after_end=edit.after_end)
            continue
        if run:
            yield run
        run = edit
    if run:
        yield run


def _bits(before: str, after: str) -> Iterator[Bit]:
    old, new = PIECE.findall(before), PIECE.findall(after)
    at = 0
    for edit in similarity.compare(old, new):
        yield Bit("".join(old[at : edit.before_start]))
        yield Bit("".join(old[edit.before_start : edit.before_end]), "removed")
        yield Bit("".join(new[edit.after_start : edit.after_end]), "added")
        at = edit.before_end
    yield Bit("".join(old[at:]))


def _shortened(bits: list[Bit]) -> Iterator[Bit]:
    for index, bit in enumerate(bits):
        if bit.edit or len(bit.text) <= 3 * KEPT:
            yield bit
            continue
        head = f"{bit.text[:KEPT]} " if index else ""
        tail = f" {bit.text[-KEPT:]}" if index < len(bits) - 1 else ""
        yield Bit(f"{head}…{tail}")


def _cut(bits: list[Bit] | Iterator[Bit]) -> Iterator[Bit]:
    room = SHOWN
    for bit in bits:
        if not bit.text:
            continue
        if len(bit.text) > room:
            yield Bit(bit.text[:room] + "…", bit.edit)
            return
        room -= len(bit.text)
        yield bit
