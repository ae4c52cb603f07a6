"""What a page says about itself, in the ways that news sites say it."""

import datetime as dt

import pytest
from selectolax.lexbor import LexborHTMLParser

from claims.clients import metadata
from claims.clients.metadata import About

URL = "https://news.example/story"
DAY, LATER = dt.date(2024, 10, 24), dt.date(2024, 10, 26)


def about(html: str, url: str = URL) -> About:
    return metadata.read(LexborHTMLParser(html), url)


def ld(fields: str) -> str:
    return f'<script type="application/ld+json">{fields}</script>'


@pytest.mark.parametrize(
    ("html", "title"),
    [
        ("<title>A title</title>", "A title"),
        ("<title>t</title><meta property=og:title content='A title'>", "A title"),
        (ld('{"@type":"Article","headline":"A title"}'), "A title"),
        ("<h1>A title</h1>", "A title"),
        ("<title>A title | The Paper</title><meta property=og:site_name content='The Paper'>", "A title"),
        ("<title>The Paper: A title</title><meta property=og:site_name content='The Paper'>", "A title"),
        ("<title>A title - The Paper</title><h1>A title</h1>", "A title"),
        ("<title>A title - The Paper</title>" + ld('{"@type":"Article","publisher":{"name":"The Paper"}}'), "A title"),
        ("<title>A: b - c | d</title>", "A: b - c | d"),
        ("<title>The Paper</title><meta property=og:site_name content='The Paper'>", "The Paper"),
    ],
)  # fmt: skip
def test_the_title_without_the_site(html: str, title: str) -> None:
    assert about(html).title == title


@pytest.mark.parametrize(
    "html",
    [
        "<meta property=article:published_time content=2024-10-24T10:00:00+09:00>",
        "<meta property='article:published' itemprop='datePublished dateCreated' content=2024-10-24>",
        "<meta name=pdate content=20241024>",
        "<meta name=citation_publication_date content=2024/10/24>",
        "<meta name=date content=nonsense>" + ld('{"@type":"Report","datePublished":"2024-10-24"}'),
        ld('{"@type":"NewsArticle","keywords":["a",],"datePublished":"2024-10-24T10:00:00-05:00",}'),
        ld('{"@type":"NewsArticle","datePublished":"01:38:07 PM IST Oct 24, 2024"}'),
        ld('[{"@type":"WebPage","datePublished":"2020-01-01"},{"@type":"NewsArticle","datePublished":"2024-10-24"}]'),
        ld('{"@type":"NewsArticle","datePublished":"0001-01-01"}') + "<article><time datetime=2024-10-24>today</time></article>",
        "<span itemprop=datePublished content=2024-10-24>today</span>",
        "<time pubdate datetime=2024-10-24>today</time>",
    ],
)  # fmt: skip
def test_the_day_of_publication(html: str) -> None:
    assert about(html).published_on == DAY


def test_the_address_tells_the_day_where_nothing_else_does() -> None:
    assert about("<p>text", "https://news.example/2024/10/24/story").published_on == DAY
    assert about("<time datetime=2024-10-24>in a sidebar</time>").published_on is None


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<meta property=article:modified_time content=2024-10-26>", LATER),
        (ld('{"@type":"Article","dateModified":"2024-10-26T00:00:00+02:00"}'), LATER),
        ("<meta name=date content=2024-10-24><meta name=lastmod content=2024-10-26>", LATER),
        ("<meta name=date content=2024-10-24><meta name=lastmod content=2024-10-24>", DAY),
        # A page is not changed before it appears: then one of the two is something else.
        ("<meta name=date content=2024-10-26><meta name=lastmod content=2024-10-24>", None),
    ],
)
def test_the_day_of_the_last_change(html: str, expected: dt.date | None) -> None:
    assert about(html).modified_on == expected
