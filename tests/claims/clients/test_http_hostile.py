"""Servers that misbehave: each ends in its typed outcome, within the deadline and a second."""

import gzip
import resource
import socket
import time
import zlib
from collections.abc import Callable

import pytest

from claims.clients.fetched import Fetched
from claims.text.outcomes import FailureClass as F
from tests.claims.clients import scripted
from tests.claims.clients.conftest import SHORT
from tests.claims.clients.scripted import chunked, response

PAGE = b"<p>The minister said that the figure was right.</p>" * 40
PACKED = gzip.compress(PAGE, mtime=0)
GZIP = "Content-Encoding: gzip"
OK = b"HTTP/1.1 200 OK\r\n"
GROWTH = 64 * 1024
"""Kibibytes by which the process may grow while it is lied to."""


def bomb(size: int, packer: Callable[[bytes], bytes] = gzip.compress) -> bytes:
    return packer(b"\0" * size)


def sends(*pieces: bytes) -> scripted.Script:
    return lambda connection: connection.sendall(b"".join(pieces))


def drips(beginning: bytes, drop: bytes = b"x") -> scripted.Script:
    def drip(connection: socket.socket) -> None:
        connection.sendall(beginning)
        while True:
            time.sleep(0.1)
            connection.sendall(drop)

    return drip


def floods(beginning: bytes, wave: bytes) -> scripted.Script:
    def flood(connection: socket.socket) -> None:
        connection.sendall(beginning)
        while True:
            connection.sendall(wave)

    return flood


def floods_later(beginning: bytes, wave: bytes) -> scripted.Script:
    """The wave comes when the client has the beginning in hand."""

    def flood(connection: socket.socket) -> None:
        connection.sendall(beginning)
        time.sleep(0.1)
        floods(b"", wave)(connection)

    return flood


def resets(beginning: bytes = b"") -> scripted.Script:
    def send_and_reset(connection: socket.socket) -> None:
        connection.sendall(beginning)
        time.sleep(0.05)
        scripted.reset(connection)

    return send_and_reset


def stays_silent(connection: socket.socket) -> None:
    time.sleep(2)


def redirect(location: str, status: str = "302 Found") -> scripted.Script:
    return sends(response(b"", f"Location: {location}", status=status))


def refresh(address: str) -> scripted.Script:
    page = f'<meta http-equiv="refresh" content="0; url={address}">'.encode()
    return sends(response(page, "Content-Type: text/html"))


