"""What a feed says: RSS 0.9x, 1.0, 2.0 and Atom, as they are found in the wild, read without believing any of it."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from xml.parsers import expat

MOST = 500  # entries of one feed
DEEPEST = 60
LONGEST = 200_000  # characters of one text
_ATOM = "http://www.w3.org/2005/Atom"
_CONTENT = "http://purl.org/rss/1.0/modules/content/"
_DC = "http://purl.org/dc/elements/1.1/"
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_BLOCK = re.compile(r"(?i)<(?:/(?:p|div|h[1-6]|li|tr|blockquote)|br)\b[^>]*>")
_SILENT = re.compile(r"(?is)<(script|style)\b.*?</\1\s*>")
_WEB_PAGE = re.compile(rb"(?i)(?:\xef\xbb\xbf)?\s*(?:<!doctype\s+html|<html)")
_TAG = re.compile(r"<[^>]{0,2000}>")


class NotAFeed(ValueError):
    """What came is no feed; the words say why."""


@dataclass(slots=True)
class Entry:
    """``key`` is the publisher's own name of it, else its address; ``text`` has a paragraph a line."""

    key: str = ""
    title: str = ""
    url: str = ""
    byline: str = ""
    published_on: str = ""
    text: str = ""


@dataclass(slots=True)
class Feed:
    title: str = ""
    language: str = ""
    entries: list[Entry] = field(default_factory=list)


@dataclass(slots=True)
class _Element:
    name: str
    attributes: dict[str, str]
    words: list[str] = field(default_factory=list)
    inside: list[_Element] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All words in it; of markup that stands in it as elements, too."""
        return "".join([*self.words, *(one.text for one in self.inside)])[:LONGEST]

    def first(self, *names: str) -> str:
        """The words of the first of these elements that has any."""
        found = (one.text.strip() for name in names for one in self.inside if one.name == name)
        return next((one for one in found if one), "")


def read(body: bytes) -> Feed:
    """Raises NotAFeed. Entities that a document declares for itself are refused, whatever they hold."""
    root = _parse(body)
    local = root.name.rpartition(" ")[2].lower()
    if local == "feed":
        return _atom(root)
    if local in {"rss", "rdf"}:
        return _rss(root)
    raise NotAFeed(f"its first element is {local}, and not that of RSS or Atom")


def _parse(body: bytes) -> _Element:
    if not body.strip():
        raise NotAFeed("it is empty")
    if _WEB_PAGE.match(body[:1000]):
        raise NotAFeed("it is a web page")
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    top = _Element("", {})
    path = [top]

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(path) > DEEPEST:
            raise NotAFeed("its elements stand too deep in each other")
        element = _Element(name, attributes)
        path[-1].inside.append(element)
        path.append(element)

    def refuse(*_about: object) -> None:
        raise NotAFeed("it declares entities of its own")

    parser.StartElementHandler = start
    parser.EndElementHandler = lambda _name: path.pop()
    parser.CharacterDataHandler = lambda words: path[-1].words.append(words)
    parser.EntityDeclHandler = refuse
    try:
        parser.Parse(body, True)
    except expat.ExpatError as error:
        raise NotAFeed(f"it is no XML: {expat.errors.messages[error.code]} in line {error.lineno}") from error
    except (UnicodeError, LookupError) as error:
        raise NotAFeed("its encoding can’t be read") from error
    return top.inside[0]


def _atom(root: _Element) -> Feed:
    def named(name: str) -> str:
        return f"{_ATOM} {name}"

    found = Feed(
        root.first(named("title")), root.attributes.get("http://www.w3.org/XML/1998/namespace lang", "")
    )
    for one in [each for each in root.inside if each.name == named("entry")][:MOST]:
        links = [each.attributes for each in one.inside if each.name == named("link")]
        url = next(
            (link.get("href", "") for link in links if link.get("rel", "alternate") == "alternate"), ""
        )
        authors = [each.first(named("name")) for each in one.inside if each.name == named("author")]
        moment = one.first(named("published"), named("updated"))
        entry = Entry(
            key=one.first(named("id")) or url, title=_plain_line(one.first(named("title"))), url=url.strip(),
            byline=", ".join(name for name in authors if name), published_on=_day(moment),
            text=plain(one.first(named("content"), named("summary"))),
        )  # fmt: skip
        found.entries.append(entry)
    return found


def _rss(root: _Element) -> Feed:
    channel = next((one for one in root.inside if _local(one) == "channel"), root)
    items = [one for one in (*channel.inside, *root.inside) if _local(one) == "item"]
    found = Feed(_of(channel, "title"), _of(channel, "language"))
    for one in items[:MOST]:
        url, guid = _of(one, "link"), _of(one, "guid")
        if not url and re.match(r"https?://", guid):
            url = guid
        moment = _of(one, "pubDate") or one.first(f"{_DC} date")
        full = one.first(f"{_CONTENT} encoded")
        entry = Entry(
            key=guid or url, title=_plain_line(_of(one, "title")), url=url,
            byline=one.first(f"{_DC} creator") or _of(one, "author"), published_on=_day(moment),
            text=plain(full or _of(one, "description")),
        )  # fmt: skip
        found.entries.append(entry)
    return found


def _local(element: _Element) -> str:
    return element.name.rpartition(" ")[2]


def _of(element: _Element, name: str) -> str:
    """Of the format's own elements: those of other vocabularies have other names' sakes."""
    return element.first(name, f"http://purl.org/rss/1.0/ {name}")


def _plain_line(words: str) -> str:
    return " ".join(plain(words).split())


def plain(markup: str) -> str:
    """The words of HTML that stands in a feed, a paragraph a line."""
    told = _TAG.sub("", _BLOCK.sub("\n", _SILENT.sub("", markup)))
    lines = (" ".join(line.split()) for line in html.unescape(told).splitlines())
    return "\n".join(line for line in lines if line)


def _day(moment: str) -> str:
    """An ISO day; empty where none is said that can be read."""
    if found := _DAY.match(moment.strip()):
        return found[0]
    try:
        return parsedate_to_datetime(moment).date().isoformat()
    except (TypeError, ValueError, IndexError):
        return ""
