"""Bringing an article in from a file or an address."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from claims.exceptions import InvalidInput
from claims.models import Article, ArticleVersion, User
from claims.models.article import text_hash
from claims.services import marking, reading_articles, reanchoring
from claims.services.reading_articles import Reading
from claims.text import dates

MAX_BYTES = 5_000_000


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


def read(place: str, *, given: bytes | None = None) -> Reading:
    """The article at an address or in a file; ``given`` is what standard input held. InvalidInput."""
    if given is not None:
        return _not_empty(Reading(reading_articles.plain_text(place, given), origin=place))
    if re.match(r"https?://", place, re.IGNORECASE):
        return reading_articles.of_address(place)
    path = Path(place)
    try:
        size = path.stat().st_size
        if size > MAX_BYTES:
            reason = _("it has {size:,} bytes, and {most:,} are the limit").format(size=size, most=MAX_BYTES)
            raise _refused(path.name, reason)
        raw = path.read_bytes()
    except OSError as error:
        raise _refused(path.name, _("it can't be read: {why}").format(why=error.strerror)) from error
    if path.suffix.lower() in reading_articles.KINDS and raw.strip():
        return reading_articles.of_file(path.name, raw)
    return _not_empty(Reading(reading_articles.plain_text(path.name, raw), origin=path.name[:300]))


def _not_empty(reading: Reading) -> Reading:
    if not reading.text.strip():
        raise _refused(reading.origin, _("it is empty"))
    return reading


def _refused(name: str, reason: str) -> InvalidInput:
    told = _("{name} was not brought in: {reason}.").format(name=name, reason=reason)
    return InvalidInput(told, problems=((name, reason),))


def import_article(
    path: Path | str,
    *,
    by: User | None = None,
    title: str = "",
    slug: str = "",
    url: str = "",
    published_on: str = "",
) -> Intake:
    """Bring the article of a file or an address in; what is told here goes before what the file says of itself.

    Raises InvalidInput, NotAllowed.
    """
    told = {"title": title.strip(), "url": url, "published_on": published_on}
    reading = replace(read(str(path)), **{name: value for name, value in told.items() if value})
    return bring_in(reading, by=by, slug=slug)


@transaction.atomic
def bring_in(
    reading: Reading, *, by: User | None, slug: str = "", outlet: str = "", work: str = Article.Work.AFTER
) -> Intake:
    """Add an article, or another version of it. The same text again adds nothing.

    One with the same address, else with the same slug, is the same article. Without a title the first line stands for
    it, without ``slug`` the title does; ``outlet`` and ``work`` are a new article’s. Raises InvalidInput, NotAllowed.
    """
    text, origin = reading.text, reading.origin
    if same := ArticleVersion.objects.filter(sha256=text_hash(text)).select_related("article").first():
        return Intake(same, is_new_article=False, is_new_version=False)
    _check_date(reading.published_on)
    title = reading.title or _first_line(text)
    # A title without Latin letters makes no slug, and must not be taken for another one's next version.
    slug = slug or slugify(title)[:120].strip("-") or f"article-{text_hash(text)[:12]}"
    at_address = Article.objects.filter(url=reading.url).first() if reading.url else None
    if article := at_address or Article.objects.filter(slug=slug).first():
        version = _next_version(article, text, by=by, origin=origin)
        return Intake(version, is_new_article=False, is_new_version=True)
    facts = {"byline": reading.byline, "language": reading.language or "en", "outlet": outlet, "work": work}
    try:
        article = marking.add_article(
            slug=slug, title=title, text=text, by=by, origin=origin, url=reading.url,
            published_on=reading.published_on, **facts,
        )  # fmt: skip
    except ValidationError as error:
        raise _not_valid(origin, error) from error
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


def _not_valid(name: str, error: ValidationError) -> InvalidInput:
    problems = tuple((name, " ".join(reasons)) for name, reasons in error.message_dict.items())
    told = " ".join(f"{name}: {reason}" for name, reason in problems)
    return InvalidInput(
        _("{name} was not brought in. {told}").format(name=name, told=told), problems=problems
    )
