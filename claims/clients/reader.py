"""The helper process of `reading_room`: has the parsers loaded and forks one limited child for every page.

An order comes through standard input: a line of JSON (the reader's module and the limits), and with it the two sockets
of the page. On the one the child hears what it is to read and says what it read; on the other this process reports that
the child was started and how it ended. There is one thread, so forking is safe. The process ends when the desk's end of
standard input is closed and when nobody has asked for a while; terminals and supervisors that end whole groups are not
listened to, because what asks may still be at work.
"""

import dataclasses
import gc
import importlib
import json
import os
import re
import resource
import select
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from types import ModuleType
from typing import Any, NoReturn

from claims.clients.page import ReadingLimits, Task
from claims.clients.reading import BeyondLimits, Unreadable
from claims.text.outcomes import FailureClass

STARTED = b"started\n"
"""What is reported of a child first; its exit status is next."""
STATUS = re.compile(STARTED + rb"(-?\d+)\n")
LIMIT_EXIT = 3
"""The exit status by which a child says that it ran into a limit."""
OVERDUE = 4
"""The exit status that is reported of a child that was ended because its time was up."""

LENGTH = 8
"""Bytes, before an answer."""

_ORDER_BYTES = 4096
_MOST_ENDS = 16
_FILES = 256  # that this process may open: a child closes so many
_STANDARD_INPUT, _STANDARD_OUTPUT, _STANDARD_ERROR = range(3)
_STANDARD_FILES = 3


_prepared: set[str] = set()


@dataclasses.dataclass(slots=True)
class _Child:
    """A child at work, and where to report its end."""

    mouth: socket.socket
    deadline: float
    is_overdue: bool = False


class Helper:
    """The loop that takes orders and sees children to their end."""

    def __init__(self, control: socket.socket, idle_seconds: float) -> None:
        self._control = control
        self._idle_seconds = idle_seconds
        self._children: dict[int, _Child] = {}
        self._asked_at = time.monotonic()
        self._said = b""
        self._ends: list[int] = []

    def run(self) -> None:
        """Serve until the desk hangs up or has been silent for a while."""
        woken = _wake_on_ended_children()
        ears = select.poll()
        for ear in (self._control.fileno(), woken):
            ears.register(ear, select.POLLIN)
        while True:
            ready = {number for number, _ in ears.poll(1000 * self._patience())}
            if woken in ready:
                os.read(woken, 4096)
            if self._control.fileno() in ready and not self._take_orders():
                break
            self._see_to_children()
            if not self._children and time.monotonic() - self._asked_at >= self._idle_seconds:
                break
        for pid in self._children:
            os.kill(pid, signal.SIGKILL)

    def _patience(self) -> float:
        """Seconds until something is to be done although nobody calls."""
        deadlines = [child.deadline for child in self._children.values() if not child.is_overdue]
        return max(0.0, min([*deadlines, self._asked_at + self._idle_seconds]) - time.monotonic()) + 0.001

    def _take_orders(self) -> bool:
        """Work off what has come; False when the desk has hung up."""
        said, ends, _, _ = socket.recv_fds(self._control, _ORDER_BYTES, _MOST_ENDS)
        self._said += said
        self._ends += ends
        *orders, self._said = self._said.split(b"\n")
        for order in orders:
            self._take_order(order)
        return bool(said)

    def _take_order(self, order: bytes) -> None:
        """Fork a child for one page."""
        work, mouth = (socket.socket(fileno=self._ends.pop(0)) for _ in range(2))
        told = json.loads(order)
        name, limits = told.pop("reader"), ReadingLimits(**told)
        with work:
            try:
                reader = _loaded(name)
                pid = os.fork()
            except Exception:  # a fault of the desk's; other pages may be at work
                traceback.print_exc()
                _report(mouth, STARTED + b"1\n")
                return
            if pid == 0:
                _serve_and_exit(work, reader, limits)
        _report(mouth, STARTED)
        self._asked_at = time.monotonic()
        self._children[pid] = _Child(mouth, self._asked_at + limits.wall_seconds)

    def _see_to_children(self) -> None:
        now = time.monotonic()
        for pid, child in self._children.items():
            if now >= child.deadline and not child.is_overdue:
                child.is_overdue = True
                os.kill(pid, signal.SIGKILL)
        while self._children:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid == 0:
                return
            child = self._children.pop(pid)
            code = OVERDUE if child.is_overdue else os.waitstatus_to_exitcode(status)
            _report(child.mouth, b"%d\n" % code)
            child.mouth.close()
            self._asked_at = time.monotonic()


