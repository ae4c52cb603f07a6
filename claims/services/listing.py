"""Lists of addresses and of quoted words that somebody hands in, read line by line: they may be of any length.

What has to be remembered of them (which addresses came before, which words belong to which) lies in a private
temporary database of SQLite's, so that memory does not grow with them.
"""

from __future__ import annotations

import asyncio
import json
import sqlite3
import threading
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import suppress
from typing import BinaryIO

from claims.exceptions import InvalidInput
from claims.text import urls

Line = tuple[int, str]
"""Number, from 1, and text without white space at its ends."""

LONGEST_LINE = 64 * 1024  # bytes
PIECE = 64 * 1024  # bytes read at once
LOOKED_AHEAD = 4  # such pieces


class Ledger:
    """Which addresses were seen, and what is quoted from which. For one thread at a time."""

    def __init__(self) -> None:
        # An empty name makes a database that only this connection sees, on disk where it gets large.
        self._store = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._store.executescript(
            "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-16000;"
            "CREATE TABLE seen (url TEXT PRIMARY KEY) WITHOUT ROWID;"
            "CREATE TABLE quote (url TEXT, words TEXT); CREATE INDEX quote_url ON quote (url); BEGIN"
        )
        self.has_quotes = False

    def close(self) -> None:
        self._store.close()

    def is_new(self, url: str) -> bool:
        """Whether this address comes for the first time, letter for letter."""
        return self._store.execute("INSERT OR IGNORE INTO seen VALUES (?)", (url,)).rowcount == 1

    def take_quotes(self, lines: Iterable[Line], *, name: str) -> int:
        """Remember `address<TAB>words` or `{"url": …, "quote": …}` of each line. InvalidInput for any other."""
        count = 0
        for number, text in lines:
            try:
                url, words = _quote(text)
                self._store.execute("INSERT INTO quote VALUES (?, ?)", (urls.canonical(url), words))
            except ValueError as error:  # BadURL and JSON's own are of this family
                raise bad_line(name, number, error) from error
            count += 1
        self.has_quotes = self.has_quotes or count > 0
        return count

    def quotes_of(self, url: str) -> tuple[str, ...]:
        """The words quoted from this address, in the order of their list."""
        if not self.has_quotes:
            return ()
        rows = self._store.execute(
            "SELECT words FROM quote WHERE url = ? ORDER BY rowid", (urls.canonical(url),)
        )
        return tuple(words for (words,) in rows)


def _quote(text: str) -> tuple[str, str]:
    if text.startswith("{"):
        given = json.loads(text)
        url, words = given.get("url"), given.get("quote")
    else:
        url, _, words = text.partition("\t")
    if not isinstance(url, str) or not isinstance(words, str) or not words.strip():
        raise ValueError('it is neither an address, a tab and the words, nor {"url": …, "quote": …}')
    return url, words.strip()


def bad_line(name: str, number: int, error: Exception) -> InvalidInput:
    """The refusal of a list, naming line and reason."""
    reason = f"it is not JSON ({error})" if isinstance(error, json.JSONDecodeError) else str(error)
    return InvalidInput(f"{name}, line {number}: {reason}.", problems=((f"line {number}", reason),))


class Splitter:
    """Cuts what was read of a list into lines, wherever the pieces end. InvalidInput for what is no text.

    Lines that are empty or begin with # are passed over.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._number = 0
        self._rest = b""

    def feed(self, piece: bytes) -> Iterator[Line]:
        *whole, self._rest = (self._rest + piece).split(b"\n")
        for raw in whole:
            yield from self._line(raw)
        if len(self._rest) > LONGEST_LINE:
            yield from self._line(self._rest)

    def finish(self) -> Iterator[Line]:
        if self._rest:
            yield from self._line(self._rest)

    def _line(self, raw: bytes) -> Iterator[Line]:
        self._number += 1
        if len(raw) > LONGEST_LINE:
            raise bad_line(self._name, self._number, ValueError(f"it is longer than {LONGEST_LINE} bytes"))
        try:
            text = raw.decode("utf-8-sig" if self._number == 1 else "utf-8").strip()
        except UnicodeDecodeError as error:
            raise bad_line(self._name, self._number, ValueError("it is not UTF-8")) from error
        if text and not text.startswith("#"):
            yield self._number, text


def lines(file: BinaryIO, *, name: str) -> Iterator[Line]:
    """The lines of a list. InvalidInput for what is no text."""
    splitter = Splitter(name)
    while piece := file.read(PIECE):
        yield from splitter.feed(piece)
    yield from splitter.finish()


def check_address(line: Line, *, name: str) -> None:
    """InvalidInput unless the line is a web address, for the fetcher to judge further."""
    try:
        urls.parse(line[1])
    except urls.BadURL as error:
        raise bad_line(name, line[0], error) from error


async def lines_as_they_come(file: BinaryIO, *, name: str) -> AsyncIterator[Line]:
    """As `lines`, without holding up the event loop where whoever writes the list takes time."""
    splitter = Splitter(name)
    async for piece in _pieces(file):
        for line in splitter.feed(piece):
            yield line
    for line in splitter.finish():
        yield line


async def _pieces(file: BinaryIO) -> AsyncIterator[bytes]:
    if is_rewindable(file):  # a file on disk keeps nobody waiting
        while piece := file.read(PIECE):
            yield piece
        return
    loop, queue, room = asyncio.get_running_loop(), asyncio.Queue[bytes](), threading.Semaphore(LOOKED_AHEAD)

    def read() -> None:
        with suppress(RuntimeError):  # the loop closed: nobody reads any more
            while True:
                room.acquire()
                piece = file.read1(PIECE)  # type: ignore[attr-defined]
                loop.call_soon_threadsafe(queue.put_nowait, piece)
                if not piece:
                    return

    # A thread that nobody waits for: a pipe that nobody writes to would hold the process back for ever.
    threading.Thread(target=read, name="list", daemon=True).start()
    while piece := await queue.get():
        room.release()
        yield piece


def is_rewindable(file: BinaryIO) -> bool:
    """Whether the list can be read a second time."""
    try:
        return file.seekable()
    except (OSError, ValueError):
        return False
