"""A server on loopback that does to a client exactly what a script says, and a network that records."""

import contextlib
import errno
import re
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from claims.clients.connecting import Network

CERTIFICATE = Path(__file__).with_name("page.test.pem")
"""Self-signed for page.test, good for a century; its key guards nothing."""

AUTHORITY = Path(__file__).with_name("authority.test.pem")
"""Vouches for `VOUCHED`, until 2120, and `EXPIRED`, until 2021; both are for page.test."""

VOUCHED = Path(__file__).with_name("vouched.test.pem")
EXPIRED = Path(__file__).with_name("expired.test.pem")

Script = Callable[[socket.socket], None]
METHODS = (b"GET ", b"HEAD ", b"POST ", b"PUT ", b"PATCH ", b"DELETE ")


class Server:
    """Accepts on 127.0.0.1 and lets the script of the requested path answer. One thread a connection.

    With `keeps` a connection takes one request after another, until a script closes it.
    """

    def __init__(self, *, certificate: Path | None = None, keeps: bool = False) -> None:
        self.scripts: dict[str, Script] = {}
        self.requests: list[bytes] = []
        self.closing = threading.Event()
        self.keeps = keeps
        self._tls = _server_context(certificate) if certificate else None
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def url(self, path: str = "/", *, host: str = "127.0.0.1") -> str:
        scheme = "https" if self._tls else "http"
        return f"{scheme}://{host}:{self.port}{path}"

    def answers(self, path: str, *pieces: bytes) -> str:
        """Let a path send these bytes and hang up; its address."""
        self.scripts[path] = lambda connection: connection.sendall(b"".join(pieces))
        return self.url(path)

    def does(self, path: str, script: Script) -> str:
        """Let a path run a script on the connection; its address."""
        self.scripts[path] = script
        return self.url(path)

    def close(self) -> None:
        self.closing.set()
        self._listener.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
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
        while request := read_request(connection):
            self.requests.append(request)
            path = request.split(b" ", 2)[1].decode() if request.startswith(METHODS) else ""
            self.scripts.get(path, _not_found)(connection)
            if not self.keeps or connection.fileno() < 0:
                break
        hang_up(connection)


def read_request(connection: socket.socket) -> bytes:
    """A request with its body, or whatever a client sends that speaks TLS to a server without."""
    received = b""
    while b"\r\n\r\n" not in received and not received.startswith(b"\x16"):
        chunk = connection.recv(65536)
        if not chunk:
            break
        received += chunk
    length = re.search(rb"Content-Length: ([0-9]+)", received)
    missing = int(length[1]) - len(received.partition(b"\r\n\r\n")[2]) if length else 0
    return received + (connection.recv(missing, socket.MSG_WAITALL) if missing else b"")


def hang_up(connection: socket.socket) -> None:
    """Close politely: an unread request byte would turn the close into a reset."""
    with contextlib.suppress(OSError):
        connection.shutdown(socket.SHUT_WR)
        connection.settimeout(0.2)
        while connection.recv(65536):
            pass


def reset(connection: socket.socket) -> None:
    """Close so that the client sees a reset."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    connection.close()


def response(body: bytes = b"", *headers: str, status: str = "200 OK", length: int | None = None) -> bytes:
    """A plain response with an honest Content-Length, or another one."""
    declared = len(body) if length is None else length
    lines = [f"HTTP/1.1 {status}", *headers, f"Content-Length: {declared}", "", ""]
    return "\r\n".join(lines).encode("latin-1") + body


def chunked(*chunks: bytes, headers: Sequence[str] = (), end: bool = True) -> bytes:
    lines = ["HTTP/1.1 200 OK", *headers, "Transfer-Encoding: chunked", "", ""]
    framed = [b"%x\r\n%s\r\n" % (len(chunk), chunk) for chunk in chunks]
    return "\r\n".join(lines).encode() + b"".join(framed) + (b"0\r\n\r\n" if end else b"")


def _not_found(connection: socket.socket) -> None:
    connection.sendall(response(b"nothing here", status="404 Not Found"))


def _server_context(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@dataclass
class Recorder:
    """A network that opens sockets only to the given loopback ports, and writes down all that was asked of it.

    Even if the code under test let a private address pass, no socket for it would come to exist.
    """

    ports: frozenset[int] = frozenset()
    names: dict[str, list[list[str]]] = field(default_factory=dict)
    default: list[str] | None = None
    resolved: list[str] = field(default_factory=list)
    asked: list[tuple[str, int]] = field(default_factory=list)

    @property
    def network(self) -> Network:
        return Network(resolve=self.resolve, open_socket=self.open_socket)

    @property
    def elsewhere(self) -> list[tuple[str, int]]:
        """What was to be connected to besides our own servers."""
        return [address for address in self.asked if address[1] not in self.ports]

    def resolve(self, host: str, port: int) -> list[tuple[socket.AddressFamily, str]]:
        """The next of the name's prepared answers; the last one for ever after."""
        self.resolved.append(host)
        answers = self.names.get(host, [self.default] if self.default else [])
        if not answers:
            raise socket.gaierror(socket.EAI_NONAME, "no such name")
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        return [(socket.AF_INET6 if ":" in ip else socket.AF_INET, ip) for ip in answer or []]

    def open_socket(
        self, family: int, kind: int, proto: int, sockaddr: tuple[str | int, ...]
    ) -> socket.socket:
        host, port = str(sockaddr[0]), int(sockaddr[1])
        self.asked.append((host, port))
        if host == "127.0.0.1" and port in self.ports:
            return socket.socket(family, kind, proto)
        raise ConnectionRefusedError(errno.ECONNREFUSED, "recorded, never opened")


@contextlib.contextmanager
def serving(*, certificate: Path | None = None, keeps: bool = False) -> Iterator[Server]:
    server = Server(certificate=certificate, keeps=keeps)
    try:
        yield server
    finally:
        server.close()
