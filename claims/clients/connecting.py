"""Making connections, and refusing to: every address is judged before a socket for it exists.

Two places judge. The look-up sees all records of a name, and one bad record spoils the name, so that nobody
can mix a private address among public ones. The making of sockets sees the very address that is about to be
connected to.
"""

import asyncio
import contextlib
import ipaddress
import socket
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from claims.clients.addresses import AddressPolicy, RefusedAddress
from claims.clients.fetched import Limits, Stop
from claims.text.outcomes import FailureClass

T = TypeVar("T")
V = TypeVar("V")
Resolve = Callable[[str, int], Sequence[tuple[socket.AddressFamily, str]]]
Info = tuple[int, int, int, str, tuple[str, int] | tuple[str, int, int, int]]
"""Family, kind, protocol, nothing, and the address with its port: as `getaddrinfo` gives them."""

OpenSocket = Callable[[int, int, int, tuple[str | int, ...]], socket.socket]

_USED_ADDRESSES = 4
"""How many of a name's addresses are tried. All are judged."""

_lookups = threading.BoundedSemaphore(32)
"""Look-ups under way in this process. One that hangs holds its thread until the system gives it up."""

_A_MOMENT = 0.01  # seconds until a waiting look-up asks again for its turn


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


class Gate:
    """Judges names and addresses. RefusedAddress, which is an OSError, for those that are refused."""

    def __init__(self, policy: AddressPolicy, network: Network, limits: Limits) -> None:
        self._policy = policy
        self._network = network
        self._limits = limits

    async def resolve(self, host: str, port: int) -> list[Info]:
        """The checked addresses of a canonical host, to connect to as they are. OSError where there is none."""
        if (literal := _literal(host)) is not None:
            self._judge("the address is refused", literal[1], port)
            return [_info(*literal, port)]
        records = await self._look_up(host, port)
        if not records:
            raise socket.gaierror(socket.EAI_NONAME, "the name has no address")
        for _, ip in records:
            self._judge(f"{host} leads to an address that is refused", ip, port)
        return [_info(family, ip, port) for family, ip in records[:_USED_ADDRESSES]]

    def open_socket(self, info: Info) -> socket.socket:
        """The last gate: a socket for exactly the address that will be connected to."""
        family, kind, proto, _, sockaddr = info
        self._judge("the address is refused", str(sockaddr[0]), int(sockaddr[1]))
        return self._network.open_socket(family, kind, proto, sockaddr)

    def _judge(self, what: str, ip: str, port: int) -> None:
        refusal = self._policy.refusal(ip, port)
        if refusal is not None:
            raise RefusedAddress(f"{what}: {refusal}")

    async def _look_up(self, host: str, port: int) -> list[tuple[socket.AddressFamily, str]]:
        try:
            async with asyncio.timeout(self._limits.connect):
                return list(await _in_thread(lambda: self._network.resolve(host, port)))
        except TimeoutError as error:
            raise Stop(FailureClass.DNS_UNAVAILABLE, f"looking up {host} took too long") from error


def _literal(host: str) -> tuple[socket.AddressFamily, str] | None:
    """The family and address that a host is; None for a name."""
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None
    return (socket.AF_INET if address.version == 4 else socket.AF_INET6), str(address)


def _info(family: socket.AddressFamily, ip: str, port: int) -> Info:
    sockaddr = (ip, port, 0, 0) if family == socket.AF_INET6 else (ip, port)
    return family, socket.SOCK_STREAM, socket.IPPROTO_TCP, "", sockaddr


async def _in_thread(work: Callable[[], T]) -> T:
    """The result of blocking work in a thread of its own, one that neither the loop nor the process waits
    for.

    `getaddrinfo` can hang for minutes and can't be interrupted; a pooled thread would keep the loop from
    closing.
    """
    while not _lookups.acquire(blocking=False):
        await asyncio.sleep(
            _A_MOMENT
        )  # the turn may come from another thread's loop, which can't wake this one
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
