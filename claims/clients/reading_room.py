"""Where pages are read: one helper process a process of the desk, which forks a limited child for every page.

Parsers are fed what strangers wrote. The helper has them loaded, so that a child costs a fork and no start; it hands
the child one end of a socket pair of the page's own, and no two answers can be mixed up. It is a plain subprocess,
because a Celery child may not have multiprocessing children; it knows nothing of the desk's environment; it ends when
nobody has asked it for a while and when the process that started it has gone.
"""

import atexit
import json
import logging
import os
import select
import socket
import subprocess
import sys
import threading
import time
import weakref
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

from claims.clients.page import ReadingLimits
from claims.clients.reader import LENGTH, LIMIT_EXIT, OVERDUE, STATUS, is_whole

log = logging.getLogger(__name__)

IDLE_SECONDS = 60.0  # after which a helper ends itself
AT_ONCE = 4  # children of one helper; who comes fifth waits
MAX_ANSWER = 12 * 1024 * 1024  # bytes

_ROOT = Path(__file__).resolve().parents[2]
_COMMAND = (sys.executable, "-s", "-P", "-X", "utf8", "-m", "claims.clients.reader")
_ENVIRONMENT = {"PYTHONPATH": str(_ROOT), "PYTHONHASHSEED": "0"}
_START_SECONDS = 20.0  # for a helper to load a parser and fork the child; mostly a tenth of one
_GRACE_SECONDS = 0.75  # for the helper to end a child; who waits longer waits for a helper that hangs
_CHUNK = 256 * 1024


class RoomLost(Exception):
    """The helper could not be had, was killed or did not answer. Nothing is known about the page."""


@dataclass(frozen=True, slots=True)
class Ending:
    """How a child ended: 0 and what it said, else its exit status, negative for the signal that killed it."""

    status: int
    answer: bytes


@dataclass(frozen=True, slots=True)
class _Helper:
    process: subprocess.Popen[bytes]
    control: socket.socket


class Room:
    """A helper that is started when it is needed. Threads may share it; a forked process gets its own."""

    def __init__(self, *, idle_seconds: float = IDLE_SECONDS) -> None:
        self._idle_seconds = idle_seconds
        self._helper: _Helper | None = None
        self.renew()
        _rooms.add(self)

    def renew(self) -> None:
        """Forget the helper without ending it: in a forked process it is the parent's, as locks are that are held."""
        if self._helper is not None:
            self._helper.control.close()
            self._helper.process.returncode = 0  # not this process's child: nothing to wait for
        self._helper = None
        self._lock = threading.Lock()
        self._seats = threading.BoundedSemaphore(AT_ONCE)

    def ask(self, reader: str, parts: Iterable[bytes], limits: ReadingLimits) -> Ending:
        """Have the module `reader` read what `parts` say, in a child of its own. RoomLost.

        A page whose helper was killed is read once more by another.
        """
        order = json.dumps({"reader": reader, **asdict(limits)}).encode() + b"\n"
        message = list(parts)
        with self._seats:
            try:
                return self._ask_once(order, message, limits.wall_seconds)
            except RoomLost:
                log.warning("The process that reads pages was lost; another is started.")
                return self._ask_once(order, message, limits.wall_seconds)

    def close(self) -> None:
        """End the helper, if there is one, and whatever it was doing."""
        with self._lock:
            if self._helper is not None:
                self._end(self._helper)

    @property
    def helper_pid(self) -> int | None:
        """The process id of the helper, which may have ended since; None if there is none."""
        helper = self._helper
        return helper.process.pid if helper is not None else None

    def _ask_once(self, order: bytes, message: list[bytes], seconds: float) -> Ending:
        work, childs_work = socket.socketpair()
        ear, mouth = socket.socketpair()
        with work, ear:
            with childs_work, mouth:
                helper = self._hand_over(order, childs_work, mouth)
            try:
                return _converse(work, ear, message, seconds)
            except TimeoutError:
                self._dismiss(helper)
                return Ending(OVERDUE, b"")
            except RoomLost:
                self._dismiss(helper)
                raise

    def _hand_over(self, order: bytes, *ends: socket.socket) -> _Helper:
        """Give the helper a page's sockets. One that ended itself meanwhile is replaced."""
        with self._lock:
            for _ in range(2):
                helper = self._helper or self._start()
                try:
                    socket.send_fds(helper.control, [order], [end.fileno() for end in ends])
                    return helper
                except OSError:
                    self._end(helper)
        raise RoomLost("no reading process could be started")

    def _start(self) -> _Helper:
        ours, theirs = socket.socketpair()
        with theirs:
            try:
                process = subprocess.Popen(  # noqa: S603 - our own interpreter and module, nothing from outside
                    (*_COMMAND, str(self._idle_seconds)),
                    stdin=theirs.fileno(),
                    stdout=subprocess.DEVNULL,
                    env=_ENVIRONMENT,
                    cwd="/",
                )
            except OSError as error:
                ours.close()
                raise RoomLost("no reading process could be started") from error
        ours.settimeout(_START_SECONDS)
        self._helper = _Helper(process, ours)
        return self._helper

    def _dismiss(self, helper: _Helper) -> None:
        """End this helper, unless another thread did and another helper is at work already."""
        with self._lock:
            if self._helper is helper:
                self._end(helper)

    def _end(self, helper: _Helper) -> None:
        helper.control.close()
        helper.process.kill()
        helper.process.wait()
        self._helper = None


