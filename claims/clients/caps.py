"""The caps that stand before the parsers: what would cost them too much is told by looking at the source alone.

An estimate, made in a fraction of the time of parsing: the process's limits stand behind it.
"""

import re

from claims.clients.reading import BeyondLimits

MAX_TAGS = 150_000
MAX_DEPTH = 4_000
MAX_ATTRIBUTES = 2_000
"""Of one tag. Parsers take time by the square of depth and of attributes."""

_LONG_TAG = re.compile(rf"<[a-zA-Z][^>]{{{2 * MAX_ATTRIBUTES},}}+")
_BETWEEN_ATTRIBUTES = " \n\t\r\f/\"'"
# Possessive, and complete where the source ends: every position is looked at once.
_TAG = re.compile(
    r"<!--(?:[^-]|-(?!->))*+"
    r"|<(script|style)\b(?:[^<]|<(?!/\1))*+"
    r"""|<(/?)([a-zA-Z][^\s/>]*+)((?:[^>=]|=\s*+(?:"[^"]*+(?:"|\Z)|'[^']*+(?:'|\Z))?+)*+)""",
    re.IGNORECASE,
)
_ATTRIBUTE = re.compile(r"""[^\s=>/"']++(?:\s*+=\s*+(?:"[^"]*+"?|'[^']*+'?|[^\s>]*+))?""")
_VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
})  # fmt: skip
_END_OPTIONAL = frozenset({
    "p", "li", "td", "th", "tr", "dt", "dd", "option", "optgroup", "thead", "tbody", "tfoot", "rt", "rp",
    "colgroup", "html", "body", "head",
})  # fmt: skip


def judge(source: str) -> None:
    """BeyondLimits for what would cost a parser of HTML too much."""
    if not _is_suspicious(source):
        return
    depth = 0
    for number, tag in enumerate(_TAG.finditer(source)):
        closing, name, rest = tag.group(2, 3, 4)
        if name is None:
            continue
        if number > MAX_TAGS:
            raise BeyondLimits(f"it has more than {MAX_TAGS} tags")
        if len(rest) > 2 * MAX_ATTRIBUTES and _attributes(rest) > MAX_ATTRIBUTES:
            raise BeyondLimits(f"a tag in it has more than {MAX_ATTRIBUTES} attributes")
        depth = max(depth + _step(closing, name.lower(), rest), 0)
        if depth > MAX_DEPTH:
            raise BeyondLimits(f"it is nested more than {MAX_DEPTH} levels deep")


def _is_suspicious(source: str) -> bool:
    """Whether it is worth taking apart: few pages are, and counting is quicker by far."""
    tags = source.count("<")
    if tags > MAX_TAGS or tags - source.count("</") > MAX_DEPTH:
        return True
    # What looks like a long tag is mostly a piece of a script.
    return any(sum(map(tag.count, _BETWEEN_ATTRIBUTES)) > MAX_ATTRIBUTES for tag in _LONG_TAG.findall(source))


def _attributes(rest: str) -> int:
    return sum(1 for _ in _ATTRIBUTE.finditer(rest))


def _step(closing: str, name: str, rest: str) -> int:
    if name in _VOID or name in _END_OPTIONAL or rest.endswith("/"):
        return 0
    return -1 if closing else 1
