"""The public API beside three peers that tell the same: `python -m benchmarks.api [--claims 1000000]`.

A server of its own with so many published claims, each with a frozen document and two citations, and four web processes
on the same server and database, each granian with one thread: the desk; Django REST framework as its tutorial has it;
the same as an expert tunes it (joins, prefetches, cursors); and a bare WSGI application of psycopg2 and orjson, which
joins the tables for each answer. They are asked in turns over one connection each. Ratios are requests a second, ours to
the peer's: above 1 ours is faster.

Writing: what it costs to freeze a document, as the share of a publication's transaction.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")

import django

from benchmarks import results
from factcheck.embedded import postgres
from tests.factcheck.running import free_port

ROOT = Path(__file__).resolve().parent.parent
ROOMY = {
    "shared_buffers": "512MB",
    "max_wal_size": "4GB",
    "maintenance_work_mem": "512MB",
    "work_mem": "64MB",
}
PATIENCE = 60.0  # seconds until a web process answers
SLOW = 1.0  # seconds: what takes longer is asked only a few times
PEERS = {
    "desk": "factcheck.wsgi:application",
    "stock": "benchmarks.api_peers:stock",
    "expert": "benchmarks.api_peers:expert",
    "bare": "benchmarks.api_peers:bare",
}


@dataclass
class Question:
    """One address of ours, and the same of the peers. ``limits``: the ratio to a peer that PERFORMANCE.md asks for."""

    name: str
    ours: str
    theirs: str
    asked: tuple[str, ...] = ("desk", "stock", "expert", "bare")
    limits: dict[str, float] = field(default_factory=dict)
    seconds: dict[str, list[float]] = field(default_factory=dict)
    kilobytes: dict[str, int] = field(default_factory=dict)

    def p50(self, peer: str) -> float:
        return statistics.median(self.seconds[peer])

    def p99(self, peer: str) -> float:
        return sorted(self.seconds[peer])[int(len(self.seconds[peer]) * 0.99)]

    def ratio(self, peer: str) -> float:
        return self.p50(peer) / self.p50("desk")


class Asked:
    """A web process, and one connection to it."""

    def __init__(self, name: str, database: str) -> None:
        self.port = free_port()
        environment = os.environ | {
            "DATABASE_URL": database, "API_REQUESTS_OF_ADDRESS": "0", "API_REQUESTS_OF_TOKEN": "0",
            "ALLOWED_HOSTS": "127.0.0.1", "SECRET_KEY": "of this run alone, and of nobody else's",
        }  # fmt: skip
        command = [
            sys.executable,
            "-m",
            "granian",
            "--interface",
            "wsgi",
            "--host",
            "127.0.0.1",
            "--port",
            str(self.port),
            "--workers",
            "1",
            "--blocking-threads",
            "1",
            "--log-level",
            "warning",
            PEERS[name],
        ]
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
        """Seconds from question to answer, and the answer."""
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
    """In turns, after two looks that warm what is kept for good."""
    addresses = {name: question.ours if name == "desk" else question.theirs for name in question.asked}
    first, told = {}, {}
    for name, address in addresses.items():
        asked[name].ask(address)
        first[name], body = asked[name].ask(address)
        question.kilobytes[name] = len(body) // 1024
        question.seconds[name] = []
        told[name] = slugs(body)
    if len({tuple(one) for one in told.values()}) > 1:
        sys.exit(f"{question.name}: not everybody tells of the same claims. {told}")
    for turn in range(runs):
        for name, address in addresses.items():
            if first[name] < SLOW or turn < 3:
                question.seconds[name].append(asked[name].ask(address)[0])


def slugs(body: bytes) -> list[str]:
    """Of which claims an answer tells, in its order: a peer that tells of others is none."""
    answer = json.loads(body)
    return [one.get("document", one)["slug"] for one in answer.get("results", [answer])]


def told(question: Question) -> str:
    pieces = []
    for name in question.asked:
        pieces.append(f"{name} {question.p50(name) * 1000:.2f} / {question.p99(name) * 1000:.2f} ms")
    ratios = [
        f"{question.ratio(name):.2f} of {name}"
        + (f" (goal {question.limits[name]})" if name in question.limits else "")
        for name in question.asked[1:]
    ]
    return f"{question.name:<24} p50 / p99: {', '.join(pieces)} | {', '.join(ratios)}"


def figures(found: list[Question], claims: int, writing: dict[str, float]) -> dict[str, Any]:
    deep, first = (
        next(one for one in found if one.name == name) for name in ("a page deep down", "list of 50")
    )
    return {
        "published claims": claims,
        "deep page ÷ first page, p50": round(deep.p50("desk") / first.p50("desk"), 2),
        "questions": {
            one.name: {
                "p50, ms": {name: round(one.p50(name) * 1000, 2) for name in one.asked},
                "p99, ms": {name: round(one.p99(name) * 1000, 2) for name in one.asked},
                "kB": one.kilobytes,
                "ratio": {name: round(one.ratio(name), 3) for name in one.asked[1:]},
            }
            for one in found
        },
        "writing": writing,
    }


# --- The tables ---------------------------------------------------------------------------------------------------


@contextlib.contextmanager
def made(claims: int) -> Iterator[tuple[str, dict[str, str], dict[str, float]]]:
    """A server with so many published claims: its address, where to look far down in the list, and what writing took."""
    with postgres.throwaway(**ROOMY) as cluster:
        url = os.environ["DATABASE_URL"] = cluster.url(postgres.OWNER)
        subprocess.run([sys.executable, "manage.py", "migrate", "--verbosity", "0"], cwd=ROOT, check=True)
        django.setup()
        began = time.monotonic()
        writing = publish_some()
        multiply(claims)
        print(f"{claims:,} published claims; it took {time.monotonic() - began:.0f} s.", flush=True)
        yield url, far_down(claims), writing


def publish_some(times: int = 30) -> dict[str, float]:
    """Publish as the desk does; of what a publication takes, the share that freezing the document is."""
    from django.contrib.auth.models import Group

    from claims.models import User
    from claims.services import publishing
    from tests import factories

    people = []
    for name, role in (("author", "checker"), ("editor", "editor")):
        person = User.objects.create_user(name, is_staff=True)
        person.groups.add(Group.objects.get(name=role))
        people.append(User.objects.get(pk=person.pk))
    frozen: list[float] = []
    published: list[float] = []
    freeze = publishing._freeze

    def timed(*args: Any, **kwargs: Any) -> Any:
        began = time.perf_counter()
        try:
            return freeze(*args, **kwargs)
        finally:
            frozen.append(time.perf_counter() - began)

    publishing._freeze = timed
    try:
        for number in range(times):
            claim = factories.claim(by=people[0], statement=f"The harbour of Lowmark handled {number} ships.")
            for _ in range(2):
                factories.evidence(claim, by=people[0])
            verdict = factories.approved(
                claim, by=people[0], approver=people[1], rating=factories.scale()["accurate"]
            )
            began = time.perf_counter()
            factories.publish(verdict, by=people[1])
            published.append(time.perf_counter() - began)
    finally:
        publishing._freeze = freeze
    whole, part = statistics.median(published), statistics.median(frozen)
    return {
        "publishing, p50 ms": round(whole * 1000, 1),
        "of it freezing the document, p50 ms": round(part * 1000, 1),
        "share": round(part / whole, 3),
    }


COPIED = (
    "claims_claim",
    "claims_verdict",
    "claims_verdictcitation",
    "claims_publication",
    "claims_publicationstate",
)
WORDS = (
    "'The harbour of Lowmark ' || n / 7 || ' handled ' || n % 9973 || ' ships in ' || 1900 + n % 125 || '.'"
)
DOCUMENT = "replace(replace(t.document, t.title, {words}), t.slug, 'copy-' || n)"
# What tells the copies of one published claim apart: columns, and their values for copy ``n``.
APART = {
    "claims_claim": {
        "id": "{shift} + n", "slug": "'copy-' || n", "statement": "{words}",
    },
    "claims_verdict": {"id": "{shift} + n", "claim_id": "{shift} + n", "supersedes_id": "NULL"},
    "claims_publication": {
        "id": "{shift} + n", "claim_id": "{shift} + n", "verdict_id": "{shift} + n", "slug": "'copy-' || n",
        "title": "{words}", "rating_slug": "CASE WHEN n % 20000 = 7 THEN 'rare' ELSE t.rating_slug END",
        "published_at": "t.published_at - n * interval '1 second'",
        "document": DOCUMENT,
        "sha256": f"encode(sha256(convert_to({DOCUMENT}, 'UTF8')), 'hex')",
    },
    "claims_publicationstate": {"publication_id": "{shift} + n", "changed_at": "t.changed_at - n * interval '1 second'"},
}  # fmt: skip
SHIFT = 1_000_000


def multiply(claims: int) -> None:
    """Copies of one published claim, by SQL: guards are off meanwhile, and search indexes made at the end."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) FROM claims_publication")
        (template,) = cursor.fetchone()
        cursor.execute("SELECT indexdef FROM pg_indexes WHERE tablename = ANY(%s) AND indexdef LIKE '%%USING gin%%'",
                       [list(COPIED)])  # fmt: skip
        definitions = [one for (one,) in cursor.fetchall()]
        cursor.execute("SELECT indexname FROM pg_indexes WHERE tablename = ANY(%s) AND indexdef LIKE '%%USING gin%%'",
                       [list(COPIED)])  # fmt: skip
        for (name,) in cursor.fetchall():
            cursor.execute(f'DROP INDEX "{name}"')
        for table in COPIED:
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        for table in ("claims_claim", "claims_verdict", "claims_publication", "claims_publicationstate"):
            _copy(cursor, table, template, claims)
        cursor.execute(
            "INSERT INTO claims_verdictcitation (verdict_id, evidence_id, snapshot_id, weight, number)"
            " SELECT %s + n, c.evidence_id, c.snapshot_id, c.weight, c.number FROM generate_series(1, %s) n,"
            " claims_verdictcitation c JOIN claims_publication p ON p.verdict_id = c.verdict_id WHERE p.id = %s",
            [SHIFT, claims, template],
        )
        for definition in definitions:
            cursor.execute(definition)
        for table in COPIED:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute("ANALYZE")


