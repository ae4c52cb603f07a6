"""Words for a cell of a table that somebody will open in a spreadsheet."""

from __future__ import annotations

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(words: str) -> str:
    """The words, with an apostrophe before what a spreadsheet would carry out as a formula."""
    return f"'{words}" if words.startswith(_FORMULA) or words.lstrip().startswith(_FORMULA) else words


def plain(cell: str) -> str:
    """The words that ``harmless`` was given: what this desk exported comes back as it was."""
    bare = cell[1:]
    return bare if cell.startswith("'") and harmless(bare) == cell else cell
