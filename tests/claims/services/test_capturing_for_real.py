"""From a page on a real server to findings: nothing in between is replaced."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from claims.models import CaptureJob, Evidence, Finding, Snapshot, Source, User
from claims.services import capturing
from tests import captures, factories

HTML = """<!doctype html><html lang="en"><head><title>{title} | The Gazette</title></head><body>
<nav><a href="/">Home</a> <a href="/news">News</a></nav>
<article><h1>{title}</h1><p>{text}</p><p>{more}</p></article></body></html>"""


class Site(ThreadingHTTPServer):
    """Answers with what stands in ``pages``; everything else, robots.txt too, isn't there."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Visit)
        self.pages: dict[str, tuple[int, dict[str, str], bytes]] = {}
        self.visits: list[str] = []

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def show(self, text: str, *, title: str = "Harbour list", status: int = 200, **headers: str) -> None:
        page = HTML.format(title=title, text=text, more="The list is kept in the town hall. " * 5)
        told = {"Content-Type": "text/html; charset=utf-8"} | {
            k.replace("_", "-"): v for k, v in headers.items()
        }
        self.pages["/list"] = (status, told, page.encode())


class Visit(BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        self.server.visits.append(self.path)
        status, headers, body = self.server.pages.get(self.path, (404, {}, b"nothing here"))
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        pass


@pytest.fixture
def site() -> Iterator[Site]:
    with Site() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        server.show(captures.TEXT)
        yield server
        server.shutdown()
        thread.join(10)


@pytest.fixture
def source(site: Site, chae: User, settings: Any) -> Source:
    settings.SOURCE_FETCH_ALLOW_LOOPBACK = True
    return Source.objects.create(
        slug="list", url=f"{site.address}/list", kind="primary", publisher="Harbour office"
    )


@pytest.fixture
def evidence(source: Source, chae: User) -> Evidence:
    return factories.evidence(factories.claim(by=chae), by=chae, source=source, quote=captures.QUOTE)


def capture(source: Source) -> Snapshot:
    snapshot = capturing.perform(captures.due_job(source).pk)
    assert snapshot is not None
    return snapshot


def found(snapshot: Snapshot) -> dict[str, str]:
    return {one.check_id: f"{one.outcome} {one.reason}" for one in snapshot.findings.all()}


def test_a_page_is_captured_read_anchored_and_judged(site: Site, source: Source, evidence: Evidence) -> None:
    snapshot = capture(source)
    assert (snapshot.failure, snapshot.status) == ("", 200)
    assert captures.QUOTE in snapshot.text
    assert "News" not in snapshot.text
    evidence.refresh_from_db()
    assert snapshot.text[evidence.start : evidence.end] == captures.QUOTE
    assert found(snapshot)["quote-present"] == "pass found"


def test_a_changed_page_fails_with_the_words(site: Site, source: Source, evidence: Evidence) -> None:
    capture(source)
    site.show(captures.TEXT.replace("4,200", "2,400"))
    snapshot = capture(source)
    altered = snapshot.findings.get(check_id="quote-present")
    assert altered.sentence == "The quoted words were altered: “4,200” became “2,400”."


def test_a_page_that_is_gone_fails_at_first_softly(site: Site, source: Source, evidence: Evidence) -> None:
    capture(source)
    site.show("Nothing here.", status=404)
    said = found(capture(source))
    assert said.pop("reachable") == "warn http_404"
    assert {"not-a-soft-404", "quote-present", "content-stable", "encrypted"} <= said.keys()
    assert {outcome.split()[0] for outcome in said.values()} <= {"unknown", "pass"}


def test_a_page_that_moved_is_followed(site: Site, source: Source, evidence: Evidence) -> None:
    site.pages["/new"] = site.pages["/list"]
    site.pages["/list"] = (301, {"Location": "/new"}, b"")
    snapshot = capture(source)
    assert snapshot.final_url == f"{site.address}/new"
    assert snapshot.redirects == [[301, source.url]]
    assert found(snapshot)["quote-present"] == "pass found"


def test_a_cut_page_is_no_change(site: Site, source: Source, evidence: Evidence) -> None:
    first = capture(source)
    site.show(captures.TEXT[:80], Content_Length="4000")
    snapshot = capture(source)
    assert (snapshot.failure, snapshot.is_good) == ("truncated", False)
    assert source.baseline() == first
    assert not Finding.objects.failed().exists()


def test_robots_are_asked_first_and_obeyed(site: Site, source: Source) -> None:
    site.pages["/robots.txt"] = (200, {"Content-Type": "text/plain"}, b"User-agent: *\nDisallow: /list\n")
    assert capture(source).failure == "robots"
    assert site.visits == ["/robots.txt"]


def test_without_leave_for_this_machine_nothing_is_asked(site: Site, source: Source, settings: Any) -> None:
    settings.SOURCE_FETCH_ALLOW_LOOPBACK = False
    assert capture(source).failure in {"blocked_address", "bad_url"}  # its port is no web page's either
    assert site.visits == []
    assert CaptureJob.objects.pending().exists()
