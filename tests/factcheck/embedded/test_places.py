"""Where the desk may answer."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest

from factcheck.embedded import places


@pytest.fixture
def taken() -> Iterator[int]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_taken_port_is_refused_with_a_free_one(taken: int) -> None:
    with pytest.raises(places.PlaceRefused, match=rf"Port {taken} of 127\.0\.0\.1 .* --port \d+"):
        places.refuse_taken(places.Place("127.0.0.1", taken))


def test_a_port_taken_on_all_addresses_is_refused_on_one() -> None:
    with socket.create_server(("0.0.0.0", 0)) as server, pytest.raises(places.PlaceRefused):
        places.refuse_taken(places.Place("127.0.0.1", server.getsockname()[1]))


def test_a_free_port_is_accepted(taken: int) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        free = server.getsockname()[1]
    places.refuse_taken(places.Place("127.0.0.1", free))


@pytest.mark.parametrize("port", [0, -1, 65_536])
def test_what_is_no_port_is_refused(port: int) -> None:
    with pytest.raises(places.PlaceRefused, match="1 to 65535"):
        places.find("127.0.0.1", port)


@pytest.mark.parametrize(
    ("host", "is_loopback"),
    [
        *[(host, True) for host in ("127.0.0.1", "127.8.8.8", "::1")],
        *[(host, False) for host in ("0.0.0.0", "::", "192.0.2.7", "10.1.2.3")],
    ],
)
def test_only_loopback_is_loopback(host: str, is_loopback: bool) -> None:
    assert places.Place(host, 8000).is_loopback() is is_loopback


def test_a_name_becomes_an_address() -> None:
    assert places.find("localhost", 8000).is_loopback()


@pytest.mark.parametrize(
    ("host", "origin"),
    [
        ("127.0.0.1", "http://127.0.0.1:8000"),
        ("::1", "http://[::1]:8000"),
        ("0.0.0.0", "http://127.0.0.1:8000"),
        ("::", "http://[::1]:8000"),
    ],
)
def test_the_origin_is_one_that_a_browser_can_open(host: str, origin: str) -> None:
    assert places.Place(host, 8000).origin() == origin


def test_a_socket_that_listens_is_not_an_answer(taken: int) -> None:
    assert not places.Place("127.0.0.1", taken).answers()
