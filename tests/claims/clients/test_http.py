"""The way out of the process, with servers that behave."""

import asyncio
import datetime as dt
import email.utils
import gzip
import socket
import threading
import time
import zlib
from collections.abc import Callable
from dataclasses import replace

import pytest
from pytest_django import Settings

from claims.clients import addresses, http
from claims.clients.addresses import AddressPolicy
from claims.clients.connecting import Network
from claims.clients.fetched import Fetched
from claims.text.outcomes import FailureClass as F
from tests.claims.clients import scripted
from tests.claims.clients.conftest import SHORT
from tests.claims.clients.scripted import chunked, response

Fetch = Callable[..., Fetched]
PAGE = "<p>대통령은 그렇게 말하지 않았다.</p>".encode() * 60
RAW_DEFLATE = zlib.compressobj(wbits=-15)
BARE = RAW_DEFLATE.compress(PAGE) + RAW_DEFLATE.flush()


@pytest.mark.parametrize(
    "answer",
    [
        response(PAGE),
        chunked(PAGE[:100], PAGE[100:]),
        response(gzip.compress(PAGE, mtime=0), "Content-Encoding: gzip"),
        response(gzip.compress(PAGE, mtime=0), "Content-Encoding: identity, X-Gzip"),
        response(
            gzip.compress(PAGE[:99], mtime=0) + gzip.compress(PAGE[99:], mtime=0), "Content-Encoding: gzip"
        ),
        response(gzip.compress(PAGE, mtime=0) + b"\0" * 512, "Content-Encoding: gzip"),
        response(zlib.compress(PAGE), "Content-Encoding: deflate"),
        response(BARE, "Content-Encoding: deflate"),
        chunked(gzip.compress(PAGE, mtime=0), headers=["Content-Encoding: gzip"]),
        b"HTTP/1.0 200 OK\r\n\r\n" + PAGE,
        b"HTTP/1.1 100 Continue\r\n\r\n" * 3 + response(PAGE),
        response(PAGE) + b"and more",
        response(PAGE) + response(b"another"),
        response(PAGE).replace(b"Content-Length: ", b"content-length:\t") + b"\0" * 99,
    ],
)
def test_a_page_arrives_whole(answer: bytes, server: scripted.Server, fetch: Fetch) -> None:
    fetched = fetch(server.answers("/page", answer))

    assert (fetched.failure, fetched.body, fetched.status) == (None, PAGE, 200)


def test_a_body_that_arrives_byte_by_byte_is_unpacked(server: scripted.Server, fetch: Fetch) -> None:
    def byte_by_byte(connection: socket.socket) -> None:
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for byte in response(gzip.compress(b"a page", mtime=0), "Content-Encoding: gzip"):
            connection.sendall(bytes([byte]))
            time.sleep(0.0005)

    assert fetch(server.does("/bytes", byte_by_byte)).body == b"a page"


@pytest.mark.parametrize(
    ("answer", "unframed"),
    [
        (response(PAGE), False),
        (chunked(PAGE), False),
        (b"HTTP/1.1 200 OK\r\n\r\n" + PAGE, True),
        (b"HTTP/1.1 204 No Content\r\n\r\n", False),
    ],
)
def test_only_the_hanging_up_marks_an_unframed_body(
    answer: bytes, unframed: bool, server: scripted.Server, fetch: Fetch
) -> None:
    assert fetch(server.answers("/framed", answer)).unframed is unframed


def test_the_request_gives_away_nothing_and_names_the_desk(server: scripted.Server, fetch: Fetch) -> None:
    server.requests.clear()

    fetch(server.answers("/request?a=1&b=2", response(PAGE)) + "#part")

    request = server.requests[0].decode()
    assert request.startswith("GET /request?a=1&b=2 HTTP/1.1\r\n")
    assert f"User-Agent: {http.default_agent()}" in request
    assert "+http" in http.default_agent()
    assert {line.partition(":")[0] for line in request.split("\r\n")[1:] if line} == {
        "Host", "User-Agent", "Accept", "Accept-Encoding", "Connection",
    }  # fmt: skip


