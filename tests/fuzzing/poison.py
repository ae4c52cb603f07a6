"""Texts that would like to be code, put into every text column of every row of the desk.

The columns are those of the models themselves: a new one is filled as soon as it is there, or stands in ``MACHINE_MADE``
with the reason why nobody can write words into it.
"""

from __future__ import annotations

import hashlib
import itertools
import json
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.db import connection, models, transaction

from tests.database.base import as_owner

GOLDEN = Path(__file__).resolve().parents[1] / "golden" / "payloads.txt"
WORDS = (models.CharField, models.TextField, models.JSONField, ArrayField)
EMPTY = {"same_as": ["x"], "forms": ["x"], "labels": {"ko": "x"}}  # what is put where nothing stands
LONGEST = 3000  # of what stands in a column that is as long as one likes
# Columns by their name, and why they hold no words that anybody wrote.
MACHINE_MADE = {
    "slug": "letters, digits and hyphens", "rating_slug": "a slug", "username": "letters, digits and @.+-_", "password": "a hash",
    "digest": "a hash", "previous": "a hash", "fingerprint": "a hash", "salt": "made of dice", "secret": "made of dice",
    "old_secret": "made of dice", "key": "made by the desk", "first_letters": "of a token", "line": "the code of a line",
    "check_id": "the code of a check", "files": "made by the desk", "check_weights": "numbers", "kind": "a code", "failure": "a code", "change": "a code", "reach": "a code", "weight": "a code",
    "subject": "a noun and a key", "subject_type": "a noun", "subject_pk": "a key", "listed": "a noun", "path": "of this desk",
    "language": "a tag, by its validator", "languages": "tags", "time_zone": "one of the known", "country": "two letters",
    "colour": "one of the known", "host": "of an address", "publisher_site": "a host", "scopes": "codes", "events": "codes",
    "published_on": "EDTF, by its validator", "claimed_on": "EDTF, by its validator", "appeared_on": "EDTF, by its validator",
    "as_of": "EDTF, by its validator", "modified_on": "EDTF, by its validator", "query": "an address’s query, as it was tidied",
    "plan": "an order to a worker", "words": "of a wording: lexemes", "word": "a lexeme", "state_of_work": "figures",
    "spans": "places", "tls": "made by the desk", "moved": "keys", "quoted": "places", "differences": "codes and places",
    "redirects": "made by the desk", "headers": "of an answer that was given", "attribution": "places",
}  # fmt: skip
# The same word names something else there, which somebody writes.
WRITTEN_ALL_THE_SAME = {"correctionrequest.words", "ratingmapping.words"}
# An empty one means something there, and the table has a law about it.
ONLY_WHERE_FILLED = {"appearance.url", "reanchoring.settled_as", "query.exact"}
# Of what the world has no row, or only an empty list.
NOT_IN_THE_WORLD = {
    "appearance.url", "reanchoring.settled_as",
    "batch.report", "extraction.byline", "extraction.detail", "extraction.text", "extraction.title",
    "extraction.tool", "extractionjob.last_error", "finding.details", "firstanswer.body", "note.details", "probe.final_url", "probe.text", "probe.title", "probe.url", "sourceaccess.reason", "split.reason",
}  # fmt: skip
# In documents: what is a code, a date or a hash there.
CODES = re.compile(
    r"(^|_)(slug|kind|rated|class|date|language|number|sha256|form|stance|colour|at|on|of|start|end|pk|id|country|state|hindsight)$"
)


def payloads(*files: Path) -> list[str]:
    """The texts of these files, one a line, or a JSON list of them; without NUL, which no column can hold."""
    found: list[str] = []
    for file in files or (GOLDEN,):
        text = file.read_text(encoding="utf-8", errors="replace")
        found += json.loads(text) if file.suffix == ".json" else text.split("\n")
    return [one.replace("\x00", "") for one in found if one.strip()]


def columns() -> Iterator[tuple[type[models.Model], Any]]:
    """Every column that holds words."""
    for model in apps.get_app_config("claims").get_models():
        for field in model._meta.concrete_fields:
            name = f"{model._meta.model_name}.{field.name}"
            is_made = field.name.endswith("sha256") or (
                field.name in MACHINE_MADE and name not in WRITTEN_ALL_THE_SAME
            )
            if isinstance(field, ArrayField) and not isinstance(field.base_field, WORDS):
                continue
            if isinstance(field, WORDS) and not field.choices and not is_made and not field.generated:
                yield model, field


