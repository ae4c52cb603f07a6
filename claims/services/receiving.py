"""Drafts that a CMS hands over, known by its own id: the same again changes nothing, and nothing is published by it."""

from __future__ import annotations

from typing import Any, NamedTuple

from django.db import connection, models, transaction
from django.utils.translation import gettext as _

from claims import rules
from claims.exceptions import IllegalTransition
from claims.models import Article, ArticleVersion, User
from claims.models.article import text_hash
from claims.services import keeping, marking, naming, reanchoring
from claims.text.storable import with_plain_lines

RECEIVED = 7220354  # the first half of every lock on an external id: no hash is anybody else's lock


class Result(models.TextChoices):
    """What a draft was to the desk."""

    CREATED = "created", "a new article"
    NEW_VERSION = "new_version", "a new text of an article, and perhaps other facts"
    EDITED = "edited", "the text that was here, with other facts"
    UNCHANGED = "unchanged", "all of it was here"


class Received(NamedTuple):
    article: Article
    result: Result


def take_turns(external_id: str) -> Article | None:
    """The article that a CMS calls so, if there is one; to the end of the transaction nobody else hands it over."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [RECEIVED, external_id])
    return Article.objects.select_for_update(no_key=True).filter(external_id=external_id).first()


@transaction.atomic
def receive(
    external_id: str, *, text: str, by: User, origin: str = "", readers_may_see: bool = False, **facts: Any
) -> Received:
    """Bring a draft in, or what is new in it. Facts that are not told stay as they are.

    Of an article that is public readers would see it at once: refused, unless ``readers_may_see``. Raises NotAllowed,
    InvalidInput, IllegalTransition.
    """
    rules.require(rules.can_add_article(by), _("bring in articles"))
    article = take_turns(external_id)
    if article is None:
        slug = naming.free_slug(Article, facts["title"])
        made = marking.add_article(
            slug=slug, text=text, by=by, origin=origin, external_id=external_id, **facts
        )
        return Received(made, Result.CREATED)
    others = {name: value for name, value in facts.items() if getattr(article, name) != value}
    latest = article.latest_version()
    is_new = latest is None or latest.sha256 != text_hash(with_plain_lines(text))
    if (others or is_new) and article.is_public and not readers_may_see:
        raise IllegalTransition(
            _(
                "This article is public: readers would see at once what you sent. Say so with readers_may_see, or "
                "change it at the desk."
            )
        )
    if others:
        keeping.edit(article, version=article.version, by=by, **others)
    if is_new:
        _bring(article, latest, text=text, by=by, origin=origin)
        return Received(article, Result.NEW_VERSION)
    return Received(article, Result.EDITED if others else Result.UNCHANGED)


def _bring(article: Article, latest: ArticleVersion | None, *, text: str, by: User, origin: str) -> None:
    """The next text, with every mark that is found again in it."""
    if latest is None:
        marking.add_version(article, text=text, by=by, origin=origin)
    else:
        reanchoring.bring(article, text=text, by=by, base=latest.number, origin=origin)
