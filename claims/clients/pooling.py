"""Connections, one request after another on each, and which of them are kept for their host's next.

aiohttp's parser and protocol read what comes; its session is left aside, because everything it is good for (cookies,
proxies, redirects, unpacking, second tries) is what must not happen here, and it takes most of a fetch's time.

A connection is kept for the host that it was opened for, and its address was judged before it was opened. So what a
name leads to later is of no matter to it: whoever asks over it reaches the address that was checked.
"""

import asyncio
import functools
import re
import ssl
import time
from collections import OrderedDict, deque
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

import aiohappyeyeballs
import aiohttp
from aiohttp.client_proto import ResponseHandler
from aiohttp.http import HttpProcessingError, RawResponseMessage
from multidict import CIMultiDictProxy

from claims.clients import certificates, faults
from claims.clients.connecting import Gate
from claims.clients.fetched import Limits, Stop
from claims.text import urls
from claims.text.outcomes import FailureClass
from claims.text.urls import Address

_ACCEPT = "text/html,application/xhtml+xml,application/pdf;q=0.9,text/plain;q=0.8,*/*;q=0.5"
_MOST_KEPT = 256
_SAFE_TWICE = ("GET", "HEAD")
_REQUEST_TIMEOUT = 408  # what some servers say on an idle connection before they hang up
_SWITCHING = 101
_A_MOMENT = 0.25  # seconds between two looks at who has fallen silent
_AGAIN_AFTER = 0.25  # seconds until another of a name's addresses is tried beside the first
_HUNG_UP = "the server hung up before it had answered"

_LENGTH = re.compile(rb"\r\nContent-Length:[ \t]*([0-9]{1,15})[ \t]*\r\n", re.IGNORECASE)
_HAS_NO_LENGTH = re.compile(rb"\AHTTP/1\.[01] (?:1\d\d|204|304)|\r\nTransfer-Encoding:", re.IGNORECASE)


class Listener(ResponseHandler):
    """Notes when it heard something last. A timer that is set anew with every byte costs more than reading it."""

    heard_at = 0.0
    is_fresh = False
    """Whether nothing of the answer has come yet, to a question whose answer may have a body."""

    def data_received(self, data: bytes) -> None:
        self.heard_at = time.monotonic()
        if self.is_fresh:
            self.is_fresh = False
            data = self._without_excess(data)
        super().data_received(data)

    def _without_excess(self, data: bytes) -> bytes:
        """A whole answer without the bytes behind its declared end, which the parser would refuse together with the
        answer. Browsers pass over them too."""
        end = data.find(b"\r\n\r\n") + 4
        declared = _LENGTH.search(data, 0, end) if end > 3 else None
        if declared is None or len(data) <= end + int(declared[1]) or _HAS_NO_LENGTH.search(data, 0, end):
            return data
        self.force_close()
        return data[: end + int(declared[1])]

    def give_up(self) -> None:
        """Nothing came for too long: whoever waits for an answer, or for the rest of a body, waits in vain."""
        self._on_read_timeout()


@dataclass(slots=True, eq=False)
class Line:
    """One connection. `tls` is what is told of its certificate, `silence` how long it may say nothing just now."""

    protocol: Listener
    tls: dict[str, str] | None
    silence: float = 0.0
    kept_at: float = 0.0

    @property
    def is_usable(self) -> bool:
        """Whether it is open, and nothing came that nobody had asked for."""
        return self.protocol.is_connected() and not self.protocol.should_close

    def close(self) -> None:
        if self.tls is None:
            self.protocol.close()
        else:
            self.protocol.abort()  # a polite end of the encryption could take as long as the other side likes

    async def ask(
        self, message: bytes, method: str, limits: Limits
    ) -> tuple[RawResponseMessage, aiohttp.StreamReader]:
        """Send a request and wait for the head of its answer. Raises what the outside raises, and Stop."""
        protocol = self.protocol
        protocol.set_response_params(
            skip_payload=method == "HEAD",
            read_until_eof=True,
            auto_decompress=False,
            max_line_size=limits.header_line_bytes,
            max_field_size=limits.header_line_bytes,
            max_headers=limits.headers,
        )
        if protocol.transport is None:
            raise aiohttp.ServerDisconnectedError
        protocol.transport.write(message)
        protocol.heard_at, self.silence = time.monotonic(), limits.silence
        protocol.is_fresh = method != "HEAD"
        for _ in range(limits.informational + 1):
            head, payload = await protocol.read()
            if not 100 <= head.code < 200 or head.code == _SWITCHING:
                return head, payload
        raise Stop(FailureClass.BAD_RESPONSE, "too many informational answers")


