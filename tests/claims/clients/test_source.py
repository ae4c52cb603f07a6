"""XHTML is made HTML, as meant."""

import pytest

from claims.clients import source
from claims.clients.page import Task


@pytest.mark.parametrize(
    ("xhtml", "html"),
    [
        ('<script src="x"/><p>text</p>', '<script src="x"></script><p>text</p>'),
        ("<title/><br/><BR /><p/>", "<title></title><br/><BR /><p></p>"),
        ("<p title='a>b' id=\"/\"/>x", "<p title='a>b' id=\"/\"></p>x"),
        ("<p><![CDATA[a < b & c]]></p>", "<p>a &lt; b &amp; c</p>"),
        ("<p>x<![CDATA[never closed <b>", "<p>xnever closed &lt;b&gt;"),
        ("<a href='x/'>y</a>", "<a href='x/'>y</a>"),
    ],
)  # fmt: skip
def test_xhtml_is_spelt_out(xhtml: str, html: str) -> None:
    assert source.of(xhtml.encode(), Task("html", is_xml=True)) == html


def test_html_is_left_alone() -> None:
    assert source.of(b"<div/><![CDATA[x]]>", Task("html")) == "<div/><![CDATA[x]]>"
