"""``manage.py export_warc --source SLUG | --claim SLUG | --article SLUG --output FILE|-``: captures as a WARC file."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any, BinaryIO

from django.core.management.base import BaseCommand, CommandError, CommandParser

from claims.exceptions import InvalidInput
from claims.models import Article, Claim, Source, User
from claims.services import exporting_warc
from claims.services.exporting_warc import Selection


class Command(BaseCommand):
    help = "Write the captures of one source, or of all sources of a claim or an article, to a WARC file."

    def add_arguments(self, parser: CommandParser) -> None:
        of = parser.add_mutually_exclusive_group(required=True)
        for noun in ("source", "claim", "article"):
            of.add_argument(f"--{noun}", metavar="SLUG")
        parser.add_argument(
            "--output", required=True, metavar="FILE", help="“-” is standard output; gzipped in any case."
        )
        parser.add_argument(
            "--include-sensitive", action="store_true", help="Protected sources too. It is recorded."
        )
        parser.add_argument("--by", metavar="USERNAME", help="Who takes them out; the system if left out.")

    def handle(self, *args: Any, **options: Any) -> None:
        selection, by = _selection(options), _person(options["by"])
        pieces = exporting_warc.export(selection, by=by)
        if options["output"] == "-":
            _write(pieces, getattr(self.stdout, "buffer", None) or sys.stdout.buffer)
        else:
            _write_file(pieces, Path(options["output"]))
        self.stderr.write(_told(selection))


def _selection(options: dict[str, Any]) -> Selection:
    secret = options["include_sensitive"]
    try:
        if slug := options["source"]:
            return exporting_warc.of_source(Source.objects.get(slug=slug), include_sensitive=secret)
        if slug := options["claim"]:
            return exporting_warc.of_claim(Claim.objects.get(slug=slug), include_sensitive=secret)
        slug = options["article"]
        return exporting_warc.of_article(Article.objects.get(slug=slug), include_sensitive=secret)
    except (Source.DoesNotExist, Claim.DoesNotExist, Article.DoesNotExist) as error:
        raise CommandError(f"Nothing of that kind is called {slug}.") from error
    except InvalidInput as error:
        raise CommandError(f"{error} Ask with --include-sensitive.") from error


def _person(username: str | None) -> User | None:
    if not username:
        return None
    if person := User.objects.filter(username=username).first():
        return person
    raise CommandError(f"There is no member called {username}.")


def _write(pieces: Iterable[bytes], stream: BinaryIO) -> None:
    for piece in pieces:
        stream.write(piece)
    stream.flush()


def _write_file(pieces: Iterable[bytes], path: Path) -> None:
    """Nothing stands under the name before all of it is written."""
    unfinished = path.with_name(f"{path.name}.unfinished")
    try:
        with unfinished.open("wb") as stream:
            _write(pieces, stream)
        unfinished.replace(path)
    except OSError as error:
        raise CommandError(f"{path} can't be written: {error.strerror}.") from error
    finally:
        unfinished.unlink(missing_ok=True)


def _told(selection: Selection) -> str:
    left_out = f" {selection.protected} protected left out." if selection.protected else ""
    return f"{selection.captures} captures of {len(selection.sources)} sources.{left_out}"
