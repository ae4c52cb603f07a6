"""Bringing in fact-checks of other publishers: read, judged row by row, and written in one go.

The same file brought twice changes nothing. Rows are copied into a table of their own first, so that the whole file is
one statement of PostgreSQL, however long it is.
"""

from __future__ import annotations

import io
import itertools
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from claims import rules
from claims.exceptions import InvalidInput
from claims.models import Batch, ExternalCheck, RatingMapping, User
from claims.models.article import text_hash
from claims.services import auditing, batching, reading_checks
from claims.services.auditing import Subject
from claims.services.reading_checks import Row
from claims.text.external_checks import Publisher, Told, Unreadable

SHOWN = 50
LONGEST_WORDS = 60  # of a rating; what is longer is a sentence, and mapped to nothing
COLUMNS = (
    "claim_text", "claim_sha256", "claimant_name", "claimed_on", "venue", "publisher_name", "publisher_site", "url",
    "reference", "title", "rating_words", "reviewed_on", "language",
)  # fmt: skip
KEY = ("url", "reference", "publisher_site", "claim_sha256")
_CHANGED = [name for name in COLUMNS if name not in KEY]

# What this publisher's words come to: by its own mapping, else by that for every publisher.
_RATING = """coalesce(
    (SELECT m.rating_id FROM claims_ratingmapping m
      WHERE m.publisher_site = {row}.publisher_site AND m.words = lower({row}.rating_words)),
    (SELECT m.rating_id FROM claims_ratingmapping m
      WHERE m.publisher_site = '' AND m.words = lower({row}.rating_words)))"""
_CARRY = """
UPDATE claims_externalcheck SET rating_id = {rating}, version = version + 1, updated_at = now()
 WHERE id = ANY(%s) AND rating_id IS DISTINCT FROM {rating}"""
_STAGE = """CREATE TEMPORARY TABLE incoming_check ON COMMIT DROP AS
    SELECT {columns} FROM claims_externalcheck WITH NO DATA"""
_UPSERT = """
WITH written AS (
    INSERT INTO claims_externalcheck (version, created_at, updated_at, rating_id, {columns})
    SELECT 1, now(), now(), {rating}, {columns} FROM incoming_check
    ON CONFLICT (identity, claim_sha256) DO UPDATE SET
        version = claims_externalcheck.version + 1, updated_at = now(), rating_id = excluded.rating_id, {assigned}
    WHERE (claims_externalcheck.rating_id, {old}) IS DISTINCT FROM (excluded.rating_id, {new})
    RETURNING xmax = 0 AS is_new)
SELECT count(*) FILTER (WHERE is_new), count(*) FILTER (WHERE NOT is_new) FROM written"""
_UNMAPPED = """
INSERT INTO claims_ratingmapping (version, created_at, updated_at, publisher_site, words)
SELECT DISTINCT 1, now(), now(), publisher_site, lower(rating_words) FROM incoming_check
 WHERE rating_words <> '' AND length(rating_words) <= %s
ON CONFLICT (publisher_site, words) DO NOTHING"""


@dataclass
class Brought:
    """What came of it. ``refused`` are (place, what is wrong), in the order of the file."""

    added: int = 0
    changed: int = 0
    same: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)

    def __str__(self) -> str:
        told = _("%(added)s added, %(changed)s changed, %(same)s as they were, %(refused)s refused.")
        return told % {
            "added": self.added, "changed": self.changed, "same": self.same, "refused": len(self.refused),
        }  # fmt: skip


