"""Asking robots.txt first, through the guarded fetcher."""

import asyncio
from collections.abc import Callable

import pytest

from claims.clients import fetching, http, robots
from claims.clients.addresses import AddressPolicy
from claims.clients.fetched import Fetched
from claims.text.outcomes import FailureClass as F
from tests.claims.clients import scripted
from tests.claims.clients.conftest import SHORT
from tests.claims.clients.scripted import response
from tests.claims.clients.test_http_hostile import drips

NO = b"User-agent: *\nDisallow: /secret"
Fetch = Callable[..., Fetched]


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def memory(clock: Clock) -> http.Memory:
    return http.Memory(clock=clock)


@pytest.fixture
def politely(recorder: scripted.Recorder, only_server: AddressPolicy, memory: http.Memory) -> Fetch:
    recorder.default = ["127.0.0.1"]
    given = http.Options(policy=only_server, limits=SHORT, network=recorder.network, memory=memory)
    return lambda url: http.fetch_politely(url, **given)


@pytest.fixture(autouse=True)
def pages(server: scripted.Server) -> None:
    server.scripts.clear()
    server.requests.clear()
    for path in ("/secret", "/open"):
        server.answers(path, response(b"page"))


def asked(server: scripted.Server) -> list[str]:
    return [request.split(b" ")[1].decode() for request in server.requests]


def test_a_forbidden_page_is_not_fetched(server: scripted.Server, politely: Fetch) -> None:
    server.answers("/robots.txt", response(NO))

    fetched = politely(server.url("/secret"))

    assert (fetched.failure, fetched.status) == (F.ROBOTS, None)
    assert asked(server) == ["/robots.txt"]


def test_an_allowed_page_is_fetched(server: scripted.Server, politely: Fetch) -> None:
    server.answers("/robots.txt", response(NO))

    assert politely(server.url("/open")).body == b"page"


def test_the_rules_are_remembered_for_a_day(server: scripted.Server, politely: Fetch, clock: Clock) -> None:
    server.answers("/robots.txt", response(NO))

    for clock.now in (0, 3600, 23 * 3600, 25 * 3600):
        politely(server.url("/open"))

    assert asked(server).count("/robots.txt") == 2


@pytest.mark.parametrize(
    ("answer", "outcome"),
    [
        (response(b"", status="404 Not Found"), None),
        (response(b"", status="401 No"), None),
        (response(b"", status="403 No"), None),
        (response(b"", "Location: /robots.txt", status="302 Go"), None),
        (response(b"", "Location: /robots.txt", "Set-Cookie: a=1", status="302 Go"), None),
        (response(b"", "CF-Mitigated: challenge", status="503 Prove It"), F.ROBOTS),
        (response(b'<meta http-equiv=refresh content="0; url=/x">', "Content-Type: text/html"), None),
        (response(b"<html>home</html>"), None),
        (response(b"", status="429 Slow Down"), F.HTTP_429),
        (response(b"", status="500 Oh"), F.ROBOTS),
        (response(b"", status="503 Later"), F.ROBOTS),
        (response(NO, length=999), F.ROBOTS),
        (b"garbage", F.ROBOTS),
        (b"", F.ROBOTS),
        (response(b"", "Location: http://10.0.0.1/", status="302 Go"), F.ROBOTS),
        (response(b"", length=10**9), F.ROBOTS),
    ],
)
def test_what_an_odd_robots_txt_means(
    answer: bytes, outcome: F | None, server: scripted.Server, politely: Fetch
) -> None:
    server.answers("/robots.txt", answer)

    assert politely(server.url("/open")).failure is outcome


def test_an_unreadable_robots_txt_is_asked_again_after_ten_minutes(
    server: scripted.Server, politely: Fetch, clock: Clock
) -> None:
    server.answers("/robots.txt", response(b"", status="500 Oh"))
    politely(server.url("/open"))
    server.answers("/robots.txt", response(b""))

    clock.now = 500
    assert politely(server.url("/open")).failure is F.ROBOTS
    clock.now = 700
    assert politely(server.url("/open")).failure is None


def test_a_dripping_robots_txt_does_not_outlast_the_deadline(
    server: scripted.Server, politely: Fetch
) -> None:
    server.does("/robots.txt", drips(b"HTTP/1.1 200 OK\r\nContent-Length: 999\r\n\r\n"))

    fetched = politely(server.url("/open"))

    assert fetched.failure in (F.ROBOTS, F.TIMEOUT)
    assert fetched.elapsed_seconds < SHORT.deadline + 1


def test_each_hop_is_asked_about_at_its_own_site(server: scripted.Server, politely: Fetch) -> None:
    server.answers("/robots.txt", response(NO))
    location = f"Location: {server.url('/secret', host='other.test')}"
    server.answers("/go", response(b"", location, status="302 Go"))

    fetched = politely(server.url("/go"))

    assert fetched.failure is F.ROBOTS
    assert fetched.redirects == ((302, server.url("/go")),)
    assert asked(server) == ["/robots.txt", "/go", "/robots.txt"]


def test_a_site_out_of_reach_keeps_its_own_failure(politely: Fetch, recorder: scripted.Recorder) -> None:
    recorder.default = None

    assert politely("http://missing.test/page").failure is F.DNS


def test_a_site_out_of_reach_is_not_remembered(
    server: scripted.Server, politely: Fetch, recorder: scripted.Recorder
) -> None:
    recorder.default = None
    politely(server.url("/open", host="late.test"))
    recorder.default = ["127.0.0.1"]

    assert politely(server.url("/open", host="late.test")).failure is None


def test_the_memory_is_bounded() -> None:
    memory = robots.Memory()
    for number in range(1_200):
        memory.keep(f"http://{number}.test/robots.txt", robots.Ruling(robots.Rules(), None, float("inf")))

    assert memory.recall("http://0.test/robots.txt") is None
    assert memory.recall("http://1199.test/robots.txt") is not None


@pytest.mark.parametrize(("path", "expected"), [("/secret", False), ("/open", True)])
def test_permission_can_be_asked_by_itself(
    path: str,
    expected: bool,
    server: scripted.Server,
    recorder: scripted.Recorder,
    only_server: AddressPolicy,
) -> None:
    server.answers("/robots.txt", response(NO))
    errand = fetching.Errand("", "Desk", policy=only_server, network=recorder.network)

    assert asyncio.run(robots.allowed(server.url(path), errand=errand, memory=robots.Memory())) is expected