@dataclass(slots=True)
class Answer:
    """The head of an answer, and the way to its body. To be closed, or used in an `async with`."""

    pool: "Pool"
    origin: str
    method: str
    line: Line
    status: int
    headers: CIMultiDictProxy[str]
    payload: aiohttp.StreamReader
    keep: bool

    @property
    def content_length(self) -> int | None:
        """The declared length; the parser refuses what is no number."""
        declared = self.headers.get("Content-Length")
        return int(declared) if declared is not None else None

    @property
    def has_body(self) -> bool:
        """Whether a body belongs to it, be it an empty one."""
        return self.status not in (204, 304) and self.method != "HEAD"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None and self.keep and self.payload.is_eof() and self.line.is_usable:
            self.pool.put_back(self.origin, self.line)
        else:
            self.pool.hang_up(self.line)


class Pool:
    """Asks over connections that it opens through the gate. `idle_seconds`: how long an unused one is kept; 0: none."""

    def __init__(
        self, gate: Gate, *, agent: str, trust: ssl.SSLContext | None = None, idle_seconds: float = 0
    ) -> None:
        self._gate = gate
        self._trust = trust
        self._idle_seconds = idle_seconds
        self._lines: dict[str, deque[Line]] = {}
        self._by_age: OrderedDict[Line, str] = OrderedDict()
        self._busy: set[Line] = set()
        self._deadlines: dict[asyncio.Task[Any], float] = {}
        self._overdue: set[asyncio.Task[Any]] = set()
        self._watch: asyncio.TimerHandle | None = None
        self._common = _fields({"User-Agent": agent, "Accept": _ACCEPT, "Accept-Encoding": "gzip, deflate"})

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for line in (*self._by_age, *self._busy):
            line.close()
        if self._watch is not None:
            self._watch.cancel()
        self._busy.clear()
        self._lines.clear()
        self._by_age.clear()
        for _ in range(
            2
        ):  # the loop closes what was said to be closed a turn later, and what is encrypted two
            await asyncio.sleep(0)

    async def ask(
        self,
        method: str,
        url: str,
        *,
        limits: Limits,
        headers: Mapping[str, str],
        body: bytes | None = None,
        keep: bool = False,
    ) -> Answer:
        """One request to a canonical address; the answer's body is not read yet.

        `keep` leaves the connection open for the host's next. Raises Stop, and what the outside raises while
        a connection is made.
        """
        address = urls.parse(url)
        keep = keep and self._idle_seconds > 0
        message = self._message(method, address, headers, body, keep=keep)
        while True:
            kept = self._take(address.origin)
            line = kept or await self._open(address, limits)
            self._busy.add(line)
            if self._watch is None:
                self._listen_again()
            try:
                head, payload = await line.ask(message, method, limits)
            except (OSError, aiohttp.ServerDisconnectedError, HttpProcessingError) as error:
                self.hang_up(line)
                if kept and method in _SAFE_TWICE and _is_lost(error):
                    continue  # it was hung up on while it was idle; it is out of the pool now
                raise _before_answer(error) from error
            except BaseException:
                self.hang_up(line)
                raise
            if kept and method in _SAFE_TWICE and head.code == _REQUEST_TIMEOUT:
                self.hang_up(line)
                continue  # it was the connection that had waited for too long
            return Answer(self, address.origin, method, line, head.code, head.headers, payload, keep)

    async def within(self, seconds: float, journey: Coroutine[Any, Any, None]) -> None:
        """Await what is asked over these connections. TimeoutError when it took longer, noticed a moment later.

        As `asyncio.timeout` does it, without a timer for each, which would stay in the loop's heap until its time came.
        """
        task = asyncio.current_task()
        if task is None:
            raise RuntimeError("inside a task")
        self._deadlines[task] = time.monotonic() + seconds
        if self._watch is None:
            self._listen_again()
        try:
            await journey
        except asyncio.CancelledError:
            if task in self._overdue and task.uncancel() <= 0:
                raise TimeoutError from None
            raise
        finally:
            self._deadlines.pop(task, None)
            self._overdue.discard(task)

    def hang_up(self, line: Line) -> None:
        """Close a connection that was asked over."""
        self._busy.discard(line)
        line.close()

    def _listen(self) -> None:
        """Give up the connections that have been silent for too long, and what has taken too long altogether; look
        again in a moment."""
        now = time.monotonic()
        for line in self._busy:
            if now - line.protocol.heard_at > line.silence:
                line.protocol.give_up()
        for task in [task for task, until in self._deadlines.items() if now > until]:
            del self._deadlines[task]
            self._overdue.add(task)
            task.cancel()
        self._watch = None
        if self._busy or self._deadlines:
            self._listen_again()

    def _listen_again(self) -> None:
        self._watch = asyncio.get_running_loop().call_later(_A_MOMENT, self._listen)

    def put_back(self, origin: str, line: Line) -> None:
        """Keep a connection for the next request to this origin."""
        self._busy.discard(line)
        line.kept_at = time.monotonic()
        self._lines.setdefault(origin, deque()).append(line)
        self._by_age[line] = origin
        self._sweep(line.kept_at - self._idle_seconds)

    def _take(self, origin: str) -> Line | None:
        """The connection used last, since that is the one least likely to have been hung up on."""
        oldest = time.monotonic() - self._idle_seconds
        lines = self._lines.get(origin)
        while lines:
            line = lines.pop()
            del self._by_age[line]
            if not lines:
                del self._lines[origin]
            if line.kept_at >= oldest and line.is_usable:
                return line
            line.close()
        return None

    def _sweep(self, oldest: float) -> None:
        while self._by_age:
            line, origin = next(iter(self._by_age.items()))
            if line.kept_at >= oldest and len(self._by_age) <= _MOST_KEPT:
                return
            del self._by_age[line]
            self._lines[origin].remove(line)
            if not self._lines[origin]:
                del self._lines[origin]
            line.close()

    def _message(
        self, method: str, address: Address, headers: Mapping[str, str], body: bytes | None, *, keep: bool
    ) -> bytes:
        own = dict(headers)
        if body is not None:
            own["Content-Length"] = str(len(body))
        if not keep:
            own["Connection"] = "close"
        query = "" if address.query is None else f"?{address.query}"
        host = address.origin.partition("//")[2]
        head = f"{method} {address.path}{query} HTTP/1.1\r\nHost: {host}\r\n{self._common}{_fields(own)}\r\n"
        return head.encode("ascii") + (body or b"")

    async def _open(self, address: Address, limits: Limits) -> Line:
        found = await self._gate.resolve(address.host, address.port)
        loop = asyncio.get_running_loop()
        is_secure = address.scheme == "https"
        try:
            async with asyncio.timeout(limits.connect):
                connected = await aiohappyeyeballs.start_connection(
                    found, happy_eyeballs_delay=_AGAIN_AFTER, interleave=1, loop=loop,
                    socket_factory=self._gate.open_socket,
                )  # fmt: skip
                try:
                    transport, protocol = await loop.create_connection(
                        lambda: Listener(loop),
                        sock=connected,
                        ssl=(self._trust or _verifying()) if is_secure else None,
                        server_hostname=address.host.strip("[]") if is_secure else None,
                    )
                except ValueError:
                    connected.close()
                    raise
        except TimeoutError as error:
            if error.errno is not None:  # the system's own
                raise
            raise Stop(FailureClass.CONNECT_TIMEOUT, f"not connected within {limits.connect:g} s") from error
        return Line(protocol, certificates.facts(transport.get_extra_info("ssl_object")))


@functools.cache
def _verifying() -> ssl.SSLContext:
    """The system's certificate authorities, loaded when they are first needed."""
    context = ssl.create_default_context()
    context.set_alpn_protocols(["http/1.1"])
    return context


def _fields(headers: Mapping[str, str]) -> str:
    """Header lines. ValueError for a value that would end its line."""
    for value in headers.values():
        if not value.isprintable():
            raise ValueError("a header holds a line break or another control character")
    return "".join(f"{name}: {value}\r\n" for name, value in headers.items())


def _is_lost(error: BaseException) -> bool:
    return not isinstance(error, aiohttp.ServerTimeoutError | HttpProcessingError)


def _before_answer(error: BaseException) -> BaseException:
    if isinstance(error, HttpProcessingError):
        return Stop(FailureClass.BAD_RESPONSE, faults.plain(error.message))
    if isinstance(error, aiohttp.ServerTimeoutError):
        return error
    return Stop(FailureClass.CONNECTION_LOST, _HUNG_UP)
