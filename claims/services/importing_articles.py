"""Bringing an article in from a plain text file."""

from __future__ import annotations

import re
from pathlib import Path
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from claims.exceptions import InvalidInput
from claims.models import Article, ArticleVersion, User
from claims.models.article import text_hash
from claims.services import marking, reanchoring
from claims.text import dates
from claims.text.storable import with_plain_lines

MAX_BYTES = 5_000_000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")  # what no text editor writes
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")


class Intake(NamedTuple):
    """The version that holds the text, and whether it, or its article too, is new."""

    version: ArticleVersion
    is_new_article: bool
    is_new_version: bool

    def __str__(self) -> str:
        article, number = self.version.article, self.version.number
        if not self.is_new_version:
            return f"Nothing to add: this text is here already, as version {number} of {article.slug}."
        what = "a new article" if self.is_new_article else f"version {number} of an article that was here"
        return f"{article.slug} is {what}, in {self.version.sentences.count()} sentences."


def read_text(path: Path) -> str:
    """The text of a UTF-8 file, with or without a byte order mark, its lines ending in a line feed. InvalidInput."""
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise _refused(
                path,
                _("it has {size:,} bytes, and {max_bytes:,} are the limit").format(
                    size=size, max_bytes=MAX_BYTES
                ),
            )
        raw = path.read_bytes()
        text = raw.decode().removeprefix("\ufeff")
    except OSError as error:
        raise _refused(path, _("it can't be read: {strerror}").format(strerror=error.strerror)) from error
    except UnicodeDecodeError as error:
        what = (
            "UTF-16"
            if raw.startswith(_UTF_16)
            else _("not UTF-8: byte {start} can't be read").format(start=error.start)
        )
        raise _refused(path, _("it is {what}; save it as plain text in UTF-8").format(what=what)) from error
    if odd := _CONTROL.search(text):
        at = raw.index(odd[0].encode())
        raise _refused(
            path,
            _("it is no plain text: byte {at} is the control character {ord:#04x}").format(
                at=at, ord=ord(odd[0])
            ),
        )
    if not text.strip():
        raise _refused(path, _("it is empty"))
    return with_plain_lines(text)


def _refused(path: Path, reason: str) -> InvalidInput:
    return InvalidInput(
        _("{name} was not brought in: {reason}.").format(name=path.name, reason=reason),
        problems=((path.name, reason),),
    )


@transaction.atomic
def import_article(
    path: Path,
    *,
    by: User | None = None,
    title: str = "",
    slug: str = "",
    url: str = "",
    published_on: str = "",
) -> Intake:
    """Bring the text of a file in. The same text again adds nothing; another one under the same slug is a new version.

    Without ``title`` the first line stands for it, without ``slug`` the title does. Raises InvalidInput, NotAllowed.
    """
    text = read_text(path)
    if same := ArticleVersion.objects.filter(sha256=text_hash(text)).select_related("article").first():
        return Intake(same, is_new_article=False, is_new_version=False)
    _check_date(published_on)
    title = title.strip() or _first_line(text)
    # A title without Latin letters makes no slug, and must not be taken for another one's next version.
    slug = slug or slugify(title)[:120].strip("-") or f"article-{text_hash(text)[:12]}"
    if article := Article.objects.filter(slug=slug).first():
        version = _next_version(article, text, by=by, origin=path.name[:300])
        return Intake(version, is_new_article=False, is_new_version=True)
    try:
        article = marking.add_article(
            slug=slug,
            title=title,
            text=text,
            by=by,
            origin=path.name[:300],
            url=url,
            published_on=published_on,
        )
    except ValidationError as error:
        raise _not_valid(path, error) from error
    return Intake(article.versions.get(), is_new_article=True, is_new_version=True)


def _next_version(article: Article, text: str, *, by: User | None, origin: str) -> ArticleVersion:
    """With the marks of the version before, where there is one."""
    latest = article.latest_version()
    if latest is None:
        return marking.add_version(article, text=text, by=by, origin=origin)
    return reanchoring.bring(article, text=text, by=by, base=latest.number, origin=origin)


def _first_line(text: str) -> str:
    line = next(line.strip() for line in text.splitlines() if line.strip())
    return line if len(line) <= 300 else line[:299] + "…"


def _check_date(given: str) -> None:
    try:
        dates.parse(given or "2024")
    except ValueError as error:
        raise InvalidInput(
            _("“{given}” is no date: {error}.").format(given=given, error=error),
            problems=(("published_on", str(error)),),
        ) from error


def _not_valid(path: Path, error: ValidationError) -> InvalidInput:
    problems = tuple((name, " ".join(reasons)) for name, reasons in error.message_dict.items())
    told = " ".join(f"{name}: {reason}" for name, reason in problems)
    return InvalidInput(
        _("{name} was not brought in. {told}").format(name=path.name, told=told), problems=problems
    )
