"""The helper and its children: quick, apart from one another, and never waited for in vain."""

import os
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from claims.clients import reading_room
from claims.clients.page import ReadingLimits
from claims.clients.reader import LIMIT_EXIT, OVERDUE
from claims.clients.reading_room import Room, RoomLost
from tests.living import children, is_alive

ROOT = Path(__file__).resolve().parents[3]
MISBEHAVING = "tests.claims.clients.misbehaving"
HEAD = b'{"kind": "html"}\n'
TIGHT = ReadingLimits(cpu_seconds=1, wall_seconds=0.5)
PATIENT = ReadingLimits(cpu_seconds=10, wall_seconds=60)


@pytest.fixture
def room() -> Iterator[Room]:
    room = Room()
    yield room
    room.close()


def ask(room: Room, words: str, limits: ReadingLimits = ReadingLimits()) -> tuple[int, str]:  # noqa: B008
    ending = room.ask(MISBEHAVING, (HEAD, words.encode()), limits)
    return ending.status, ending.answer.decode()


def said(text: object) -> tuple[int, str]:
    return 0, f'{{"text": "{text}"}}'


def kill(room: Room, number: int) -> None:
    assert room.helper_pid  # 0 would be everybody here
    os.kill(room.helper_pid, number)


def soon(holds: Callable[[], bool], seconds: float = 10.0) -> bool:
    until = time.monotonic() + seconds
    while not holds() and time.monotonic() < until:
        time.sleep(0.02)
    return holds()


def test_every_page_has_a_child_of_its_own(room: Room) -> None:
    pids = {ask(room, "pid")[1] for _ in range(3)}

    assert len(pids) == 3
    assert all(str(room.helper_pid) not in pid for pid in pids)


def test_the_helper_is_started_once(room: Room) -> None:
    ask(room, "echo a")
    helper = room.helper_pid
    ask(room, "echo b")

    assert room.helper_pid == helper


def test_answers_are_not_mixed_up_between_threads(room: Room) -> None:
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda n: ask(room, f"echo {n}"), range(200)))

    assert answers == [said(n) for n in range(200)]


def test_several_pages_are_read_at_once(room: Room) -> None:
    with ThreadPoolExecutor(reading_room.AT_ONCE) as pool:
        answers = [pool.submit(ask, room, "sleep 3") for _ in range(reading_room.AT_ONCE)]

        assert soon(lambda: len(children(room.helper_pid)) == reading_room.AT_ONCE)
        assert [answer.result() for answer in answers] == [said(None)] * reading_room.AT_ONCE


@pytest.mark.parametrize(
    ("words", "status", "limits"),
    [
        ("sleep 9", OVERDUE, TIGHT),
        ("fill", LIMIT_EXIT, PATIENT),
        ("recurse", LIMIT_EXIT, PATIENT),
        ("exit 7", 7, PATIENT),
        ("kill 11", -11, PATIENT),
        ("kill 24", -24, PATIENT),
        ("count 20000000", LIMIT_EXIT, PATIENT),
    ],
)
def test_how_a_child_ended_is_told(words: str, status: int, limits: ReadingLimits, room: Room) -> None:
    assert ask(room, words, limits)[0] == status
    assert ask(room, "echo on") == said("on")


@pytest.mark.slow
def test_processor_time_is_bounded(room: Room) -> None:
    assert ask(room, "spin", ReadingLimits(cpu_seconds=1, wall_seconds=60))[0] < 0


def test_a_fault_of_the_parser_is_named(room: Room) -> None:
    assert "LookupError" in ask(room, "fail")[1]


def test_a_reader_that_cannot_be_loaded_harms_no_other(room: Room, capfd: pytest.CaptureFixture[str]) -> None:
    ask(room, "echo a")
    helper = room.helper_pid

    assert room.ask("no.such.module", (HEAD,), TIGHT).status == 1
    assert "no.such.module" not in ask(room, "echo b")[1]
    assert room.helper_pid == helper
    assert "ModuleNotFoundError" in capfd.readouterr().err


def test_a_page_whose_helper_was_killed_is_read_by_another(room: Room, tmp_path: Path) -> None:
    (tmp_path / "first").mkdir()

    assert ask(room, f"end_helper_once {tmp_path}/first") == said("read again")


def test_a_page_that_kills_every_helper_is_given_up(room: Room) -> None:
    with pytest.raises(RoomLost):
        ask(room, "end_helper")

    assert ask(room, "echo on") == said("on")


def test_a_lost_helper_is_noticed_at_once(room: Room) -> None:
    ask(room, "echo a")
    started = time.monotonic()
    with pytest.raises(RoomLost):
        ask(room, "end_helper")

    assert time.monotonic() - started < 15


