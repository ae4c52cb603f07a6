"""A scripted server on loopback, and a way to fetch from it that can reach nothing else."""

from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from claims.clients import http
from claims.clients.addresses import AddressPolicy
from claims.clients.fetched import Fetched, Limits
from tests.claims.clients import scripted

# Short, as many servers here never come to an end; long enough for a machine that has other things to do as well.
SHORT = Limits(
    deadline=2.0,
    connect=1.0,
    silence=1.0,
    redirects=4,
    packed_bytes=64 * 1024,
    body_bytes=256 * 1024,
    header_line_bytes=8 * 1024,
    headers=32,
    informational=4,
)

# Where nothing hangs, so that no busy machine is taken for a slow server.
PATIENT = replace(SHORT, deadline=20.0, connect=10.0, silence=10.0)


@pytest.fixture(scope="module")
def server() -> Iterator[scripted.Server]:
    with scripted.serving() as server:
        yield server


@pytest.fixture
def recorder(server: scripted.Server) -> scripted.Recorder:
    return scripted.Recorder(ports=frozenset({server.port}))


@pytest.fixture
def only_server(server: scripted.Server) -> AddressPolicy:
    """The policy of production, and the scripted server's port."""
    return AddressPolicy(loopback=lambda ip, port: (str(ip), port) == ("127.0.0.1", server.port))


@pytest.fixture
def fetch(recorder: scripted.Recorder, only_server: AddressPolicy) -> Callable[..., Fetched]:
    def fetch(url: str, **options: object) -> Fetched:
        given = {"policy": only_server, "limits": SHORT, "network": recorder.network, **options}
        return http.fetch(url, **given)  # type: ignore[misc]

    return fetch
