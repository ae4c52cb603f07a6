"""Messages to other programs: through the same guard, once, and told to nobody else."""

from collections.abc import Callable

import pytest

from claims.clients import http
from claims.clients.addresses import AddressPolicy
from claims.clients.fetched import Fetched
from claims.text.outcomes import FailureClass as F
from tests.claims.clients import scripted
from tests.claims.clients.conftest import SHORT
from tests.claims.clients.scripted import response

Send = Callable[..., Fetched]
SECRET = {"Authorization": "LOW key:secret", "Content-Type": "application/json"}


@pytest.fixture
def send(recorder: scripted.Recorder, only_server: AddressPolicy, server: scripted.Server) -> Send:
    server.scripts.clear()
    server.requests.clear()
    given = http.Options(policy=only_server, limits=SHORT, network=recorder.network)
    return lambda url, **message: http.send(url, **message, **given)


def asked(server: scripted.Server) -> list[str]:
    return [" ".join(request.decode().split(" ", 2)[:2]) for request in server.requests]


def redirect(server: scripted.Server, path: str, location: str, status: str) -> str:
    return server.answers(path, response(b"", f"Location: {location}", status=status))


@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE"])
def test_a_message_arrives_as_it_was_given(method: str, send: Send, server: scripted.Server) -> None:
    url = server.answers("/save", response(b'{"job": 1}', "Content-Type: application/json"))

    fetched = send(url, method=method, headers=SECRET, body=b'{"url": "x"}')

    head, _, body = server.requests[0].decode().partition("\r\n\r\n")
    assert head.startswith(f"{method} /save HTTP/1.1\r\n")
    assert "Authorization: LOW key:secret" in head
    assert f"User-Agent: {http.default_agent()}" in head
    assert body == '{"url": "x"}'
    assert (fetched.failure, fetched.body, fetched.content_type) == (None, b'{"job": 1}', "application/json")


def test_a_message_is_sent_once(send: Send, server: scripted.Server) -> None:
    url = server.does("/lost", lambda connection: None)

    assert send(url, body=b"x").failure is F.CONNECTION_LOST
    assert asked(server) == ["POST /lost"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_redirects_are_not_followed_unless_asked(method: str, send: Send, server: scripted.Server) -> None:
    fetched = send(redirect(server, "/moved", "/new", "307 Moved"), method=method, body=b"x")

    assert (fetched.failure, fetched.status, fetched.redirects) == (F.BAD_RESPONSE, 307, ())
    assert fetched.header("location") == "/new"
    assert "not to be followed" in fetched.detail
    assert asked(server) == [f"{method} /moved"]


@pytest.mark.parametrize(
    ("method", "status", "second"),
    [
        ("POST", "301 Moved", "GET /new"),
        ("POST", "302 Found", "GET /new"),
        ("POST", "303 See", "GET /new"),
        ("POST", "307 Same", "POST /new"),
        ("POST", "308 Same", "POST /new"),
        ("PUT", "302 Found", "PUT /new"),
        ("PUT", "303 See", "GET /new"),
        ("HEAD", "303 See", "HEAD /new"),
    ],
)
def test_a_followed_redirect_is_followed_as_browsers_do(
    method: str, status: str, second: str, send: Send, server: scripted.Server
) -> None:
    server.answers("/new", response(b""))

    send(redirect(server, "/moved", "/new", status), method=method, body=b"x", follow=True)

    assert asked(server)[1] == second
    assert server.requests[1].endswith(b"\r\n\r\n" if second.startswith("GET") else b"\r\n\r\nx")


def test_another_site_is_told_no_headers(
    send: Send, server: scripted.Server, recorder: scripted.Recorder
) -> None:
    recorder.default = ["127.0.0.1"]
    server.answers("/new", response(b"done"))
    url = redirect(server, "/moved", server.url("/new", host="other.test"), "307 Moved")

    assert send(url, headers=SECRET, body=b"x", follow=True).body == b"done"
    assert [b"Authorization" in request for request in server.requests] == [True, False]


def test_a_reading_follows_redirects(send: Send, server: scripted.Server) -> None:
    server.answers("/new", response(b"status"))

    assert send(redirect(server, "/moved", "/new", "302 Moved"), method="GET").body == b"status"


def test_a_signpost_page_is_no_redirect(send: Send, server: scripted.Server) -> None:
    page = b'<meta http-equiv=refresh content="0; url=/new">'

    fetched = send(server.answers("/api", response(page, "Content-Type: text/html")), method="GET")

    assert (fetched.body, fetched.redirects) == (page, ())


def test_a_head_request_brings_no_body(send: Send, server: scripted.Server) -> None:
    fetched = send(server.answers("/head", b"HTTP/1.1 200 OK\r\nX: y\r\n\r\n"), method="HEAD")

    assert (fetched.failure, fetched.body, fetched.unframed) == (None, b"", False)


def test_rules_for_pages_are_not_asked(send: Send, server: scripted.Server) -> None:
    send(server.answers("/hook", response(b"")), body=b"x")

    assert asked(server) == ["POST /hook"]


@pytest.mark.parametrize(
    "message",
    [
        {"method": "TRACE"},
        {"method": "POST / HTTP/1.1\r\nX: y"},
        {"headers": {"X-Evil\r\nY": "1"}},
        {"headers": {"X": "1\r\nX-Evil: 1"}},
        {"headers": {"X": "caf\u00e9"}},
        {"headers": {"": "1"}},
    ],
)
def test_what_cannot_be_sent_is_said_at_once(
    message: dict[str, object], send: Send, server: scripted.Server
) -> None:
    with pytest.raises(ValueError, match="sent"):
        send(server.url("/hook"), **message)

    assert server.requests == []
