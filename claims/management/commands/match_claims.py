"""``manage.py match_claims``: the desk's matching over another collection, written as a TREC run."""

from __future__ import annotations

import statistics
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.exceptions import DomainError
from claims.services import evaluating


class Command(BaseCommand):
    help = (
        "Search a collection for what each query says. The collection stands in a schema that is dropped at the end. "
        "Where vector candidates are on, the whole of it is embedded first, which takes a minute for 20,000 claims."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--corpus", type=Path, required=True, help="JSON lines: id, claim, title; .gz too."
        )
        parser.add_argument(
            "--queries", type=Path, required=True, help="JSON lines: id, text, around; .gz too."
        )
        parser.add_argument(
            "--sentences",
            action="store_true",
            help="The queries are sentences of texts, with ids like TEXT_12: those with numbers near stand around it.",
        )
        parser.add_argument(
            "--output", type=Path, required=True, help="Lines of query, Q0, id, rank, score, tag."
        )
        parser.add_argument("--limit", type=int, default=20, help="How many for a query.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["limit"] < 1:
            raise CommandError("--limit must be at least 1.")
        try:
            queries = list(evaluating.read(options["queries"]))
            if options["sentences"]:
                queries = evaluating.beside(queries)
            with evaluating.loaded(evaluating.read(options["corpus"])) as collection:
                count = len(collection.lines)
                came = evaluating.run(collection, queries, limit=options["limit"])
            options["output"].write_text("".join(f"{line}\n" for line in came.lines), encoding="utf-8")
        except (DomainError, OSError) as error:
            raise CommandError(str(error)) from error
        middle = statistics.median(came.took) * 1000 if came.took else 0
        self.stdout.write(
            f"{len(queries)} queries over {count} claims, {len(came.lines)} lines; "
            f"a query takes {middle:.0f} ms (median)."
        )
