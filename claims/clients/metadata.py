"""What a page of HTML says about itself: in its head, in JSON-LD, and in the places made for it."""

import datetime as dt
import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from claims.clients import bylines, dating, reading
from claims.clients.linked_data import Description
from claims.text import urls

_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")
_SITE = re.compile(r"\s+[|\-–—:·•«»]+\s+|:\s+")

_TITLES = ("og:title", "twitter:title", "dc.title", "citation_title")
_SITES = ("og:site_name", "application-name", "apple-mobile-web-app-title", "dc.publisher", "twitter:site")
_PUBLISHED = (
    "article:published_time", "og:article:published_time", "article:published", "article:published_date",
    "datepublished", "date", "pubdate", "publishdate", "publish-date", "publish_date", "published-date",
    "publication_date", "date_published", "originalpublicationdate", "og:pubdate", "og:published_time",
    "rnews:datepublished", "parsely-pub-date", "sailthru.date", "bt:pubdate", "pdate", "ptime",
    "cxenseparse:recs:publishtime", "mediator_published_time", "article.published", "article_date_original",
    "dc.date", "dc.date.issued", "dcterms.date", "dcterms.issued", "citation_publication_date",
    "citation_online_date", "citation_date",
)  # fmt: skip
_MODIFIED = (
    "article:modified_time", "og:article:modified_time", "article:modified", "article:modified_date",
    "og:updated_time", "datemodified", "lastmod", "last-modified", "modified", "bt:moddate", "utime",
    "dc.date.modified", "dcterms.modified",
)  # fmt: skip
_TIMES = (
    "time[pubdate][datetime]", "[itemprop~=datePublished][datetime]", "[itemprop~=datePublished][content]",
    "article time[datetime]", "main time[datetime]",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class About:
    """Self-description of a page; what it does not say is empty or None. `article` is its text, maybe with tags."""

    title: str
    byline: str
    canonical_url: str
    published_on: dt.date | None
    modified_on: dt.date | None
    language: str
    article: str


Metas = dict[str, list[str]]


def read(document: LexborHTMLParser, url: str) -> About:
    """What the page found at `url` says about itself. Tags go before JSON-LD, and that before mere looks."""
    metas = _metas(document)
    described = Description(document)
    site = _site(metas, described)
    published = dating.day(
        itertools.chain(_named(metas, _PUBLISHED), described.named("datePublished"), _times(document)),
        dating.in_address(url),
    )
    modified = dating.day((*_named(metas, _MODIFIED), *described.named("dateModified")))
    return About(
        title=_title(document, metas, described, site),
        byline=bylines.of_page(document, metas, described.agents("author"), site),
        canonical_url=_canonical_url(document, metas, url),
        published_on=published,
        modified_on=None if published and modified and modified < published else modified,
        language=_language(document, metas, described),
        article=next((text for text in described.named("articleBody") if isinstance(text, str)), ""),
    )


def _metas(document: LexborHTMLParser) -> Metas:
    """Lower-case name (or property, itemprop, http-equiv) to contents, in the order of the page."""
    found: Metas = {}
    for node in document.css("meta[content]"):
        attributes = node.attributes
        names = {
            name
            for key in ("property", "name", "itemprop", "http-equiv")
            for name in (attributes.get(key) or "").lower().split()
        }
        for name in names:
            found.setdefault(name, []).append(attributes.get("content") or "")
    return found


def _named(metas: Metas, names: Iterable[str]) -> list[str]:
    """What is given under each of the names, in the order of the names."""
    return [content for name in names for content in metas.get(name, ())]


def _site(metas: Metas, described: Description) -> set[str]:
    names = [*_named(metas, _SITES), *(agent["name"] for agent in described.agents("publisher"))]
    return {name.lower() for name in map(reading.field, names) if name}


# --- The title ----------------------------------------------------------------------------------------------------


def _title(document: LexborHTMLParser, metas: Metas, described: Description, site: set[str]) -> str:
    """The page's own title, without the name of the site behind or before it."""
    node = document.css_first("title")
    headings = [reading.field(node.text(deep=True)) for node in document.css("h1")[:5]]
    in_head = node.text() if node is not None else ""
    told = (*_named(metas, _TITLES), in_head, *described.named("headline"), *headings)
    title = next(filter(None, map(reading.field, told)), "")
    parts = list(_SITE.finditer(title))
    for cut in (*parts[-1:], *parts[:1]):
        for kept, dropped in (
            (title[: cut.start()], title[cut.end() :]),
            (title[cut.end() :], title[: cut.start()]),
        ):
            if kept in headings or dropped.lower() in site:
                return kept
    return title


def _times(document: LexborHTMLParser) -> Iterator[str]:
    for selector in _TIMES:
        if (node := document.css_first(selector)) is not None:
            yield node.attributes.get("datetime") or node.attributes.get("content") or ""


# --- Address and language -----------------------------------------------------------------------------------------


def _canonical_url(document: LexborHTMLParser, metas: Metas, url: str) -> str:
    links = [
        node.attributes.get("href") or ""
        for node in document.css("link[rel][href]")
        if "canonical" in (node.attributes.get("rel") or "").lower().split()
    ]
    for reference in (*links, *_named(metas, ("og:url",))):
        if not reference.strip():
            continue
        try:
            return urls.join(url, reference.strip())
        except urls.BadURL:
            continue
    return ""


def _language(document: LexborHTMLParser, metas: Metas, described: Description) -> str:
    root = document.css_first("html[lang]")
    named = (
        root.attributes.get("lang") if root is not None else "",
        *_named(metas, ("og:locale", "content-language")),
        *described.named("inLanguage"),
    )
    tags = (reading.field(tag) for tag in named)
    return next((tag.replace("_", "-") for tag in tags if _LANGUAGE.fullmatch(tag)), "")
