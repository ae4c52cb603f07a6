"""Where the desk answers, and whether it can."""

from __future__ import annotations

import errno
import http.client
import ipaddress
import socket
from dataclasses import dataclass, replace

PORTS_TO_TRY = 200


class PlaceRefused(Exception):
    """The desk can't answer there; the text says why, and what to do."""


@dataclass(frozen=True)
class Place:
    """A numeric address of this machine, and a port."""

    host: str
    port: int

    def is_loopback(self) -> bool:
        return ipaddress.ip_address(self.host).is_loopback

    def origin(self) -> str:
        """As a browser on this machine writes it."""
        host = self.reachable_host()
        return f"http://[{host}]:{self.port}" if ":" in host else f"http://{host}:{self.port}"

    def reachable_host(self) -> str:
        """The address itself, or loopback for "all addresses"."""
        address = ipaddress.ip_address(self.host)
        if not address.is_unspecified:
            return self.host
        return "127.0.0.1" if address.version == 4 else "::1"

    def answers(self) -> bool:
        """Whether the web server answers a request, with whatever: its socket listens long before it can."""
        connection = http.client.HTTPConnection(self.reachable_host(), self.port, timeout=0.5)
        try:
            connection.request("GET", "/healthz")
            return connection.getresponse().status > 0
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()


def find(host: str, port: int) -> Place:
    """The place by a name or an address and a port. Raises PlaceRefused."""
    if not 0 < port < 65536:
        raise PlaceRefused(f"{port} is not a port: give --port a number from 1 to 65535.")
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise PlaceRefused(f"{host} is not an address of this machine ({error.strerror}).") from error
    return Place(str(found[0][4][0]), port)


def refuse_taken(wanted: Place) -> None:
    """Raises PlaceRefused, with a port that is free, if the desk can't listen there."""
    problem = _why_not(wanted)
    if problem is None:
        return
    others = range(wanted.port + 1, min(wanted.port + PORTS_TO_TRY, 65536))
    free = next((port for port in others if _why_not(replace(wanted, port=port)) is None), None)
    advice = f" Take another: python3 manage.py up --port {free}" if free else ""
    raise PlaceRefused(f"Port {wanted.port} of {wanted.host} cannot be used: {problem}.{advice}")


def _why_not(wanted: Place) -> str | None:
    family = socket.AF_INET6 if ":" in wanted.host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as trial:
        trial.setsockopt(
            socket.SOL_SOCKET, socket.SO_REUSEADDR, 1
        )  # else a left one stays taken for a minute
        try:
            trial.bind((wanted.host, wanted.port))
            trial.listen()
        except OSError as error:
            return "another program uses it" if error.errno == errno.EADDRINUSE else str(error.strerror)
    return None
