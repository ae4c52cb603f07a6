"""A reader for tests of the reading room: does in the limited child what the page tells it to."""

import os
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

from claims.clients.page import Task


@dataclass(frozen=True)
class Said:
    """What the child saw."""

    text: str


def prepare() -> None:
    """Nothing to load."""


def read(body: bytes, task: Task) -> Said:
    """Do as the first word of the body says with the others."""
    name, *words = body.decode().split()
    done = {name: act for name, act in globals().items() if name.startswith("do_")}[f"do_{name}"](*words)
    return Said(str(done))


def do_echo(*words: str) -> str:
    return " ".join(words)


def do_pid() -> int:
    return os.getpid()


def do_count(number: str) -> str:
    return "x" * int(number)


def do_sleep(seconds: str) -> None:
    time.sleep(float(seconds))


def do_spin() -> None:
    while True:
        pass


def do_fill() -> None:
    bytearray(10**10)


def do_recurse() -> None:
    do_recurse()


def do_exit(status: str) -> None:
    os._exit(int(status))


def do_kill(number: str) -> None:
    os.kill(os.getpid(), int(number))


def do_end_helper() -> None:
    os.kill(os.getppid(), 9)
    time.sleep(60)


def do_end_helper_once(path: str) -> str:
    """The page is read again, by another helper."""
    if os.access(path, os.F_OK):
        Path(path).rmdir()
        do_end_helper()
    return "read again"


def do_hang_helper() -> None:
    os.kill(os.getppid(), 19)
    time.sleep(60)


def do_fail() -> None:
    raise LookupError("a fault of the parser")


def do_environment() -> str:
    return ",".join(sorted(os.environ))


def do_open(path: str) -> str:
    return refusal(lambda: os.close(os.open(path, os.O_RDONLY)))


def do_make_room(path: str) -> str:
    """In the place of a file that was open already."""
    os.close(1)
    return do_open(path)


def do_connect() -> str:
    return refusal(lambda: socket.socket().close())


def do_run() -> str:
    return refusal(lambda: subprocess.run(["true"], check=False))


def refusal(act: object) -> str:
    try:
        act()  # type: ignore[operator]
    except OSError as error:
        return type(error).__name__
    return "done"
