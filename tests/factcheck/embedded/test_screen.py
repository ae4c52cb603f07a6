"""What reaches the terminal and the files."""

from __future__ import annotations

import os
import selectors
from collections.abc import Iterator
from pathlib import Path

import pytest

from factcheck.embedded import screen


class Terminal:
    """A pipe in place of a terminal, which is read only when asked."""

    def __init__(self) -> None:
        self.reader, self.writer = os.pipe()
        os.set_blocking(self.reader, False)

    def read(self) -> str:
        try:
            return os.read(self.reader, 1_000_000).decode()
        except BlockingIOError:
            return ""


@pytest.fixture
def terminal() -> Iterator[Terminal]:
    made = Terminal()
    yield made
    os.close(made.writer)
    os.close(made.reader)


@pytest.fixture
def plain(terminal: Terminal, tmp_path: Path) -> screen.Screen:
    return screen.Screen(terminal.writer, colours=False, logs=tmp_path)


def test_every_line_says_whose_it_is(terminal: Terminal, plain: screen.Screen) -> None:
    screen.Lines("web", plain).feed(b"one\ntwo\n")
    assert terminal.read() == "web      | one\nweb      | two\n"


def test_colours_are_for_terminals(terminal: Terminal) -> None:
    screen.Screen(terminal.writer, colours=True).say("up")
    assert terminal.read() == "\x1b[1mdesk     |\x1b[0m up\n"


def test_a_line_in_pieces_is_one_line(terminal: Terminal, plain: screen.Screen) -> None:
    lines = screen.Lines("web", plain)
    for piece in (b"caf\xc3", b"\xa9 au", b" lait\n"):
        lines.feed(piece)
    assert terminal.read() == "web      | caf\N{LATIN SMALL LETTER E WITH ACUTE} au lait\n"


def test_an_unfinished_last_line_is_shown_at_the_end(terminal: Terminal, plain: screen.Screen) -> None:
    lines = screen.Lines("web", plain)
    lines.feed(b"last words")
    assert terminal.read() == ""
    lines.end()
    assert terminal.read() == "web      | last words\n"


@pytest.mark.parametrize("nasty", ["\x1b[2J", "\x07", "\x9b31m", "\u202e"])
def test_a_log_line_cannot_command_the_terminal(terminal: Terminal, plain: screen.Screen, nasty: str) -> None:
    screen.Lines("web", plain).feed(f"title {nasty} end\n".encode())
    said = terminal.read()
    assert nasty[0] not in said
    assert said.endswith("end\n")


def test_an_endless_line_does_not_grow_for_ever(terminal: Terminal, plain: screen.Screen) -> None:
    screen.Lines("web", plain).feed(b"x" * (screen.LONGEST_LINE + 1))
    assert len(terminal.read()) > screen.LONGEST_LINE


def test_a_terminal_that_stops_reading_stops_nobody(terminal: Terminal, plain: screen.Screen) -> None:
    for _ in range(3000):
        plain.say("x" * 1000)
    assert plain.has_backlog()
    terminal.read()
    plain.flush()
    for _ in range(100):
        terminal.read()
        plain.flush()
    plain.say("back again")
    assert "lines left out here" in terminal.read()


def test_the_files_get_what_the_terminal_did_not_take(plain: screen.Screen, tmp_path: Path) -> None:
    for _ in range(3000):
        plain.say("x" * 1000)
    assert (tmp_path / "desk.log").read_text().count("\n") == 3000


def test_a_terminal_that_is_gone_stops_nobody(tmp_path: Path) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    words = screen.Screen(writer, colours=False, logs=tmp_path)
    words.say("nobody listens")
    words.say("nor now")
    os.close(writer)
    assert "nor now" in (tmp_path / "desk.log").read_text()


def test_a_quiet_start_is_revealed_when_it_fails(terminal: Terminal, plain: screen.Screen) -> None:
    lines = screen.Lines("postgres", plain, is_quiet=True)
    lines.feed(b"starting\nno space left\n")
    assert terminal.read() == ""
    lines.reveal()
    assert terminal.read() == "postgres | starting\npostgres | no space left\n"


def test_a_file_that_is_large_makes_room(
    plain: screen.Screen, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(screen, "LARGEST_FILE", 100)
    for number in range(5):
        plain.say(f"{number} {'x' * 60}")
    assert {path.name for path in tmp_path.iterdir()} >= {"desk.log.1"}
    assert sum(path.stat().st_size for path in tmp_path.iterdir()) < 500


def test_an_output_that_ends_is_closed_once(terminal: Terminal) -> None:
    selector = selectors.PollSelector()
    got: list[bytes] = []
    output = screen.Output(selector, got.append, lambda: got.append(b"END"))
    os.write(output.writer, b"words")
    output.close_writer()
    output.drain()
    output.drain()
    output.close()
    assert got == [b"words", b"END"]
    assert not selector.get_map()