def test_cookies_are_neither_kept_nor_sent_nor_recorded(server: scripted.Server, fetch: Fetch) -> None:
    server.requests.clear()
    server.answers("/behind", response(PAGE, "Set-Cookie: b=2"))
    url = server.answers("/cookie", response(b"", "Set-Cookie: a=1", "Location: /behind", status="302 Go"))

    fetched = fetch(url)

    assert b"Cookie" not in b"".join(server.requests)
    assert fetched.header("set-cookie") is None


def test_proxies_of_the_environment_are_not_used(
    server: scripted.Server, fetch: Fetch, recorder: scripted.Recorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")

    assert fetch(server.answers("/direct", response(PAGE))).body == PAGE
    assert recorder.elsewhere == []


def test_redirects_are_followed_and_told(server: scripted.Server, fetch: Fetch) -> None:
    last = server.answers("/c?d=%7Ee", response(PAGE))
    second = server.answers("/b", response(b"", "Location: ./c?d=~e#x", status="307 Go"))
    first = server.answers("/a", response(b"moved", "Location: /x/../b", status="301 Moved"))
    server.scripts["/c?d=~e"] = server.scripts["/c?d=%7Ee"]

    fetched = fetch(first)

    assert fetched.redirects == ((301, first), (307, second))
    assert (fetched.final_url, fetched.url) == (last.replace("%7E", "~"), first)


def test_a_redirect_in_bytes_of_another_age_is_followed(server: scripted.Server, fetch: Fetch) -> None:
    server.answers("/h%E9", response(PAGE))
    raw = b"HTTP/1.1 302 Go\r\nLocation: /h\xe9\r\nContent-Length: 0\r\n\r\n"

    assert fetch(server.answers("/old", raw)).body == PAGE


def signpost(address: str) -> bytes:
    page = f'<meta http-equiv="refresh" content="0; url={address}"><p>We have moved.</p>'.encode()
    return response(page, "Content-Type: text/html", 'ETag: "sign"')


def test_a_page_that_only_sends_its_readers_on_is_followed_and_told(
    server: scripted.Server, fetch: Fetch
) -> None:
    last = server.answers("/c", response(PAGE, "Content-Type: text/plain"))
    second = server.answers("/b", signpost("/c"))
    first = server.answers("/a", response(b"", "Location: /b", status="301 Moved"))

    fetched = fetch(first)

    assert fetched.redirects == ((301, first), (200, second))
    assert (fetched.final_url, fetched.body, fetched.content_type) == (last, PAGE, "text/plain")
    assert fetched.header("etag") is None


@pytest.mark.parametrize(
    "address", ["/waits", "/waits#top", "javascript:go()", "mailto:a@b.test", "http://u:p@x.test/"]
)
def test_a_page_that_sends_its_readers_nowhere_is_itself(
    address: str, server: scripted.Server, fetch: Fetch
) -> None:
    fetched = fetch(server.answers("/waits", signpost(address)))

    assert (fetched.failure, fetched.redirects, fetched.body) == (
        None,
        (),
        signpost(address).partition(b"\r\n\r\n")[2],
    )


def test_a_redirect_to_a_name_in_another_script_is_followed(
    server: scripted.Server, fetch: Fetch, recorder: scripted.Recorder
) -> None:
    recorder.names["xn--bcher-kva.test"] = [["127.0.0.1"]]
    server.answers("/%C3%BC", response(PAGE))
    location = f"Location: http://bücher.test:{server.port}/ü"
    raw = f"HTTP/1.1 302 Go\r\n{location}\r\nContent-Length: 0\r\n\r\n".encode()

    assert fetch(server.answers("/idn", raw)).body == PAGE


def test_the_checked_address_is_the_connected_one(
    server: scripted.Server, fetch: Fetch, recorder: scripted.Recorder
) -> None:
    recorder.names["site.test"] = [["127.0.0.1"], ["10.0.0.1"]]
    server.answers("/pinned", response(PAGE))

    fetched = fetch(server.url("/pinned", host="site.test"))

    assert fetched.body == PAGE
    assert (recorder.resolved, recorder.asked) == (["site.test"], [("127.0.0.1", server.port)])
    assert f"Host: site.test:{server.port}".encode() in server.requests[-1]


@pytest.mark.parametrize(
    ("value", "seconds"),
    [("120", 120), ("0", 0), ("999999999", 366 * 24 * 3600), ("-5", None), ("soon", None), ("1e9", None)],
)
def test_retry_after_is_read(
    value: str, seconds: float | None, server: scripted.Server, fetch: Fetch
) -> None:
    url = server.answers("/busy", response(b"", f"Retry-After: {value}", status="429 Slow Down"))

    assert (fetch(url).failure, fetch(url).retry_after_seconds) == (F.HTTP_429, seconds)


def test_retry_after_may_be_a_date(server: scripted.Server, fetch: Fetch) -> None:
    moment = email.utils.format_datetime(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=10), usegmt=True)
    url = server.answers("/later", response(b"", f"Retry-After: {moment}", status="503 Later"))

    assert fetch(url).retry_after_seconds == pytest.approx(600, abs=5)


