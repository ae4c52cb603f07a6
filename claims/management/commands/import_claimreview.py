"""``manage.py import_claimreview FILE|URL|-``: bring in what other publishers have checked, to match against."""

from __future__ import annotations

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.exceptions import DomainError
from claims.models import User
from claims.services import importing_checks, reading_checks
from claims.text.external_checks import Publisher


class Command(BaseCommand):
    help = (
        "Bring in fact-checks of other publishers: a page or file with ClaimReview, a DataFeed, or JSON lines with the"
        " columns claim, speaker, rating, date, url, title, id (also as the CheckThat! corpora call them)."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", metavar="FILE|URL|-")
        parser.add_argument("--publisher", default="", help="Its name, where the rows don't say.")
        parser.add_argument("--site", default="", help="Its host, such as politifact.com.")
        parser.add_argument("--base", default="", metavar="URL", help="Where relative addresses begin.")
        parser.add_argument(
            "--language", default="", help="The language of the claims, where it isn't told: en."
        )
        parser.add_argument("--by", metavar="USERNAME", help="Who brings them in; the system if left out.")

    def handle(self, *args: Any, **options: Any) -> None:
        by = None
        if options["by"] and (by := User.objects.filter(username=options["by"]).first()) is None:
            raise CommandError(f"There is no member called {options['by']}.")
        source = options["source"]
        publisher = Publisher(options["publisher"], options["site"], options["base"], options["language"])
        began = time.monotonic()
        try:
            rows = reading_checks.rows_of(reading_checks.opened(source), name=source, publisher=publisher)
            brought = importing_checks.bring(rows, name=source, by=by)
        except DomainError as error:
            raise CommandError(str(error)) from error
        for place, reason in brought.refused:
            self.stderr.write(f"{place}: {reason}")
        self.stdout.write(f"{brought} ({time.monotonic() - began:.1f} s)")
        if brought.refused and not brought.added + brought.changed + brought.same:
            raise CommandError("Not one of its rows could be brought in. Where rows don't say it, --publisher, --site, "
                               "--base and --language do.")  # fmt: skip
