"""``manage.py extract_quotations [FILE]``: who is said to have said what in texts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from claims.management import text_records
from claims.management.text_records import Record
from claims.text import quotations
from claims.text.quotations import Attribution
from claims.text.sentences import Span


class Command(BaseCommand):
    help = (
        "Find direct, indirect and mixed quotations, with their cues and whoever is named as their "
        "speaker. Of plain text "
        "every quotation is a line; of JSON lines every record is one, with its quotations and the spans "
        "of what is said. "
        "Offsets count code points from 0, ends are exclusive."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        text_records.add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        lines = (line for record in text_records.read(options["file"]) for line in told(record))
        text_records.write(options["output"], lines, self.stdout)


def told(record: Record) -> Iterator[dict[str, Any]]:
    found = quotations.attributions(record.text)
    if record.id is None:
        yield from ({"id": number, **as_line(one, record.text)} for number, one in enumerate(found, 1))
        return
    spans = sorted(list(part) for one in found for part in one.content)
    yield {"id": record.id, "spans": spans, "quotations": [as_line(one, record.text) for one in found]}


def as_line(one: Attribution, text: str) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "content": [place(part, text) for part in one.content],
        "source": place(one.source, text) if one.source else None,
        "cue": place(one.cue, text) if one.cue else None,
        "speaker": one.speaker or None,
    }


def place(span: Span, text: str) -> dict[str, Any]:
    return {"start": span.start, "end": span.end, "text": span.of(text)}
