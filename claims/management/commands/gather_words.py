"""Gather every word of the desk for translators: ``claims/locale/<language>/LC_MESSAGES/django.po``, and compile it.

Needs GNU gettext (``apt-get install gettext``). English is complete in the source, so it needs no catalogue.
"""

from __future__ import annotations

import contextlib
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import BaseCommand, call_command
from django.core.management.commands import makemessages

from claims.models import NOUNS, naming

APP = Path(__file__).resolve().parents[2]
COLUMNS = APP / "names_of_columns.py"


class Gathering(makemessages.Command):
    """Knows the desk's own way to say what is stored."""

    xgettext_options = [*makemessages.Command.xgettext_options, "--keyword=stored"]


class Command(BaseCommand):
    help = "Gather all words for translators and compile what is translated."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("languages", nargs="+", help="for example: ko ar")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = options["languages"]
        (APP / "locale").mkdir(exist_ok=True)
        # Names that Django makes of code names stand nowhere as words: they are written down for as long as it takes.
        COLUMNS.write_text(
            "".join(f"_({word!r})\n" for word in sorted(set(naming.words(NOUNS)))), encoding="utf-8"
        )
        try:
            with contextlib.chdir(APP):
                call_command(Gathering(), locale=wanted, add_location="never", verbosity=options["verbosity"])
                call_command("compilemessages", locale=wanted, verbosity=options["verbosity"])
        finally:
            COLUMNS.unlink()
