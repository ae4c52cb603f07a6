"""``manage.py recheck``: ask for captures of the desk's own sources, by filter."""

from __future__ import annotations

import argparse
import logging
import time
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.exceptions import DomainError
from claims.management.commands.capture import told
from claims.models import CaptureJob, Source, User
from claims.services import capturing, rechecking
from claims.services.rechecking import Wanted

log = logging.getLogger(__name__)
PAUSE = 0.5  # seconds between two looks
PATIENCE = 180.0  # seconds without any progress: longer than a lease
LOOKED_AT = 1_000  # of those that are waited for, at a time


class Command(BaseCommand):
    help = (
        "Ask for captures of the desk's sources, by filter: all filters that are given must hold. They are captured by "
        "the workers, each host as gently as ever; with --wait here, with a line on each."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        add = parser.add_argument
        add("--health", action="append", choices=Source.Health.values, default=[], help="May be given again.")
        add("--host", default="", help="With or without www.")
        add("--claim", default="", metavar="SLUG", help="What the evidence of this claim was taken from.")
        add("--article", default="", metavar="SLUG", help="The same, for every claim in this article.")
        add("--at-risk", action="store_true", help="On which an open alert rests.")
        add("--not-since", type=days, metavar="DAYS", help="Not captured within so many days.")
        add("--all", action="store_true", help="Every source that has an address.")
        add("--limit", type=number, metavar="N", help="At most so many: those not looked at for longest.")
        add("--dry-run", action="store_true", help="List them, and ask for nothing.")
        add("--by", default="", metavar="USERNAME", help="Who asks, for the record; the system if left out.")
        add("--wait", action="store_true", help="Work them off here, and say how each ended.")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = Wanted(
            tuple(dict.fromkeys(options["health"])), options["host"], options["claim"], options["article"],
            options["at_risk"], options["not_since"], options["all"],
        )  # fmt: skip
        by = self.person(options["by"])
        try:
            found = rechecking.sources(wanted)
        except DomainError as error:
            raise CommandError(str(error)) from error
        total, chosen = found.count(), found[: options["limit"]]
        if options["dry_run"]:
            for source in chosen:
                self.stdout.write(described(source))
            self.stdout.write(
                f"{counted(min(total, options['limit'] or total))} of {total} would be asked for."
            )
            return
        asked = list(rechecking.ask(chosen, wanted=wanted, by=by))
        waited = sum(one.was_due for one in asked)
        known = f"; {waited} of them waited for it already" if waited else ""
        self.stdout.write(f"Asked for {counted(len(asked))} of {total}{known}.")
        if options["wait"]:
            self.wait_for({one.job.pk: one.source.slug for one in asked})

    def person(self, username: str) -> User | None:
        if not username:
            return None
        found = User.objects.filter(username=username, is_active=True).first()
        if found is None:
            raise CommandError(f"No active member of the desk is called {username}.")
        return found

    def wait_for(self, left: dict[int, str]) -> None:
        """Work off what nobody else takes, and report what is done, whoever did it."""
        until = time.monotonic() + PATIENCE
        while left and time.monotonic() < until:
            mine = CaptureJob.objects.filter(pk__in=list(left)[:LOOKED_AT])
            for key in list(mine.to_send().values_list("pk", flat=True)):
                self.perform(key, left[key])
            done = mine.exclude(state=CaptureJob.State.PENDING).select_related("snapshot")
            ended = list(done.defer("snapshot__headers"))
            for job in ended:
                self.stdout.write(f"{left.pop(job.pk)}: {told(job.snapshot)}")
            if ended:
                until = time.monotonic() + PATIENCE
            elif left:
                time.sleep(PAUSE)
        if left:
            why = "others hold them, or their hosts' turn stands before; they stay due."
            self.stdout.write(f"{counted(len(left))} not done yet: {why}")

    def perform(self, key: int, slug: str) -> None:
        try:
            capturing.perform(key)
        except Exception as error:
            log.exception("Job %s failed and was put back.", key)
            self.stdout.write(f"{slug}: failed at the desk ({type(error).__name__}); it is tried again.")


def counted(number_of: int) -> str:
    return "1 source" if number_of == 1 else f"{number_of} sources"


def described(source: Source) -> str:
    seen = (
        f"captured {source.last_captured_at:%Y-%m-%d %H:%M}" if source.last_captured_at else "never captured"
    )
    return f"{source.slug}: {source.get_health_display()}, {seen}, {source.url}"


def days(words: str) -> timedelta:
    try:
        found = timedelta(days=float(words))
    except (ValueError, OverflowError) as error:
        raise argparse.ArgumentTypeError(f"“{words}” is no number of days") from error
    if found < timedelta():
        raise argparse.ArgumentTypeError(f"“{words}” days is in the future")
    return found


def number(words: str) -> int:
    if not (words.isascii() and words.isdigit() and 0 < len(words) < 10 and int(words)):
        raise argparse.ArgumentTypeError(f"“{words}” is no number of sources")
    return int(words)