def _copy(cursor: Any, table: str, template: int, claims: int) -> None:
    cursor.execute(
        "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
        " AND attgenerated = '' ORDER BY attnum", [table],
    )  # fmt: skip
    columns = [name for (name,) in cursor.fetchall()]
    values = [APART[table].get(name, f't."{name}"') for name in columns]
    written = ", ".join(values).replace("{words}", WORDS).replace("{shift}", str(SHIFT))
    key = {"claims_claim": "p.claim_id", "claims_verdict": "p.verdict_id"}.get(table, "p.id")
    column = "publication_id" if table == "claims_publicationstate" else "id"
    names = ", ".join(f'"{name}"' for name in columns)
    # The table, its columns and the values are this module's own words and the catalogue's.
    cursor.execute(
        f"INSERT INTO {table} ({names}) SELECT {written} FROM generate_series(1, {int(claims)}) n,"
        f" {table} t JOIN claims_publication p ON {key} = t.{column} WHERE p.id = {int(template)}"
    )


def far_down(claims: int) -> dict[str, str]:
    """A claim in the middle, its number as a word that few have, and a place nine tenths down the list."""
    from claims.models import Publication
    from claims.presenters import keyset

    n = claims // 10 * 9
    row = Publication.objects.get(slug=f"copy-{n}")
    place = keyset.encode(keyset.Place(row.published_at, row.pk))
    return {
        "slug": f"copy-{claims // 2}", "word": str(claims // 14), "cursor": place,
        "before": f"{row.published_at.isoformat().replace('+', '%2B')},{row.pk}",
    }  # fmt: skip


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
    with made(asked.claims) as (url, far, writing):
        servers = {name: Asked(name, url) for name in PEERS}
        try:
            for name, one in servers.items():
                one.wait("/api/v1/claims/?limit=1" if name == "desk" else "/claims/?limit=1")
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