def test_not_modified_is_an_answer_to_a_conditional_request(server: scripted.Server, fetch: Fetch) -> None:
    url = server.answers("/same", b'HTTP/1.1 304 Not Modified\r\nETag: "a1"\r\n\r\n')

    fetched = fetch(url, etag='"a1"', last_modified="Thu, 24 Oct 2024 10:00:00 GMT")

    assert (fetched.not_modified, fetched.failure, fetched.body) == (True, None, b"")
    assert b'If-None-Match: "a1"\r\nIf-Modified-Since: Thu, 24 Oct 2024 10:00:00 GMT' in server.requests[-1]


def test_the_marks_of_one_page_are_not_shown_to_another(server: scripted.Server, fetch: Fetch) -> None:
    server.requests.clear()
    server.answers("/new-home", response(PAGE))
    moved = server.answers("/moved", response(b"", "Location: /new-home", status="301 Moved"))

    fetch(moved, etag='"a1"', validated_url=server.url("/new-home"))

    assert [b"If-None-Match" in request for request in server.requests] == [False, True]


def test_not_modified_from_a_page_that_was_not_asked_so_is_no_success(
    server: scripted.Server, fetch: Fetch
) -> None:
    moved = server.answers("/went", response(b"", "Location: /elsewhere", status="301 Moved"))
    server.answers("/elsewhere", b"HTTP/1.1 304 Not Modified\r\n\r\n")

    fetched = fetch(moved, etag='"a1"')

    assert (fetched.failure, fetched.not_modified) == (F.BAD_RESPONSE, False)


def test_the_marked_address_need_not_be_canonical(server: scripted.Server, fetch: Fetch) -> None:
    url = server.answers("/marked", b"HTTP/1.1 304 Not Modified\r\n\r\n")

    assert fetch(url.replace("http:", "HTTP:") + "#x", etag='"a"').not_modified


def test_a_thread_with_an_event_loop_can_wait_too(server: scripted.Server, fetch: Fetch) -> None:
    url = server.answers("/waiting", response(PAGE))

    async def wait() -> Fetched:
        return fetch(url)

    assert asyncio.run(wait()).body == PAGE


def test_marks_that_could_smuggle_are_left_out(server: scripted.Server, fetch: Fetch) -> None:
    url = server.answers("/smuggled", response(PAGE))

    fetched = fetch(url, etag='"a"\r\nX-Evil: 1', last_modified="now\r\nX-Evil: 1")

    assert fetched.body == PAGE
    assert b"X-Evil" not in server.requests[-1]


