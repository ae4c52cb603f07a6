"""``manage.py loaddata``: the desk's own, in place of Django's, which writes rows unjudged and changes frozen ones."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.exceptions import InvalidInput
from claims.models import User
from claims.services import importing


class Command(BaseCommand):
    help = "Load fixtures: files, folders, or names below fixtures/. All is judged first; nothing or all is written."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("fixture", nargs="+")
        parser.add_argument("--by", metavar="USERNAME", help="Who brings them in; the system if left out.")

    def handle(self, *args: Any, **options: Any) -> None:
        by = None
        if options["by"] and (by := User.objects.filter(username=options["by"]).first()) is None:
            raise CommandError(f"There is no member called {options['by']}.")
        try:
            report = importing.load_fixtures(options["fixture"], by=by)
        except InvalidInput as error:
            raise CommandError(str(error)) from error
        self.stdout.write(str(report))
