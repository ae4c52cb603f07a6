"""The visible text of a page of HTML, in reading order, and the part of it that is the article."""

import re
from dataclasses import dataclass, field

from selectolax.lexbor import LexborNode

from claims.clients import reading

_UNSEEN = frozenset({
    "head", "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed",
    "video", "audio", "canvas", "map", "dialog", "select", "button", "textarea", "datalist", "nav",
})  # fmt: skip
_BREAKING = frozenset({
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details",
    "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3",
    "h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "ol", "p", "pre",
    "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul",
})  # fmt: skip
_CELLS = frozenset({"td", "th"})
_EDGES = frozenset({"header", "footer", "aside"})
_CHROME_ROLES = frozenset(
    {"navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alert"}
)
_INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)

_TEXT = "-text"  # the parser's name for it
_ARTICLE, _MAIN = "article", "main"
_SHORTEST_ASIDE = 30  # characters; less is a heading, more and no list of links may be a pulled quotation

Attributes = dict[str, str | None]


@dataclass(slots=True)
class _Part:
    """A part of the page that may be all that matters: `lines[start:end]` of the walk."""

    kind: str
    node: LexborNode
    start: int
    end: int = 0


@dataclass(slots=True)
class _Walk:
    """What was gathered on a walk through a page; `within` are the parts that were entered and not left."""

    lines: list[str] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    parts: list[_Part] = field(default_factory=list)
    within: list[_Part] = field(default_factory=list)

    def end_line(self) -> None:
        if line := reading.paragraph("".join(self.pieces)):
            self.lines.append(line)
        self.pieces.clear()

    def begin_part(self, kind: str, node: LexborNode) -> None:
        self.end_line()
        self.within.append(_Part(kind, node, len(self.lines)))
        self.parts.append(self.within[-1])

    def end_parts(self, node: LexborNode) -> None:
        while self.within and self.within[-1].node.mem_id == node.mem_id:
            self.end_line()
            self.within.pop().end = len(self.lines)


def lines(root: LexborNode) -> list[str]:
    """The visible text below a node, cut where a browser would begin a new line."""
    return _walked(root).lines


def article_lines(body: LexborNode) -> list[str]:
    """The lines of the article, where one part of the page is it, else of all the page.

    A part is the article if it holds most of the page's text and is the first of its kind: behind a short article
    there may stand a long list of others.
    """
    walk = _walked(body)
    for kind in (_ARTICLE, _MAIN):
        parts = [walk.lines[part.start : part.end] for part in walk.parts if part.kind == kind]
        largest = max(parts, key=_size, default=[])
        if largest and largest is parts[0] and 2 * _size(largest) >= _size(walk.lines):
            return largest
    return walk.lines


def _size(found: list[str]) -> int:
    return sum(map(len, found))


def _walked(root: LexborNode) -> _Walk:
    """A loop, because pages are nested more deeply than calls may be."""
    walk, node = _Walk(), root
    above: list[tuple[LexborNode, str]] = []
    while True:
        tag = node.tag or ""
        is_seen = _enter(walk, node, tag, is_root=not above)
        child = node.first_child if is_seen and tag != _TEXT else None
        if child is not None:
            above.append((node, tag))
            node = child
            continue
        if is_seen:
            _leave(walk, node, tag)
        following = None
        while above and following is None:
            following = node.next
            if following is None:
                node, tag = above.pop()
                _leave(walk, node, tag)
        if following is None:
            walk.end_line()
            return walk
        node = following


def _enter(walk: _Walk, node: LexborNode, tag: str, *, is_root: bool) -> bool:
    """Whether the node is seen."""
    if tag == _TEXT:
        walk.pieces.append(node.text_content or "")
        return True
    if tag in _UNSEEN or tag.startswith("-"):
        return False
    attributes = node.attributes
    if not is_root and (
        (attributes and _is_marked_unseen(attributes))
        or (tag in _EDGES and _is_chrome(node, tag, is_within=bool(walk.within)))
    ):
        return False
    _space(walk, tag)
    kind = _kind(tag, attributes)
    if kind and all(part.kind != kind for part in walk.within):
        walk.begin_part(kind, node)
    return True


def _leave(walk: _Walk, node: LexborNode, tag: str) -> None:
    if tag == _TEXT:
        return
    _space(walk, tag)
    if walk.within:
        walk.end_parts(node)


def _space(walk: _Walk, tag: str) -> None:
    if tag in _BREAKING:
        walk.end_line()
    elif tag in _CELLS:
        walk.pieces.append(" ")


def _kind(tag: str, attributes: Attributes) -> str:
    if tag == "article" or (attributes and "articleBody" in (attributes.get("itemprop") or "").split()):
        return _ARTICLE
    return _MAIN if tag == "main" or (attributes and attributes.get("role") == "main") else ""


def _is_marked_unseen(attributes: Attributes) -> bool:
    return (
        "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
        or attributes.get("role") in _CHROME_ROLES
        or _INVISIBLE.search(attributes.get("style") or "") is not None
    )


def _is_chrome(node: LexborNode, tag: str, *, is_within: bool) -> bool:
    """Whether a header, footer or aside belongs to the site rather than to what it tells.

    Those within an article carry its standfirst, its notices of correction, its pulled quotations.
    """
    if tag == "header":
        return not is_within and node.css_first("h1") is None
    if tag == "footer":
        return not is_within and not _is_in_quotation(node)
    return not is_within or _is_short_or_links(node)


def _is_in_quotation(node: LexborNode) -> bool:
    """A footer there names who is quoted."""
    return node.parent is not None and node.parent.tag in ("blockquote", "figure")


def _is_short_or_links(aside: LexborNode) -> bool:
    size = len(reading.paragraph(aside.text(deep=True)))
    linked = sum(len(reading.paragraph(link.text(deep=True))) for link in aside.css("a"))
    return size < _SHORTEST_ASIDE or 3 * linked > size
