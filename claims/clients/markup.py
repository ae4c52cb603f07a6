"""HTML as a page: its visible text in reading order, and what it says about itself."""

import re
from collections.abc import Iterator

from selectolax.lexbor import LexborHTMLParser, LexborNode

from claims.clients import charsets, metadata, reading
from claims.clients.pages import Page, Task
from claims.clients.reading import BeyondLimits

MAX_TAGS = 150_000
MAX_DEPTH = 4_000
MAX_ATTRIBUTES = 2_000
"""Of one tag. The parser takes time by the square of depth and of attributes."""

_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:-]*)([^<>]*)")
_VOID = frozenset({
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
    "track", "wbr",
})  # fmt: skip
_END_OPTIONAL = frozenset({
    "p", "li", "td", "th", "tr", "dt", "dd", "option", "optgroup", "thead", "tbody", "tfoot", "rt", "rp",
    "colgroup", "html", "body", "head",
})  # fmt: skip
_UNSEEN = frozenset({
    "head", "script", "style", "noscript", "template", "svg", "math", "iframe", "object", "embed",
    "video", "audio", "canvas", "map", "dialog", "select", "button", "textarea", "datalist", "nav",
    "aside",
})  # fmt: skip
_BREAKING = frozenset({
    "address", "article", "aside", "blockquote", "body", "br", "caption", "center", "dd", "details",
    "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure", "footer", "form", "h1", "h2", "h3",
    "h4", "h5", "h6", "header", "hgroup", "hr", "html", "legend", "li", "main", "menu", "ol", "p", "pre",
    "section", "summary", "table", "tbody", "tfoot", "thead", "tr", "ul",
})  # fmt: skip
_CELLS = frozenset({"td", "th"})
_CHROME_ROLES = frozenset(
    {"navigation", "banner", "contentinfo", "complementary", "search", "dialog", "alert"}
)
_INVISIBLE = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)


def read(body: bytes, task: Task) -> Page:
    """Everything a page of HTML says. Unreadable, BeyondLimits."""
    source = charsets.decode(body, task.charset)
    judge(source)
    document = LexborHTMLParser(source)
    about = metadata.read(document, task.url)
    text = reading.joined(_main_text(document))
    return Page(
        title=about.title,
        text=text,
        byline=about.byline,
        canonical_url=about.canonical_url,
        published_on=about.published_on,
        modified_on=about.modified_on,
        language=about.language,
    )


def judge(source: str) -> None:
    """BeyondLimits for what would cost the parser too much.

    An estimate: the process's limits stand behind it.
    """
    depth = 0
    for number, tag in enumerate(_TAG.finditer(source)):
        closing, name, rest = tag.groups()
        if number > MAX_TAGS:
            raise BeyondLimits(f"it has more than {MAX_TAGS} tags")
        if len(rest) > MAX_ATTRIBUTES and len(rest.split()) > MAX_ATTRIBUTES:
            raise BeyondLimits(f"a tag in it has more than {MAX_ATTRIBUTES} attributes")
        depth = max(depth + _step(closing, name.lower(), rest), 0)
        if depth > MAX_DEPTH:
            raise BeyondLimits(f"it is nested more than {MAX_DEPTH} levels deep")


def _step(closing: str, name: str, rest: str) -> int:
    if name in _VOID or name in _END_OPTIONAL or rest.endswith("/"):
        return 0
    return -1 if closing else 1


def _main_text(document: LexborHTMLParser) -> list[str]:
    """The paragraphs of the article, if one part of the page holds most of its text, else of all the page."""
    body = document.body
    if body is None:
        return []
    whole = list(paragraphs(body))
    for selector in ("article, [itemprop=articleBody]", "main, [role=main]"):
        best = max(_parts(document, selector), key=_size, default=[])
        if 2 * _size(best) >= _size(whole):
            return best
    return whole


def _parts(document: LexborHTMLParser, selector: str) -> Iterator[list[str]]:
    """The paragraphs of the first outermost matches; those inside one another would be read over and over."""
    end: LexborNode | None = None
    for node in document.css(selector)[:20]:
        if end is None or not _is_inside(node, end):
            end = node
            yield list(paragraphs(node))


def _is_inside(node: LexborNode, ancestor: LexborNode) -> bool:
    step = node.parent
    while step is not None:
        if step.mem_id == ancestor.mem_id:
            return True
        step = step.parent
    return False


def _size(lines: list[str]) -> int:
    return sum(map(len, lines))


def paragraphs(root: LexborNode) -> Iterator[str]:
    """The visible text below a node, cut where a browser would begin a new line."""
    pieces: list[str] = []
    for node, tag in _walk(root):
        if tag == "-text":
            pieces.append(node.text_content or "")
        elif tag in _CELLS:
            pieces.append(" ")
        elif tag in _BREAKING:
            yield reading.paragraph("".join(pieces))
            pieces.clear()
    yield reading.paragraph("".join(pieces))


def _walk(root: LexborNode) -> Iterator[tuple[LexborNode, str]]:
    """Every visible node below `root` in reading order, elements twice: when entered and when left."""
    node: LexborNode | None = root
    depth = 0
    while node is not None:
        tag = node.tag or ""
        unseen = depth > 0 and _is_unseen(node, tag)
        if not unseen:
            yield node, tag
        child = None if unseen else node.first_child
        if child is not None:
            node, depth = child, depth + 1
            continue
        while node is not None and depth > 0 and node.next is None:
            node, depth = node.parent, depth - 1
            if node is not None:
                yield node, node.tag or ""
        node = node.next if node is not None and depth > 0 else None


def _is_unseen(node: LexborNode, tag: str) -> bool:
    if tag == "-text":
        return False
    if tag in _UNSEEN or tag.startswith("-"):
        return True
    attributes = node.attributes
    if attributes and _is_marked_unseen(attributes):
        return True
    if tag == "header":
        return node.css_first("h1") is None
    return tag == "footer" and not _is_in_quotation(node)


def _is_marked_unseen(attributes: dict[str, str | None]) -> bool:
    return (
        "hidden" in attributes
        or attributes.get("aria-hidden") == "true"
        or attributes.get("role") in _CHROME_ROLES
        or _INVISIBLE.search(attributes.get("style") or "") is not None
    )


def _is_in_quotation(node: LexborNode) -> bool:
    """A footer there names who is quoted."""
    return node.parent is not None and node.parent.tag in ("blockquote", "figure")
