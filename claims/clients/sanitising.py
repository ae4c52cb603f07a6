"""A page as a document that can be shown inside the desk: its words and their order, nothing that acts or loads."""

import html
from dataclasses import dataclass

import nh3
from selectolax.lexbor import LexborHTMLParser

from claims.clients import charsets, reading, source
from claims.clients.page import Task
from claims.clients.reading import BeyondLimits, Unreadable
from claims.text.language import gettext as _

_TAGS = {
    "a", "abbr", "address", "article", "aside", "b", "bdi", "bdo", "blockquote", "br", "caption", "center", "cite",
    "code", "col", "colgroup", "data", "dd", "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure",
    "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr", "i", "ins", "kbd", "li", "main", "mark",
    "nav", "ol", "p", "pre", "q", "rp", "rt", "ruby", "s", "samp", "section", "small", "span", "strong", "sub",
    "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "u", "ul", "var", "wbr",
}  # fmt: skip
_WITH_CONTENT = {
    "script", "style", "template", "noscript", "title", "iframe", "object", "embed", "svg", "math", "canvas", "audio",
    "video", "map", "select", "button", "textarea", "datalist", "dialog", "noframes", "frameset",
}  # fmt: skip
_ATTRIBUTES = {
    "*": {"dir", "lang"},
    "a": {"href"},
    "ol": {"start"},
    "li": {"value"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan", "scope"},
    "time": {"datetime"},
}
# In a sandbox that allows no windows a link to a new one does nothing; in the frame itself it would load the page.
_SET = {"a": {"target": "_blank"}}


@dataclass(frozen=True, slots=True)
class Copy:
    """A whole document of HTML."""

    markup: str


def prepare() -> None:
    """Load what a child cannot load any more."""
    charsets.prepare()


def read(body: bytes, task: Task) -> Copy:
    """The document. Unreadable, BeyondLimits."""
    if task.kind == "plain":
        title, shown = "", f"<pre>{html.escape(charsets.decode(body, task.charset))}</pre>"
    else:
        text = source.of(body, task)
        title, shown = _title(text), _clean(text)
    if not reading.paragraph(LexborHTMLParser(shown).text()):
        raise Unreadable(_("there is no text in it"))
    if len(shown) > reading.MAX_TEXT:
        raise BeyondLimits(_("it has more than {max_text} characters").format(max_text=reading.MAX_TEXT))
    return Copy(
        '<!doctype html>\n<html>\n<head>\n<meta charset="utf-8">\n<meta name="referrer" content="no-referrer">\n'
        f"<title>{html.escape(title)}</title>\n</head>\n<body>\n{shown}\n</body>\n</html>\n"
    )


def _title(text: str) -> str:
    node = LexborHTMLParser(text).css_first("title")
    return reading.field(node.text()) if node is not None else ""


def _clean(text: str) -> str:
    return nh3.clean(
        text,
        tags=_TAGS,
        clean_content_tags=_WITH_CONTENT,
        attributes=_ATTRIBUTES,
        strip_comments=True,
        link_rel="noreferrer noopener",
        set_tag_attribute_values=_SET,
        url_schemes={"http", "https"},
        url_relative="deny",
    )
