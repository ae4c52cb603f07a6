"""``manage.py check_claimreview FILE|URL|-``: is this ClaimReview as strict readers want it?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.exceptions import DomainError
from claims.services import reading_checks
from claims.text import claim_review_rules, external_checks


class Command(BaseCommand):
    help = "Check the ClaimReview of a page, a file or a DataFeed; exit code 1 and every fault by its place."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("source", metavar="FILE|URL|-")
        parser.add_argument(
            "--page", default="", help="The address at which it stands, if not the one it names."
        )
        parser.add_argument(
            "--strict", action="store_true", help="What is wished for and missing is wrong as well."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        source = options["source"]
        page = options["page"] or (source if source.startswith(("https://", "http://")) else "")
        try:
            found = reading_checks.documents(reading_checks.opened(source), name=source)
        except DomainError as error:
            raise CommandError(str(error)) from error
        reviews = [(place, one) for at, whole in found for place, one in external_checks.reviews(whole, at)]
        if not reviews:
            raise CommandError(f"{source} holds no ClaimReview.")
        wrong = list(_problems(found, reviews, page))
        wished = (
            [] if wrong else [f"{at}: {why}" for at, one in reviews for why in claim_review_rules.wishes(one)]
        )
        for line in wrong:
            self.stderr.write(line)
        for line in wished:
            (self.stderr if options["strict"] else self.stdout).write(f"Wished for: {line}")
        if wrong or (wished and options["strict"]):
            raise CommandError(f"{len(wrong or wished)} things are wrong; they are named above.")
        self.stdout.write(f"{len(reviews)} reviews, and nothing is wrong with them.")


def _problems(
    found: list[tuple[str, Any]], reviews: list[tuple[str, dict[str, Any]]], page: str
) -> Iterator[str]:
    """Of a DataFeed as a whole; of any other document review by review."""
    feeds = [(at, one) for at, one in found if isinstance(one, dict) and one.get("@type") == "DataFeed"]
    for at, feed in feeds:
        yield from (f"{at}: {problem}" for problem in claim_review_rules.feed_problems(feed))
    if not feeds:
        for at, review in reviews:
            told = {"@context": "https://schema.org"} | review
            yield from (
                f"{at}: {why}"
                for why in claim_review_rules.problems(told, page=page or str(review.get("url")))
            )
