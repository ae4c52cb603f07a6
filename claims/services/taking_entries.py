"""What a feed offers is taken as an article, or left aside."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from django.db import transaction
from django.utils.translation import gettext as _

from claims import rules
from claims.exceptions import IllegalTransition
from claims.models import Article, FeedEntry, User
from claims.services import auditing, importing_articles, marking, reading_articles, reanchoring
from claims.services.importing_articles import Intake
from claims.services.reading_articles import Reading

Read = Callable[[str], Reading]
OPEN = (FeedEntry.State.NEW, FeedEntry.State.CHANGED, FeedEntry.State.LEFT, FeedEntry.State.TWICE)


def read(entry: FeedEntry, *, of_address: Read | None = None) -> Reading:
    """The article behind an entry: its page, or what the feed says where there is none. InvalidInput."""
    told = Reading(
        text=entry.text, origin=(entry.url or entry.feed.url)[:300], title=entry.title, byline=entry.byline,
        url=entry.url, published_on=entry.published_on, language=entry.feed.language,
    )  # fmt: skip
    if not entry.url:
        return told
    page = (of_address or reading_articles.of_address)(entry.url)
    return replace(
        page,
        title=entry.title or page.title,
        byline=page.byline or entry.byline,
        # The entry's own address: by it the article is known again, whatever its page calls itself.
        url=entry.url,
        published_on=page.published_on or entry.published_on,
        language=page.language or entry.feed.language,
    )


def take(entry: FeedEntry, *, by: User, of_address: Read | None = None) -> Intake:
    """Bring the article in; of one that is here already its new version, with the marks of the one before.

    Fetches before it writes. Raises InvalidInput, NotAllowed, IllegalTransition.
    """
    rules.require(rules.can_add_article(by), _("bring in articles"))
    _require_open(entry)
    reading = read(entry, of_address=of_address)
    with transaction.atomic():
        row = FeedEntry.objects.select_for_update(of=("self",)).select_related("article").get(pk=entry.pk)
        _require_open(row)
        brought = _next_version(row.article, reading, by=by) if row.article else None
        brought = brought or importing_articles.bring_in(reading, by=by, outlet=entry.feed.outlet)
        article = brought.version.article
        FeedEntry.objects.save_version(
            row.pk, version=row.version, state=FeedEntry.State.TAKEN, article=article, decided_by=by
        )
        auditing.record("feed_entry.taken", row, by=by, article=article, url=entry.url, origin=reading.origin)
    return brought


def _next_version(article: Article, reading: Reading, *, by: User) -> Intake:
    latest = article.latest_version()
    if latest is None:
        added = marking.add_version(article, text=reading.text, by=by, origin=reading.origin)
        return Intake(added, is_new_article=False, is_new_version=True)
    version = reanchoring.bring(article, text=reading.text, by=by, base=latest.number, origin=reading.origin)
    return Intake(version, is_new_article=False, is_new_version=version.pk != latest.pk)


@transaction.atomic
def leave(entry: FeedEntry, *, by: User) -> None:
    """Nothing for this desk: it goes out of the list. It can be taken later all the same."""
    rules.require(rules.can_add_article(by), _("decide what comes in"))
    row = FeedEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)
    if row.state not in (FeedEntry.State.NEW, FeedEntry.State.CHANGED):
        raise IllegalTransition(_("This was decided already."))
    FeedEntry.objects.save_version(row.pk, version=row.version, state=FeedEntry.State.LEFT, decided_by=by)
    auditing.record("feed_entry.left", row, by=by, url=row.url)


def _require_open(entry: FeedEntry) -> None:
    if entry.state not in OPEN:
        raise IllegalTransition(_("This was taken already."))
