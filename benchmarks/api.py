"""The public API beside three peers that tell the same: `python -m benchmarks.api [--claims 1000000]`.

A server of its own with so many published claims, each with a frozen document and two citations, and four web processes
on the same server and database, each granian with one thread: the desk; Django REST framework as its tutorial has it;
the same as an expert tunes it (joins, prefetches, cursors); and a bare WSGI application of psycopg2 and orjson, which
joins the tables for each answer. The desk and one peer at a time are asked in turns, ten questions each, over one connection
each. One question at a time would measure how long a process takes to wake that slept while a slow peer was at work, and
with a third between them both would answer from cold caches, which makes half the time of a short answer. Ratios are requests
a second, ours to the peer's: above 1 ours is faster. A search for a common word is measured as each process answers it from
the second time on.

Writing: of what a publication takes, how much goes into putting its document together, and into the rows that hold it
and what follows from it (`benchmarks.api_rows`).
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import math
import os
import statistics
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks import api_rows, results
from tests.factcheck.running import free_port

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60.0  # seconds until a web process answers
SLOW = 1.0  # seconds: what takes longer is asked a tenth as often
SETTLED = 10.0  # seconds in which a web process loads what it needs, beside its first answers
ENOUGH = 100  # answers: of fewer no hundredth is told
AT_ONCE = 10  # questions to one, before it is another's turn
PEERS = {
    "desk": "factcheck.wsgi:application",
    "stock": "benchmarks.api_peers:stock",
    "expert": "benchmarks.api_peers:expert",
    "bare": "benchmarks.api_peers:bare",
}


@dataclass
class Turns:
    """Seconds that answers took, in turns."""

    ours: list[float] = field(default_factory=list)
    theirs: list[float] = field(default_factory=list)


def p99(seconds: list[float]) -> float | None:
    """The value that one in a hundred exceeds; None of few."""
    return sorted(seconds)[math.ceil(len(seconds) * 0.99) - 1] if len(seconds) >= ENOUGH else None


def milliseconds(seconds: float) -> float:
    return round(seconds * 1000, 2)


@dataclass
class Question:
    """One address of ours, and the same of the peers. ``limits``: the ratio to a peer that PERFORMANCE.md asks for."""

    name: str
    ours: str
    theirs: str
    asked: tuple[str, ...] = ("desk", "stock", "expert", "bare")
    limits: dict[str, float] = field(default_factory=dict)
    beside: dict[str, Turns] = field(default_factory=dict)
    kilobytes: dict[str, int] = field(default_factory=dict)

    @property
    def peers(self) -> tuple[str, ...]:
        return self.asked[1:]

    @property
    def ours_p50(self) -> float:
        """Beside the fastest peer."""
        return statistics.median(self.beside["bare"].ours)

    def ratio(self, peer: str) -> float:
        return statistics.median(self.beside[peer].theirs) / statistics.median(self.beside[peer].ours)

    def figures(self, peer: str) -> dict[str, float]:
        """Of us and this peer, side by side."""
        ours, theirs = self.beside[peer].ours, self.beside[peer].theirs
        told = {
            "ratio": round(self.ratio(peer), 3),
            "p50, ms: desk": milliseconds(statistics.median(ours)),
            f"p50, ms: {peer}": milliseconds(statistics.median(theirs)),
        }
        ours_99, theirs_99 = p99(ours), p99(theirs)
        if ours_99 and theirs_99:
            told |= {
                "ratio, p99": round(theirs_99 / ours_99, 3),
                "p99, ms: desk": milliseconds(ours_99),
                f"p99, ms: {peer}": milliseconds(theirs_99),
            }
        return told


class Asked:
    """A web process, and one connection to it."""

    def __init__(self, name: str, database: str) -> None:
        self.port = free_port()
        environment = os.environ | {
            "DATABASE_URL": database, "API_REQUESTS_OF_ADDRESS": "0", "API_REQUESTS_OF_TOKEN": "0",
            "ALLOWED_HOSTS": "127.0.0.1", "SECRET_KEY": "of this run alone, and of nobody else's",
        }  # fmt: skip
        command = [
            sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port),
            "--workers", "1", "--blocking-threads", "1", "--log-level", "warning", PEERS[name],
        ]  # fmt: skip
        self.process = subprocess.Popen(command, cwd=ROOT, env=environment)
        self.connection = http.client.HTTPConnection("127.0.0.1", self.port)

    def wait(self, address: str) -> None:
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            with contextlib.suppress(OSError):
                self.ask(address)
                return
            self.connection.close()
            time.sleep(0.2)
        sys.exit(f"{address} was not answered within {PATIENCE:.0f} seconds.")

    def ask(self, address: str) -> tuple[float, bytes]:
        """Seconds from question to answer, and the answer. A connection that was dropped for its silence, while a slow
        peer was asked, is opened again."""
        try:
            return self._ask(address)
        except http.client.RemoteDisconnected:
            self.connection.close()
            return self._ask(address)

    def _ask(self, address: str) -> tuple[float, bytes]:
        began = time.perf_counter()
        self.connection.request("GET", address)
        answer = self.connection.getresponse()
        body = answer.read()
        taken = time.perf_counter() - began
        if answer.status != 200:
            sys.exit(f"{address}: {answer.status} {body[:300].decode(errors='replace')}")
        return taken, body

    def close(self) -> None:
        self.connection.close()
        self.process.terminate()
        self.process.wait(30)


def questions(far: dict[str, str]) -> list[Question]:
    slug, word = far["slug"], far["word"]
    return [
        Question(
            "list of 50",
            "/api/v1/claims/?limit=50",
            "/claims/?limit=50",
            limits={"bare": 2.0, "stock": 250.0},
        ),
        Question("one claim", f"/api/v1/claims/{slug}/", f"/claims/{slug}/", limits={"bare": 0.9}),
        Question(
            "a page deep down",
            f"/api/v1/claims/?limit=50&cursor={far['cursor']}",
            f"/claims/?limit=50&before={far['before']}",
            ("desk", "bare"),
        ),
        Question(
            "of a rating",
            "/api/v1/claims/?limit=50&rating=rare",
            "/claims/?limit=50&rating=rare",
            ("desk", "bare"),
        ),
        Question(
            "searched: a rare word",
            f"/api/v1/claims/?limit=50&q={word}",
            f"/claims/?limit=50&q={word}",
            ("desk", "bare"),
        ),
        Question(
            "searched: a common word",
            "/api/v1/claims/?limit=50&q=harbour",
            "/claims/?limit=50&q=harbour",
            ("desk", "bare"),
        ),
    ]


def measure(question: Question, asked: dict[str, Asked], runs: int) -> None:
    """With each peer in turns, after two looks that warm what is kept for good."""
    addresses = {name: question.ours if name == "desk" else question.theirs for name in question.asked}
    first, told = {}, {}
    for name, address in addresses.items():
        asked[name].ask(address)
        first[name], body = asked[name].ask(address)
        question.kilobytes[name] = len(body) // 1024
        told[name] = slugs(body)
    if len({tuple(one) for one in told.values()}) > 1:
        sys.exit(f"{question.name}: not everybody tells of the same claims. {told}")
    for peer in question.peers:
        turns = question.beside[peer] = Turns()
        for _ in range(max(1, runs // AT_ONCE)):
            turns.ours += [asked["desk"].ask(addresses["desk"])[0] for _ in range(AT_ONCE)]
            at_once = AT_ONCE if first[peer] < SLOW else 1
            turns.theirs += [asked[peer].ask(addresses[peer])[0] for _ in range(at_once)]


def slugs(body: bytes) -> list[str]:
    """Of which claims an answer tells, in its order: a peer that tells of others is none."""
    answer = json.loads(body)
    return [one.get("document", one)["slug"] for one in answer.get("results", [answer])]


def told(question: Question) -> str:
    pieces = []
    for peer in question.peers:
        figures = question.figures(peer)
        goal = f" (goal {question.limits[peer]})" if peer in question.limits else ""
        ratio = figures.pop("ratio")
        times = ", ".join(f"{name} {value}" for name, value in figures.items())
        pieces.append(f"{ratio:.2f} of {peer}{goal}: {times}")
    return f"{question.name:<24} " + " | ".join(pieces)


def figures(found: list[Question], claims: int, writing: dict[str, float]) -> dict[str, Any]:
    deep, first = (
        next(one for one in found if one.name == name) for name in ("a page deep down", "list of 50")
    )
    return {
        "published claims": claims,
        "deep page ÷ first page, p50": round(deep.ours_p50 / first.ours_p50, 2),
        "questions": {
            one.name: {"kB": one.kilobytes, **{f"beside {peer}": one.figures(peer) for peer in one.peers}}
            for one in found
        },
        "writing": writing,
    }


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.api",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--claims", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--keep", action="store_true", help="keep the figures in benchmarks/results.json")
    asked = parser.parse_args()
    with api_rows.made(asked.claims) as (url, far, writing):
        servers = {name: Asked(name, url) for name in PEERS}
        try:
            for name, one in servers.items():
                one.wait("/api/v1/claims/?limit=1" if name == "desk" else "/claims/?limit=1")
            time.sleep(SETTLED)
            found = questions(far)
            for question in found:
                measure(question, servers, asked.runs)
                print(told(question), flush=True)
        finally:
            for one in servers.values():
                one.close()
    if asked.keep:
        results.keep("api", figures(found, asked.claims, writing))


if __name__ == "__main__":
    main()