def test_all_pages_of_a_killed_helper_are_read_by_another(room: Room) -> None:
    with ThreadPoolExecutor(2) as pool:
        answers = [pool.submit(ask, room, "sleep 2") for _ in range(2)]
        assert soon(lambda: len(children(room.helper_pid)) == 2)
        kill(room, signal.SIGKILL)

        assert [answer.result() for answer in answers] == [said(None)] * 2


def test_a_helper_killed_between_pages_is_not_missed(room: Room) -> None:
    ask(room, "echo a")
    kill(room, signal.SIGKILL)

    assert ask(room, "echo b") == said("b")


def test_a_helper_that_hangs_is_not_waited_for(room: Room) -> None:
    ask(room, "echo a")
    helper, started = room.helper_pid, time.monotonic()

    assert ask(room, "hang_helper", TIGHT)[0] == OVERDUE
    assert time.monotonic() - started < TIGHT.wall_seconds + 10
    assert not is_alive(helper)
    assert ask(room, "echo b") == said("b")


def test_a_helper_that_cannot_be_started_is_an_error(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_room, "_COMMAND", ("/bin/false",))

    with pytest.raises(RoomLost):
        ask(room, "echo a")


def test_signals_to_the_whole_group_do_not_end_the_helper(room: Room) -> None:
    ask(room, "echo a")
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT, signal.SIGHUP):
        kill(room, number)
    time.sleep(0.1)

    assert is_alive(room.helper_pid)


def test_the_helper_ends_itself_when_nobody_asks() -> None:
    room = Room(idle_seconds=0.2)
    ask(room, "echo a")
    first = room.helper_pid

    assert soon(lambda: not is_alive(first))
    assert ask(room, "echo b") == said("b")
    room.close()


def test_closing_ends_the_helper(room: Room) -> None:
    ask(room, "echo a")
    helper = room.helper_pid
    room.close()

    assert not is_alive(helper)


SCRIPT = """
import os, signal, sys
from claims.clients.reading_room import Room
from claims.clients.page import ReadingLimits
room = Room()
def ask(words):
    return room.ask("tests.claims.clients.misbehaving", (b'{"kind": "html"}\\n', words), ReadingLimits()).answer
"""


def run(script: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT + script],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    return done.stdout + done.stderr


@pytest.mark.parametrize("end", ["", "os._exit(0)", "os.kill(os.getpid(), signal.SIGKILL)"])
def test_the_helper_ends_with_the_process_that_asked(end: str) -> None:
    helper = int(run(f"ask(b'pid'); print(room.helper_pid, flush=True); {end}"))

    assert soon(lambda: not is_alive(helper))


def test_children_at_work_end_with_the_process_that_asked() -> None:
    child = int(
        run("""
import json, threading
first = json.loads(ask(b"pid"))["text"]
threading.Thread(target=ask, args=(b"sleep 20",)).start()
at_work = set()
while not at_work:  # the first child may still be there for a moment
    children = open(f"/proc/{room.helper_pid}/task/{room.helper_pid}/children").read()
    at_work = set(children.split()) - {first}
print(*at_work, flush=True)
os._exit(0)
""")
    )

    assert soon(lambda: not is_alive(child))


def test_a_forked_process_has_a_helper_of_its_own() -> None:
    told = run("""
ask(b"echo a"); mine = room.helper_pid
if os.fork() == 0:
    ask(b"echo b"); print(room.helper_pid != mine, flush=True); os._exit(0)
os.wait(); print(ask(b"echo c"), room.helper_pid == mine)
""")

    assert told.split() == ["True", 'b\'{"text":', '"c"}\'', "True"]


def test_a_fork_amid_reading_neither_hangs_nor_keeps_the_helper() -> None:
    told = run("""
import threading, time
threads = [threading.Thread(target=ask, args=(b"sleep 0.5",)) for _ in range(9)]
[thread.start() for thread in threads]; time.sleep(0.2); mine = room.helper_pid
if os.fork() == 0:
    print(ask(b"echo b")); sys.stdout.flush(); os._exit(0)
os.wait(); [thread.join() for thread in threads]; room.close(); print(os.path.exists(f"/proc/{mine}"))
""")

    assert told.split("\n")[:2] == ['b\'{"text": "b"}\'', "False"]


def test_what_is_said_between_looking_and_hearing_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thread may be held up after it has looked at its sockets, until the child has said all and ended."""
    (work, childs_work), (ear, mouth) = socket.socketpair(), socket.socketpair()

    class OnlyTheEar:
        def register(self, number: int, events: int) -> None: ...

        def poll(self, patience: float) -> list[tuple[int, int]]:
            return [(ear.fileno(), select.POLLIN)]

    monkeypatch.setattr("claims.clients.reading_room.select.poll", OnlyTheEar)
    with work, ear, mouth:
        with childs_work:
            childs_work.sendall((4).to_bytes(8) + b"said")
        mouth.sendall(b"started\n0\n")

        assert reading_room._heard(work, ear, 1.0) == reading_room.Ending(0, b"said")
