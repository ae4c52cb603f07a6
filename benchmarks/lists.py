"""How long lists, search and forms of the desk take beside Django's own admin, on a large desk.

    python -m benchmarks.lists --make 1000000 [--runs 5]     a desk of its own, of so many claims, and gone at the end

or, on a desk that is large already (`manage.py make_large_desk` in a database with “large” in its name):

    DATABASE_URL=…/desk_large python -m benchmarks.lists [--runs 5] [--keep]

Each has a process of its own, which collects garbage as the desk's do; they are asked in turns, by the same person. A
page's time is from request to answer, without the browser. The peer's tables have no index to search by, as Django
makes none.
"""

from __future__ import annotations

import argparse
import contextlib
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
from django.conf import settings

from benchmarks import results, stock
from factcheck import collector
from factcheck.embedded import postgres

ROOT = Path(__file__).resolve().parent.parent
SITES = ("desk", "stock")
ROOMY = {"shared_buffers": "256MB", "max_wal_size": "4GB", "maintenance_work_mem": "256MB"}
LONG = 30.0  # seconds: a page that takes longer is asked only once


@dataclass
class Page:
    """One page, ours and the peer's. ``limit`` is the share of the peer's time that PERFORMANCE.md allows."""

    name: str
    noun: str
    query: str = ""
    limit: float | None = None
    is_form: bool = False
    seconds: dict[str, list[float]] = field(default_factory=lambda: {"desk": [], "stock": []})
    kilobytes: dict[str, int] = field(default_factory=dict)
    queries: dict[str, int] = field(default_factory=dict)

    def median(self, site: str) -> float:
        return statistics.median(self.seconds[site])

    @property
    def ratio(self) -> float:
        return self.median("desk") / self.median("stock")


PAGES = [
    Page("claims", "claim", limit=1 / 5),
    Page("claims of one status", "claim", "?status__exact=in_review"),
    Page("claims, the 50th page", "claim", "?p=50"),
    Page("search: many found", "claim", "?q=clinic", limit=1 / 50),
    Page("search: few found", "claim", "?q=Hesby+1%2C+counted"),
    Page("search: by who and what", "claim", "?q=%22Speaker+77%22+clinic"),
    Page("search: none found", "claim", "?q=nobody+said+this", limit=1 / 50),
    Page("sources", "source"),
    Page("sources, searched", "source", "?q=number+77"),
    Page("articles", "article"),
    Page("form of a claim", "claim", is_form=True),
    Page("form of a piece of evidence", "evidence", is_form=True),
]


# --- A site in a process of its own -------------------------------------------------------------------------------


def serve(site: str) -> None:
    """Answer requests, a line each, with what they took."""
    settings.ALLOWED_HOSTS = ["*"]
    if site == "stock":
        stock.configure()
        # Whose tables have no index to search by. Ours have: a plan without bitmap scans cannot use them.
        settings.DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c enable_bitmapscan=off"
    django.setup()
    from django.test import Client

    from claims.models import User

    collector.spare()
    client = Client()
    person = User.objects.get(username="bench")
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[-1])
    for line in sys.stdin:
        print(json.dumps(look(client, **json.loads(line))), flush=True)


