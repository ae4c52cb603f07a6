"""Making connections, and refusing to: every address is judged before a socket for it exists.

Two places judge. The resolver looks at all records of a name, and one bad record spoils the name, so that
nobody can mix a private address among public ones. The gate, aiohttp's `socket_factory`, sees the very
address that is about to be connected to, IP literals included, which aiohttp does not give to resolvers.
"""

import asyncio
import contextlib
import itertools
import socket
import ssl
import threading
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.connector import Connection

from claims.clients.addresses import AddressPolicy
from claims.clients.fetched import Limits, Stop
from claims.text.outcomes import FailureClass

T = TypeVar("T")
V = TypeVar("V")
Resolve = Callable[[str, int], Sequence[tuple[socket.AddressFamily, str]]]
OpenSocket = Callable[[int, int, int, tuple[str | int, ...]], socket.socket]

_USED_ADDRESSES = 4
"""How many of a name's addresses are tried. All are judged."""

_lookups = threading.BoundedSemaphore(32)
"""Look-ups under way in this process. One that hangs holds its thread until the system gives it up."""


def system_resolve(host: str, port: int) -> list[tuple[socket.AddressFamily, str]]:
    """(family, address) of every record of a name. OSError when there is none."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    return [(family, str(sockaddr[0])) for family, _, _, _, sockaddr in found]


def system_socket(family: int, kind: int, proto: int, sockaddr: tuple[str | int, ...]) -> socket.socket:
    """A socket for one connection to `sockaddr`, not yet connected."""
    return socket.socket(family, kind, proto)


@dataclass(frozen=True, slots=True)
class Network:
    """The two things asked of the operating system. Tests put recorders in their place."""

    resolve: Resolve = system_resolve
    open_socket: OpenSocket = system_socket


class Gate(AbstractResolver):
    """Judges names and addresses for one fetch, and remembers why it refused."""

    def __init__(self, policy: AddressPolicy, network: Network, limits: Limits) -> None:
        self._policy = policy
        self._network = network
        self._limits = limits
        self.refusal = ""

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_UNSPEC
    ) -> list[ResolveResult]:
        """The checked addresses of a name, as aiohttp wants them. OSError for none, and for a refused one."""
        records = await self._look_up(host, port)
        if not records:
            raise socket.gaierror(socket.EAI_NONAME, "the name has no address")
        for _, ip in records:
            self._judge(f"{host} leads to an address that is refused", ip, port)
        return [_result(host, port, found, ip) for found, ip in records[:_USED_ADDRESSES]]

    def open_socket(self, info: tuple[int, int, int, str, tuple[str | int, ...]]) -> socket.socket:
        """The last gate: a socket for exactly the address that will be connected to."""
        family, kind, proto, _, sockaddr = info
        self._judge("the address is refused", str(sockaddr[0]), int(sockaddr[1]))
        return self._network.open_socket(family, kind, proto, sockaddr)

    async def close(self) -> None:
        """Nothing is held open."""

    def _judge(self, what: str, ip: str, port: int) -> None:
        refusal = self._policy.refusal(ip, port)
        if refusal is not None:
            self.refusal = f"{what}: {refusal}"
            raise PermissionError(self.refusal)

    async def _look_up(self, host: str, port: int) -> list[tuple[socket.AddressFamily, str]]:
        try:
            async with asyncio.timeout(self._limits.connect):
                return list(await _in_thread(lambda: self._network.resolve(host, port)))
        except TimeoutError as error:
            raise Stop(FailureClass.DNS_UNAVAILABLE, f"looking up {host} took too long") from error


def connector(gate: Gate, *, trust: ssl.SSLContext | None = None) -> aiohttp.TCPConnector:
    """A connector that only the gate's addresses pass, with no cache and no connection kept."""
    return aiohttp.TCPConnector(
        resolver=gate,
        socket_factory=gate.open_socket,
        use_dns_cache=False,
        force_close=True,
        ssl=trust or True,
    )


async def once(request: aiohttp.ClientRequest, handler: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """Client middleware: a lost connection ends the request. By itself aiohttp would ask a second time."""
    try:
        return await handler(request)
    except aiohttp.ClientConnectorError:
        raise
    except (aiohttp.ClientOSError, aiohttp.ServerDisconnectedError) as error:
        raise Stop(FailureClass.CONNECTION_LOST, "the server hung up before it had answered") from error


def response_class(most: int) -> type[aiohttp.ClientResponse]:
    """A response that takes at most this many informational answers (1xx) before the real one."""

    class Response(aiohttp.ClientResponse):
        async def start(self, connection: Connection) -> aiohttp.ClientResponse:
            protocol = connection.protocol
            if protocol is not None:
                # aiohttp reads informational answers in a loop of its own, with no other place to count.
                protocol.read = _counted(protocol.read, most + 1)  # type: ignore[method-assign]
            return await super().start(connection)

    return Response


def _counted(read: Callable[[], Coroutine[Any, Any, V]], most: int) -> Callable[[], Coroutine[Any, Any, V]]:
    left = itertools.count(most, -1)

    async def read_counted() -> V:
        if next(left) <= 0:
            raise Stop(FailureClass.BAD_RESPONSE, "too many informational answers")
        return await read()

    return read_counted


def _result(host: str, port: int, family: socket.AddressFamily, ip: str) -> ResolveResult:
    return ResolveResult(
        hostname=host,
        host=ip,
        port=port,
        family=family,
        proto=socket.IPPROTO_TCP,
        flags=socket.AI_NUMERICHOST,
    )


async def _in_thread(work: Callable[[], T]) -> T:
    """The result of blocking work in a thread of its own, one that neither the loop nor the process waits
    for.

    `getaddrinfo` can hang for minutes and can't be interrupted; a pooled thread would keep the loop from
    closing.
    """
    if not _lookups.acquire(blocking=False):
        raise socket.gaierror(socket.EAI_AGAIN, "too many look-ups are hanging")
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()
    threading.Thread(target=_work_off, args=(work, loop, future), name="look-up", daemon=True).start()
    return await future


def _work_off(work: Callable[[], T], loop: asyncio.AbstractEventLoop, future: "asyncio.Future[T]") -> None:
    try:
        result = work()
    except (OSError, ValueError) as error:
        _report(loop, future, error, future.set_exception)
    else:
        _report(loop, future, result, future.set_result)
    finally:
        _lookups.release()


def _report(
    loop: asyncio.AbstractEventLoop, future: "asyncio.Future[T]", value: V, settle: Callable[[V], None]
) -> None:
    def settle_if_awaited() -> None:
        if not future.done():
            settle(value)

    with contextlib.suppress(RuntimeError):  # the loop closed: nobody waits any more
        loop.call_soon_threadsafe(settle_if_awaited)
