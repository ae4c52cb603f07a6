"""Servers that behave as `behaviours_rows` says, each on a loopback address of its own.

`python -m benchmarks.behaviours_server` tells their addresses, and the truth about each, and serves until it is stopped.
"""

from __future__ import annotations

import contextlib
import re
import socket
import ssl
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.behaviours_rows import ROWS, Behaviour, ByMethod, answer

CERTIFICATES = Path(__file__).resolve().parent.parent / "tests" / "claims" / "clients"
HOST = "127.0.1.{}"


class Site:
    """The host of one row."""

    def __init__(self, row: Behaviour, host: str, port: int) -> None:
        self.row = row
        self._tls = None
        if row.certificate.endswith(".pem"):
            self._tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self._tls.load_cert_chain(CERTIFICATES / row.certificate)
        scheme = "https" if row.certificate else "http"
        self.url = f"{scheme}://{host}:{port}{row.at}{row.fragment}"
        self._listener = socket.create_server((host, port), backlog=32) if row.listens else None
        if self._listener:
            threading.Thread(target=self._accept, args=(self._listener,), daemon=True).start()

    def close(self) -> None:
        if self._listener:
            self._listener.close()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        connection.settimeout(10)
        with contextlib.suppress(OSError):
            if self._tls:
                connection = self._tls.wrap_socket(connection, server_side=True)
            with connection:
                self._answer(connection)

    def _answer(self, connection: socket.socket) -> None:
        request = b""
        while b"\r\n\r\n" not in request and not request.startswith(b"\x16"):
            piece = connection.recv(65536)
            if not piece:
                return
            request += piece
        asked = re.match(rb"(GET|HEAD) (\S+) ", request)
        if asked is None:
            connection.sendall(answer(b"", status="400 Bad Request"))
            return
        self._act(connection, asked[1].decode(), asked[2].decode())
        with contextlib.suppress(OSError):
            connection.shutdown(socket.SHUT_WR)
            connection.settimeout(0.2)
            while connection.recv(65536):
                pass

    def _act(self, connection: socket.socket, method: str, path: str) -> None:
        act = self.row.acts(path)
        if method == "HEAD" and isinstance(act, ByMethod):
            connection.sendall(act.head)
        elif method == "HEAD":
            act(_OnlyHead(connection))  # type: ignore[arg-type]
        else:
            act(connection)


class _OnlyHead:
    """A connection over which only the head of an answer goes."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection
        self._sent = b""

    def sendall(self, piece: bytes) -> None:
        if b"\r\n\r\n" in self._sent:
            return
        self._sent += piece
        if b"\r\n\r\n" in self._sent or not self._sent.startswith(b"HTTP/1"):
            self._connection.sendall(self._sent.partition(b"\r\n\r\n")[0] + b"\r\n\r\n")

    def __getattr__(self, name: str) -> object:
        return getattr(self._connection, name)


@contextlib.contextmanager
def serving(rows: Sequence[Behaviour] = ROWS) -> Iterator[list[Site]]:
    """All rows at work, each on a host of its own, all on one port."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    sites = [Site(row, HOST.format(number), port) for number, row in enumerate(rows, 1)]
    try:
        yield sites
    finally:
        for site in sites:
            site.close()


if __name__ == "__main__":
    with serving() as running:
        for one in running:
            print(f"{one.row.truth:8} {one.url:60} {one.row.name}", flush=True)
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()