def main(idle_seconds: float) -> int:
    """Take orders from standard input until nobody asked for so many seconds; the exit status."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGQUIT, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_NOFILE, (_FILES, _FILES))
    Helper(socket.socket(fileno=_STANDARD_INPUT), idle_seconds).run()
    return 0


def _report(mouth: socket.socket, words: bytes) -> None:
    with suppress(OSError):  # who asked may have gone
        mouth.send(words)


def _wake_on_ended_children() -> int:
    """A file descriptor that can be read when a child has ended."""
    ear, mouth = os.pipe()
    os.set_blocking(mouth, False)
    signal.set_wakeup_fd(mouth, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda number, frame: None)
    return ear


def _loaded(name: str) -> ModuleType:
    """A reader with all that it needs, loaded here once: a child can open no file."""
    module = importlib.import_module(name)
    if name not in _prepared:
        _prepared.add(name)
        module.prepare()
        gc.collect()
        gc.freeze()  # a child's collector would copy what is shared
    return module


# --- The child ----------------------------------------------------------------------------------------------------


def _serve_and_exit(work: socket.socket, reader: ModuleType, limits: ReadingLimits) -> NoReturn:
    """Read one page, say what it says, and end, whatever happens."""
    status = 1
    try:
        work = _alone(work)
        limit(limits)
        serve(work, reader.read)
        status = 0
    except (MemoryError, RecursionError):
        status = LIMIT_EXIT
    finally:
        os._exit(status)


def _alone(work: socket.socket) -> socket.socket:
    """Keep nothing of what the helper holds but the page's socket, as standard input."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.dup2(work.detach(), _STANDARD_INPUT)
    os.dup2(_STANDARD_OUTPUT, _STANDARD_ERROR)
    os.closerange(_STANDARD_FILES, _FILES)
    return socket.socket(fileno=_STANDARD_INPUT)


def limit(limits: ReadingLimits) -> None:
    """Bind this process before it sees a byte of the page. Not to be undone: the hard limits are the same.

    It can open no file and no socket, so it reads neither the desk's environment nor its disk; it could still send
    signals to processes of the same user.
    """
    # Where the helper was killed nobody else would end a child that hangs without using the processor.
    signal.alarm(int(limits.wall_seconds) + 1)
    bounds = {
        resource.RLIMIT_AS: limits.memory_bytes,
        resource.RLIMIT_CPU: limits.cpu_seconds,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NPROC: 0,
        resource.RLIMIT_NOFILE: 0,  # not the number that is open: closing one would make room for another
    }
    for what, bound in bounds.items():
        resource.setrlimit(what, (bound, bound))


def serve(work: socket.socket, read: Callable[[bytes, Task], Any]) -> None:
    """Hear a line of JSON (a `Task`) and a body, say as JSON what `read` makes of them or why it refuses."""
    with work.makefile("rb") as heard:
        task = Task(**json.loads(heard.readline()))
        body = heard.read()
    said: dict[str, Any]
    try:
        said = dataclasses.asdict(read(body, task))
    except BeyondLimits as reason:
        said = {"failure": FailureClass.PARSE_LIMIT, "detail": str(reason)}
    except Unreadable as reason:
        said = {"failure": FailureClass.EXTRACT_FAILED, "detail": str(reason)}
    except (MemoryError, RecursionError):
        raise
    except Exception as error:
        said = {
            "failure": FailureClass.EXTRACT_FAILED,
            "detail": f"the parser gave up ({type(error).__name__})",
        }
    answer = json.dumps(said, default=str, ensure_ascii=False).encode("utf-8", "replace")
    work.sendall(len(answer).to_bytes(LENGTH))
    work.sendall(answer)


def is_whole(answer: bytes | bytearray) -> bool:
    """Whether all has been heard that a child says: its length, then as many bytes."""
    return len(answer) >= LENGTH and len(answer) - LENGTH >= int.from_bytes(answer[:LENGTH])


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1])))