@pytest.mark.parametrize(
    ("content_type", "media_type", "charset"),
    [
        ("Text/HTML; Charset='EUC-KR'", "text/html", "euc-kr"),
        ("text/plain;charset=utf-8;x=y", "text/plain", "utf-8"),
        ("application/pdf", "application/pdf", None),
        ("", "", None),
    ],
)
def test_type_and_charset_are_told(
    content_type: str, media_type: str, charset: str | None, server: scripted.Server, fetch: Fetch
) -> None:
    fetched = fetch(server.answers("/type", response(PAGE, f"Content-Type: {content_type}")))

    assert (fetched.content_type, fetched.charset) == (media_type, charset)


def test_headers_can_always_be_stored(server: scripted.Server, fetch: Fetch) -> None:
    raw = b"HTTP/1.1 200 OK\r\nX-Odd: caf\xe9 \xff\r\nContent-Length: 0\r\n\r\n"

    fetched = fetch(server.answers("/odd", raw))

    assert fetched.failure is None
    assert (fetched.header("x-odd") or "").encode().startswith(b"caf")


def test_a_closed_port_refuses(fetch: Fetch, recorder: scripted.Recorder) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    recorder.ports = frozenset({port})
    policy = AddressPolicy(loopback=lambda ip, asked: asked == port)

    assert fetch(f"http://127.0.0.1:{port}/", policy=policy).failure is F.REFUSED


def test_a_look_up_that_hangs_holds_nobody_up(only_server: AddressPolicy) -> None:
    release = threading.Event()

    def hang(host: str, port: int) -> list[tuple[socket.AddressFamily, str]]:
        release.wait(60)
        return []

    started = time.monotonic()
    fetched = http.fetch("http://site.test/", policy=only_server, limits=SHORT, network=Network(resolve=hang))
    release.set()

    assert fetched.failure is F.DNS_UNAVAILABLE
    assert time.monotonic() - started < SHORT.deadline + 20


@pytest.mark.parametrize(
    ("code", "failure"),
    [
        (socket.EAI_NONAME, F.DNS),
        (socket.EAI_AGAIN, F.DNS_UNAVAILABLE),
        (socket.EAI_FAIL, F.DNS_UNAVAILABLE),
    ],
)
def test_a_missing_name_and_a_missing_name_server_differ(
    code: int, failure: F, only_server: AddressPolicy
) -> None:
    def fail(host: str, port: int) -> list[tuple[socket.AddressFamily, str]]:
        raise socket.gaierror(code, "as the system says")

    fetched = http.fetch("http://site.test/", policy=only_server, network=Network(resolve=fail))

    assert fetched.failure is failure


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("framing", ["length", "chunked"])
def test_a_cut_page_is_never_a_page(
    framing: str,
    packed: bool,
    server: scripted.Server,
    recorder: scripted.Recorder,
    only_server: AddressPolicy,
) -> None:
    answer = _answer(framing, packed=packed)
    cuts = range(1, len(answer), max(1, len(answer) // 250))
    scripts = {f"/cut/{framing}/{packed}/{cut}": answer[:cut] for cut in cuts}
    given = http.Options(policy=only_server, limits=replace(SHORT, deadline=20), network=recorder.network)

    async def fetch_all() -> list[Fetched]:
        return [await http.fetch_async(server.answers(*item), **given) for item in scripts.items()]

    outcomes = {fetched.failure for fetched in asyncio.run(fetch_all())}

    assert len(cuts) >= 250
    assert outcomes == {F.CONNECTION_LOST, F.TRUNCATED}


def _answer(framing: str, *, packed: bool) -> bytes:
    noise = bytes(PAGE[i % len(PAGE)] ^ (i * 7 % 251) for i in range(3_000))
    body = gzip.compress(noise, mtime=0) if packed else noise
    headers = ["Content-Encoding: gzip"] if packed else []
    if framing == "length":
        return response(body, *headers)
    return chunked(body[:900], body[900:901], body[901:], headers=headers)


@pytest.mark.parametrize("allowed", [False, True])
def test_the_default_policy_follows_the_setting(allowed: bool, settings: Settings) -> None:
    settings.SOURCE_FETCH_ALLOW_LOOPBACK = allowed

    assert http.default_policy() is (addresses.WITH_LOOPBACK if allowed else addresses.PUBLIC)
