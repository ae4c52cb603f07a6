"""The little of Markdown that the desk's own guide is written in, as a list of blocks: no markup is made here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

FENCE = "```"
INLINE = re.compile(r"`(?P<code>[^`]+)`|\*\*(?P<strong>[^*]+)\*\*|\*(?P<em>[^*]+)\*")


class Piece(NamedTuple):
    """Words of a line; ``kind`` is *text*, *code*, *strong* or *em*."""

    kind: str
    words: str


@dataclass
class Block:
    """``kind`` is *heading*, *paragraph*, *list* or *code*; ``level`` is a heading's, ``language`` that of code."""

    kind: str
    lines: list[str] = field(default_factory=list)
    level: int = 0
    language: str = ""

    @property
    def text(self) -> str:
        return "\n".join(self.lines)

    @property
    def pieces(self) -> list[Piece]:
        return pieces(" ".join(self.lines))

    @property
    def items(self) -> list[list[Piece]]:
        return [pieces(line) for line in self.lines]


def blocks(text: str) -> Iterator[Block]:
    """The blocks of a guide, in their order."""
    block: Block | None = None
    for line in text.splitlines():
        if block and block.kind == "code":
            if line == FENCE:
                yield block
                block = None
            else:
                block.lines.append(line)
            continue
        kind = _kind(line)
        if block and (kind != block.kind or kind == "heading"):
            yield block
            block = None
        if kind:
            block = block or _opened(kind, line)
            if kind != "code":
                block.lines.append(line.lstrip("#").removeprefix("- ").strip())
    if block:
        yield block


def _kind(line: str) -> str:
    if line.startswith(FENCE):
        return "code"
    if line.startswith("#"):
        return "heading"
    if line.startswith("- "):
        return "list"
    return "paragraph" if line.strip() else ""


def _opened(kind: str, line: str) -> Block:
    level = len(line) - len(line.lstrip("#")) if kind == "heading" else 0
    return Block(kind, level=level, language=line.removeprefix(FENCE).strip() if kind == "code" else "")


def pieces(line: str) -> list[Piece]:
    found, at = [], 0
    for match in INLINE.finditer(line):
        found += [
            Piece("text", line[at : match.start()]),
            Piece(match.lastgroup or "", match[match.lastgroup or 0]),
        ]
        at = match.end()
    return [one for one in (*found, Piece("text", line[at:])) if one.words]
