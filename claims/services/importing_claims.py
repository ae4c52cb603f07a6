"""Claims in bulk from JSON lines or CSV: copied into a staging table, judged there, and written from there.

A row is known by its slug, else by its statement: the same file brought twice changes nothing. A cell that is empty or
missing leaves what the claim has. Rows that can't be taken are told by line and left out; all others are written.
"""

from __future__ import annotations

import csv
import functools
import hashlib
import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from claims import rules
from claims.exceptions import InvalidInput
from claims.models import Claim, User
from claims.services import auditing, claim_lines, importing_rows
from claims.services.auditing import Subject
from claims.services.row_files import Problem
from claims.text import dates

COLUMNS = (
    "slug", "statement", "kind", "rated", "tier", "language", "claimant", "claimant_label", "claimant_role",
    "claimed_on", "claimed_on_note",
)  # fmt: skip
WRITTEN = tuple(name for name in COLUMNS if name not in ("slug", "claimant"))
_UNSTORABLE = re.compile(r"[\x00\ud800-\udfff]")
CHUNK = 5_000  # rows that are copied at once

STAGING = f"""
DROP TABLE IF EXISTS pg_temp.claim_import;
CREATE TEMPORARY TABLE claim_import (line integer, {", ".join(f"{name} text" for name in COLUMNS)}) ON COMMIT DROP
"""
JUDGEMENT = """
SELECT s.line, CASE
    WHEN s.statement IS NULL AND c.id IS NULL THEN 'statement: is missing'
    WHEN s.slug !~ '^[-a-zA-Z0-9_]+$' OR length(s.slug) > 120
      THEN 'slug: only letters, digits, - and _, at most 120 of them'
    WHEN s.kind IS NULL AND c.id IS NULL THEN 'kind: is missing'
    WHEN s.kind <> ALL(%(kinds)s) THEN format('kind: “%%s” is none of %%s', s.kind, array_to_string(%(kinds)s, ', '))
    WHEN s.rated <> ALL(%(rated)s) THEN format('rated: “%%s” is none of %%s', s.rated, array_to_string(%(rated)s, ', '))
    WHEN s.tier <> ALL(%(tiers)s) THEN format('tier: “%%s” is none of %%s', s.tier, array_to_string(%(tiers)s, ', '))
    WHEN s.claimant IS NOT NULL AND p.id IS NULL
      THEN format('claimant: there is none with the slug “%%s”; a mere name goes into claimant_label', s.claimant)
    WHEN length(s.claimant_label) > 200 THEN 'claimant_label: more than 200 characters'
    WHEN length(s.claimant_role) > 300 THEN 'claimant_role: more than 300 characters'
    WHEN length(s.claimed_on) > 40 THEN 'claimed_on: more than 40 characters'
    WHEN length(s.claimed_on_note) > 300 THEN 'claimed_on_note: more than 300 characters'
    WHEN length(s.language) > 35 THEN 'language: more than 35 characters'
  END AS reason
  FROM claim_import s LEFT JOIN claims_claim c ON c.slug = s.slug LEFT JOIN claims_claimant p ON p.slug = s.claimant
"""
_DIFFERS = " OR ".join(
    [
        *(f"s.{name} IS NOT NULL AND s.{name} <> c.{name}" for name in WRITTEN),
        "p.id IS NOT NULL AND p.id IS DISTINCT FROM c.claimant_id",
    ]
)
CHANGED = f"""
SELECT c.id, {", ".join(f"c.{name}, COALESCE(s.{name}, c.{name})" for name in WRITTEN)},
       c.claimant_id, COALESCE(p.id, c.claimant_id)
  FROM claim_import s JOIN claims_claim c ON c.slug = s.slug LEFT JOIN claims_claimant p ON p.slug = s.claimant
 WHERE {_DIFFERS} FOR UPDATE OF c
"""  # noqa: S608 (columns of this module, no input)
DEFAULTS = {"rated": "so", "tier": "core", "language": "en"}
INSERTED = f"""
INSERT INTO claims_claim (slug, {", ".join(WRITTEN)}, claimant_id,
                          version, legal_hold, status, work_state, created_by_id)
SELECT s.slug, {", ".join(f"COALESCE(s.{name}, '{DEFAULTS.get(name, '')}')" for name in WRITTEN)}, p.id,
       1, false, 'unreviewed', '', %(by)s
  FROM claim_import s LEFT JOIN claims_claimant p ON p.slug = s.claimant ORDER BY s.line
    ON CONFLICT (slug) DO NOTHING
"""  # noqa: S608
UPDATED = f"""
UPDATE claims_claim c SET version = c.version + 1, updated_at = now(), claimant_id = COALESCE(
         (SELECT p.id FROM claims_claimant p WHERE p.slug = s.claimant), c.claimant_id),
       {", ".join(f"{name} = COALESCE(s.{name}, c.{name})" for name in WRITTEN)}
  FROM claim_import s WHERE s.slug = c.slug AND c.id = ANY(%(changed)s)
"""  # noqa: S608


