"""Lists of any length, a line at a time."""

from __future__ import annotations

import asyncio
import io
import os
import tracemalloc

import pytest

from claims.exceptions import InvalidInput
from claims.services import listing
from claims.services.listing import LONGEST_LINE, Ledger, Line


def read(text: bytes) -> list[Line]:
    return list(listing.lines(io.BytesIO(text), name="list"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (b"a\nb\n", [(1, "a"), (2, "b")]),
        (b"a\r\n b \t\n", [(1, "a"), (2, "b")]),
        (b"\n# no\n\n  # no\na", [(5, "a")]),
        ("\ufeffa\nü".encode(), [(1, "a"), (2, "ü")]),
        (b"", []),
    ],
)
def test_lines_that_say_something(text: bytes, found: list[Line]) -> None:
    assert read(text) == found


@pytest.mark.parametrize("size", [1, 2, 3, 5, 100])
def test_where_the_pieces_end_does_not_matter(size: int) -> None:
    text = "erste\n\nzweite ü\n# x\nletzte".encode()
    splitter = listing.Splitter("list")
    pieces = [text[start : start + size] for start in range(0, len(text), size)]

    found = [line for piece in pieces for line in splitter.feed(piece)] + list(splitter.finish())

    assert found == [(1, "erste"), (3, "zweite ü"), (5, "letzte")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"a\n\xff\n", "list, line 2: it is not UTF-8."),
        (b"a\n" + b"y" * (LONGEST_LINE + 1), "list, line 2: it is longer than 65536 bytes."),
        (b"y" * (10 * LONGEST_LINE), "list, line 1: it is longer than 65536 bytes."),
    ],
)
def test_what_is_no_text_is_refused_by_line(text: bytes, told: str) -> None:
    with pytest.raises(InvalidInput, match=told):
        read(text)


@pytest.mark.parametrize(
    "text", ["site.test", "ftp://site.test/", "http://", "http://u:p@site.test/", "http://0x7f.1/"]
)
def test_what_is_no_address_is_refused_with_the_reason(text: str) -> None:
    with pytest.raises(InvalidInput, match="list, line 7: it"):
        listing.check_address((7, text), name="list")


def test_a_slow_writer_holds_nobody_up() -> None:
    """What is there is read; the loop goes on while nothing is."""
    reading, writing = os.pipe()

    async def read_pipe() -> list[Line]:
        found: list[Line] = []
        with os.fdopen(reading, "rb") as file:
            os.write(writing, b"one\ntw")
            lines = listing.lines_as_they_come(file, name="pipe")
            found.append(await asyncio.wait_for(anext(lines), 5))
            next_one = asyncio.ensure_future(anext(lines))
            await asyncio.sleep(0.05)
            assert not next_one.done()
            os.write(writing, b"o\n")
            os.close(writing)
            found.append(await asyncio.wait_for(next_one, 5))
            assert [line async for line in lines] == []
        return found

    assert asyncio.run(read_pipe()) == [(1, "one"), (2, "two")]


@pytest.fixture
def ledger() -> Ledger:
    return Ledger()


def test_an_address_is_new_once(ledger: Ledger) -> None:
    given = ["http://a.test/", "http://a.test/x", "http://a.test/", "http://A.test/"]

    assert [ledger.is_new(url) for url in given] == [True, True, False, True]


def test_quotes_belong_to_their_address_however_it_is_written(ledger: Ledger) -> None:
    lines = [
        "http://a.test/\tsome words",
        '{"url": "HTTP://A.test:80/#x", "quote": "other\\twords"}',
        "http://b.test/\tnone",
    ]

    assert ledger.take_quotes(enumerate(lines, 1), name="quotes") == 3
    assert ledger.quotes_of("http://a.test") == ("some words", "other\twords")
    assert ledger.quotes_of("http://c.test/") == ()


@pytest.mark.parametrize(
    "line",
    [
        "http://a.test/ no tab",
        "http://a.test/\t  ",
        "site.test\twords",
        '{"url": "http://a.test/"}',
        '{"url": 1, "quote": "x"}',
        "{",
        '{"url": "ftp://x/", "quote": "x"}',
    ],
)
def test_a_line_without_address_and_words_is_refused(line: str, ledger: Ledger) -> None:
    with pytest.raises(InvalidInput, match="quotes, line 4: it"):
        ledger.take_quotes([(4, line)], name="quotes")


def test_memory_does_not_grow_with_the_list(ledger: Ledger) -> None:
    tracemalloc.start()
    for number in range(50_000):
        ledger.is_new(f"http://site-{number}.test/a/rather/long/path/{number}")
    grown = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()

    assert grown < 1_000_000
