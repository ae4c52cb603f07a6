"""``manage.py load_demonstration``: the demonstration's staff, articles and histories, once."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.exceptions import DomainError
from claims.services import demonstrating


class Command(BaseCommand):
    help = "Load the demonstration: invented staff, two articles, their history. What is there is left alone."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--list-logins", action="store_true", help="Only print the log-ins.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            lines = demonstrating.log_ins() if options["list_logins"] else demonstrating.load()
            for line in lines:
                self.stdout.write(f"  {line}" if options["list_logins"] else line)
        except DomainError as error:
            raise CommandError(str(error)) from error
