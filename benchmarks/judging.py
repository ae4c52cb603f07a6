"""A desk without a database: pages served from this machine, captured through the guarded fetcher, and judged.

Captures, sources and evidence are model instances that are never saved.
"""

from __future__ import annotations

import hashlib
import os
import threading
import time
import zlib
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
django.setup()

from benchmarks.decoys import Answer  # noqa: E402
from benchmarks.news import letters  # noqa: E402
from claims.checks import registry  # noqa: E402
from claims.checks.base import EvidenceCheck, Passage, Result, SourceCheck, Subject  # noqa: E402
from claims.clients import addresses, http, pages  # noqa: E402
from claims.models import Blob, Evidence, Extraction, Probe, Snapshot, Source  # noqa: E402
from claims.text import barriers, spans  # noqa: E402

JUDGED_BY = ("reachable", "not-a-soft-404", "same-place", "quote-present", "content-stable")
NOT_FOUND = Answer(b"Not found", 404, (("Content-Type", "text/plain"),))
FIRST = datetime(2024, 11, 1, tzinfo=UTC)


@dataclass(slots=True)
class Desk:
    """A server of this process and what it answers: ``pages`` by path, ``missing`` for any other path below a prefix.

    ``seconds``: of processor time, of judging each capture with all its evidence.
    """

    pages: dict[str, Answer] = field(default_factory=dict)
    missing: dict[str, Answer] = field(default_factory=dict)
    probes: dict[Answer | None, Probe] = field(default_factory=dict)
    address: str = ""
    _server: ThreadingHTTPServer = field(init=False)
    seconds: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def __enter__(self) -> Desk:
        return self

    def __exit__(self, *raised: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    def answer(self, path: str) -> Answer:
        prefix = next((one for one in self.missing if path.startswith(one)), None)
        return self.pages.get(path) or (self.missing[prefix] if prefix else NOT_FOUND)

    def capture(self, path: str, *, probe: Probe | None = None, number: int = 2) -> Snapshot:
        """What a capture of this address stores, the ``number``-th of its source."""
        fetched = http.fetch(self.address + path, policy=addresses.WITH_LOOPBACK)
        page = pages.read(fetched)
        digest = hashlib.sha256(fetched.body).hexdigest()
        return Snapshot(
            pk=number, url=self.address + path, final_url=fetched.final_url, status=fetched.status, probe=probe,
            redirects=[list(one) for one in fetched.redirects], headers=[list(one) for one in fetched.headers],
            failure=fetched.failure or page.failure or barriers.found_in(page.title, page.text) or "",
            body=Blob(sha256=digest, compressed=zlib.compress(fetched.body, 1), size=len(fetched.body)),
            is_unframed=fetched.unframed, text=page.text, title=page.title, canonical_url=self._served_from(page.canonical_url, path),
            language=page.language, captured_at=FIRST + timedelta(days=number),
        )  # fmt: skip

    def _served_from(self, canonical_url: str, path: str) -> str:
        """The page's own idea of its address, with this server for the site that it came from."""
        site = path.split("/")[2]
        return self.address + path if site.removeprefix("www.") in canonical_url else canonical_url

    def probe(self, prefix: str, answer: Answer | None) -> Probe:
        """What the site below ``prefix`` is captured to say where it has nothing."""
        if answer not in self.probes:
            self.missing = {prefix: answer or NOT_FOUND}
            self.probes[answer] = self._probed(prefix)
        return self.probes[answer]

    def _probed(self, prefix: str) -> Probe:
        asked = self.capture(f"{prefix}/a-page-that-never-was-7c1d09")
        return Probe(
            pk=1, host="127.0.0.1", url=asked.url, status=asked.status, final_url=asked.final_url,
            failure=asked.failure, title=asked.title, text=asked.text,
        )  # fmt: skip

    def judge(self, known: Known, snapshot: Snapshot, *, article: str = "") -> Judged:
        """Every check's result for the capture and each quotation. ``article``: the capture's full extraction."""
        extraction = Extraction(text=article) if article else None
        subject = Subject(snapshot, known.source, extraction=extraction, baseline=known.baseline)
        passages = [Passage(one, known.baseline, article=known.article) for one in known.evidence]
        judged = Judged(letters(snapshot.text))
        began = time.thread_time()
        for check in registry.all_checks():
            if check.id not in JUDGED_BY:
                continue
            if isinstance(check, SourceCheck):
                judged.of_source[check.id] = check.judge(subject)
            elif isinstance(check, EvidenceCheck):
                for one in passages:
                    judged.of_evidence[check.id, one.evidence.pk] = check.judge(subject, one)
        self.seconds.append(time.thread_time() - began)
        return judged


def article_in(answer: Answer) -> str:
    """What the desk's full extraction finds in a page."""
    charset = "utf-8" if any("utf-8" in value for _, value in answer.headers) else None
    return pages.extract(answer.body, content_type="text/html", charset=charset).text


@dataclass(frozen=True, slots=True)
class Known:
    """A source as the desk knows it: its first capture, and the words quoted from it."""

    source: Source
    baseline: Snapshot
    evidence: tuple[Evidence, ...]
    article: str


@dataclass(slots=True)
class Judged:
    """``text``: the letters and digits of what was captured."""

    text: str
    of_source: dict[str, Result] = field(default_factory=dict)
    of_evidence: dict[tuple[str, int], Result] = field(default_factory=dict)

    def of(self, pk: int) -> dict[str, Result]:
        """What bears on one piece of evidence, by check."""
        own = {check: result for (check, evidence), result in self.of_evidence.items() if evidence == pk}
        return {**self.of_source, **own}

    def outcome(self, pk: int) -> str:
        """*fail* opens an alert; *unknown* where the words could not be looked for; *warn*, *pass*."""
        found = self.of(pk)
        outcomes = {str(one.outcome) for one in found.values()}
        if "fail" in outcomes:
            return "fail"
        if found["quote-present"].outcome == "unknown":
            return "unknown"
        return "warn" if "warn" in outcomes else "pass"

    def why(self, pk: int) -> str:
        """Checks that don't pass, with their reasons."""
        return ", ".join(
            f"{name}: {one.reason}" for name, one in self.of(pk).items() if one.outcome != "pass"
        )


def known(baseline: Snapshot, quotes: tuple[str, ...], *, article: str) -> Known:
    """A source whose quotations are anchored in its first capture, where they are found as anchoring finds them."""
    source = Source(pk=1, url=baseline.url, language=baseline.language or "en", health=Source.Health.OK)
    evidence = tuple(_anchored(pk, one, baseline) for pk, one in enumerate(quotes, 1))
    return Known(source, baseline, evidence, article)


def _anchored(pk: int, quote: str, baseline: Snapshot) -> Evidence:
    found = spans.find(quote, baseline.text)
    if found is None or found.how == spans.How.FUZZY:
        return Evidence(pk=pk, quote=quote)
    made = spans.make(baseline.text, found.start, found.end)
    return Evidence(
        pk=pk, quote=quote, snapshot_id=baseline.pk, start=made.start, end=made.end, prefix=made.prefix, suffix=made.suffix
    )  # fmt: skip


def _handler(desk: Desk) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            answer = desk.answer(self.path)
            self.send_response(answer.status)
            for name, value in answer.headers:
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(answer.body) + answer.missing))
            self.send_header("Connection", "close")
            self.end_headers()
            self.wfile.write(answer.body)
            self.close_connection = True

        def log_message(self, format: str, *args: object) -> None:
            pass

    return Handler
