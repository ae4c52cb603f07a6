"""Many fetches over shared connections: each as guarded and as truthful as one by itself."""

import asyncio
import socket
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace

import pytest

from claims.clients import http
from claims.clients.addresses import AddressPolicy
from claims.clients.fetched import Fetched
from claims.text.outcomes import FailureClass as F
from tests.claims.clients import scripted
from tests.claims.clients.conftest import SHORT
from tests.claims.clients.scripted import response

Visit = Callable[[http.Fetcher], Awaitable[None]]


@pytest.fixture(scope="module")
def server() -> Iterator[scripted.Server]:
    """One that takes request after request on a connection."""
    with scripted.serving(keeps=True) as server:
        yield server


@pytest.fixture
def visit(
    server: scripted.Server, recorder: scripted.Recorder, only_server: AddressPolicy
) -> Callable[..., None]:
    """Run a journey with a fetcher that can reach the server alone."""
    server.scripts.clear()
    server.requests.clear()

    def visit(journey: Visit, **options: object) -> None:
        async def run() -> None:
            given = {"policy": only_server, "limits": SHORT, "network": recorder.network, "is_polite": False}
            async with http.Fetcher(**given | options) as fetcher:  # type: ignore[arg-type]
                await journey(fetcher)

        asyncio.run(run())

    return visit


def test_connections_are_shared(
    visit: Callable[..., None], server: scripted.Server, recorder: scripted.Recorder
) -> None:
    urls = [server.answers(f"/{n}", response(b"page %d" % n)) for n in range(5)]

    async def journey(fetcher: http.Fetcher) -> None:
        assert [(await fetcher.fetch(url, keep=True)).body for url in urls] == [
            b"page %d" % n for n in range(5)
        ]

    visit(journey)
    assert len(recorder.asked) == 1


def test_a_connection_that_nobody_needs_is_closed(
    visit: Callable[..., None], server: scripted.Server, recorder: scripted.Recorder
) -> None:
    url = server.answers("/page", response(b"page"))

    async def journey(fetcher: http.Fetcher) -> None:
        await fetcher.fetch(url)
        await fetcher.fetch(url)

    visit(journey)
    assert len(recorder.asked) == 2
    assert all(b"Connection: close" in request for request in server.requests)


def test_the_host_hung_up_meanwhile(visit: Callable[..., None], server: scripted.Server) -> None:
    """What a server does with an idle connection says nothing about the page."""
    answered: list[bool] = []

    def once_a_connection(connection: socket.socket) -> None:
        if len(answered) == 1:
            answered.append(False)
            scripted.reset(connection)
        else:
            answered.append(True)
            connection.sendall(response(b"page"))

    url = server.does("/page", once_a_connection)

    async def journey(fetcher: http.Fetcher) -> None:
        fetched = [await fetcher.fetch(url, keep=True) for _ in range(2)]
        assert [(one.failure, one.body) for one in fetched] == [(None, b"page")] * 2

    visit(journey)
    assert answered == [True, False, True]


def test_who_hangs_up_on_a_new_connection_too_is_not_asked_for_ever(
    visit: Callable[..., None], server: scripted.Server
) -> None:
    good = server.answers("/good", response(b"page"))
    bad = server.does("/bad", scripted.reset)

    async def journey(fetcher: http.Fetcher) -> None:
        await fetcher.fetch(good, keep=True)
        assert (await fetcher.fetch(bad, keep=True)).failure is F.CONNECTION_LOST

    visit(journey)
    assert len(server.requests) == 3


def test_an_open_connection_stays_at_its_checked_address(
    visit: Callable[..., None], server: scripted.Server, recorder: scripted.Recorder
) -> None:
    """The name leads elsewhere from the second look-up on: nobody asks while the connection holds, and then no."""
    recorder.names["rebound.test"] = [["127.0.0.1"], ["10.0.0.1"]]
    server.answers("/page", response(b"page"))
    url = server.url("/page", host="rebound.test")

    async def journey(fetcher: http.Fetcher) -> None:
        outcomes = [(await fetcher.fetch(url, keep=keep)).failure for keep in (True, False, False)]
        assert outcomes == [None, None, F.BLOCKED_ADDRESS]

    visit(journey)
    assert recorder.elsewhere == []


