"""Two web archives on loopback that speak as the real ones do, and can be told to misbehave."""

from __future__ import annotations

import json
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

ACCESS, SECRET, PERMA_KEY = "an-access-key", "a-secret-of-the-desk", "a-perma-key"
STAMP, TAKEN = "20241101093000", "2024-11-01T09:30:00.123456Z"


@dataclass
class Message:
    method: str
    path: str
    query: dict[str, list[str]]
    headers: dict[str, str]
    body: str


Fault = Callable[["Visit"], None]


class Archives(ThreadingHTTPServer):
    """``turns``: how often a copy is pending before it is done. ``faults``: what happens instead, by step (*save*,
    *look*, *find*, *list*), one after the other."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Visit)
        self.turns = 0
        self.heard: list[Message] = []
        self.faults: dict[str, list[Fault]] = defaultdict(list)
        self.error: dict[str, Any] | None = None  # how captures of the Wayback Machine end, if badly
        self.known: dict[str, Any] | None = None  # the copy that the Wayback Machine has anyway
        self.links: dict[str, dict[str, Any]] = {}
        self.ends = "success"  # how captures of Perma.cc end
        self.is_private = False
        self.left: dict[str, int] = {}

    @property
    def home(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def use_for(self, settings: Any, *, wayback: bool = True, perma: bool = False) -> None:
        """Let the desk take this server for the archives."""
        settings.SOURCE_FETCH_ALLOW_LOOPBACK = True
        settings.WAYBACK_URL = settings.WAYBACK_LOOKUP_URL = self.home
        settings.PERMA_API_URL, settings.PERMA_URL = f"{self.home}/perma", "https://perma.example"
        if wayback:
            settings.WAYBACK_ACCESS_KEY, settings.WAYBACK_SECRET_KEY = ACCESS, SECRET
        if perma:
            settings.PERMA_API_KEY = PERMA_KEY

    def fail(self, step: str, *faults: Fault) -> None:
        self.faults[step] += faults

    def asked(self, step: str) -> list[Message]:
        return [one for one in self.heard if step_of(one.method, one.path) == step]


def step_of(method: str, path: str) -> str:
    if method == "POST":
        return "save"
    if path.startswith("/wayback/available"):
        return "find"
    return "list" if path == "/perma/v1/archives/" else "look"


class Visit(BaseHTTPRequestHandler):
    server: Archives

    def do_GET(self) -> None:
        self.play()

    def do_POST(self) -> None:
        self.play()

    def play(self) -> None:
        address = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length", 0))).decode()
        heard = Message(self.command, address.path, parse_qs(address.query), dict(self.headers), body)
        self.server.heard.append(heard)
        waiting = self.server.faults[step_of(heard.method, heard.path)]
        if waiting:
            waiting.pop(0)(self)
        elif heard.path.startswith("/perma/"):
            self.perma(heard)
        elif heard.path == "/wayback/available":
            self.tell({"archived_snapshots": {"closest": self.server.known} if self.server.known else {}})
        else:
            self.wayback(heard)

    def wayback(self, heard: Message) -> None:
        if heard.headers.get("Authorization") != f"LOW {ACCESS}:{SECRET}":
            self.tell({"message": "You need to be logged in to use Save Page Now."}, status=401)
        elif heard.method == "POST":
            url = parse_qs(heard.body)["url"][0]
            ticket = f"spn2-{len(self.server.left)}"
            self.server.left[ticket] = self.server.turns
            self.server.links[ticket] = {"url": url}
            self.tell({"url": url, "job_id": ticket})
        else:
            ticket = heard.path.rpartition("/")[2]
            self.tell(self._state(ticket))

    def _state(self, ticket: str) -> dict[str, Any]:
        if self.server.left[ticket]:
            self.server.left[ticket] -= 1
            return {"status": "pending", "job_id": ticket, "resources": []}
        if self.server.error:
            return {"status": "error", "job_id": ticket, "resources": []} | self.server.error
        url = self.server.links[ticket]["url"]
        return {"status": "success", "job_id": ticket, "original_url": url, "timestamp": STAMP}

    def perma(self, heard: Message) -> None:
        if heard.headers.get("Authorization") != f"ApiKey {PERMA_KEY}":
            self.tell({"detail": "Authentication credentials were not provided."}, status=401)
        elif heard.method == "POST":
            guid = f"85LS-BXV{len(self.server.links)}"
            self.server.left[guid] = self.server.turns
            self.server.links[guid] = {"url": json.loads(heard.body)["url"]}
            self.tell(self._link(guid, "pending"), status=201)
        elif heard.path == "/perma/v1/archives/":
            found = [one for one, link in self.server.links.items() if link["url"] == heard.query["url"][0]]
            self.tell({"meta": {}, "objects": [self._link(one, "pending") for one in found]})
        else:
            guid = heard.path.strip("/").rpartition("/")[2]
            is_pending = self.server.left[guid] > 0
            self.server.left[guid] -= is_pending
            self.tell(self._link(guid, "pending" if is_pending else self.server.ends))

    def _link(self, guid: str, status: str) -> dict[str, Any]:
        url = self.server.links[guid]["url"]
        captures = [
            {"role": "primary", "status": status, "url": url, "record_type": "response"},
            {"role": "favicon", "status": "success", "url": f"{url}/favicon.ico", "record_type": "response"},
        ]
        return {
            "guid": guid, "creation_timestamp": TAKEN, "url": url, "captures": captures,
            "is_private": self.server.is_private,
        }  # fmt: skip

    def tell(self, answer: Any, *, status: int = 200, **headers: str) -> None:
        body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: Any) -> None:
        pass


def answering(answer: Any, *, status: int = 200, **headers: str) -> Fault:
    return lambda visit: visit.tell(answer, status=status, **headers)


def hanging_up(visit: Visit) -> None:
    visit.close_connection = True
    visit.connection.close()


def hanging(seconds: float) -> Fault:
    return lambda visit: time.sleep(seconds)


@contextmanager
def serving() -> Iterator[Archives]:
    with Archives() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        yield server
        server.shutdown()
        thread.join(10)
