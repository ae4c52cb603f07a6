"""``manage.py check_sources --urls FILE|-``: check any list of addresses as the desk checks its sources.

No database is needed and none is touched. One line of JSON an address as it finishes, on standard output or in a file;
exit status 0 if all is well, 1 if a link is broken or quoted words are not found, 2 if a list can't be read.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import gc
import os
import resource
import sys
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.serializers.json import DjangoJSONEncoder

from claims.exceptions import InvalidInput
from claims.management.lines import LineWriter
from claims.services import examining, listing, surveying
from claims.services.examining import Examined
from claims.services.listing import Ledger

BROKEN, UNREADABLE, INTERRUPTED = 1, 2, 130
OPEN_FILES = 16_384
MOST_CONNECTIONS, MOST_EACH = 1_000, 100


class Command(BaseCommand):
    help = (
        "Check web addresses without the desk's database. One line of JSON an address, as it finishes. Exit status 1 "
        "if a link is broken or quoted words are not found, 2 if a list can't be read."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        add = parser.add_argument
        add(
            "--urls",
            required=True,
            metavar="FILE",
            help="An address a line; - is standard input; # begins a comment.",
        )
        add("--output", metavar="FILE", help="Where the answers go; standard output if left out.")
        add(
            "--per-host",
            type=whole(MOST_EACH),
            default=1,
            metavar="N",
            help="Requests to one host at a time: 1.",
        )
        add(
            "--connections",
            type=whole(MOST_CONNECTIONS),
            default=50,
            metavar="N",
            help="Requests at a time: 50.",
        )
        add("--gap", type=seconds, metavar="SECONDS",
            help=f"Between two requests to a host: {settings.SOURCE_FETCH_GAP_SECONDS}, the desk's own.")  # fmt: skip
        add(
            "--status-only",
            action="store_true",
            help="Don't read the pages: status, redirects and hash alone.",
        )
        add("--quotes", metavar="FILE",
            help='Words that must stand on the pages: address<TAB>words or {"url": …, "quote": …} a line.')  # fmt: skip
        add(
            "--ignore-robots",
            action="store_true",
            help="Visit pages that robots.txt closes to automatic visitors.",
        )
        add(
            "--progress",
            action="store_true",
            help="Tell how far it is, also where nobody sits at a terminal.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["status_only"] and options["quotes"]:
            raise CommandError("Words can't be looked for with --status-only.", returncode=UNREADABLE)
        if options["urls"] == options["quotes"] == "-":
            raise CommandError(
                "Only one of the two lists can come from standard input.", returncode=UNREADABLE
            )
        allow_files(OPEN_FILES)
        spare_the_collector()
        try:
            with contextlib.ExitStack() as stack:
                tally = Run(self, options, stack).run()
        except InvalidInput as error:
            raise CommandError(str(error), returncode=UNREADABLE) from error
        except BrokenPipeError:
            os.dup2(
                os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno()
            )  # Python would try to write the rest
            sys.exit(BROKEN)
        except OSError as error:
            raise CommandError(
                f"{error.filename or 'Output'}: {error.strerror}", returncode=UNREADABLE
            ) from error
        except KeyboardInterrupt:
            sys.exit(INTERRUPTED)
        if tally.failed:
            sys.exit(BROKEN)


class Run:
    """One run of the command: its lists, its output, and what is told on the way."""

    def __init__(self, command: BaseCommand, options: dict[str, Any], stack: contextlib.ExitStack) -> None:
        self._stderr = command.stderr
        self._name = "standard input" if options["urls"] == "-" else options["urls"]
        self._ledger = stack.enter_context(contextlib.closing(Ledger()))
        self._list = opened(options["urls"], stack)
        self._take_lists(options, stack)
        out = output(options, stack)
        self._writer = stack.enter_context(LineWriter(out or sys.stdout.buffer))
        gap = settings.SOURCE_FETCH_GAP_SECONDS if options["gap"] is None else options["gap"]
        plan = surveying.Plan(
            connections=options["connections"],
            each=options["per_host"],
            gap=gap,
            status_only=options["status_only"],
            is_polite=not options["ignore_robots"],
        )
        self._survey = surveying.Survey(plan, quotes_of=self._ledger.quotes_of)
        self._again = 0
        self._tells = options["progress"] or sys.stderr.isatty()
        self._encode = DjangoJSONEncoder(ensure_ascii=False).encode

    def _take_lists(self, options: dict[str, Any], stack: contextlib.ExitStack) -> None:
        """What can be judged before anything is asked, is."""
        if options["quotes"]:
            quotes = opened(options["quotes"], stack)
            self._ledger.take_quotes(listing.lines(quotes, name=options["quotes"]), name=options["quotes"])
        if listing.is_rewindable(self._list):
            for line in listing.lines(self._list, name=self._name):
                listing.check_address(line, name=self._name)
            self._list.seek(0)

    def run(self) -> surveying.Tally:
        try:
            asyncio.run(self._run())
        finally:
            self._stderr.write(self._told())
        return self._survey.tally

    async def _run(self) -> None:
        progress = asyncio.create_task(self._tell_progress()) if self._tells else None
        try:
            await self._survey.run(self._addresses(), self._tell)
            await self._writer.drain()
        finally:
            if progress:
                progress.cancel()

    async def _addresses(self) -> AsyncIterator[str]:
        async for line in listing.lines_as_they_come(self._list, name=self._name):
            listing.check_address(line, name=self._name)
            if self._ledger.is_new(line[1]):
                yield line[1]
            else:
                self._again += 1

    async def _tell(self, url: str, examined: Examined) -> None:
        await self._writer.write(self._encode(examined.line(url)))

    async def _tell_progress(self) -> None:
        """A line that is written over at a terminal; a line now and then elsewhere."""
        is_terminal = sys.stderr.isatty()
        while True:
            await asyncio.sleep(0.5 if is_terminal else 10)
            self._stderr.write(
                f"\r{self._told()}  " if is_terminal else self._told(), ending="" if is_terminal else "\n"
            )
            self._stderr.flush()

    def _told(self) -> str:
        tally = self._survey.tally
        taken = time.monotonic() - tally.began
        parts = [
            f"{tally.outcomes[one]:,} {one}" for one in (examining.OK, examining.BROKEN, examining.UNKNOWN)
        ]
        again = f", {self._again:,} named more than once" if self._again else ""
        return f"{tally.done:,} checked in {taken:.1f} s: {', '.join(parts)}{again}."


def opened(name: str, stack: contextlib.ExitStack) -> BinaryIO:
    return sys.stdin.buffer if name == "-" else stack.enter_context(Path(name).open("rb"))


def output(options: dict[str, Any], stack: contextlib.ExitStack) -> BinaryIO | None:
    """The file for the answers; None for standard output. A list is not written over."""
    if not options["output"]:
        return None
    path = Path(options["output"])
    lists = [Path(options[name]) for name in ("urls", "quotes") if options[name] and options[name] != "-"]
    if path.exists() and any(path.samefile(one) for one in lists):
        raise InvalidInput(f"{path} is a list to be read; the answers must go elsewhere.")
    return stack.enter_context(path.open("wb"))


def allow_files(wanted: int) -> None:
    """Connections are open files: as many as the system lets this process have, up to ``wanted``."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft != resource.RLIM_INFINITY and soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def spare_the_collector() -> None:
    """What was loaded stays, and what comes goes by itself: looking through all of it for garbage takes a tenth of
    the time."""
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


def whole(most: int) -> Any:
    """A type of argument: a whole number from 1 to ``most``."""

    def read(text: str) -> int:
        if not text.isdecimal() or not 1 <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 to {most}")
        return int(text)

    return read


def seconds(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not 0 <= value <= 3600:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number of seconds from 0 to 3600")
    return value
