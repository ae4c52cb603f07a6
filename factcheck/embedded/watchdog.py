"""Ends what a killed supervisor leaves behind, where the kernel does not see to it: anywhere but on Linux.

A process of its own reads from a pipe which processes there are. The pipe ends when the supervisor does, however it
does; what is then left is asked to end, and made to.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable

PATIENCE = 10.0  # seconds between asking and insisting


class Watchdog:
    """The supervisor's end of the pipe."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", __file__], stdin=subprocess.PIPE, start_new_session=True
        )

    def announcement(self, stop: signal.Signals, last_resort: signal.Signals) -> Callable[[], None]:
        """What a child says of itself between fork and exec: that it is there, how it is asked and made to end.

        Were it said by the supervisor, a child that had just begun would outlive one killed before it came to it.
        """
        assert self._process.stdin is not None
        pipe, signals = self._process.stdin.fileno(), f"{int(stop)} {int(last_resort)}\n"

        def announce() -> None:
            signal.signal(signal.SIGPIPE, signal.SIG_IGN)  # without a watchdog the desk runs on
            with contextlib.suppress(OSError):
                os.write(pipe, f"{os.getpid()} {signals}".encode())
            signal.signal(signal.SIGPIPE, signal.SIG_DFL)

        return announce

    def remove(self, pid: int) -> None:
        self._write(f"{pid}\n")

    def close(self) -> None:
        """After everything has ended."""
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):
            self._process.stdin.close()

    def _write(self, line: str) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(OSError):  # it was killed itself
            self._process.stdin.write(line.encode())
            self._process.stdin.flush()


def watch(lines: Iterable[str]) -> None:
    """Note the processes until the pipe ends, then end those that are left."""
    left: dict[int, list[int]] = {}
    for line in lines:
        pid, *signals = map(int, line.split())
        left.pop(pid, None)
        if signals:
            left[pid] = signals
    _send(left, 0)
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and any(_lives(pid) for pid in left):
        time.sleep(0.1)
    _send({pid: signals for pid, signals in left.items() if _lives(pid)}, 1)


def _send(left: dict[int, list[int]], which: int) -> None:
    for pid, signals in left.items():
        with contextlib.suppress(OSError):
            os.kill(pid, signals[which])


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except OSError:
        return False
    return True


if __name__ == "__main__":
    watch(sys.stdin)