def look(client: Any, *, noun: str, query: str, is_form: bool, counts: bool) -> dict[str, float]:
    from django.apps import apps
    from django.db import connection
    from django.test.utils import CaptureQueriesContext
    from django.urls import reverse

    stem = f"admin:claims_{noun}"
    newest = apps.get_model("claims", noun)._default_manager.latest("pk").pk
    address = reverse(f"{stem}_change", args=[newest]) if is_form else reverse(f"{stem}_changelist") + query
    with CaptureQueriesContext(connection) if counts else contextlib.nullcontext() as asked:
        begin = time.perf_counter()
        response = client.get(address)
        taken = time.perf_counter() - begin
    if response.status_code != 200:
        sys.exit(f"{address} answered {response.status_code}.")
    return {"seconds": taken, "kilobytes": len(response.content) // 1000, "queries": len(asked or ())}


# --- Asking both in turns -----------------------------------------------------------------------------------------


class Site:
    def __init__(self, name: str) -> None:
        command = [sys.executable, "-m", "benchmarks.lists", "--serve", name]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def ask(self, page: Page, *, counts: bool = False) -> dict[str, Any]:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        wanted = {"noun": page.noun, "query": page.query, "is_form": page.is_form, "counts": counts}
        self.process.stdin.write(json.dumps(wanted) + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            sys.exit(f"A site broke off at “{page.name}”.")
        told: dict[str, Any] = json.loads(answer)
        return told

    def close(self) -> None:
        assert self.process.stdin is not None
        self.process.stdin.close()
        self.process.wait(timeout=30)


def measure(sites: dict[str, Site], page: Page, runs: int) -> None:
    """In turns, after one look each that warms what is cached for good; where that takes long, it is the measure."""
    for name, site in sites.items():
        first = site.ask(page, counts=True)
        page.queries[name], page.kilobytes[name] = first["queries"], first["kilobytes"]
        if first["seconds"] >= LONG:
            page.seconds[name].append(first["seconds"])
    asked = [name for name in sites if not page.seconds[name]]
    for _ in range(runs):
        for name in asked:
            page.seconds[name].append(sites[name].ask(page)["seconds"])


def told(page: Page) -> str:
    ours, theirs = page.median("desk"), page.median("stock")
    limit = f" of {page.limit:.3f}" if page.limit else ""
    return (
        f"{page.name:<30} {ours * 1000:8.0f} ms {page.kilobytes['desk']:6} kB {page.queries['desk']:3} queries"
        f" | stock {theirs * 1000:8.0f} ms {page.kilobytes['stock']:6} kB {page.queries['stock']:3} queries"
        f" | ratio {page.ratio:.3f}{limit}"
    )


def figures(pages: list[Page], counts: dict[str, int]) -> dict[str, Any]:
    return counts | {
        "pages": {
            one.name: {
                "ratio": round(one.ratio, 4),
                "milliseconds": round(one.median("desk") * 1000, 1),
                "stock_milliseconds": round(one.median("stock") * 1000, 1),
                "kilobytes": one.kilobytes["desk"],
                "stock_kilobytes": one.kilobytes["stock"],
                "queries": one.queries["desk"],
            }
            for one in pages
        }
    }


def prepare() -> dict[str, int]:
    """How large the desk is; and the person who looks, who may see everything."""
    django.setup()
    from claims.models import Article, Claim, Source, User

    if not Article.objects.filter(slug="large-0").exists():
        sys.exit("This desk is not large. See the beginning of benchmarks/lists.py.")
    User.objects.get_or_create(username="bench", defaults={"is_staff": True, "is_superuser": True})
    return {
        "claims": Claim.objects.count(),
        "articles": Article.objects.count(),
        "sources": Source.objects.count(),
    }


@contextlib.contextmanager
def made(claims: int) -> Iterator[None]:
    """A large desk on a server of its own, with an article for ten claims and a source for five."""
    with postgres.throwaway(**ROOMY) as cluster:
        os.environ["DATABASE_URL"] = cluster.url(postgres.OWNER)
        sizes = {"claims": claims, "articles": claims // 10, "sources": claims // 5}
        manage("migrate", "--verbosity", "0")
        manage("make_large_desk", *(f"--{noun}={count}" for noun, count in sizes.items()))
        yield


def manage(*command: str) -> None:
    subprocess.run([sys.executable, "manage.py", *command], cwd=ROOT, check=True)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument(
        "--make", type=int, metavar="CLAIMS", help="make a large desk first; keeps the figures"
    )
    parser.add_argument("--keep", action="store_true", help="keep the figures in benchmarks/results.json")
    parser.add_argument(
        "--only", nargs="+", metavar="PAGE", help="pages whose names begin so; nothing is kept then"
    )
    parser.add_argument("--serve", choices=SITES, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.serve:
        serve(options.serve)
        return
    with made(options.make) if options.make else contextlib.nullcontext():
        counts = prepare()
        compare(chosen(options.only), options.runs)
    if (options.keep or options.make) and not options.only:
        results.keep("lists", figures(PAGES, counts))


def chosen(only: list[str] | None) -> list[Page]:
    return [page for page in PAGES if only is None or page.name.startswith(tuple(only))]


def compare(pages: list[Page], runs: int) -> None:
    sites = {name: Site(name) for name in SITES}
    for page in pages:
        measure(sites, page, runs)
        print(told(page), flush=True)
    for site in sites.values():
        site.close()


if __name__ == "__main__":
    main()