HOSTILE: dict[str, tuple[scripted.Script, F]] = {
    # time
    "silent": (stays_silent, F.TIMEOUT),
    "silent-after-headers": (
        lambda c: (c.sendall(OK + b"Content-Length: 9\r\n\r\n"), stays_silent(c))[1],
        F.TIMEOUT,
    ),
    "drips-status": (drips(b"HT", b"T"), F.BAD_RESPONSE),
    "drips-headers": (drips(OK + b"X-Slow: ", b"y"), F.TIMEOUT),
    "drips-body": (drips(OK + b"Content-Length: 5000\r\n\r\n"), F.TIMEOUT),
    "drips-chunks": (drips(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"), F.TIMEOUT),
    "drips-unframed": (drips(OK + b"\r\n"), F.TIMEOUT),
    "drips-informational": (drips(b"", b"HTTP/1.1 100 Continue\r\n\r\n"), F.BAD_RESPONSE),
    # headers
    "endless-headers": (floods(OK, b"X-More: and more\r\n" * 100), F.BAD_RESPONSE),
    "endless-header-line": (floods(OK + b"X-Long: ", b"y" * 4096), F.BAD_RESPONSE),
    "endless-header-name": (floods(OK, b"y" * 4096), F.BAD_RESPONSE),
    "endless-status-line": (floods(b"HTTP/1.1 200 ", b"OK" * 2048), F.BAD_RESPONSE),
    "huge-header": (sends(response(PAGE, "X-Huge: " + "y" * 20_000)), F.BAD_RESPONSE),
    "many-headers": (sends(response(PAGE, *(f"X-{n}: y" for n in range(200)))), F.BAD_RESPONSE),
    "header-with-nul": (sends(OK + b"X-Nul: a\0b\r\nContent-Length: 0\r\n\r\n"), F.BAD_RESPONSE),
    "header-without-colon": (sends(OK + b"no colon here\r\n\r\n"), F.BAD_RESPONSE),
    "informational-flood": (
        floods(b"", b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" * 50),
        F.BAD_RESPONSE,
    ),
    "switches-protocols": (
        sends(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: chat\r\nConnection: upgrade\r\n\r\n"),
        F.BAD_RESPONSE,
    ),
    "not-http": (sends(b"220 mail.example ESMTP ready\r\n"), F.BAD_RESPONSE),
    "random-bytes": (sends(bytes(range(256)) * 8), F.BAD_RESPONSE),
    "bare-html": (sends(b"<html><p>no status line</p></html>"), F.BAD_RESPONSE),
    "http-2-preface": (sends(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), F.BAD_RESPONSE),
    "status-out-of-range": (sends(response(PAGE, status="799 Odd")), F.BAD_RESPONSE),
    "status-not-a-number": (sends(response(PAGE, status="2x0 OK")), F.BAD_RESPONSE),
    # size
    "endless-body": (floods(OK + b"\r\n", b"y" * 8192), F.TOO_LARGE),
    "endless-chunks": (
        floods(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1000\r\n" + b"y" * 4096 + b"\r\n"),
        F.TOO_LARGE,
    ),
    "endless-empty-blocks": (
        floods(OK + b"Content-Encoding: gzip\r\n\r\n" + PACKED[:10], b"\x00\x00\x00\xff\xff" * 1000),
        F.TOO_LARGE,
    ),
    "huge-length-declared": (sends(response(b"", length=10**15)), F.TOO_LARGE),
    "many-trailers": (
        sends(OK + b"Transfer-Encoding: chunked\r\n\r\n0\r\n" + b"X-T: y\r\n" * 200 + b"\r\n"),
        F.BAD_RESPONSE,
    ),
    "endless-trailers-later": (
        floods_later(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"0\r\n" + b"X-T: y\r\n" * 64),
        F.TRUNCATED,
    ),
    "endless-chunk-extension": (
        floods(OK + b"Transfer-Encoding: chunked\r\n\r\n5;", b"x" * 8192),
        F.TIMEOUT,
    ),
    "gzip-bomb": (sends(response(bomb(50_000_000), GZIP)), F.TOO_LARGE),
    "deflate-bomb": (
        sends(response(bomb(50_000_000, zlib.compress), "Content-Encoding: deflate")),
        F.TOO_LARGE,
    ),
    "gzip-bomb-in-members": (sends(response(bomb(9_000) * 60, GZIP)), F.TOO_LARGE),
    "gzip-members-flood": (sends(response(gzip.compress(b"", mtime=0) * 2_000, GZIP)), F.BAD_ENCODING),
    # packing
    "stacked-gzip": (
        sends(response(gzip.compress(bomb(50_000_000)), "Content-Encoding: gzip, gzip")),
        F.BAD_ENCODING,
    ),
    "stacked-in-two-headers": (sends(response(gzip.compress(PACKED, mtime=0), GZIP, GZIP)), F.BAD_ENCODING),
    "brotli-unasked": (sends(response(PAGE, "Content-Encoding: br")), F.BAD_ENCODING),
    "unknown-encoding": (sends(response(PAGE, "Content-Encoding: rot13")), F.BAD_ENCODING),
    "transfer-packed": (
        sends(OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
        F.BAD_ENCODING,
    ),
    "not-packed-at-all": (sends(response(PAGE, GZIP)), F.BAD_ENCODING),
    "damaged-gzip": (sends(response(PACKED[:40] + b"\xff\xff\xff\xff" + PACKED[44:], GZIP)), F.BAD_ENCODING),
    "wrong-checksum": (sends(response(PACKED[:-8] + b"\0" * 8, GZIP)), F.BAD_ENCODING),
    # ends
    "gzip-without-end": (sends(response(PACKED[:-10], GZIP)), F.TRUNCATED),
    "gzip-one-byte": (sends(response(b"\x1f", GZIP)), F.TRUNCATED),
    "short-of-length": (sends(response(PAGE, length=len(PAGE) + 1)), F.TRUNCATED),
    "cut-chunk": (sends(chunked(PAGE, end=False)[:-20]), F.TRUNCATED),
    "no-last-chunk": (sends(chunked(PAGE, end=False)), F.TRUNCATED),
    "chunk-size-nonsense": (sends(OK + b"Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n"), F.BAD_RESPONSE),
    # aiohttp drops the connection and tells nobody, so that only the deadline ends it
    "chunk-size-nonsense-later": (
        floods_later(OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n", b"zz\r\nabc\r\n"),
        F.TIMEOUT,
    ),
    "reset-in-body": (resets(response(PAGE, length=9999)), F.TRUNCATED),
    "part-unasked": (sends(response(PAGE, status="206 Partial Content")), F.TRUNCATED),
    "reset-at-once": (resets(), F.CONNECTION_LOST),
    "reset-in-headers": (resets(OK + b"X-Half"), F.CONNECTION_LOST),
    "closes-at-once": (lambda c: None, F.CONNECTION_LOST),
    "closes-in-headers": (sends(OK + b"X-Half"), F.CONNECTION_LOST),
    # contradictions
    "two-lengths": (sends(OK + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!"), F.BAD_RESPONSE),
    "negative-length": (sends(OK + b"Content-Length: -5\r\n\r\nhello"), F.BAD_RESPONSE),
    "wordy-length": (sends(OK + b"Content-Length: five\r\n\r\nhello"), F.BAD_RESPONSE),
    "bytes-behind-the-last-chunk": (sends(chunked(PAGE) + b"and more"), F.BAD_RESPONSE),
    "not-modified-unasked": (sends(b"HTTP/1.1 304 Not Modified\r\n\r\n"), F.BAD_RESPONSE),
    "redirect-to-nowhere": (sends(response(b"", status="302 Found")), F.BAD_RESPONSE),
    # redirects
    "redirect-to-itself": (redirect("/redirect-to-itself"), F.REDIRECT_LOOP),
    "redirect-in-circles": (redirect("/circle"), F.REDIRECT_LOOP),
    "redirect-for-a-cookie": (
        sends(response(b"", "Location: /redirect-for-a-cookie", "Set-Cookie: a=1", status="302 Found")),
        F.BOT_WALL,
    ),
    "redirect-without-end": (redirect("/endless/1"), F.TOO_MANY_REDIRECTS),
    "redirect-to-private-literal": (redirect("http://192.168.0.1/"), F.BLOCKED_ADDRESS),
    "redirect-to-metadata": (redirect("http://169.254.169.254/latest/"), F.BLOCKED_ADDRESS),
    "redirect-to-private-name": (redirect("http://inside.test/"), F.BLOCKED_ADDRESS),
    "redirect-to-mapped": (redirect("http://[::ffff:10.0.0.1]/"), F.BLOCKED_ADDRESS),
    "redirect-to-another-port": (redirect("http://127.0.0.1:6379/"), F.BLOCKED_ADDRESS),
    "redirect-to-hex-address": (redirect("http://0x7f000001/"), F.BAD_URL),
    "redirect-to-file": (redirect("file:///etc/passwd"), F.BAD_URL),
    "redirect-to-javascript": (redirect("javascript:alert(1)"), F.BAD_URL),
    "redirect-with-password": (redirect("http://user:pass@site.test/"), F.BAD_URL),
    "redirect-with-backslash": (redirect("http:\\\\10.0.0.1\\"), F.BAD_URL),
    "redirect-overlong": (redirect("/" + "y" * 5_000), F.BAD_URL),
    "redirect-to-missing-name": (redirect("http://missing.test/"), F.DNS),
    "refresh-in-circles": (refresh("/refresh-back"), F.REDIRECT_LOOP),
    "refresh-without-end": (refresh("/endless/1"), F.TOO_MANY_REDIRECTS),
    "refresh-to-private-literal": (refresh("http://192.168.0.1/"), F.BLOCKED_ADDRESS),
    "refresh-to-private-name": (refresh("http://inside.test/"), F.BLOCKED_ADDRESS),
    "refresh-to-another-port": (refresh("http://127.0.0.1:6379/"), F.BLOCKED_ADDRESS),
    "refresh-to-missing-name": (refresh("http://missing.test/"), F.DNS),
}
STATUSES = {
    400: F.HTTP_4XX, 401: F.HTTP_401, 402: F.HTTP_402, 403: F.HTTP_403, 404: F.HTTP_404, 406: F.HTTP_4XX,
    410: F.HTTP_410, 418: F.HTTP_4XX, 429: F.HTTP_429, 451: F.HTTP_451, 500: F.HTTP_5XX, 503: F.HTTP_5XX,
    522: F.HTTP_5XX, 599: F.HTTP_5XX, 999: F.BOT_WALL,
}  # fmt: skip


def prepare(server: scripted.Server) -> None:
    """Let a server behave in all these ways, each at its name."""
    for name, (script, _) in HOSTILE.items():
        server.does(f"/{name}", script)
    server.does("/circle", redirect("/redirect-in-circles"))
    server.does("/refresh-back", refresh("/refresh-in-circles"))
    for number in range(1, 9):
        server.does(f"/endless/{number}", redirect(f"/endless/{number + 1}"))


@pytest.fixture(scope="module", autouse=True)
def scripts(server: scripted.Server) -> None:
    prepare(server)


@pytest.fixture(autouse=True)
def names(recorder: scripted.Recorder) -> None:
    recorder.names["inside.test"] = [["10.1.2.3"]]


@pytest.mark.parametrize("name", HOSTILE)
def test_each_behaviour_has_its_outcome(
    name: str,
    server: scripted.Server,
    fetch: Callable[..., Fetched],
    recorder: scripted.Recorder,
) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    fetched = fetch(server.url(f"/{name}"))

    assert fetched.failure is HOSTILE[name][1], fetched.detail
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < GROWTH
    assert fetched.elapsed_seconds < SHORT.deadline + 1
    assert fetched.body == b""
    assert fetched.detail
    assert recorder.elsewhere == []


@pytest.mark.parametrize("status", STATUSES)
def test_statuses_keep_their_page(
    status: int, server: scripted.Server, fetch: Callable[..., Fetched]
) -> None:
    url = server.answers(f"/{status}", response(b"<p>sorry</p>", status=f"{status} Odd"))

    fetched = fetch(url)

    assert (fetched.failure, fetched.status, fetched.body) == (STATUSES[status], status, b"<p>sorry</p>")


@pytest.mark.parametrize(
    "rest",
    [
        drips(b"HTTP/1.1 404 Not Found\r\nContent-Length: 5000\r\n\r\n"),
        floods(b"HTTP/1.1 404 Not Found\r\n\r\n", b"y" * 8192),
        sends(response(b"abc", status="404 Not Found", length=9)),
        sends(response(b"abc", GZIP, status="404 Not Found")),
    ],
    ids=["drips", "floods", "cut", "damaged"],
)
def test_a_spoilt_error_page_is_still_that_error(
    rest: scripted.Script, server: scripted.Server, fetch: Callable[..., Fetched]
) -> None:
    fetched = fetch(server.does("/spoilt", rest))

    assert (fetched.failure, fetched.body) == (F.HTTP_404, b"")


def test_a_barrier_of_a_protection_service_is_no_fault_of_the_page(
    server: scripted.Server, fetch: Callable[..., Fetched]
) -> None:
    url = server.answers("/wall", response(b"", "CF-Mitigated: challenge", status="503 No"))

    assert fetch(url).failure is F.BOT_WALL


def test_bombs_do_not_make_the_process_grow(server: scripted.Server, fetch: Callable[..., Fetched]) -> None:
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    for name in ("gzip-bomb", "stacked-gzip", "endless-body", "endless-headers", "endless-header-line"):
        fetch(server.url(f"/{name}"))

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < GROWTH


def test_a_lost_connection_is_not_tried_again(server: scripted.Server, fetch: Callable[..., Fetched]) -> None:
    server.requests.clear()

    fetch(server.url("/closes-at-once"))

    assert len(server.requests) == 1
