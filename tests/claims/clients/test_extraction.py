"""The article in a page: its text without what stands around it, and when it appeared."""

import datetime as dt

import pytest

from claims.clients import extraction, pages
from claims.clients.extraction import Article
from claims.clients.page import Extracted, Task
from claims.clients.reading import BeyondLimits, Unreadable
from claims.text.outcomes import FailureClass as F

URL = "https://news.example/story"
ONE = "The harbour master reads the list every Friday and signs it before two witnesses of the council."
TWO = "In 2023, 4,200 ships called at the port, he said, and each of them paid the fee that the council had set."
PAGE = f"""<!doctype html><html lang="en"><head><title>Harbour list</title>
<meta name="author" content="Kim Reporter"><meta property="article:published_time" content="2024-10-24">
<meta property="article:modified_time" content="2024-10-26"></head><body>
<nav><a href="/">Home</a> <a href="/politics">Politics</a> <a href="/sport">Sport</a></nav>
<div class="menu"><ul><li><a href="/a">Story A</a></li><li><a href="/b">Story B</a></li></ul></div>
<article><h1>Harbour list</h1><p>{ONE}</p><p>{TWO.replace("he said", "he <em>sa</em>id")}</p>
<ul><li>First ship</li><li>Second ship</li></ul><table><tr><td>Ships</td><td>4,200</td></tr></table></article>
<div id="comments" class="comments"><p>I do not believe a word of this, says a reader who comments.</p></div>
<footer>All rights reserved</footer></body></html>"""


def read(html: str, url: str = URL) -> Article:
    return extraction.read(html.encode(), Task("html", url=url))


def test_an_article_is_found() -> None:
    found = read(PAGE)

    assert found.text.split("\n") == ["Harbour list", ONE, TWO, "First ship", "Second ship", "Ships 4,200"]
    assert (found.title, found.byline, found.language) == ("Harbour list", "Kim Reporter", "en")
    assert (found.published_on, found.modified_on) == (dt.date(2024, 10, 24), dt.date(2024, 10, 26))
    assert found.tool.startswith("trafilatura 2.")


@pytest.mark.parametrize(
    "wrapped",
    [
        f"<p>{ONE}</p><p>{TWO}</p>",
        f"<div><p>{ONE}</p><p>{TWO}</p></div>",
        f'<?xml version="1.0" encoding="euc-kr"?><html><body><p>{ONE}</p><p>{TWO}</p></body></html>',
        f"{ONE}<br><br>{TWO}",
    ],
)
def test_fragments_and_declarations_are_taken(wrapped: str) -> None:
    assert read(wrapped).text.split("\n")[-2:] == [ONE, TWO]


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("<p class=date>October 24, 2024</p>", dt.date(2024, 10, 24)),
        ("<div class=published>Posted: Thu 6:45 PM, Oct 24, 2024</div>", dt.date(2024, 10, 24)),
        ("<div class=byline>By Kim Reporter, 24 October 2024</div>", dt.date(2024, 10, 24)),
        ("<div class=date>2024-10-24 15:24</div>", dt.date(2024, 10, 24)),
        # Dates of other things, and such as can be read in two ways, are no certain day of publication.
        (f"<p>{ONE} That was on October 24, 2024.</p>", None),
        ("<div class=date>10/11/2024</div>", None),
        ("<p>Since October 23, 2020</p><div class=date>October 24, 2024</div>", None),
    ],
)
def test_a_printed_day_counts_where_it_is_certain(printed: str, expected: dt.date | None) -> None:
    assert (
        read(f"<html><body><h1>Title</h1>{printed}<p>{ONE}</p><p>{TWO}</p></body></html>").published_on
        == expected
    )


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("October 24, 2024", dt.date(2024, 10, 24)),
        ("18 NOV 2019", dt.date(2019, 11, 18)),
        ("기사입력 :[ 2018-08-25 15:24 ]", dt.date(2018, 8, 25)),
        ("By Kim One and Lee Two of the Desk on Monday, November 18th, 2019 at 11:08", dt.date(2019, 11, 18)),
        ("— David Somebody on Sunday, October 13th, 2019 in an article", None),
        ("Updated 31 February 2019", None),
        ("No date", None),
        ("x " * 60 + "October 24, 2024", None),
    ],
)
def test_a_dateline(line: str, day: dt.date | None) -> None:
    assert extraction.dateline(line) == day


def test_refusals() -> None:
    with pytest.raises(Unreadable):
        read("<html><body><script>x()</script></body></html>")
    with pytest.raises(BeyondLimits):
        read("<div>" * 5_000)


def test_the_limited_child_finds_the_same() -> None:
    found = pages.extract(PAGE.encode(), content_type="text/html", url=URL)
    here = read(PAGE)

    assert found == Extracted(
        text=here.text,
        title=here.title,
        byline=here.byline,
        published_on=here.published_on,
        modified_on=here.modified_on,
        language=here.language,
        tool=here.tool,
    )
    assert pages.extract(PAGE.encode(), content_type="text/html", url=URL) == found


def test_a_printed_day_is_found_in_the_child_too() -> None:
    html = (
        f"<html><body><h1>Title</h1><p class=date>October 24, 2024</p><p>{ONE}</p><p>{TWO}</p></body></html>"
    )

    assert pages.extract(html.encode(), content_type="text/html").published_on == dt.date(2024, 10, 24)


@pytest.mark.parametrize("content_type", ["application/pdf", "text/plain", "image/png"])
def test_only_html_holds_articles(content_type: str) -> None:
    assert pages.extract(b"words", content_type=content_type).failure is F.UNSUPPORTED_TYPE


def test_an_address_of_any_length_is_borne() -> None:
    assert pages.extract(PAGE.encode(), content_type="text/html", url="https://a.example/" + "x" * 10**6).text