@transaction.atomic
def bring(rows: Iterable[Row], *, name: str, by: User | None = None) -> Brought:
    """Write every row that can be read; the others are told by their place. ``by=None`` is the system."""
    if by is not None:
        rules.require(rules.can_import_checks(by), "bring in fact-checks of other publishers")
    brought = Brought()
    columns = ", ".join(COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS incoming_check")
        cursor.execute(_STAGE.format(columns=columns))
        lines = _Lines(_good(rows, brought))
        cursor.copy_expert(f"COPY incoming_check ({columns}) FROM STDIN", lines)
        cursor.execute(_UNMAPPED, [LONGEST_WORDS])
        cursor.execute(_written())
        brought.added, brought.changed = cursor.fetchone()
    brought.same = lines.count - brought.added - brought.changed
    counts = {**vars(brought), "refused": len(brought.refused)}
    auditing.record("externalcheck.imported", Subject("file", "", name[:200]), by=by, counts=counts)
    return brought


def _written() -> str:
    return _UPSERT.format(
        columns=", ".join(COLUMNS),
        rating=_RATING.format(row="incoming_check"),
        assigned=", ".join(f"{name} = excluded.{name}" for name in _CHANGED),
        old=", ".join(f"claims_externalcheck.{name}" for name in _CHANGED),
        new=", ".join(f"excluded.{name}" for name in _CHANGED),
    )


def _good(rows: Iterable[Row], brought: Brought) -> Iterator[Told]:
    seen: dict[tuple[str, ...], str] = {}
    for place, told in rows:
        if isinstance(told, Unreadable):
            brought.refused.append((place, str(told)))
            continue
        where = (told.url,) if told.url else (told.publisher_site, told.reference)
        before = seen.setdefault((*where, told.claim_text), place)
        if before != place:
            brought.refused.append((place, _("the same stands in %(place)s") % {"place": before}))
        else:
            yield told


class _Lines(io.RawIOBase):
    """Rows as COPY reads them, made while it asks for more.

    The first is made at once: what is wrong with the file as a whole is raised here, and not inside COPY.
    """

    def __init__(self, rows: Iterator[Told]) -> None:
        first = list(itertools.islice(rows, 1))
        self._rows, self._held, self.count = itertools.chain(first, rows), b"", 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while len(self._held) < size or size < 0:
            row = next(self._rows, None)
            if row is None:
                break
            self._held += _line(row)
            self.count += 1
        size = len(self._held) if size < 0 else size
        given, self._held = self._held[:size], self._held[size:]
        return given


_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def _line(row: Told) -> bytes:
    told = vars(row) | {"claim_sha256": text_hash(row.claim_text)}
    cells = ["\\N" if told[name] is None else str(told[name]).translate(_ESCAPED) for name in COLUMNS]
    return ("\t".join(cells) + "\n").encode()


# --- What their words come to -------------------------------------------------------------------------------------


def carry(mapping: RatingMapping) -> int:
    """Give every check of these words the rating that the mappings now say. Called in the transaction of the change."""
    rows = ExternalCheck.objects.filter(rating_words__iexact=mapping.words)
    if mapping.publisher_site:
        rows = rows.of(mapping.publisher_site)
    rating = _RATING.format(row="claims_externalcheck")
    keys = list(rows.values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute(_CARRY.format(rating=rating), [keys])
        return int(cursor.rowcount)


# --- At the desk: handed in, looked at, and only then written -----------------------------------------------------


@transaction.atomic
def take_in(*, name: str, raw: bytes, by: User, publisher: Publisher | None = None, back: str = "") -> Batch:
    """Read a file or page and draft its import; nothing is written. Raises InvalidInput for one without any check."""
    rules.require(rules.can_import_checks(by), "bring in fact-checks of other publishers")
    told = publisher or Publisher()
    rows = list(reading_checks.rows_of(raw, name=name, publisher=told))
    if not rows:
        raise InvalidInput(_("%(name)s holds no fact-check.") % {"name": name})
    return batching.draft(
        kind=Batch.Kind.CHECKS, name=_("Fact-checks of others: %(name)s") % {"name": name[:120]},
        plan={"publisher": vars(told), "back": back}, total=len(rows), by=by, payload=raw, payload_name=name[:200],
    )  # fmt: skip


def rows_in(batch: Batch) -> list[Row]:
    raw = Batch.objects.values_list("payload", flat=True).get(pk=batch.pk)
    publisher = Publisher(**batch.plan["publisher"])
    return list(reading_checks.rows_of(bytes(raw or b""), name=batch.payload_name, publisher=publisher))


def start(batch: Batch, *, by: User) -> Batch:
    rules.require(rules.can_import_checks(by), "bring in fact-checks of other publishers")
    return batching.confirm(batch, by=by)


def next_piece(batch: Batch) -> int | None:
    """All of it, in one piece: it is one statement, and done or not done. None when that is behind us."""
    if batch.report.get("summary"):
        return None
    rules.require(
        rules.can_import_checks(batch.asked_by), "bring in fact-checks of other publishers any more"
    )
    brought = bring(rows_in(batch), name=batch.payload_name, by=batch.asked_by)
    report: dict[str, Any] = {"summary": str(brought)}
    for place, reason in brought.refused:
        report = batching.note_refusal(report, {"name": place, "reason": reason})
    refused = len(brought.refused)
    Batch.objects.filter(pk=batch.pk).update(report=report, done=batch.total - refused, refused=refused)
    return batch.total
