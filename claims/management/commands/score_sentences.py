"""``manage.py score_sentences [FILE]``: how much sentences deserve a check, and why."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from claims.management import text_records
from claims.management.text_records import Record
from claims.services import suggesting
from claims.services.suggesting import Suggested


class Command(BaseCommand):
    help = (
        "Score sentences by how much they deserve a check. Of plain text every sentence is a line; of JSON lines every "
        "record is one, with its sentences."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        text_records.add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        records = text_records.read(options["file"])
        lines = (line for record in records for line in told(record, options["language"]))
        text_records.write(options["output"], lines, self.stdout)


def told(record: Record, language: str) -> Iterator[dict[str, Any]]:
    found = list(suggesting.sentences_of(record.text, language=language))
    if record.id is None:
        yield from ({"id": number, **as_line(one)} for number, one in enumerate(found, 1))
        return
    as_one = suggesting.whole(record.text, language=language)
    spans = [list(one.span) for one in found]
    line = {"id": record.id, "spans": spans, **as_line(as_one)}
    yield {**line, "sentences": [as_line(one) for one in found]}


def as_line(one: Suggested) -> dict[str, Any]:
    return {
        "start": one.span.start,
        "end": one.span.end,
        "score": round(one.score, 4),
        "check_worthy": one.is_worthy,
        "reasons": [{"reason": name, "adds": round(adds, 3)} for name, adds in one.reasons],
    }