def test_a_refusal_is_that_fetchs_own(
    visit: Callable[..., None], server: scripted.Server, recorder: scripted.Recorder
) -> None:
    recorder.names["inside.test"] = [["10.1.2.3"]]
    good = server.answers("/page", response(b"page"))
    bad = [
        "http://inside.test/",
        "http://169.254.169.254/",
        "http://[::ffff:10.0.0.1]/",
        "http://0x7f000001/",
    ]

    async def journey(fetcher: http.Fetcher) -> None:
        fetched = await asyncio.gather(*(fetcher.fetch(url, keep=True) for url in [good, *bad, good] * 5))
        assert [one.failure for one in fetched] == [None, *[F.BLOCKED_ADDRESS] * 3, F.BAD_URL, None] * 5

    visit(journey)
    assert recorder.elsewhere == []


def test_informational_answers_are_counted_for_each_request(
    visit: Callable[..., None], server: scripted.Server
) -> None:
    few = server.answers("/few", b"HTTP/1.1 103 Early\r\n\r\n" * 3 + response(b"page"))
    many = server.answers("/many", b"HTTP/1.1 103 Early\r\n\r\n" * 5 + response(b"page"))

    async def journey(fetcher: http.Fetcher) -> None:
        outcomes = [(await fetcher.fetch(url, keep=True)).failure for url in (few, few, few, many, few)]
        assert outcomes == [None, None, None, F.BAD_RESPONSE, None]

    visit(journey)


def test_bytes_sent_with_an_answer_are_not_the_next_one(
    visit: Callable[..., None], server: scripted.Server
) -> None:
    first = server.answers("/first", response(b"first"), response(b"forged"))
    second = server.answers("/second", response(b"second"))

    async def journey(fetcher: http.Fetcher) -> None:
        assert [(await fetcher.fetch(url, keep=True)).body for url in (first, second)] == [
            b"first",
            b"second",
        ]

    visit(journey)


def test_bytes_behind_an_answer_are_not_the_next_one(
    visit: Callable[..., None], server: scripted.Server
) -> None:
    def sends_more_later(connection: socket.socket) -> None:
        connection.sendall(response(b"first"))
        time.sleep(0.1)
        connection.sendall(response(b"forged"))

    first, second = server.does("/first", sends_more_later), server.answers("/second", response(b"second"))

    async def journey(fetcher: http.Fetcher) -> None:
        assert (await fetcher.fetch(first, keep=True)).body == b"first"
        await asyncio.sleep(0.3)
        assert (await fetcher.fetch(second, keep=True)).body == b"second"

    visit(journey)


def test_a_servers_impatience_with_an_idle_connection_is_not_the_pages(
    visit: Callable[..., None], server: scripted.Server
) -> None:
    told: list[str] = []

    def impatient(connection: socket.socket) -> None:
        told.append("408" if len(told) == 1 else "200")
        status = {"408": "408 Request Timeout", "200": "200 OK"}[told[-1]]
        connection.sendall(response(b"page", status=status))

    url = server.does("/page", impatient)

    async def journey(fetcher: http.Fetcher) -> None:
        fetched = [await fetcher.fetch(url, keep=True) for _ in range(2)]
        assert [(one.status, one.body) for one in fetched] == [(200, b"page")] * 2

    visit(journey)
    assert told == ["200", "408", "200"]


def test_a_page_that_was_cut_spoils_no_other(visit: Callable[..., None], server: scripted.Server) -> None:
    cut = server.does("/cut", lambda c: (c.sendall(response(b"half", length=9)), scripted.reset(c))[1])
    large = server.answers("/large", response(b"y" * 1_000_000))
    good = server.answers("/good", response(b"page"))

    async def journey(fetcher: http.Fetcher) -> None:
        fetched = [await fetcher.fetch(url, keep=True) for url in (good, cut, good, large, good)]
        assert [one.failure for one in fetched] == [None, F.TRUNCATED, None, F.TOO_LARGE, None]

    visit(journey)


