"""Words between quotation marks, of every script: “ ”, « », „ “, 「 」, ‘ ’, straight ones; nested, unclosed,
carried on.

Offsets are 0-based Unicode code points, end exclusive, and take the marks in. Time grows with the length only.
"""

from __future__ import annotations

import itertools
import re
from typing import NamedTuple

# What each mark is closed by; some are mixed in print. One that opens and closes is judged by what is open
# and near.
CLOSERS = {
    "“": "”\"", "„": "“”", "«": "»", "»": "«", "‹": "›", "›": "‹", "‘": "’", "‚": "‘’", "「": "」", "『": "』",
    "｢": "｣", "〝": "〞〟", "❝": "❞", '"': '"”', "＂": "＂", "''": "''", "``": "''", "'": "'", "”": "”", "’": "’",
}  # fmt: skip
SINGLE = frozenset("'‘’‚‹›")
_CLOSING = frozenset("”»›’」』｣〞〟❞")
_DOUBLE = '“”„«»「」『』｢｣〝〞〟❝❞"＂'
# By whether single marks are looked for, and pairs of apostrophes and of accents: one set of characters is searched
# several times as fast as a choice is.
_MARKS = {
    (False, False): re.compile(f"[{_DOUBLE}]"),
    (True, False): re.compile(f"[{_DOUBLE}‹›‘’‚']"),
    (False, True): re.compile(f"''|``|[{_DOUBLE}]"),
    (True, True): re.compile(f"''|``|[{_DOUBLE}‹›‘’‚']"),
}
OPENERS = ("“", '"', "''", "„", "«", "»", "「", "『", "``", "｢", "〝", "❝", "＂", "‘", "‚", "‹", "›")
"""The marks that open a quotation wherever they stand; an apostrophe does in some places."""

# The mark comes first, so that the search leaps from one to the next.
_STRAIGHT_SINGLE = re.compile(r"'(?<![^\s(\[—–:“\"]')(?=\w)")
_LINE = re.compile(r"[^\n]+")
_ENDED = re.compile(r"[.,!?…;—][\s\"”]*\Z")
_REAL_END = re.compile(r"[.,!?…]['’]")
DEEPEST = 8  # open marks beside each other: what opens more is no prose


class Quoted(NamedTuple):
    """``depth`` 0 is not within other marks. An unclosed one reaches to the end of its paragraph."""

    start: int
    end: int
    depth: int
    is_closed: bool


def has_apostrophes_that_open(text: str) -> bool:
    return "'" in text and _STRAIGHT_SINGLE.search(text) is not None


def _has_single(text: str) -> bool:
    return "‘" in text or "‚" in text or "‹" in text or "›" in text or has_apostrophes_that_open(text)


def quoted(text: str) -> list[Quoted]:
    """What stands between quotation marks, in the order of its beginning; none of it crosses a line's end."""
    found: list[Quoted] = []
    if any(mark in text for mark in OPENERS) or has_apostrophes_that_open(text):
        for line in _LINE.finditer(text):
            found += in_line(line[0], line.start())
    return found


def in_line(line: str, offset: int = 0) -> list[Quoted]:
    """The same for one paragraph, which stands at ``offset`` in its text."""
    found: list[Quoted] = []
    opened: list[tuple[str, int]] = []
    for match in _MARKS[_has_single(line), "''" in line or "``" in line].finditer(line):
        mark, start, end = match[0], match.start(), match.end()
        level = _closed_by(mark, opened, line, start, end)
        if level is not None:
            found.append(Quoted(opened[level][1], end, level, True))
            del opened[level:]
        elif _opens(mark, line, start, end):
            if opened and opened[-1][0] == mark and _ENDED.search(line, max(0, start - 8), start):
                _unclosed(found, opened, line, start)  # its end was forgotten
            if len(opened) < DEEPEST:
                opened.append((mark, start))
    if opened:
        _unclosed(found, opened, line, len(line))
    return sorted(
        [Quoted(start + offset, end + offset, depth, closed) for start, end, depth, closed in found]
    )


def _closed_by(mark: str, opened: list[tuple[str, int]], line: str, start: int, end: int) -> int | None:
    """Which of the open quotations ``mark`` closes: the last that may be, single ones without their end
    given up."""
    if mark in "'’" and (_is_within_a_word(line, start, end) or _is_a_plural(line, start, end)):
        return None
    if mark in "'’\"" and start and line[start - 1].isspace() and end < len(line) and line[end].isalnum():
        return None  # it stands where only an opening one can
    for level in range(len(opened) - 1, -1, -1):
        opener = opened[level][0]
        if mark in CLOSERS[opener]:
            return level
        if opener not in SINGLE and mark in SINGLE:
            return None
    return None


def _is_within_a_word(line: str, start: int, end: int) -> bool:
    return bool(start and end < len(line) and line[start - 1].isalnum() and line[end].isalnum())


def _is_a_plural(line: str, start: int, end: int) -> bool:
    """Whether it makes a genitive, as in "the workers’ rights", and the true end comes later."""
    behind = line[end : end + 2]
    return (
        line[start - 1 : start] == "s"
        and behind[:1] == " "
        and behind[1:].islower()
        and _REAL_END.search(line, end, end + 300) is not None
    )


def _opens(mark: str, line: str, start: int, end: int) -> bool:
    if mark not in CLOSERS:
        return False
    before, after = line[start - 1 : start], line[end : end + 1]
    if not after or (after.isspace() and mark not in "«“„"):
        return False
    if mark in (
        "'",
        "’",
        "”",
        "»",
        "›",
    ):  # an apostrophe, or the end of what began elsewhere, if it stands behind a word
        return (not before or before in ' \t\u00a0\u202f([—–-:“"') and after.isalnum() and mark != "’"
    if mark == '"':
        return not (before.isalnum() and not after.isalnum())  # 6'2"
    return True


def _unclosed(found: list[Quoted], opened: list[tuple[str, int]], line: str, end: int) -> None:
    """Give up what is open; the outermost with double marks reaches to ``end``, and apostrophes never opened
    a thing."""
    given_up = sum(1 for _ in itertools.takewhile(lambda one: one[0] in SINGLE, opened))
    if given_up:
        begun, at = opened[0][1], len(found)
        while at and found[at - 1].start > begun:
            at -= 1
            found[at] = found[at]._replace(depth=max(0, found[at].depth - given_up))
        del opened[:given_up]
    if opened:
        start = opened[0][1]
        end = start + len(line[start:end].rstrip())
        if end > start + 1:
            found.append(Quoted(start, end, 0, False))
    opened.clear()
