"""``manage.py import_claims FILE``: bring claims in from JSON lines or CSV."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.exceptions import DomainError
from claims.models import User
from claims.services import importing_claims


class Command(BaseCommand):
    help = (
        "Bring claims in from JSON lines or CSV. The same file again changes nothing; rows that can't be taken are "
        "told by line, and all others are written."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", metavar="USERNAME", help="Who brings them in; the system if left out.")

    def handle(self, *args: Any, **options: Any) -> None:
        by = None
        if options["by"] and (by := User.objects.filter(username=options["by"]).first()) is None:
            raise CommandError(f"There is no member called {options['by']}.")
        try:
            report = importing_claims.import_claims(options["file"], by=by)
        except DomainError as error:
            raise CommandError(str(error)) from error
        for problem in report.refused:
            self.stderr.write(f"{problem.place}: {problem.reason}")
        self.stdout.write(str(report))
