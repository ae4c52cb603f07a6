"""Pages that only send their readers on."""

import time

import pytest

from claims.clients import refreshing

LONG = "<p>The minister said that the figure was right, and gave his reasons for it.</p>" * 5


def meta(content: str, *, rest: str = "", equiv: str = "refresh") -> bytes:
    return f'<html><head><meta http-equiv="{equiv}" content="{content}"></head><body>{rest}</body>'.encode()


@pytest.mark.parametrize(
    "page",
    [
        meta("0; url=/new"),
        meta("0;url='/new'"),
        meta("5 , URL=/new"),
        meta("0; /new"),
        meta("0.5;  url = /new "),
        meta("0; url=/new", equiv="Refresh", rest="<p>This page has moved. <a href=/new>Follow it.</a></p>"),
        meta("0; url=/new", rest=f"<script>{LONG}</script><style>{LONG}</style><!-- {LONG} -->"),
        b"<META CONTENT='0;URL=/new' HTTP-EQUIV=refresh>",
        b"<meta http-equiv=refresh content=0;url=/new>",
        b'<meta charset=utf-8><meta name=x content="1; url=/other"/><meta http-equiv="refresh" content="0;/new"/>',
    ],
)
def test_an_empty_page_that_sends_on_at_once_is_a_signpost(page: bytes) -> None:
    assert refreshing.target(page, "text/html", None) == "/new"


@pytest.mark.parametrize(
    ("page", "content_type"),
    [
        (meta("6; url=/new"), "text/html"),
        (meta("300"), "text/html"),
        (meta("0"), "text/html"),
        (meta("soon; url=/new"), "text/html"),
        (meta("0; url=/new", equiv="content-language"), "text/html"),
        (meta("0; url=/new", rest=LONG), "text/html"),
        (meta("0; url=/new"), "text/plain"),
        (b"<noscript>" + meta("0; url=/new") + b"</noscript>", "text/html"),
        (b"<!-- " + meta("0; url=/new") + b" -->", "text/html"),
        (meta("0; url=/new") + b"<p></p>" * 9_000, "text/html"),
        (b"refresh", ""),
        (b"", "text/html"),
    ],
)
def test_any_other_page_is_itself(page: bytes, content_type: str) -> None:
    assert refreshing.target(page, content_type, None) is None


@pytest.mark.parametrize(
    ("header", "target"), [("0; url=/new", "/new"), ("1;/new", "/new"), ("60; url=/new", None), ("5", None)]
)
def test_the_header_counts_as_the_element_does(header: str, target: str | None) -> None:
    assert refreshing.target(b"<p>Moved.</p>", "text/html", header) == target


def test_escapes_are_read() -> None:
    assert refreshing.target(meta("0; url=/new?a=1&amp;b=2"), "text/html", None) == "/new?a=1&b=2"


@pytest.mark.parametrize(
    "page",
    [
        b"<meta refresh " * 1_000,
        b"<meta http-equiv=refresh " + b"a=" * 7_000,
        b"<script refresh>" * 900,
        b"<!-- refresh" * 1_200,
        meta("0;" + " " * 15_000),
        b"refresh" + b"<" * 16_000,
    ],
)
def test_nothing_in_a_page_takes_long(page: bytes) -> None:
    began = time.perf_counter()

    refreshing.target(page, "text/html", None)

    assert time.perf_counter() - began < 5  # at most 0.1 s; by the square it would be minutes


@pytest.mark.parametrize(
    "hostile", [b"<" * 16_000, b"<meta " * 2_700, (b"<meta " + b"a" * 1_990 + b">") * 8, b"a=" * 8_000]
)
def test_a_hostile_page_takes_no_time(hostile: bytes) -> None:
    started = time.process_time()
    refreshing.target(hostile + b"refresh", "text/html", None)
    assert time.process_time() - started < 2  # at most 0.01 s
