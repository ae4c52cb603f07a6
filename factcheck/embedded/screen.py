"""What the processes say: on the terminal, with the name of who says it, and in a file for each."""

from __future__ import annotations

import collections
import os
import re
import select
import selectors
import time
from collections.abc import Callable
from pathlib import Path

COLOURS = {"web": 36, "worker": 32, "beat": 35, "postgres": 34, "valkey": 33, "prepare": 37, "desk": 1}
WIDTH = 8  # of the longest name
LARGEST_FILE = 5_000_000  # bytes; one older file is kept beside it
LONGEST_LINE = 16_384  # bytes; a longer one is cut in pieces
LARGEST_BACKLOG = 1_000_000  # bytes that the terminal has not taken yet
CHUNK, MOST_CHUNKS = 65_536, 16  # bytes a read, reads a turn
MOST_KEPT = 40  # lines of a quiet start
PIECE = 1024  # bytes a write: what poll calls writable takes that much at once
# What a log line must not do to a terminal. Titles and addresses of strangers' pages appear in logs.
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]")


class Screen:
    """Writes lines without ever waiting for the terminal.

    A terminal may stop reading for hours (Ctrl-S), and the desk must not stop with it: what it doesn't take is
    kept up to a limit, and then left out and counted. The files get every line.
    """

    def __init__(self, descriptor: int, *, colours: bool, logs: Path | None = None) -> None:
        self.descriptor = descriptor
        self._colours = colours
        self._logs = logs
        self._backlog = bytearray()
        self._left_out = 0
        self._closed = False

    def say(self, text: str) -> None:
        """The supervisor's own words."""
        for line in map(clean, text.split("\n")):
            self.store("desk", line)
            self.show("desk", line)

    def plain(self, text: str) -> None:
        """For people, without a name in front: the addresses and log-ins."""
        self._to_terminal(clean(text))

    def show(self, name: str, text: str) -> None:
        """Show a line of a process on the terminal."""
        self._to_terminal(self._labelled(name, text))

    def _labelled(self, name: str, text: str) -> str:
        label = f"{name:<{WIDTH}} |"
        if self._colours:
            label = f"\x1b[{COLOURS.get(name, 0)}m{label}\x1b[0m"
        return f"{label} {text}"

    def _to_terminal(self, line: str) -> None:
        if self._closed:
            return
        if len(self._backlog) > LARGEST_BACKLOG:
            self._left_out += 1
            return
        if self._left_out:
            self._backlog += f"... {self._left_out} lines left out here; they are in the log files\n".encode()
            self._left_out = 0
        self._backlog += line.encode(errors="replace") + b"\n"
        self.flush()

    def has_backlog(self) -> bool:
        return bool(self._backlog)

    def flush(self, within: float = 0.0) -> None:
        """Write what the terminal takes now, or within so many seconds."""
        end = time.monotonic() + within
        while self._backlog and not self._closed and self._is_writable(end - time.monotonic()):
            try:
                written = os.write(self.descriptor, self._backlog[:PIECE])
            except OSError:  # the terminal or the reader is gone: go on without
                self._closed = True
                self._backlog.clear()
                return
            del self._backlog[:written]

    def _is_writable(self, within: float) -> bool:
        poll = select.poll()
        poll.register(self.descriptor, select.POLLOUT)
        return bool(poll.poll(max(0.0, within) * 1000))

    def store(self, name: str, text: str) -> None:
        """Keep a line of a process in its file."""
        if self._logs is None:
            return
        path = self._logs / f"{name}.log"
        try:
            with path.open("a", encoding="utf-8", errors="replace") as file:
                file.write(f"{time.strftime('%Y-%m-%d %H:%M:%S')} {text}\n")
                too_large = file.tell() > LARGEST_FILE
            if too_large:
                path.replace(path.with_suffix(".log.1"))
        except OSError:  # a full disk must not stop the supervision
            return


def clean(text: str) -> str:
    return CONTROLS.sub("\N{REPLACEMENT CHARACTER}", text.rstrip("\r"))


class Output:
    """A pipe that a process writes to, read whenever the loop says that there is something.

    ``feed`` gets the bytes, ``end`` is called when the last writer has closed it.
    """

    def __init__(
        self,
        selector: selectors.BaseSelector,
        feed: Callable[[bytes], object],
        end: Callable[[], object] = lambda: None,
    ) -> None:
        self._selector = selector
        self._feed = feed
        self._end = end
        self._reader, self.writer = os.pipe()
        self._is_open = True
        os.set_blocking(self._reader, False)
        selector.register(self._reader, selectors.EVENT_READ, self.drain)

    def close_writer(self) -> None:
        """Our own copy, once the process has been given its own."""
        os.close(self.writer)

    def drain(self) -> None:
        """Take what is there now, but not for ever from a process that never stops talking."""
        for _ in range(MOST_CHUNKS):
            if not self._is_open:
                return
            try:
                data = os.read(self._reader, CHUNK)
            except BlockingIOError:
                return
            if data:
                self._feed(data)
            else:
                self.close()

    def close(self) -> None:
        if self._is_open:
            self._is_open = False
            self._selector.unregister(self._reader)
            os.close(self._reader)
            self._end()


class Lines:
    """Cuts the bytes of one process's output into lines on the screen.

    ``is_quiet`` keeps them off the terminal, for what a server says while it starts: it matters only if it fails.
    """

    def __init__(self, name: str, screen: Screen, *, is_quiet: bool = False) -> None:
        self.is_quiet = is_quiet
        self._name = name
        self._screen = screen
        self._rest = b""
        self._kept: collections.deque[str] = collections.deque(maxlen=MOST_KEPT)

    def feed(self, data: bytes) -> None:
        *lines, self._rest = (self._rest + data).split(b"\n")
        for line in lines:
            self._show(line)
        if len(self._rest) > LONGEST_LINE:
            self.end()

    def end(self) -> None:
        """Show an unfinished last line."""
        rest, self._rest = self._rest, b""
        if rest:
            self._show(rest)

    def reveal(self) -> None:
        """Show the last of what was kept back."""
        for text in self._kept:
            self._screen.show(self._name, text)
        self._kept.clear()

    def _show(self, line: bytes) -> None:
        text = clean(line.decode("utf-8", errors="replace"))
        self._screen.store(self._name, text)
        if self.is_quiet:
            self._kept.append(text)
        else:
            self._screen.show(self._name, text)
