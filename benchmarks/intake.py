"""How fast texts and rows come in: an article of 1 MB and of 5 MB beside pySBD, and claims beside COPY and loaddata.

    python -m benchmarks.intake [texts] [rows]

Texts are read in this process, which collects garbage as the desk's do: sentences, their spans, quotations and scores
together, against pySBD's splitting alone of the same megabyte, and of a tenth of it, for its time grows by more than
the length. Claims go into a throw-away PostgreSQL with the desk's schema, in transactions that are rolled back.
"""

from __future__ import annotations

import io
import json
import os
import random
import sys
import tarfile
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")

import django
import pysbd

from benchmarks import quality, results
from claims.text import checkworthiness, quotations, sentences
from factcheck import collector

MEGABYTE = 1_000_000
ROWS = 20_000
ROWS_OF_LOADDATA = 500  # it is slow; its time grows in proportion


def prose(size: int) -> str:
    """Real news articles, of PolNeAR, until there is enough."""
    with tarfile.open(quality.data("attribution", "polnear-train-dev.tgz")) as archive:
        names = sorted(one for one in archive.getnames() if one.endswith(".txt"))
        files = (archive.extractfile(name) for name in names)
        text = "\n".join(file.read().decode() for file in files if file)
    return (text * (size // len(text) + 1))[:size]


def ours(text: str) -> None:
    spans = sentences.split(text)
    checkworthiness.score([span.of(text) for span in spans])
    quotations.attributions(text)


def theirs(text: str) -> None:
    pysbd.Segmenter(language="en", clean=False).segment(text)


def seconds(*acts: Callable[[], object], runs: int = 3) -> list[float]:
    """Of processor time, of each the best of the runs, made in turns: the machine is not the same all the time."""
    taken: list[list[float]] = [[] for _ in acts]
    for _ in range(runs):
        for act, times in zip(acts, taken, strict=True):
            began = time.process_time()
            act()
            times.append(time.process_time() - began)
    return [min(times) for times in taken]


def texts() -> dict[str, Any]:
    one, five = prose(MEGABYTE), prose(5 * MEGABYTE)
    ours(one[: MEGABYTE // 10])
    collector.spare()
    of_one, of_five, peer, of_tenth = seconds(
        lambda: ours(one),
        lambda: ours(five),
        lambda: theirs(one),
        lambda: theirs(one[: MEGABYTE // 10]),
    )
    said = [span.of(one) for span in sentences.split(one)]
    parts: dict[str, Callable[[], object]] = {
        "sentences": lambda: sentences.split(one),
        "scores": lambda: checkworthiness.score(said),
        "quotations": lambda: quotations.attributions(one),
    }
    return {
        "MB/s of 1 MB": round(1 / of_one, 2),
        "MB/s of 5 MB": round(5 / of_five, 2),
        "time of 5 MB over 5 times that of 1 MB": round(of_five / of_one / 5, 2),
        "pySBD splitting alone, MB/s of 1 MB": round(1 / peer, 3),
        "pySBD splitting alone, MB/s of 0.1 MB": round(0.1 / of_tenth, 3),
        "times pySBD": round(peer / of_one, 1),
        "MB/s of each part, 1 MB": {
            name: round(1 / taken, 2) for name, taken in zip(parts, seconds(*parts.values()), strict=True)
        },
    }


# --- Claims -------------------------------------------------------------------------------------------------------


def rows(number: int) -> list[dict[str, str]]:
    chance = random.Random(1)
    words = (
        "rents",
        "exports",
        "the port",
        "council",
        "voters",
        "fell",
        "rose",
        "doubled",
        "since",
        "percent",
        "year",
        "jobs",
    )
    return [
        {
            "slug": f"bench-{n}",
            "statement": f"{' '.join(chance.choices(words, k=14))} {n}.",
            "kind": "statistic",
            "claimant_label": "The mayor",
            "claimed_on": f"20{n % 25:02}",
        }
        for n in range(number)
    ]


PLAIN = """
INSERT INTO claims_claim (slug, statement, kind, claimant_label, claimed_on, rated, tier, language, claimant_role,
                          claimed_on_note, version, legal_hold, status, work_state)
SELECT slug, statement, kind, claimant_label, claimed_on, 'so', 'core', 'en', '', '', 1, false, 'unreviewed', ''
  FROM plain_claim ON CONFLICT (slug) DO UPDATE SET statement = EXCLUDED.statement, kind = EXCLUDED.kind,
       claimant_label = EXCLUDED.claimant_label, claimed_on = EXCLUDED.claimed_on
"""


def rolled_back(act: Callable[[], object]) -> float:
    """Seconds by the clock, for the work is PostgreSQL's."""
    from django.db import transaction

    with transaction.atomic():
        began = time.perf_counter()
        act()
        taken = time.perf_counter() - began
        transaction.set_rollback(True)
    return taken


def plain_copy(made: list[dict[str, str]]) -> None:
    from django.db import connection

    file = io.StringIO("".join("\t".join(one.values()) + "\n" for one in made))
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE plain_claim (slug text, statement text, kind text, claimant_label text, "
            "claimed_on text) ON COMMIT DROP"
        )
        cursor.copy_expert("COPY plain_claim FROM STDIN", file)
        cursor.execute(PLAIN)


def django_loaddata(path: Path) -> None:
    """Django's own, which the desk's takes the place of."""
    from django.core.management import call_command
    from django.core.management.commands.loaddata import Command

    call_command(Command(), str(path), verbosity=0)


def claims(folder: Path) -> dict[str, Any]:
    from claims.services import importing_claims

    made = rows(ROWS)
    lines = folder / "claims.jsonl"
    lines.write_text("".join(json.dumps(one) + "\n" for one in made), "utf-8")
    fixture = folder / "claims.json"
    objects = [{"model": "claims.claim", "fields": one} for one in made[:ROWS_OF_LOADDATA]]
    fixture.write_text(json.dumps(objects), "utf-8")
    plain, own = [], []
    for _ in range(3):
        plain.append(rolled_back(lambda: plain_copy(made)))
        own.append(rolled_back(lambda: importing_claims.import_claims(lines)))
    loaded = rolled_back(lambda: django_loaddata(fixture)) * ROWS / ROWS_OF_LOADDATA
    return {
        "rows": ROWS,
        "rows a second": round(ROWS / min(own)),
        "of plain COPY and upsert": round(min(plain) / min(own), 2),
        "times loaddata": round(loaded / min(own), 1),
    }


def rows_in_a_desk_of_its_own(folder: Path) -> dict[str, Any]:
    """On a throw-away PostgreSQL, with all the desk's indexes, constraints and triggers."""
    from factcheck.embedded import postgres

    with postgres.throwaway() as cluster:
        os.environ["DATABASE_URL"] = cluster.url(postgres.OWNER)
        django.setup()
        from django.core.management import call_command
        from django.db import connections

        call_command("migrate", verbosity=0)
        found = claims(folder)
        connections.close_all()
    return found


def main() -> None:
    measures: dict[str, Callable[[Path], dict[str, Any]]] = {
        "texts": lambda _folder: texts(),
        "rows": rows_in_a_desk_of_its_own,
    }
    with tempfile.TemporaryDirectory() as folder:
        for name in sys.argv[1:] or list(measures):
            figures = measures[name](Path(folder))
            print(name, json.dumps(figures, indent=2))
            results.keep(f"intake: {name}", figures)


if __name__ == "__main__":
    main()
