"""The child's bounds: real ones, set before it sees a byte of the page; and what it is kept from."""

import json
import resource
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from claims.clients import reader
from claims.clients.page import Page, ReadingLimits, Task
from claims.clients.reading import BeyondLimits, Unreadable
from claims.clients.reading_room import Room
from tests.claims.clients.test_reading_room import ask, said

ROOT = Path(__file__).resolve().parents[3]
BOUND = "from claims.clients import page, reader; reader.limit(page.ReadingLimits(1, 2**28, 1.0)); "


def run_bound(code: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, "-c", BOUND + code], cwd=ROOT, capture_output=True, timeout=60, check=False
    )


def test_memory_is_bounded() -> None:
    assert b"MemoryError" in run_bound("bytearray(2**29)").stderr


def test_processor_time_is_bounded() -> None:
    assert run_bound("\nwhile True: pass").returncode < 0


def test_a_child_whose_helper_was_killed_ends_itself() -> None:
    assert run_bound("import time; time.sleep(15)").returncode == -14


def test_bounds_cannot_be_raised_again() -> None:
    code = "import resource; print(resource.getrlimit(resource.RLIMIT_CPU), resource.getrlimit(resource.RLIMIT_AS))"

    assert run_bound(code).stdout.split() == b"(1, 1) (268435456, 268435456)".split()
    assert resource.getrlimit(resource.RLIMIT_CPU)[0] == resource.RLIM_INFINITY


@pytest.fixture(scope="module")
def room() -> Iterator[Room]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SECRET_KEY", "not for parsers")
        room = Room()
        ask(room, "echo started")
        yield room
        room.close()


def test_the_child_knows_nothing_of_the_desks_environment(room: Room) -> None:
    known = {"LC_CTYPE", "PYTHONHASHSEED", "PYTHONPATH"}  # the first is put there by Python

    assert set(json.loads(ask(room, "environment")[1])["text"].split(",")) <= known


@pytest.mark.parametrize(
    "words", ["open /etc/passwd", "open /proc/self/environ", "make_room /etc/passwd", "connect", "run"]
)
def test_the_child_opens_no_file_no_socket_and_no_program(words: str, room: Room) -> None:
    assert ask(room, words) in (said("OSError"), said("BlockingIOError"))


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (BeyondLimits("too deep"), "parse_limit"),
        (Unreadable("no text"), "extract_failed"),
        (KeyError("x"), "extract_failed"),
    ],
)
def test_refusals_are_typed(error: Exception, failure: str) -> None:
    assert f'"failure": "{failure}"' in served(error)


def test_what_no_encoding_holds_is_replaced() -> None:
    assert served(Page(text="a \ud800 b")).startswith('{"title": "", "text": "a ? b"')


def served(result: Page | Exception) -> str:
    def read(body: bytes, task: Task) -> Page:
        assert (body, task) == (b"<p>", Task("html"))
        if isinstance(result, Exception):
            raise result
        return result

    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.sendall(b'{"kind": "html"}\n<p>')
        ours.shutdown(socket.SHUT_WR)
        reader.serve(theirs, read)
        told = ours.recv(8) + ours.recv(4096)
        assert reader.is_whole(told)
        assert not reader.is_whole(told[:-1])
        return told[reader.LENGTH :].decode()


def test_limits_have_the_values_that_the_design_names() -> None:
    assert ReadingLimits() == ReadingLimits(cpu_seconds=3, memory_bytes=512 * 1024 * 1024, wall_seconds=6.0)
