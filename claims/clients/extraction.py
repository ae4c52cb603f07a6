"""The article in a page of HTML: its main text by trafilatura, and when it appeared, also by htmldate.

Neither may fetch anything: trafilatura is given source text, htmldate a parsed tree, and both work where no socket can
be opened.
"""

import copy
import datetime as dt
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass

import trafilatura
from htmldate import find_date
from lxml import etree  # type: ignore[import-untyped]
from selectolax.lexbor import LexborHTMLParser
from trafilatura import external
from trafilatura.utils import load_html

from claims.clients import charsets, metadata, reading, source, visible
from claims.clients.page import Task
from claims.clients.reading import Unreadable

TOOL = f"trafilatura {trafilatura.__version__}"

_INLINE = frozenset({"hi", "ref", "del", "code", "graphic"})
_XML_DECLARATION = re.compile(r"^\s*<\?xml[^>]*>")
_ROOT = re.compile(r"<html\b", re.IGNORECASE)
_LATEST = dt.datetime(2100, 12, 31)  # a bound that moved with the clock would move results
_LONGEST_DATELINE = 120  # characters
_MOST_WORDS_BESIDE = 6  # the date, in a line of its own
_DATE_BEHIND_NAME = re.compile(r"\W*(?:by|from|posted|published|updated|on|date)\b", re.IGNORECASE)
_DATE = re.compile(r"(?:19|20)\d\d\s?[-./]\s?\d{1,2}\s?[-./]\s?\d{1,2}|[^\W\d]{3,9}\.?\s\d{1,2}\w{0,2},?\s\d{4}"
                   r"|\d{1,2}(?:st|nd|rd|th)?\s[^\W\d]{3,9}\.?,?\s\d{4}")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Article:
    """What was found; what was not is empty or None."""

    text: str
    title: str
    byline: str
    published_on: dt.date | None
    modified_on: dt.date | None
    language: str
    tool: str = TOOL


def prepare() -> None:
    """Load what a child cannot load any more: word lists, above all."""
    charsets.prepare()
    time.strptime("2024", "%Y")
    external.jt_stoplist_init()
    words = "<p>Words that stand for an article, long enough to be taken for one.</p>" * 9
    page = f"<html><body><div><ul><li><a href='/'>menu</a></li></ul></div><div>{words}</div></body></html>"
    read(page.encode(), Task("html"))
    external.try_justext(load_html(page), None, None)


def read(body: bytes, task: Task) -> Article:
    """The article. Unreadable, BeyondLimits."""
    markup = _whole(source.of(body, task))
    document = LexborHTMLParser(markup)
    about = metadata.read(document, task.url)
    text = reading.joined(_main_text(markup, task.url))
    return Article(
        text=text,
        title=about.title,
        byline=about.byline,
        published_on=about.published_on or _printed_day(document, markup, task.url),
        modified_on=about.modified_on,
        language=about.language,
    )


def _whole(markup: str) -> str:
    """As a document: trafilatura takes no fragment, and no characters that declare bytes."""
    bare = _XML_DECLARATION.sub("", markup)
    return bare if _ROOT.search(bare, 0, 4096) else f"<html><body>{bare}</body></html>"


def _main_text(markup: str, url: str) -> Iterator[str]:
    """The paragraphs of the article; list items and table rows are some too."""
    found = trafilatura.bare_extraction(markup, url=url or None, include_comments=False)
    body = found.body if isinstance(found, trafilatura.settings.Document) else None
    if body is None:
        raise Unreadable("there is no article in it")
    pieces: list[str] = []
    for event, element in etree.iterwalk(body, events=("start", "end")):
        if element.tag not in _INLINE and element.tag != "cell":
            yield reading.paragraph("".join(pieces))
            pieces.clear()
        pieces.append(" " if element.tag == "cell" else "")
        pieces.append((element.text if event == "start" else element.tail) or "")
    yield reading.paragraph("".join(pieces))


# --- A day that is printed only -----------------------------------------------------------------------------------


def _printed_day(document: LexborHTMLParser, markup: str, url: str) -> dt.date | None:
    """The day in the page's first dateline, if htmldate comes to the same by its own ways; a guess alone is none."""
    lines = visible.lines(document.body) if document.body is not None else []
    day = next(filter(None, map(dateline, lines)), None)
    if day is None or (tree := load_html(markup)) is None:
        return None
    guess = find_date(
        copy.deepcopy(tree), extensive_search=False, original_date=True, url=url or None, max_date=_LATEST
    )
    return day if guess == day.isoformat() else None


def dateline(line: str) -> dt.date | None:
    """The day in a line that holds little else, as `By A. Name, October 24, 2024 10:00`; None for other lines."""
    if len(line) > _LONGEST_DATELINE or (match := _DATE.search(line)) is None:
        return None
    beside = line[: match.start()] + line[match.end() :]
    if len(beside.split()) > _MOST_WORDS_BESIDE and not _DATE_BEHIND_NAME.match(line):
        return None
    return reading.day(match[0])
