"""``manage.py make_large_desk``: a large, invented desk to measure with."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.exceptions import DomainError
from claims.services import enlarging


class Command(BaseCommand):
    help = (
        "Fill an empty desk, or a database with “large” in its name, with invented articles, claims and sources, "
        "to measure lists, search and forms with. A million claims take some minutes."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--claims", type=int, default=1_000_000)
        parser.add_argument("--articles", type=int, default=100_000)
        parser.add_argument("--sources", type=int, default=200_000)

    def handle(self, *args: Any, **options: Any) -> None:
        begin = time.monotonic()
        try:
            made = enlarging.enlarge(
                claims=options["claims"], articles=options["articles"], sources=options["sources"]
            )
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        told = ", ".join(f"{count:,} {noun}" for noun, count in made.items())
        self.stdout.write(f"There are {told} now; it took {time.monotonic() - begin:.0f} s.")
