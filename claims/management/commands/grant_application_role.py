"""``manage.py grant_application_role ROLE``: after migrating, as the owner of the tables."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.exceptions import DomainError
from claims.services import installing


class Command(BaseCommand):
    help = "Let the role that web, worker and beat connect as use the tables, without owning them."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("role")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            installing.grant_application_role(options["role"])
        except DomainError as error:
            raise CommandError(str(error)) from error
        if options["verbosity"]:
            self.stdout.write(
                f"{options['role']} may use the tables, and only append where rows are append-only."
            )
