"""``manage.py split_sentences [FILE]``: where the sentences of texts are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from claims.management import text_records
from claims.management.text_records import Record
from claims.text import sentences


class Command(BaseCommand):
    help = (
        "Split texts into sentences. Of plain text every sentence is a line with its words; of JSON lines "
        "every record is "
        "one, with the spans of its sentences. Offsets count code points from 0, ends are exclusive."
    )
    requires_system_checks = []

    def add_arguments(self, parser: CommandParser) -> None:
        text_records.add_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        records = text_records.read(options["file"])
        lines = (line for record in records for line in told(record, options["language"]))
        text_records.write(options["output"], lines, self.stdout)


def told(record: Record, language: str) -> Iterator[dict[str, Any]]:
    spans = sentences.split(record.text, language=language)
    if record.id is not None:
        yield {"id": record.id, "spans": [list(span) for span in spans]}
        return
    for number, span in enumerate(spans, 1):
        yield {"id": number, "start": span.start, "end": span.end, "text": span.of(record.text)}
