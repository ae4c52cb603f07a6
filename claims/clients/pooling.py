"""Connections that the fetches of one event loop share, and what is known of each of them.

A connection is kept for the host that it was opened for, and its address was judged before it was opened. So what a
name leads to later is of no matter to it: whoever asks over it reaches the address that was checked.
"""

import itertools
import ssl
import weakref
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any, Self, TypeVar, cast

import aiohttp
import yarl
from aiohttp.client_proto import ResponseHandler
from aiohttp.connector import Connection

from claims.clients import certificates
from claims.clients.connecting import Gate
from claims.clients.fetched import Limits, Stop
from claims.text.outcomes import FailureClass

V = TypeVar("V")
Known = weakref.WeakKeyDictionary[ResponseHandler, dict[str, str] | None]
"""Connections that were used before, and the facts of their certificates."""

_ACCEPT = "text/html,application/xhtml+xml,application/pdf;q=0.9,text/plain;q=0.8,*/*;q=0.5"
_CLOSE = {"Connection": "close"}


REQUEST_TIMEOUT = 408
"""What some servers say on an idle connection before they hang up."""


class StaleConnection(Exception):
    """A kept connection was of no use any more: the request has to be made anew."""


class Response(aiohttp.ClientResponse):
    """A response that knows how its connection was secured."""

    tls: dict[str, str] | None = None


class Pool:
    """An HTTP session without a memory: no cookies, no proxies or passwords from the environment, nothing unpacked.

    `idle_seconds` is how long an unused connection is kept; with 0 none is.
    """

    def __init__(
        self,
        gate: Gate,
        *,
        agent: str,
        limits: Limits,
        trust: ssl.SSLContext | None = None,
        idle_seconds: float = 0,
    ) -> None:
        self.keeps = idle_seconds > 0
        connector = aiohttp.TCPConnector(
            resolver=gate,
            socket_factory=gate.open_socket,
            use_dns_cache=False,
            limit=0,
            ssl=trust or True,
            keepalive_timeout=max(idle_seconds, 1),
        )
        self._session = aiohttp.ClientSession(
            connector=connector,
            auto_decompress=False,
            trust_env=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            headers={"User-Agent": agent, "Accept": _ACCEPT, "Accept-Encoding": "gzip, deflate"},
            response_class=_response_class(limits.informational),
            middlewares=(_once,),
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self._session.close()

    async def request(
        self,
        method: str,
        url: str,
        *,
        limits: Limits,
        headers: dict[str, str],
        body: bytes | None = None,
        keep: bool = False,
    ) -> Response:
        """One request; the answer's body is not read yet. `keep` leaves the connection open for the host's next."""
        while True:
            try:
                response = await self._session.request(
                    method,
                    yarl.URL(url, encoded=True),
                    data=body,
                    headers=headers if keep and self.keeps else headers | _CLOSE,
                    allow_redirects=False,
                    timeout=aiohttp.ClientTimeout(
                        total=None, sock_connect=limits.connect, sock_read=limits.silence
                    ),
                    max_line_size=limits.header_line_bytes,
                    max_field_size=limits.header_line_bytes,
                    max_headers=limits.headers,
                )
            except StaleConnection:
                continue  # it is out of the pool now, so this ends with a fresh one at the latest
            return cast(Response, response)


async def _once(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """Client middleware: a lost connection ends the request. By itself aiohttp would ask a second time."""
    try:
        return await handler(request)
    except aiohttp.ClientConnectorError:
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        raise Stop(FailureClass.CONNECTION_LOST, "the server hung up before it had answered") from error


def _response_class(informational: int) -> type[Response]:
    """Responses that take at most this many informational answers (1xx) before the real one."""
    known: Known = weakref.WeakKeyDictionary()

    class CountedResponse(Response):
        async def start(self, connection: Connection) -> aiohttp.ClientResponse:
            protocol = connection.protocol
            if protocol is None:  # it was lost in the meantime
                return await super().start(connection)
            may_be_stale = protocol in known and self.method in ("GET", "HEAD")
            if may_be_stale and protocol.should_close:
                raise StaleConnection  # something came that nobody had asked for
            self._secure(protocol, connection)
            if self.request_info.headers.get("Connection") == "close":
                protocol.force_close()  # also where the server does not mind the header
            # aiohttp reads informational answers in a loop of its own, with no other place to count.
            protocol.read = _counted(protocol.read, informational + 1)  # type: ignore[method-assign]
            try:
                await super().start(connection)
            except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
                if may_be_stale:
                    raise StaleConnection from error
                raise
            finally:
                del protocol.read
            if may_be_stale and self.status == REQUEST_TIMEOUT:
                raise StaleConnection  # it was the connection that waited too long
            return self

        def _secure(self, protocol: ResponseHandler, connection: Connection) -> None:
            if protocol not in known:
                transport = connection.transport
                known[protocol] = certificates.facts(
                    transport.get_extra_info("ssl_object") if transport is not None else None
                )
            self.tls = known[protocol]

    return CountedResponse


def _counted(read: Callable[[], Coroutine[Any, Any, V]], most: int) -> Callable[[], Coroutine[Any, Any, V]]:
    left = itertools.count(most, -1)

    async def read_counted() -> V:
        if next(left) <= 0:
            raise Stop(FailureClass.BAD_RESPONSE, "too many informational answers")
        return await read()

    return read_counted
