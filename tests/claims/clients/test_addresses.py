"""The address policy, as a table."""

import pytest

from claims.clients import addresses
from claims.clients.addresses import AddressPolicy
from claims.text import urls
from tests.claims.clients.refused import ALLOWED, REFUSED

NOT_ADDRESSES = [
    "",
    "localhost",
    "127.1",
    "0x7f.0.0.1",
    "0177.0.0.1",
    "2130706433",
    "1.2.3.4.5",
    "fe80::1%",
    "::g",
]


@pytest.mark.parametrize("ip", REFUSED)
@pytest.mark.parametrize("port", [80, 443])
def test_addresses_off_the_public_internet_are_refused(ip: str, port: int) -> None:
    assert addresses.PUBLIC.refusal(ip, port)


@pytest.mark.parametrize("ip", ALLOWED)
def test_public_addresses_are_allowed(ip: str) -> None:
    assert addresses.PUBLIC.refusal(ip, 443) is None


@pytest.mark.parametrize("ip", NOT_ADDRESSES)
def test_what_is_no_address_is_refused(ip: str) -> None:
    assert addresses.WITH_LOOPBACK.refusal(ip, 80)


@pytest.mark.parametrize("ip", ["fe80::1%eth0", "2606:4700::1%1", "::1%lo"])
def test_zones_are_refused(ip: str) -> None:
    assert addresses.PUBLIC.refusal(ip, 80)


@pytest.mark.parametrize("port", [0, 1, 21, 22, 25, 53, 81, 444, 3306, 5432, 6379, 9200, 11211, 65535, 65616])
def test_other_ports_are_refused(port: int) -> None:
    assert addresses.PUBLIC.refusal("1.1.1.1", port)


def test_loopback_is_open_only_where_the_predicate_says_so() -> None:
    policy = AddressPolicy(loopback=lambda ip, port: port == 8099)

    assert policy.refusal("127.0.0.1", 8099) is None
    assert policy.refusal("::1", 8099) is None
    assert policy.refusal("127.0.0.1", 8098)
    assert policy.refusal("127.0.0.1", 80)


@pytest.mark.parametrize("ip", [ip for ip in REFUSED if not ip.startswith("127.") and ip != "::1"])
def test_an_open_loopback_opens_nothing_else(ip: str) -> None:
    assert addresses.WITH_LOOPBACK.refusal(ip, 80)


def test_ports_are_judged_early_unless_loopback_is_open() -> None:
    assert addresses.PUBLIC.url_ports == urls.PORTS
    assert addresses.WITH_LOOPBACK.url_ports is None
