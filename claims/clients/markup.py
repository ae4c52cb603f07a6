"""HTML as a page: its visible text in reading order, and what it says about itself."""

from selectolax.lexbor import LexborHTMLParser

from claims.clients import caps, charsets, metadata, reading, source, visible
from claims.clients.page import Page, Task

_HIDDEN_IF_LONGER = 2  # times as long as all that is seen


def prepare() -> None:
    """Load what a child cannot load any more."""
    charsets.prepare()
    read(b"<p>text</p>", Task("html"))


def read(body: bytes, task: Task) -> Page:
    """Everything a page of HTML says. Unreadable, BeyondLimits."""
    document = LexborHTMLParser(source.of(body, task))
    about = metadata.read(document, task.url)
    text = reading.joined(_lines(document, about.article))
    return Page(
        title=about.title,
        text=text,
        byline=about.byline,
        canonical_url=about.canonical_url,
        published_on=about.published_on,
        modified_on=about.modified_on,
        language=about.language,
    )


def _lines(document: LexborHTMLParser, described: str) -> list[str]:
    """The visible text; with the article as the page describes it for machines, where only scripts would show it."""
    seen = visible.article_lines(document.body) if document.body is not None else []
    if len(described) <= _HIDDEN_IF_LONGER * sum(map(len, seen)):
        return seen
    caps.judge(described)
    body = LexborHTMLParser(described.replace("\n", "<br>")).body
    return [*seen, *(visible.lines(body) if body is not None else ())]