def _converse(work: socket.socket, ear: socket.socket, message: list[bytes], seconds: float) -> Ending:
    """Tell the child what to read and hear what it says. TimeoutError if nobody ended it in time, RoomLost."""
    work.settimeout(_START_SECONDS)
    try:
        with suppress(BrokenPipeError, ConnectionResetError):  # the child ended early: its status says why
            for part in message:
                work.sendall(part)
            work.shutdown(socket.SHUT_WR)
    except TimeoutError as error:
        raise RoomLost("the reading process did not start") from error
    return _heard(work, ear, seconds)


def _heard(work: socket.socket, ear: socket.socket, seconds: float) -> Ending:
    """What the child says, as soon as it has said all; else how the helper says that it ended."""
    answer, told = bytearray(), bytearray()
    waiting = select.poll()
    for one in (work, ear):
        waiting.register(one, select.POLLIN)
    is_started, deadline = False, time.monotonic() + _START_SECONDS
    while True:
        ready = {number for number, _ in waiting.poll(1000 * max(0, deadline - time.monotonic()))}
        if work.fileno() in ready:
            piece = _piece(work)
            answer += piece
            if len(answer) > MAX_ANSWER:
                return Ending(LIMIT_EXIT, b"")
            if is_whole(answer):
                return Ending(0, bytes(answer[LENGTH:]))
            if not piece:
                waiting.unregister(work)
        elif ear.fileno() in ready:
            piece = ear.recv(_CHUNK)
            told += piece
            if not piece:
                raise RoomLost("the reading process ended")
            if not is_started:
                is_started, deadline = True, time.monotonic() + seconds + _GRACE_SECONDS
            if status := STATUS.fullmatch(told):
                return _ended(int(status[1]), work, answer)
        elif is_started:
            raise TimeoutError
        else:
            raise RoomLost("the reading process did not start")


def _ended(status: int, work: socket.socket, answer: bytearray) -> Ending:
    """The end of a child that is known to have ended. What it said last may have come after its sockets were looked at,
    since a thread can be held up for long between looking and hearing."""
    while len(answer) <= MAX_ANSWER and (piece := _piece(work)):
        answer += piece
    whole = status == 0 and is_whole(answer) and len(answer) <= MAX_ANSWER
    return Ending(status, bytes(answer[LENGTH:]) if whole else b"")


def _piece(work: socket.socket) -> bytes:
    try:
        return work.recv(_CHUNK)
    except ConnectionResetError:
        return b""


_rooms: weakref.WeakSet[Room] = weakref.WeakSet()


def _renew_all() -> None:
    for room in list(_rooms):
        room.renew()


def _close_all() -> None:
    for room in list(_rooms):
        room.close()


os.register_at_fork(after_in_child=_renew_all)
atexit.register(_close_all)