def _guards(cursor: Any, tables: list[str]) -> list[tuple[str, str]]:
    """The tables with their own triggers, all of which fire always (tests/claims/models/test_guards.py)."""
    cursor.execute(
        "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'A'"
        " AND tgrelid = ANY(%s::regclass[]) ORDER BY 1, 2", [tables],
    )  # fmt: skip
    return list(cursor.fetchall())


def _tells_apart(model: type[models.Model], field: Any) -> bool:
    """Whether rows are told apart by this column, alone or with others."""
    laws = [one for one in model._meta.constraints if isinstance(one, models.UniqueConstraint)]
    return field.unique or any(field.name in one.fields for one in laws)


class Poisoner:
    """``turn`` says with which of the payloads it begins; it goes on from there, through all of them."""

    def __init__(self, texts: Sequence[str], *, turn: int = 0) -> None:
        self.supply = itertools.cycle([*texts[turn % len(texts) :], *texts[: turn % len(texts)]])
        self.filled: set[str] = set()

    def fill(self) -> None:
        """Write into every column of every row, past all guards: what a guard lets in today, it may have let in before.

        The guards are back afterwards: this may be committed, and other tests follow in the same database.
        """
        with transaction.atomic(), as_owner(), connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            guards = _guards(cursor, sorted({model._meta.db_table for model, _ in columns()}))
            for table, guard in guards:
                cursor.execute(f'ALTER TABLE {table} DISABLE TRIGGER "{guard}"')
            for model, field in columns():
                self._fill(cursor, model, field)
            for table, guard in guards:
                cursor.execute(f'ALTER TABLE {table} ENABLE ALWAYS TRIGGER "{guard}"')

    def _fill(self, cursor: Any, model: type[models.Model], field: Any) -> None:
        table, key = model._meta.db_table, model._meta.pk.column  # type: ignore[union-attr]
        name = f"{model._meta.model_name}.{field.name}"
        has_hash = name in {"articleversion.text", "publication.document"}
        cursor.execute(f'SELECT "{key}", "{field.column}" FROM {table} ORDER BY 1')
        used = set()  # cut to the length of the column, two payloads may be one
        for row, stored in cursor.fetchall():
            if not stored and name in ONLY_WHERE_FILLED:
                continue
            poisoned = self._instead(field, stored)
            while poisoned and str(poisoned) in used and _tells_apart(model, field):
                poisoned = self._instead(field, stored)
            used.add(str(poisoned))
            if has_hash:  # by law, of exactly this text; and places in a text stay places in it
                poisoned += stored[len(poisoned) :] if field.name == "text" else ""
                digest = hashlib.sha256(poisoned.encode()).hexdigest()
                cursor.execute(
                    f'UPDATE {table} SET sha256 = %s, "{field.column}" = %s WHERE "{key}" = %s',
                    [digest, poisoned, row],
                )
            elif poisoned != stored:
                cursor.execute(
                    f'UPDATE {table} SET "{field.column}" = %s WHERE "{key}" = %s', [poisoned, row]
                )
            self.filled |= {name} if poisoned != stored else set()

    def _instead(self, field: Any, stored: Any) -> Any:
        if stored is None:
            return None
        if field.name in {"document", "proposal"}:
            return json.dumps(self._within(json.loads(stored)), ensure_ascii=False) if stored else stored
        if isinstance(field, models.JSONField):
            value = json.loads(stored) if isinstance(stored, str) else stored
            value = value or EMPTY.get(field.name, value)
            return json.dumps(self._within(value), ensure_ascii=False)
        if isinstance(field, ArrayField):
            return [self.words(100) for _ in stored]
        if isinstance(field, models.EmailField):
            return f'"{self.words(20).replace(chr(34), "")}"@mail.example'
        if isinstance(field, models.URLField) or field.name.endswith("url"):
            return self.address(min(field.max_length, LONGEST))
        return self.words(min(field.max_length or LONGEST, LONGEST))

    def _within(self, value: Any, name: str = "") -> Any:
        """The same, with every text in it replaced that is no code."""
        if isinstance(value, dict):
            return {key: self._within(inner, key) for key, inner in value.items()}
        if isinstance(value, list):
            return [self._within(inner, name) for inner in value]
        if not isinstance(value, str) or not value or CODES.search(name):
            return value
        return self.address(500) if name in {"url", "same_as"} else self.words(500)

    def words(self, most: int) -> str:
        """As many of the payloads as fit, one a line; of one that doesn't, as much as does."""
        found = next(self.supply)
        while len(found) < most * 0.7 and len(found) < 600:
            found += "\n" + next(self.supply)
        return found[:most]

    def address(self, most: int) -> str:
        """With a payload in its path: Django's own check lets anything but spaces stand there."""
        return ("https://poison.example/" + "".join(self.words(200).split()))[:most]