def test_rules_are_asked_for_once(visit: Callable[..., None], server: scripted.Server) -> None:
    server.answers("/robots.txt", response(b"User-agent: *\nDisallow: /secret"))
    urls = [server.answers(path, response(b"page")) for path in ("/open", "/secret", "/open?again")]

    async def journey(fetcher: http.Fetcher) -> None:
        outcomes = [(await fetcher.fetch(url, keep=True)).failure for url in urls]
        assert outcomes == [None, F.ROBOTS, None]

    visit(journey, is_polite=True, memory=http.Memory())
    assert sum(request.startswith(b"GET /robots.txt ") for request in server.requests) == 1


def test_marks_of_an_earlier_capture_are_sent(visit: Callable[..., None], server: scripted.Server) -> None:
    url = server.answers("/same", b"HTTP/1.1 304 Not Modified\r\n\r\n")

    async def journey(fetcher: http.Fetcher) -> None:
        assert (await fetcher.fetch(url, validators=http.Validators(url, '"a1"'))).not_modified

    visit(journey)


def test_outside_its_block_there_is_nothing_to_fetch_with() -> None:
    async def too_early() -> Fetched:
        return await http.Fetcher().fetch("http://site.test/")

    with pytest.raises(RuntimeError):
        asyncio.run(too_early())


def test_a_connection_that_was_idle_for_long_is_not_trusted(
    visit: Callable[..., None],
    server: scripted.Server,
    recorder: scripted.Recorder,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(http, "IDLE_SECONDS", 0.05)
    url = server.answers("/page", response(b"page"))

    async def journey(fetcher: http.Fetcher) -> None:
        await fetcher.fetch(url, keep=True)
        await asyncio.sleep(0.1)
        await fetcher.fetch(url, keep=True)

    visit(journey)
    assert len(recorder.asked) == 2


def test_only_so_many_connections_are_kept(
    visit: Callable[..., None], server: scripted.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are kept for hosts that may never be asked again, and each is an open file."""
    monkeypatch.setattr("claims.clients.pooling._MOST_KEPT", 3)
    url = server.answers("/page", response(b"page"))
    sockets: list[socket.socket] = []

    def open_socket(family: int, kind: int, proto: int, address: tuple[str | int, ...]) -> socket.socket:
        sockets.append(socket.socket(family, kind, proto))
        return sockets[-1]

    async def journey(fetcher: http.Fetcher) -> None:
        await asyncio.gather(*(fetcher.fetch(url, keep=True) for _ in range(8)))
        await asyncio.sleep(0.05)
        assert sum(one.fileno() >= 0 for one in sockets) == 3

    visit(journey, network=http.Network(open_socket=open_socket))


@pytest.mark.parametrize("beginning", [b"", b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"])
def test_a_server_that_falls_silent_is_given_up(
    beginning: bytes, visit: Callable[..., None], server: scripted.Server
) -> None:
    def silent(connection: socket.socket) -> None:
        connection.sendall(beginning)
        connection.recv(1)  # until it is given up

    good, bad = server.answers("/good", response(b"page")), server.does("/silent", silent)

    async def journey(fetcher: http.Fetcher) -> None:
        await fetcher.fetch(good, keep=True)
        fetched = await fetcher.fetch(bad, keep=True)
        assert fetched.failure is F.TIMEOUT
        assert fetched.elapsed_seconds < 20

    visit(journey, limits=replace(SHORT, silence=0.2))


def test_a_server_that_drips_is_given_up_in_time(visit: Callable[..., None], server: scripted.Server) -> None:
    def drips(connection: socket.socket) -> None:
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n")
        for _ in range(300):
            connection.sendall(b"x")
            time.sleep(0.1)

    url = server.does("/drips", drips)

    async def journey(fetcher: http.Fetcher) -> None:
        fetched = await fetcher.fetch(url, keep=True)
        assert (fetched.failure, fetched.detail) == (F.TIMEOUT, "not done within 0.3 s")
        assert fetched.elapsed_seconds < 20

    visit(journey, limits=replace(SHORT, deadline=0.3))
