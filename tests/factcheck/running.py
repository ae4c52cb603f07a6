"""A desk that really runs, in processes of its own: what the tests of `manage.py up` start and look at."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg2

from factcheck.embedded import folder, processes

ROOT = Path(__file__).resolve().parent.parent.parent
SLOW = 300.0  # seconds; nothing waits so long but on a machine that many share
# The demonstration is left out: it takes seconds to load, and its sources are elsewhere on the internet.
OUR_OWN = (
    "DATABASE_URL",
    "BROKER_URL",
    "DJANGO_SETTINGS_MODULE",
    "PYTHONWARNINGS",
    "FACTCHECK_DATA",
    "PRODUCTION",
)


def told(**more: str) -> dict[str, str]:
    inherited = {name: value for name, value in os.environ.items() if name not in OUR_OWN}
    return {**inherited, "NO_VENV": "1", "DEMONSTRATION": "0", **more}


def as_from_a_terminal() -> None:
    """For a child before it starts: what runs these tests may itself be under nohup or in the background, whose
    children inherit that they don't hear a hang-up or Ctrl-C."""
    for number in (signal.SIGHUP, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)


def manage(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    """Run a command of manage.py to its end."""
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=ROOT,
        env=told(**more),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SLOW,
    )


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port: int = server.getsockname()[1]
    return port


def wait(condition: Callable[[], object], within: float = SLOW, said: Callable[[], str] = str) -> None:
    end = time.monotonic() + within
    while not condition():
        assert time.monotonic() < end, said()
        time.sleep(0.05)


class Desk:
    """`manage.py up` with a data folder and a port of its own."""

    def __init__(self, path: Path) -> None:
        self.data = folder.DataFolder(path)
        self.port = free_port()
        self.log = path.with_suffix(".said")
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "manage.py", "up", "--data", str(self.data.path), "--port", str(self.port)]
        with self.log.open("wb") as output:
            self.process = subprocess.Popen(
                command, cwd=ROOT, env=told(), stdin=subprocess.DEVNULL, stdout=output, stderr=output
            )
        wait(self.is_up, within=SLOW, said=self.said)

    def is_up(self) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, self.said()
        return "The desk is running" in self.said()

    def is_running(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def said(self) -> str:
        return self.log.read_text()

    def end(self, number: signal.Signals) -> int:
        assert self.process is not None
        self.process.send_signal(number)
        return self.process.wait(timeout=SLOW)

    def left(self) -> list[int]:
        """Every process that this desk has started and that lives."""
        servers = [pid for cluster in self.data.clusters() for pid in processes.working_in(cluster)]
        return sorted({*processes.marked(self.data.path), *servers})

    def pid(self, word: str) -> int | None:
        """The supervisor's child with this word, or a path to it, in its command."""
        assert self.process is not None
        for pid in self.left():
            about = Path(f"/proc/{pid}")
            with contextlib.suppress(OSError):
                parent = int(about.joinpath("stat").read_text().rpartition(")")[2].split()[1])
                words = {Path(part).name for part in re.split("[\0 ]", about.joinpath("cmdline").read_text())}
                if parent == self.process.pid and word in words:
                    return pid
        return None

    def status(self, path: str = "/healthz") -> int:
        """The status of a page; 0 while nothing answers."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", path)
            return connection.getresponse().status
        except (OSError, http.client.HTTPException):
            return 0
        finally:
            connection.close()

    def works(self) -> bool:
        """Whether both the pages and the database answer."""
        try:
            return self.status() == 200 and self.ask("SELECT 1") == [(1,)]
        except psycopg2.OperationalError:
            return False

    def ask(self, sql: str) -> list[tuple[object, ...]]:
        """What the owner of the tables is answered; commits."""
        running = self.data.running()
        assert running is not None
        connection = psycopg2.connect(running.owner_url)
        try:
            with connection, connection.cursor() as cursor:
                cursor.execute(sql)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()


@contextlib.contextmanager
def desk(path: Path) -> Iterator[Desk]:
    """A desk that is not started yet, and of which nothing is left afterwards."""
    made = Desk(path)
    try:
        yield made
    finally:
        if made.is_running():
            made.end(signal.SIGINT)
        processes.wait_for(lambda: not made.left(), within=60)
        if made.data.exists():
            made.data.remove()
