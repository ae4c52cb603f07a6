"""``manage.py import_article FILE|URL|-``: bring an article in."""

from __future__ import annotations

import sys
from dataclasses import replace
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.exceptions import DomainError
from claims.models import User
from claims.services import importing_articles


class Command(BaseCommand):
    help = (
        "Bring an article in, split into sentences: from a file (text, HTML, Word, PDF, SubRip, WebVTT), an address, "
        "or standard input. One that is here already gets a new version."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE|URL|-")
        parser.add_argument(
            "--title", default="", help="What the file says, else its first line, if left out."
        )
        parser.add_argument("--slug", default="", help="Made of the title, if left out.")
        parser.add_argument("--url", default="", help="Where the article was published.")
        parser.add_argument("--published-on", default="", metavar="DATE", help="2024-10-24, 2024-10 or 2024.")
        parser.add_argument("--by", metavar="USERNAME", help="Who brings it in; the system if left out.")

    def handle(self, *args: Any, **options: Any) -> None:
        by = None
        if options["by"] and (by := User.objects.filter(username=options["by"]).first()) is None:
            raise CommandError(f"There is no member called {options['by']}.")
        told = {name: options[name] for name in ("title", "slug", "url", "published_on")}
        try:
            if options["file"] == "-":
                reading = importing_articles.read("standard input", given=sys.stdin.buffer.read())
                slug, told = told.pop("slug"), {name: value for name, value in told.items() if value}
                intake = importing_articles.bring_in(replace(reading, **told), by=by, slug=slug)
            else:
                intake = importing_articles.import_article(options["file"], by=by, **told)
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(str(intake))
