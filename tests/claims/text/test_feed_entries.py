"""What feeds say, in the formats and the states in which they are found."""

from __future__ import annotations

import pytest

from claims.text import feed_entries
from claims.text.feed_entries import NotAFeed

RSS = b"""<?xml version="1.0" encoding="utf-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:atom="http://www.w3.org/2005/Atom"><channel><title>The Gazette</title><language>en-gb</language>
<atom:link href="https://gazette.example/feed" rel="self"/>
<item><title>Ships &amp; boats</title><link>https://gazette.example/ships</link><guid isPermaLink="false">g-1</guid>
<dc:creator>Ida Holm</dc:creator><pubDate>Mon, 06 Nov 2023 08:00:00 +0100</pubDate>
<description>Short.</description><content:encoded><![CDATA[<p>The port <b>grew</b>.</p><script>no()</script><p>Twice.</p>]]></content:encoded></item>
<item><title>Without a name</title><guid>https://gazette.example/two</guid></item></channel></rss>"""
ATOM = """<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="ko"><title>항구</title><entry><id>tag:a,1</id>
<title type="html">&lt;i&gt;Ships&lt;/i&gt;</title><link rel="self" href="https://a.example/self"/><link href="https://a.example/1"/>
<author><name>Ann</name></author><author><name>Bo</name></author><updated>2023-11-06T08:00:00Z</updated>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One.</p></div></content></entry></feed>""".encode()
RDF = b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
<channel><title>Old</title></channel><item><title>Item</title><link>https://old.example/1</link></item></rdf:RDF>"""


def test_rss() -> None:
    read = feed_entries.read(RSS)
    assert (read.title, read.language) == ("The Gazette", "en-gb")
    one, two = read.entries
    assert (one.key, one.url, one.title) == ("g-1", "https://gazette.example/ships", "Ships & boats")
    assert (one.byline, one.published_on, one.text) == ("Ida Holm", "2023-11-06", "The port grew.\nTwice.")
    assert (two.key, two.url) == ("https://gazette.example/two",) * 2


def test_atom() -> None:
    read = feed_entries.read(ATOM)
    [one] = read.entries
    assert (read.title, read.language, one.key, one.url) == ("항구", "ko", "tag:a,1", "https://a.example/1")
    assert (one.title, one.byline, one.published_on, one.text) == ("Ships", "Ann, Bo", "2023-11-06", "One.")


def test_rss_1() -> None:
    [one] = feed_entries.read(RDF).entries
    assert (one.title, one.url, one.key) == ("Item", "https://old.example/1", "https://old.example/1")


BOMB = b'<!DOCTYPE r [<!ENTITY a "aaaaaaaa"><!ENTITY b "&a;&a;&a;">]><rss><channel><title>&b;</title></channel></rss>'


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "empty"),
        (b"<!doctype html><html><body>Not found</body></html>", "web page"),
        (b"<rss><channel>", "no XML"),
        (b"<svg/>", "first element is svg"),
        (b"\x00\x01\x02", "no XML"),
        (BOMB, "entities of its own"),
        (b"<a>" * 100, "too deep"),
    ],
)
def test_what_is_none_says_why(body: bytes, why: str) -> None:
    with pytest.raises(NotAFeed, match=why):
        feed_entries.read(body)


def test_of_an_endless_feed_the_first_are_read() -> None:
    items = b"<item><link>https://a.example/1</link></item>" * 2_000
    assert (
        len(feed_entries.read(b"<rss><channel>" + items + b"</channel></rss>").entries) == feed_entries.MOST
    )
