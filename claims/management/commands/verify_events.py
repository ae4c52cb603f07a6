"""``manage.py verify_events``: is the record whole? Exit code 1 and the first broken link if it isn't."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.models import Event, EventSeal
from claims.services import auditing


class Command(BaseCommand):
    help = "Verify the hash chain over the record of every act, and print its head."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--head", default="", help="A head that was kept elsewhere: it must be in the chain."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        auditing.seal()
        problems = auditing.verify(kept=options["head"])
        for problem in problems:
            self.stderr.write(problem)
        if problems:
            raise CommandError(f"The record is broken in {len(problems)} places; the first is named above.")
        sealed = EventSeal.objects.order_by("-last").values_list("last", flat=True).first() or 0
        unsealed = Event.objects.filter(pk__gt=sealed).count()
        self.stdout.write(
            f"The record is whole. Head: {auditing.head()} (up to event {sealed}, {unsealed} not sealed yet)"
        )