@dataclass
class Report:
    """How many rows the file has, what became of them, and which were refused, by line and column."""

    rows: int = 0
    added: int = 0
    changed: int = 0
    refused: list[Problem] = field(default_factory=list)

    @property
    def unchanged(self) -> int:
        return self.rows - self.added - self.changed - len(self.refused)

    def __str__(self) -> str:
        return (
            f"{self.rows} rows in: {self.added} added, {self.changed} changed, {self.unchanged} here already, "
            f"{len(self.refused)} refused."
        )


@transaction.atomic
def import_claims(path: Path, *, by: User | None = None) -> Report:
    """Bring the claims of a file in. Raises InvalidInput where the file itself can't be read, NotAllowed."""
    if by:
        rules.require(rules.can_import(by), "import rows")
    report = Report()
    with connection.cursor() as cursor:
        cursor.execute(STAGING)
        sha256 = _stage(cursor, path, report)
        cursor.execute("ANALYZE claim_import")
        _refuse(cursor, report)
        _write(cursor, report, by)
    report.refused.sort()
    if report.added or report.changed:
        told: dict[str, Any] = {
            "rows": report.rows,
            "added": report.added,
            "changed": report.changed,
            "sha256": sha256,
        }
        auditing.record("claims.imported", Subject("file", "", path.name), by=by, **told)
    return report


def _stage(cursor: CursorWrapper, path: Path, report: Report) -> str:
    """Copy what can be read; the file's hash."""
    seen: dict[str, int] = {}
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise InvalidInput(f"{path.name} can’t be read: {error.strerror}.") from error
    chunk: list[tuple[Any, ...]] = []
    for line, told, problem in claim_lines.read(path.name, raw):
        report.rows += 1
        problem = problem or _problem(line, told, seen)
        if problem:
            report.refused.append(problem)
            continue
        chunk.append((line, *map(told.get, COLUMNS)))
        if len(chunk) == CHUNK:
            _copy(cursor, chunk)
            chunk = []
    _copy(cursor, chunk)
    return hashlib.sha256(raw).hexdigest()


def _problem(line: int, told: dict[str, str], seen: dict[str, int]) -> Problem | None:
    """What PostgreSQL couldn't be given or asked. Names the row by its slug on the way."""
    if _UNSTORABLE.search("".join(told.values())):
        odd = next(name for name, value in told.items() if _UNSTORABLE.search(value))
        return Problem(line, odd, "holds a character that can’t be stored")
    if not told.get("slug"):
        told["slug"] = importing_rows.own_slug("claim", told)
    before = seen.setdefault(told["slug"], line)
    if before != line:
        return Problem(line, "", f"the same stands in line {before}")
    reason = _not_a_date(told.get("claimed_on", ""))
    return Problem(line, "claimed_on", reason) if reason else None


@functools.lru_cache(maxsize=4096)
def _not_a_date(given: str) -> str:
    try:
        dates.parse(given or "2024")
    except ValueError as error:
        return str(error)
    return ""


def _copy(cursor: CursorWrapper, rows: list[tuple[Any, ...]]) -> None:
    file = io.StringIO()
    csv.writer(file, lineterminator="\n").writerows(rows)
    file.seek(0)
    cursor.copy_expert(f"COPY claim_import (line, {', '.join(COLUMNS)}) FROM STDIN WITH (FORMAT csv)", file)


def _refuse(cursor: CursorWrapper, report: Report) -> None:
    """Judge the rows where they lie, and take away those that are wrong."""
    choices = {"kinds": Claim.Kind.values, "rated": Claim.Rated.values, "tiers": Claim.Tier.values}
    cursor.execute(f"SELECT * FROM ({JUDGEMENT}) judged WHERE reason IS NOT NULL", choices)  # noqa: S608
    wrong = cursor.fetchall()
    report.refused += [Problem(line, *told.split(": ", 1)) for line, told in wrong]
    if wrong:
        cursor.execute("DELETE FROM claim_import WHERE line = ANY(%s)", [[line for line, _told in wrong]])


def _write(cursor: CursorWrapper, report: Report, by: User | None) -> None:
    cursor.execute(CHANGED)
    changed = {row[0]: _changes(row[1:]) for row in cursor.fetchall()}
    if changed:
        cursor.execute(UPDATED, {"changed": list(changed)})
    report.changed = len(changed)
    cursor.execute(INSERTED, {"by": by.pk if by else None})
    report.added = cursor.rowcount
    for claim in _claims(list(changed)):
        auditing.record("claim.edited", claim, by=by, changes=changed[claim.pk])


def _claims(keys: list[int]) -> Iterator[Claim]:
    yield from Claim.objects.filter(pk__in=keys).order_by("pk").iterator(chunk_size=1000)


def _changes(values: tuple[Any, ...]) -> dict[str, list[Any]]:
    """From pairs of before and after: those that differ."""
    pairs = zip((*WRITTEN, "claimant"), values[::2], values[1::2], strict=True)
    return {name: [before, after] for name, before, after in pairs if before != after}
