"""The address guard at work: by every way to every refused address, no socket comes to exist.

The network is a recorder that opens no socket but the scripted server's, so these tests could not connect to a
private address even if the guard were gone.
"""

import asyncio
from collections.abc import Callable

import pytest

from claims.clients import http
from claims.clients.addresses import AddressPolicy
from claims.clients.fetched import Fetched
from claims.text.outcomes import FailureClass
from tests.claims.clients import scripted
from tests.claims.clients.conftest import PATIENT
from tests.claims.clients.refused import ALLOWED, REFUSED

PUBLIC4, PUBLIC6 = "93.184.215.14", "2606:4700:4700::1111"


def literal(ip: str) -> str:
    return f"[{ip}]" if ":" in ip else ip


def by_literal(ip: str, server: scripted.Server, recorder: scripted.Recorder) -> str:
    return f"https://{literal(ip)}/"


def by_name(ip: str, server: scripted.Server, recorder: scripted.Recorder) -> str:
    recorder.names["evil.test"] = [[ip]]
    return "http://evil.test/"


def by_last_record(ip: str, server: scripted.Server, recorder: scripted.Recorder) -> str:
    recorder.names["evil.test"] = [[PUBLIC4, PUBLIC6, "1.1.1.1", "8.8.8.8", "9.9.9.9", ip]]
    return "http://evil.test/"


def by_first_record(ip: str, server: scripted.Server, recorder: scripted.Recorder) -> str:
    recorder.names["evil.test"] = [[ip, PUBLIC4]]
    return "http://evil.test/"


def by_redirect_to_literal(ip: str, server: scripted.Server, recorder: scripted.Recorder) -> str:
    return redirect(server, f"http://{literal(ip)}/")


def by_redirect_to_name(ip: str, server: scripted.Server, recorder: scripted.Recorder) -> str:
    recorder.names["evil.test"] = [[ip]]
    return redirect(server, "http://evil.test/")


def by_second_redirect(ip: str, server: scripted.Server, recorder: scripted.Recorder) -> str:
    redirect(server, f"//{literal(ip)}:443/", path="/second")
    return redirect(server, "/second")


def by_signpost(ip: str, server: scripted.Server, recorder: scripted.Recorder) -> str:
    page = f'<meta http-equiv="refresh" content="0; url=http://{literal(ip)}/">'.encode()
    return server.answers("/sign", scripted.response(page, "Content-Type: text/html"))


def by_rebinding(ip: str, server: scripted.Server, recorder: scripted.Recorder) -> str:
    """The name leads to the server at first and, when asked again for the redirect's sake, to the bad address."""
    recorder.names["rebound.test"] = [["127.0.0.1"], [ip]]
    server.answers("/again", scripted.response(b"", "Location: http://rebound.test/", status="302 Go"))
    return server.url("/again", host="rebound.test")


WAYS = [
    by_literal,
    by_name,
    by_first_record,
    by_last_record,
    by_redirect_to_literal,
    by_redirect_to_name,
    by_second_redirect,
    by_signpost,
    by_rebinding,
]


def redirect(server: scripted.Server, location: str, *, path: str = "/go") -> str:
    return server.answers(path, scripted.response(b"", f"Location: {location}", status="302 Go"))


@pytest.mark.parametrize("ip", REFUSED)
@pytest.mark.parametrize("way", WAYS)
def test_no_way_leads_to_a_refused_address(
    way: Callable[[str, scripted.Server, scripted.Recorder], str],
    ip: str,
    server: scripted.Server,
    recorder: scripted.Recorder,
    fetch: Callable[..., Fetched],
) -> None:
    fetched = fetch(way(ip, server, recorder), limits=PATIENT)

    assert fetched.failure is FailureClass.BLOCKED_ADDRESS
    assert recorder.elsewhere == []
    assert ip not in recorder.resolved


