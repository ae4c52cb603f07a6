"""Which addresses the desk connects to: the public internet, by a deny list of its own.

`ipaddress.is_global` changes between patch releases and says yes to multicast, NAT64, 6to4 and more, so it
is not asked. The blocks are those of the IANA special-purpose registries (RFC 6890 and its successors), and
the few public addresses at which cloud providers answer their own tenants.
"""

import ipaddress
from collections.abc import Callable
from dataclasses import dataclass

from claims.text import urls

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

_BAD4 = tuple(
    ipaddress.IPv4Network(block)
    for block in (
        "0.0.0.0/8",  # this network
        "10.0.0.0/8",  # private
        "100.64.0.0/10",  # carrier-grade NAT; Alibaba's metadata service
        "127.0.0.0/8",  # loopback
        "168.63.129.16/32",  # Azure's platform address, public by its number only
        "169.254.0.0/16",  # link-local; the metadata services
        "172.16.0.0/12",  # private
        "192.0.0.0/24",  # protocol assignments; Oracle's metadata service
        "192.0.2.0/24",  # documentation
        "192.31.196.0/24",  # AS112
        "192.52.193.0/24",  # automatic multicast tunnels
        "192.88.99.0/24",  # 6to4 relays
        "192.168.0.0/16",  # private
        "192.175.48.0/24",  # AS112
        "198.18.0.0/15",  # benchmarks
        "198.51.100.0/24",  # documentation
        "203.0.113.0/24",  # documentation
        "224.0.0.0/4",  # multicast
        "240.0.0.0/4",  # reserved, broadcast
    )
)
_UNICAST6 = ipaddress.IPv6Network("2000::/3")
_BAD6 = tuple(
    ipaddress.IPv6Network(block)
    for block in (
        "2001::/23",  # protocol assignments: Teredo, benchmarks, ORCHID and others
        "2001:db8::/32",  # documentation
        "2002::/16",  # 6to4: an IPv4 address in disguise
        "2620:4f:8000::/48",  # AS112
        "3ffe::/16",  # the old test network
        "3fff::/20",  # documentation
    )
)
_ISATAP = (0x00005EFE, 0x02005EFE)


class RefusedAddress(PermissionError):
    """No connection is made to this address. The message is a clause for people."""


def _nowhere(ip: IPAddress, port: int) -> bool:
    return False


def _anywhere(ip: IPAddress, port: int) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class AddressPolicy:
    """The one judge of (address, port).

    `loopback` says which loopback ports are open to it: none, as a rule.
    """

    loopback: Callable[[IPAddress, int], bool] = _nowhere

    @property
    def url_ports(self) -> frozenset[int] | None:
        """The ports an address may name; None (any) where loopback is open, and `refusal` judges alone."""
        return urls.PORTS if self.loopback is _nowhere else None

    def refusal(self, ip: str, port: int) -> str | None:
        """Why no connection is made to this address and port, or None when one may be made."""
        try:
            address = ipaddress.ip_address(ip)
        except ValueError:
            return "it is not an address"
        if address.is_loopback and self.loopback(address, port):
            return None
        if port not in urls.PORTS:
            return f"port {port} is not one that web pages are served from"
        return None if _is_public(address) else "it is not on the public internet"


PUBLIC = AddressPolicy()
"""The public internet and nothing else."""

WITH_LOOPBACK = AddressPolicy(loopback=_anywhere)
"""Also this machine itself: for development and demonstrations only."""


def _is_public(address: IPAddress) -> bool:
    if isinstance(address, ipaddress.IPv4Address):
        return not any(address in block for block in _BAD4)
    if address.scope_id is not None or address not in _UNICAST6:
        return False
    return not any(address in block for block in _BAD6) and not _is_isatap(address)


def _is_isatap(address: ipaddress.IPv6Address) -> bool:
    """A tunnel address (RFC 5214), which ends in an IPv4 address of any kind."""
    return (int(address) >> 32) & 0xFFFFFFFF in _ISATAP
