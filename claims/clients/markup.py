"""HTML as a page: its visible text in reading order, and what it says about itself."""

from selectolax.lexbor import LexborHTMLParser

from claims.clients import charsets, metadata, reading, source, visible
from claims.clients.page import Page, Task


def prepare() -> None:
    """Load what a child cannot load any more."""
    charsets.prepare()
    read(b"<p>text</p>", Task("html"))


def read(body: bytes, task: Task) -> Page:
    """Everything a page of HTML says. Unreadable, BeyondLimits."""
    document = LexborHTMLParser(source.of(body, task))
    about = metadata.read(document, task.url)
    text = reading.joined(visible.article_lines(document.body) if document.body is not None else ())
    return Page(
        title=about.title,
        text=text,
        byline=about.byline,
        canonical_url=about.canonical_url,
        published_on=about.published_on,
        modified_on=about.modified_on,
        language=about.language,
    )
