"""Many addresses in one event loop, with the desk's manners."""

from __future__ import annotations

import asyncio
import socket
import threading
import time
from collections.abc import AsyncIterator, Iterable, Iterator

import pytest
from pytest_django import Settings

from claims.exceptions import InvalidInput
from claims.services import surveying
from claims.services.examining import Examined
from claims.services.surveying import Plan, Survey
from tests import captures
from tests.claims.clients import scripted
from tests.claims.clients.scripted import response

LONG = f"Harbour list\n{captures.TEXT}\n".encode() * 10
QUICK = Plan(connections=8)


@pytest.fixture(autouse=True)
def _plainly(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.SOURCE_FETCH_ALLOW_LOOPBACK = True
    monkeypatch.setattr("claims.clients.pages.read", captures.read)


@pytest.fixture
def server() -> Iterator[scripted.Server]:
    with scripted.serving(keeps=True) as server:
        yield server


def survey(
    urls: Iterable[str], plan: Plan = QUICK, quotes: dict[str, tuple[str, ...]] | None = None
) -> dict[str, Examined]:
    found: dict[str, Examined] = {}

    async def listed() -> AsyncIterator[str]:
        for url in urls:
            yield url

    async def tell(url: str, examined: Examined) -> None:
        found[url] = examined

    asyncio.run(Survey(plan, quotes_of=lambda url: (quotes or {}).get(url, ())).run(listed(), tell))
    return found


def plain(body: bytes = LONG, *headers: str, status: str = "200 OK") -> bytes:
    return response(body, "Content-Type: text/plain", *headers, status=status)


def asked(server: scripted.Server) -> list[str]:
    return [request.split(b" ")[1].decode() for request in server.requests]


def test_each_address_is_told_of_once(server: scripted.Server) -> None:
    urls = [server.answers(f"/{n}", plain(LONG + b"%d" % n)) for n in range(30)]

    found = survey(urls)

    assert sorted(found) == sorted(urls)
    assert {one.outcome for one in found.values()} == {"ok"}
    assert len({one.line("")["sha256"] for one in found.values()}) == 30


def test_addresses_fail_each_for_themselves(server: scripted.Server) -> None:
    good, gone = server.answers("/good", plain()), server.answers("/gone", plain(b"", status="410 Gone"))
    wall = server.answers("/wall", plain(b"", status="403 No"))

    found = survey([good, gone, wall, "http://127.0.0.1:1/", "http://10.0.0.1/"])

    assert [one.outcome for one in found.values()].count("ok") == 1
    assert {url: one.error for url, one in found.items() if url != good} == {
        gone: "http_410", wall: "http_403", "http://127.0.0.1:1/": "refused", "http://10.0.0.1/": "blocked_address",
    }  # fmt: skip


def test_words_are_looked_for_where_they_were_quoted(server: scripted.Server) -> None:
    url = server.answers("/page", plain())

    found = survey([url], quotes={url: (captures.QUOTE, "words that nobody said")})

    outcomes = [one["outcome"] for one in found[url].findings if one["check"] == "quote-present"]
    assert outcomes == ["pass", "warn"]


def test_status_only_reads_no_page(server: scripted.Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("claims.clients.pages.read", None)
    url = server.answers("/page", plain())

    found = survey([url], Plan(status_only=True))

    assert found[url].outcome == "ok"
    assert asked(server) == ["/robots.txt", "/page"]


def test_a_host_is_asked_for_a_made_up_page_once(server: scripted.Server) -> None:
    urls = [server.answers(f"/news/{n}.html", plain()) for n in range(4)]

    survey(urls, Plan(connections=4, each=4))

    made_up = [
        path for path in asked(server) if path not in ("/robots.txt", *(f"/news/{n}.html" for n in range(4)))
    ]
    assert len(made_up) == 1
    assert made_up[0].startswith("/news/")
    assert made_up[0].endswith(".html")


def test_the_answer_to_the_made_up_page_goes_to_the_checks(
    server: scripted.Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, int | None, str]] = []
    by_page = surveying.examining.by_page
    monkeypatch.setattr(
        surveying.examining,
        "by_page",
        lambda fetched, quotes, probe: (
            seen.append((probe.host, probe.status, probe.title)), by_page(fetched, quotes, probe)
        )[1],
    )  # fmt: skip
    server.scripts = _AnyPath(plain())  # type: ignore[assignment]

    survey([server.url("/page")])

    assert seen == [("127.0.0.1", 200, "Harbour list")]


class _AnyPath(dict[str, scripted.Script]):
    """A server that answers whatever it is asked."""

    def __init__(self, answer: bytes) -> None:
        super().__init__()
        self._answer = answer

    def get(self, path: str, default: object = None) -> scripted.Script:  # type: ignore[override]
        return lambda connection: connection.sendall(self._answer)


def test_rules_for_visitors_are_kept(server: scripted.Server) -> None:
    server.answers("/robots.txt", response(b"User-agent: *\nDisallow: /closed"))
    url = server.answers("/closed", plain())

    assert survey([url])[url].error == "robots"
    assert survey([url], Plan(is_polite=False))[url].outcome == "ok"


def test_a_host_is_asked_by_one_at_a_time(server: scripted.Server) -> None:
    under_way, most = 0, 0
    lock = threading.Lock()

    def slow(connection: socket.socket) -> None:
        nonlocal under_way, most
        with lock:
            under_way += 1
            most = max(most, under_way)
        time.sleep(0.01)
        with lock:
            under_way -= 1
        connection.sendall(plain())

    urls = [server.does(f"/{n}", slow) for n in range(8)]

    survey(urls, Plan(connections=8, status_only=True))

    assert most == 1


def test_the_gap_is_kept(server: scripted.Server) -> None:
    urls = [server.answers(f"/{n}", plain()) for n in range(4)]
    began = time.monotonic()

    survey(urls, Plan(gap=0.1, status_only=True))

    assert time.monotonic() - began >= 0.3


def test_the_delay_that_a_site_asks_for_is_kept(server: scripted.Server) -> None:
    server.answers("/robots.txt", response(b"User-agent: *\nCrawl-delay: 0.2"))
    urls = [server.answers(f"/{n}", plain()) for n in range(3)]
    began = time.monotonic()

    survey(urls, Plan(status_only=True))

    assert time.monotonic() - began >= 0.4


def test_a_host_that_wants_to_be_left_alone_is(server: scripted.Server) -> None:
    urls = [server.answers(f"/{n}", plain(b"", "Retry-After: 3600", status="429 Slow")) for n in range(3)]

    found = survey(urls, Plan(status_only=True))

    assert {one.error for one in found.values()} == {"http_429"}
    assert [path for path in asked(server) if path != "/robots.txt"] == ["/0"]
    assert "not asked" in found[urls[2]].fetched.detail


def test_a_host_that_asks_for_a_moment_gets_it(server: scripted.Server) -> None:
    urls = [server.answers(f"/{n}", plain(b"", "Retry-After: 1", status="503 Later")) for n in range(2)]
    began = time.monotonic()

    found = survey(urls, Plan(status_only=True))

    assert time.monotonic() - began >= 1
    assert {one.status for one in (each.fetched for each in found.values())} == {503}


def test_a_bad_list_ends_it_after_what_came_before(server: scripted.Server) -> None:
    url = server.answers("/page", plain())
    found = []

    async def listed() -> AsyncIterator[str]:
        yield url
        raise InvalidInput("list, line 2: it is no address.")

    async def tell(url: str, examined: Examined) -> None:
        found.append(url)

    with pytest.raises(InvalidInput):
        asyncio.run(Survey(QUICK).run(listed(), tell))

    assert found == [url]


def test_who_cannot_be_told_ends_it_at_once(server: scripted.Server) -> None:
    urls = (server.answers(f"/{n}", plain()) for n in range(100_000))

    async def listed() -> AsyncIterator[str]:
        for url in urls:
            yield url

    async def tell(url: str, examined: Examined) -> None:
        raise BrokenPipeError

    with pytest.raises(BrokenPipeError):
        asyncio.run(asyncio.wait_for(Survey(QUICK).run(listed(), tell), 20))
