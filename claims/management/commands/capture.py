"""``manage.py capture SLUG …``: capture sources now, in this process, and say what came of it."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.models import CaptureJob, Snapshot, Source
from claims.services import capturing
from claims.text import outcomes

PATIENCE = 60.0  # seconds for a host that is being asked already


class Command(BaseCommand):
    help = "Capture sources now and print how each ended. Without names: every source that has an address."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("slug", nargs="*")

    def handle(self, *args: Any, **options: Any) -> None:
        sources = Source.objects.fetchable()
        if options["slug"]:
            sources = sources.filter(slug__in=options["slug"])
        unknown = set(options["slug"]) - set(sources.values_list("slug", flat=True))
        if unknown:
            raise CommandError(f"No source with an address is called {', '.join(sorted(unknown))}.")
        for source in sources.order_by("slug"):
            self.stdout.write(f"{source.slug}: {self.capture(source)}")

    def capture(self, source: Source) -> str:
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            job = capturing.ask(source, reason=CaptureJob.Reason.ASKED)
            snapshot = capturing.perform(job.pk) if job else None
            if snapshot:
                return told(snapshot)
            time.sleep(0.5)
        return "not captured: another worker or its host's turn stands before it; it stays due."


def told(snapshot: Snapshot) -> str:
    if snapshot.failure:
        return outcomes.describe(snapshot.failure)
    return f"captured, {len(snapshot.text)} characters of text, “{snapshot.title}”"