@pytest.mark.parametrize("ip", REFUSED)
def test_robots_txt_leads_to_no_refused_address(
    ip: str, server: scripted.Server, recorder: scripted.Recorder, only_server: AddressPolicy
) -> None:
    redirect(server, f"http://{literal(ip)}/robots.txt", path="/robots.txt")
    recorder.names["evil.test"] = [[ip]]
    given = http.Options(policy=only_server, limits=PATIENT, network=recorder.network)

    outcomes = [
        http.fetch_politely(url, memory=http.Memory(), **given).failure
        for url in ("http://evil.test/page", server.url("/page"))
    ]

    assert outcomes == [FailureClass.BLOCKED_ADDRESS, FailureClass.ROBOTS]
    assert recorder.elsewhere == []


@pytest.mark.parametrize("ip", REFUSED)
def test_no_message_is_sent_to_a_refused_address(
    ip: str, server: scripted.Server, recorder: scripted.Recorder, only_server: AddressPolicy
) -> None:
    given = http.Options(policy=only_server, limits=PATIENT, network=recorder.network)
    moved = server.answers(
        "/hook", scripted.response(b"", f"Location: http://{literal(ip)}/", status="307 Go")
    )

    outcomes = [
        http.send(url, body=b"{}", follow=True, **given).failure
        for url in (by_literal(ip, server, recorder), by_last_record(ip, server, recorder), moved)
    ]

    assert outcomes == [FailureClass.BLOCKED_ADDRESS] * 3
    assert recorder.elsewhere == []


@pytest.mark.parametrize("ip", REFUSED)
def test_shared_connections_lead_to_no_refused_address(
    ip: str, server: scripted.Server, recorder: scripted.Recorder, only_server: AddressPolicy
) -> None:
    addresses = [way(ip, server, recorder) for way in (by_literal, by_first_record, by_redirect_to_literal)]

    async def fetch_all() -> list[Fetched]:
        given = http.Options(policy=only_server, limits=PATIENT, network=recorder.network)
        async with http.Fetcher(is_polite=False, **given) as fetcher:
            return await asyncio.gather(*(fetcher.fetch(url, keep=True) for url in addresses))

    assert [one.failure for one in asyncio.run(fetch_all())] == [FailureClass.BLOCKED_ADDRESS] * 3
    assert recorder.elsewhere == []


@pytest.mark.parametrize("ip", ALLOWED)
def test_the_recorder_sees_what_is_allowed(
    ip: str, recorder: scripted.Recorder, fetch: Callable[..., Fetched]
) -> None:
    recorder.names["good.test"] = [[ip]]

    assert fetch("https://good.test/").failure is FailureClass.REFUSED
    assert recorder.asked == [(ip, 443)]


@pytest.mark.parametrize("port", [0, 22, 25, 6379, 65536])
def test_odd_ports_are_not_even_looked_up(
    port: int, recorder: scripted.Recorder, fetch: Callable[..., Fetched]
) -> None:
    recorder.default = [PUBLIC4]

    fetched = fetch(f"http://site.test:{port}/", policy=AddressPolicy())

    assert fetched.failure is FailureClass.BAD_URL
    assert (recorder.resolved, recorder.asked) == ([], [])


def test_odd_ports_are_refused_on_public_addresses_where_loopback_is_open(
    recorder: scripted.Recorder, fetch: Callable[..., Fetched]
) -> None:
    recorder.default = [PUBLIC4]

    assert fetch("http://site.test:6379/").failure is FailureClass.BLOCKED_ADDRESS
    assert recorder.asked == []


def test_only_some_of_many_addresses_are_tried(
    recorder: scripted.Recorder, fetch: Callable[..., Fetched]
) -> None:
    recorder.default = [f"93.184.215.{last}" for last in range(1, 200)]

    fetch("http://site.test/")

    assert len(set(recorder.asked)) == 4


def test_a_name_without_addresses_is_no_name(
    recorder: scripted.Recorder, fetch: Callable[..., Fetched]
) -> None:
    recorder.names["empty.test"] = [[]]

    assert fetch("http://empty.test/").failure is FailureClass.DNS
