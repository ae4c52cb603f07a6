"""So many published claims in a server of their own, for `benchmarks.api`: one is published as the desk does, the rest are
its copies."""

from __future__ import annotations

import contextlib
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import django

from factcheck.embedded import postgres

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")

ROOT = Path(__file__).resolve().parent.parent
ROOMY = {
    "shared_buffers": "512MB",
    "max_wal_size": "4GB",
    "maintenance_work_mem": "512MB",
    "work_mem": "64MB",
}


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


class Rows:
    """Seconds that PostgreSQL takes to write a publication and its state, with what its triggers do then."""

    written = re.compile(r'(INSERT INTO|UPDATE) "claims_publication(state)?"')

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self, execute: Callable[..., Any], sql: str, *rest: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, *rest)
        finally:
            if self.written.match(sql):
                self.seconds += time.perf_counter() - began


def publish_some(times: int = 30) -> dict[str, float]:
    """Publish as the desk does: what that takes, and of it the document and its rows."""
    from django.db import connection
    from django.utils import timezone

    from claims.models import Verdict
    from claims.presenters import document
    from tests import factories

    author, editor = _people()
    built, written, published = [], [], []
    for number in range(times):
        claim = factories.claim(by=author, statement=f"The harbour of Lowmark handled {number} ships.")
        for _ in range(2):
            factories.evidence(claim, by=author)
        waiting = factories.approved(claim, by=author, approver=editor, rating=factories.scale()["accurate"])
        verdict = Verdict.objects.with_parts().get(pk=waiting.pk)
        began = time.perf_counter()
        document.serialise(document.build(verdict, number=1, at=timezone.now()))
        built.append(time.perf_counter() - began)
        rows = Rows()
        began = time.perf_counter()
        with connection.execute_wrapper(rows):
            factories.publish(verdict, by=editor)
        published.append(time.perf_counter() - began)
        written.append(rows.seconds)
    whole, document_alone, rows_alone = map(statistics.median, (published, built, written))
    return {
        "publishing, p50 ms": round(whole * 1000, 1),
        "of it the document, p50 ms": round(document_alone * 1000, 1),
        "of it its rows, p50 ms": round(rows_alone * 1000, 1),
        "share": round((document_alone + rows_alone) / whole, 3),
    }


def _people() -> list[Any]:
    from django.contrib.auth.models import Group

    from claims.models import User

    people = []
    for name, role in (("author", "checker"), ("editor", "editor")):
        person = User.objects.create_user(name, is_staff=True)
        person.groups.add(Group.objects.get(name=role))
        people.append(User.objects.get(pk=person.pk))
    return people


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
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        for table in ("claims_claim", "claims_verdict", "claims_publication", "claims_publicationstate"):
            _copy(cursor, table, template, claims)
        cursor.execute(
            "INSERT INTO claims_verdictcitation (verdict_id, evidence_id, snapshot_id, weight, number)"
            " SELECT %s + n, c.evidence_id, c.snapshot_id, c.weight, c.number FROM generate_series(1, %s) n,"
            " claims_verdictcitation c JOIN claims_publication p ON p.verdict_id = c.verdict_id WHERE p.id = %s",
            [SHIFT, claims, template],
        )
        cursor.execute("DELETE FROM claims_showing")
        cursor.execute(
            "INSERT INTO claims_showing (publication_id, claim_id, during) TABLE claims_due_on_show"
        )
        for definition in definitions:
            cursor.execute(definition)
        for table in COPIED:
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER ALL")
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
