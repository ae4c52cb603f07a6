"""``manage.py vector_candidates on|off|status``: as the owner of the tables, where PostgreSQL has pgvector."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.exceptions import DomainError
from claims.services import installing_vectors


class Command(BaseCommand):
    help = (
        "Have matching look for the nearest vectors as well: needs pgvector, and is run as the tables' owner."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("act", choices=["on", "off", "status"])

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            if options["act"] == "on":
                self._say("" if installing_vectors.turn_on() else "They were on already.", options)
            elif options["act"] == "off":
                self._say("" if installing_vectors.turn_off() else "They were off already.", options)
            else:
                self._say("", options)
        except DomainError as error:
            raise CommandError(str(error)) from error

    def _say(self, first: str, options: dict[str, Any]) -> None:
        if not options["verbosity"]:
            return
        now = installing_vectors.status()
        if now.is_on:
            told = (
                f"Vector candidates are on: {now.vectors:,} of {now.wordings:,} wordings have a vector"
                f" (pgvector {now.version})."
            )
            if now.vectors < now.wordings:
                told += " The others get theirs from the background work."
        else:
            told = (
                f"Vector candidates are off: matching looks among {now.wordings:,} wordings by their words."
            )
        self.stdout.write(f"{first} {told}".strip())
