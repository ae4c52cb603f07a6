"""``manage.py dispatch``: work off due jobs in this process, for a desk without a broker."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.db import close_old_connections

from claims.services import auditing, digesting, dispatching

PAUSE = 1.0  # seconds between two looks
SOON = timedelta(seconds=10)  # longer than the gap between two requests to one host


class Command(BaseCommand):
    help = "Work off due background jobs in this process. Any number may run, also beside Celery workers."

    def add_arguments(self, parser: CommandParser) -> None:
        how_long = parser.add_mutually_exclusive_group()
        how_long.add_argument("--once", action="store_true", help="Stop when nothing is due.")
        how_long.add_argument("--seconds", type=float, help="Stop after so many seconds.")

    def handle(self, *args: Any, **options: Any) -> None:
        until = time.monotonic() + options["seconds"] if options["seconds"] is not None else None
        done = 0
        while True:
            found = self.work()
            done += found
            if until is not None and time.monotonic() >= until:
                break
            if options["once"] and not dispatching.anything_left(within=SOON):
                break
            if not found:
                time.sleep(PAUSE)
        if options["verbosity"]:
            self.stdout.write(f"{done} {'job' if done == 1 else 'jobs'} worked off.")

    def work(self) -> int:
        """One round over what is due."""
        close_old_connections()
        digesting.prepare_today()
        found = dispatching.work_off()
        auditing.seal()
        return found
