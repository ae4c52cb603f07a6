"""What a page of HTML says about itself: in its head, and in JSON-LD."""

import datetime as dt
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from claims.clients import reading
from claims.text import urls

_MAX_SCRIPTS = 20
_MAX_SCRIPT = 512 * 1024
_MAX_NODES = 5_000
_WORKS = re.compile(r".*(?:Article|Posting|Report|Review|Page|CreativeWork|Speech|Legislation)")
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")

_TITLES = ("og:title", "twitter:title", "dc.title")
_AUTHORS = ("author", "article:author", "byl", "parsely-author", "dc.creator", "dable:author")
_PUBLISHED = (
    "article:published_time",
    "og:article:published_time",
    "datepublished",
    "date",
    "pubdate",
    "publishdate",
    "parsely-pub-date",
    "dc.date",
    "dc.date.issued",
    "dcterms.date",
    "dcterms.issued",
)
_MODIFIED = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "lastmod",
    "last-modified",
    "dc.date.modified",
    "dcterms.modified",
)


@dataclass(frozen=True, slots=True)
class About:
    """Self-description of a page; what it does not say is empty or None."""

    title: str
    byline: str
    canonical_url: str
    published_on: dt.date | None
    modified_on: dt.date | None
    language: str


def read(document: LexborHTMLParser, url: str) -> About:
    """What the page found at `url` says about itself. Tags go before JSON-LD, and that before mere looks."""
    metas = _metas(document)
    work = _work(document)
    return About(
        title=_first_field((*_named(metas, _TITLES), _element(document, "title"), work.get("headline"))),
        byline=_first_field((*_people(metas), _names(work.get("author")))),
        canonical_url=_canonical_url(document, metas, url),
        published_on=_first_day((*_named(metas, _PUBLISHED), work.get("datePublished"), _time(document))),
        modified_on=_first_day((*_named(metas, _MODIFIED), work.get("dateModified"))),
        language=_language(document, metas, work),
    )


def _metas(document: LexborHTMLParser) -> dict[str, str]:
    """Lower-case name (or property, itemprop, http-equiv) to content; the first of a name counts."""
    found: dict[str, str] = {}
    for node in document.css("meta[content]"):
        attributes = node.attributes
        for key in ("property", "name", "itemprop", "http-equiv"):
            name = (attributes.get(key) or "").strip().lower()
            if name:
                found.setdefault(name, attributes.get("content") or "")
    return found


def _named(metas: dict[str, str], names: Iterable[str]) -> list[str]:
    return [metas[name] for name in names if name in metas]


def _people(metas: dict[str, str]) -> list[str]:
    """Author tags, without those that give the address of a profile in place of a name."""
    return [
        name for name in _named(metas, _AUTHORS) if not name.strip().lower().startswith(("http:", "https:"))
    ]


def _element(document: LexborHTMLParser, selector: str) -> str:
    node = document.css_first(selector)
    return node.text() if node is not None else ""


def _time(document: LexborHTMLParser) -> str:
    node = document.css_first(
        "time[pubdate][datetime], time[itemprop=datePublished][datetime], article time[datetime]"
    )
    return (node.attributes.get("datetime") or "") if node is not None else ""


def _canonical_url(document: LexborHTMLParser, metas: dict[str, str], url: str) -> str:
    links = [
        node.attributes.get("href") or ""
        for node in document.css("link[rel][href]")
        if "canonical" in (node.attributes.get("rel") or "").lower().split()
    ]
    for reference in (*links, metas.get("og:url", "")):
        if not reference.strip():
            continue
        try:
            return urls.join(url, reference.strip())
        except urls.BadURL:
            continue
    return ""


def _language(document: LexborHTMLParser, metas: dict[str, str], work: dict[str, Any]) -> str:
    root = document.css_first("html[lang]")
    named = (
        root.attributes.get("lang") if root is not None else "",
        metas.get("og:locale"),
        metas.get("content-language"),
        work.get("inLanguage"),
    )
    tags = (reading.field(tag) for tag in named)
    return next((tag.replace("_", "-") for tag in tags if _LANGUAGE.fullmatch(tag)), "")


def _first_field(values: Iterable[object]) -> str:
    return next(filter(None, map(reading.field, values)), "")


def _first_day(values: Iterable[object]) -> dt.date | None:
    return next(filter(None, map(reading.day, values)), None)


def _work(document: LexborHTMLParser) -> dict[str, Any]:
    """The first article-like thing with a date, else the first article-like thing, that JSON-LD describes."""
    works = [node for node in _things(document) if _is_work(node)]
    dated = [node for node in works if "datePublished" in node]
    return next(iter((*dated, *works)), {})


def _is_work(node: dict[str, Any]) -> bool:
    kind = node.get("@type")
    kinds = kind if isinstance(kind, list) else [kind]
    return any(isinstance(one, str) and _WORKS.fullmatch(one) for one in kinds)


def _things(document: LexborHTMLParser) -> Iterator[dict[str, Any]]:
    """Every JSON object in the page's JSON-LD, outer ones first, up to a limit."""
    waiting: list[Any] = []
    for node in document.css('script[type="application/ld+json"]')[:_MAX_SCRIPTS]:
        waiting.append(_parsed(node.text()))
    for _ in range(_MAX_NODES):
        if not waiting:
            return
        thing = waiting.pop(0)
        if isinstance(thing, dict):
            yield thing
        children = thing.values() if isinstance(thing, dict) else thing
        waiting += [child for child in children if isinstance(child, dict | list)]


def _parsed(script: str) -> dict[str, Any] | list[Any]:
    try:
        parsed = json.loads(script, strict=False) if len(script) <= _MAX_SCRIPT else {}
    except (ValueError, RecursionError):
        parsed = {}
    return parsed if isinstance(parsed, dict | list) else {}


def _names(author: object) -> str:
    """The names of one or several people or organisations, as JSON-LD gives them."""
    people = author if isinstance(author, list) else [author]
    names = [person.get("name") if isinstance(person, dict) else person for person in people[:20]]
    return ", ".join(filter(None, map(reading.field, names)))
