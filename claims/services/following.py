"""Following feeds: a look at each by a job, what is new offered, what is here already known again.

A look is claimed under a lease; the feed is fetched and read outside any transaction; what follows is written behind
the fence. What goes wrong outside stands on the feed's page, and the next look comes later.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from claims import rules
from claims.clients import http
from claims.clients.http import Fetched
from claims.exceptions import InvalidInput
from claims.models import Article, Feed, FeedEntry, FeedJob, User
from claims.services import auditing, sketching
from claims.text import feed_entries, urls
from claims.text.feed_entries import Entry, NotAFeed
from claims.text.storable import storable

log = logging.getLogger(__name__)

Fetch = Callable[..., Fetched]
FIELDS = ("title", "url", "outlet", "language", "every_minutes", "is_followed")
LONGEST = timedelta(days=1)  # between two looks at a feed that is broken
GONE = 410


@dataclass(frozen=True, slots=True)
class Lease:
    """A job in hand; ``attempt`` is the fence. ``marks`` make the request conditional."""

    job_pk: int
    attempt: int
    feed_pk: int
    url: str
    marks: dict[str, str]


@dataclass(frozen=True, slots=True)
class Brought:
    """What a look brought: entries, or a problem in a sentence; neither where nothing changed."""

    fetched: Fetched
    feed: feed_entries.Feed | None = None
    problem: str = ""


# --- What the desk follows ---------------------------------------------------------------------------------------


@transaction.atomic
def follow(*, url: str, by: User, **fields: Any) -> Feed:
    """A new feed; it is looked at at once. Raises InvalidInput, ValidationError."""
    rules.require(rules.can_follow(by), _("follow feeds"))
    feed = Feed(url=_address(url), created_by=by, **fields)
    feed.full_clean(exclude=["created_by"])
    feed.save(force_insert=True)
    auditing.record("feed.followed", feed, by=by, url=feed.url)
    ask(feed)
    return feed


@transaction.atomic
def edit(feed: Feed, *, version: int, by: User, **fields: Any) -> Feed:
    """Change what is followed; a new address, or one followed again, is looked at at once."""
    rules.require(rules.can_follow(by), _("follow feeds"))
    if unknown := sorted(set(fields) - set(FIELDS)):
        raise InvalidInput(_("A feed has no editable {unknown}.").format(unknown=", ".join(unknown)))
    before = {name: getattr(feed, name) for name in fields}
    if "url" in fields:
        fields["url"] = _address(fields["url"])
    for name, value in fields.items():
        setattr(feed, name, value)
    feed.full_clean(exclude=["created_by"])
    fresh = {"etag": "", "last_modified": "", "failures": 0, "problem": ""} if "url" in fields else {}
    feed.version = Feed.objects.save_version(feed.pk, version=version, **fields, **fresh)
    auditing.record("feed.edited", feed, by=by, changes=auditing.changes(before, fields))
    if feed.is_followed:
        ask(feed)
    return feed


def _address(url: str) -> str:
    try:
        return urls.canonical(url)
    except urls.BadURL as error:
        raise InvalidInput(
            _("This address can’t be used: {why}.").format(why=error.reason),
            problems=(("url", error.reason),),
        ) from error


def ask(feed: Feed, *, after: timedelta = timedelta()) -> None:
    """Write the row of the next look; one that waits already is brought forward, never put off."""
    due: Any = Now() + after
    FeedJob.objects.bulk_create([FeedJob(feed=feed, due_at=due)], ignore_conflicts=True)
    waiting = FeedJob.objects.pending().filter(feed=feed, lease_until=None, due_at__gt=due)
    waiting.update(due_at=due, next_attempt_at=None)


# --- Working off -------------------------------------------------------------------------------------------------


def perform(job_pk: int, *, fetch: Fetch | None = None) -> int | None:
    """Claim a look and work it off: how many entries are new. None if it isn't to be had, or was lost to another.

    What goes wrong at the desk is raised, after the job was put back; what goes wrong outside is a result.
    """
    lease = claim(job_pk)
    if lease is None:
        return None
    try:
        brought = bring(lease, fetch or http.fetch_politely)
        return conclude(lease, brought)
    except Exception as error:
        told = storable(f"{type(error).__name__}: {error}", 2000)
        FeedJob.objects.put_back(job_pk, attempt=lease.attempt, error=told)
        raise


@transaction.atomic(durable=True)
def claim(job_pk: int) -> Lease | None:
    attempt = FeedJob.objects.claim(job_pk)
    if attempt is None:
        return None
    feed = FeedJob.objects.select_related("feed").get(pk=job_pk).feed
    marks = {"etag": feed.etag, "last_modified": feed.last_modified, "validated_url": feed.validated_url}
    given = {name: value for name, value in marks.items() if value}
    return Lease(job_pk, attempt, feed.pk, feed.url, given if feed.validated_url else {})


def bring(lease: Lease, fetch: Fetch) -> Brought:
    """Fetch and read. Nothing here writes."""
    fetched = fetch(lease.url, **lease.marks)
    if fetched.not_modified:
        return Brought(fetched)
    if fetched.failure:
        told = fetched.detail or str(fetched.failure).replace("_", " ")
        status = _(" (status {status})").format(status=fetched.status) if fetched.status else ""
        return Brought(fetched, problem=_("It can’t be fetched: {why}").format(why=told + status))
    try:
        return Brought(fetched, feed_entries.read(fetched.body))
    except NotAFeed as error:
        return Brought(fetched, problem=_("What came from this address is no feed: {why}.").format(why=error))


@transaction.atomic(durable=True)
def conclude(lease: Lease, brought: Brought) -> int | None:
    """Store what came, behind the fence, and write the next look."""
    feed = Feed.objects.select_for_update(no_key=True).get(pk=lease.feed_pk)
    if not FeedJob.objects.finish(lease.job_pk, attempt=lease.attempt):
        log.warning("A late look at feed %s (attempt %s) was discarded.", lease.feed_pk, lease.attempt)
        return None
    new = 0
    if brought.feed is not None and feed.url == lease.url:
        new = _take_in(feed, brought.feed)
    _note(feed, brought)
    _go_on(feed, brought)
    return new


@transaction.atomic(durable=True)
def bury(job_pk: int) -> bool:
    """Give a look up that used up its attempts; the feed's page says so, and the next look comes later."""
    job = FeedJob.objects.poisoned().select_related("feed").filter(pk=job_pk).first()
    if job is None or not FeedJob.objects.bury(job_pk):
        return False
    why = _("The desk itself failed at reading it; it tries again later.")
    Feed.objects.filter(pk=job.feed_id).update(failures=F("failures") + 1, problem=why, looked_at=Now())
    auditing.record("feed.given_up", job.feed, attempts=job.attempt, error=job.last_error)
    if job.feed.is_followed:
        ask(job.feed, after=LONGEST)
    return True


def _note(feed: Feed, brought: Brought) -> None:
    if brought.problem:
        fields: dict[str, Any] = {"failures": feed.failures + 1, "problem": brought.problem[:500]}
    else:
        fields = {"failures": 0, "problem": "", "read_at": Now()}
    if brought.feed is not None:
        got = brought.fetched
        fields |= {
            "etag": (got.header("etag") or "")[:500], "last_modified": (got.header("last-modified") or "")[:100],
            "validated_url": (got.final_url or feed.url)[:2000],
            "title": feed.title or storable(brought.feed.title, 300),
        }  # fmt: skip
    is_gone = brought.fetched.status == GONE
    if is_gone:
        fields["is_followed"] = False
    if bool(brought.problem) != bool(feed.problem):
        auditing.record("feed.broken" if brought.problem else "feed.mended", feed, problem=brought.problem)
    Feed.objects.filter(pk=feed.pk).update(looked_at=Now(), **fields)
    feed.refresh_from_db()


def _go_on(feed: Feed, brought: Brought) -> None:
    """The next look: as often as the desk set; where it fails, later each time; as the host asks."""
    if not feed.is_followed:
        return
    usual = timedelta(minutes=feed.every_minutes)
    doubled: int = 2 ** min(feed.failures, 10)
    asked = timedelta(seconds=brought.fetched.retry_after_seconds or 0)
    after = max(usual, min(usual * doubled, LONGEST), min(asked, LONGEST))
    ask(feed, after=after)


# --- What it brought ---------------------------------------------------------------------------------------------


def _take_in(feed: Feed, read: feed_entries.Feed) -> int:
    """Entries that are new, or say something else than before; of how many that are new."""
    new = 0
    known = {one.key: one for one in feed.entries.filter(key__in=[_key(one) for one in read.entries])}
    for told in reversed(read.entries):  # the newest stands first, and gets the highest number
        key = _key(told)
        if not key:
            continue
        if key in known:
            _look_again(known[key], told)
        else:
            known[key] = _add(feed, key, told)
            new += 1
    return new


def _key(told: Entry) -> str:
    return storable(told.key or told.url or told.title, 2000)


def _columns(told: Entry) -> dict[str, str]:
    text = storable(told.text)
    named = {"title": storable(told.title, 300), "byline": storable(told.byline, 200)}
    sha256 = hashlib.sha256("\n".join([named["title"], text]).encode()).hexdigest()
    return named | {
        "url": _own_address(told.url), "published_on": told.published_on, "text": text, "sha256": sha256
    }  # fmt: skip


def _own_address(told: str) -> str:
    try:
        return urls.canonical(told, drop_tracking=True)[:2000] if told else ""
    except urls.BadURL:
        return ""


def _add(feed: Feed, key: str, told: Entry) -> FeedEntry:
    entry = FeedEntry(feed=feed, key=key, **_columns(told))
    entry.save(force_insert=True)
    sketching.of_entry(entry)
    article, same = _here_already(entry)
    if article or same:
        FeedEntry.objects.filter(pk=entry.pk).update(
            state=FeedEntry.State.TWICE, article=article, same_as=same
        )
    return entry


def _here_already(entry: FeedEntry) -> tuple[Article | None, FeedEntry | None]:
    """The article, or the entry of a feed, that is the same: by its address, else by its text."""
    if entry.url:
        if article := Article.objects.filter(url=entry.url).order_by("pk").first():
            return article, None
        if same := FeedEntry.objects.filter(url=entry.url, pk__lt=entry.pk).order_by("pk").first():
            return same.article, same
    hashes = entry.sketch.hashes
    if alike := sketching.articles_like(hashes):
        return alike[0], None
    return None, sketching.entry_like(hashes, apart_from=entry)


def _look_again(entry: FeedEntry, told: Entry) -> None:
    """An entry that says something else now. One that was taken is offered again, as a new version."""
    columns = _columns(told)
    if columns["sha256"] == entry.sha256:
        return
    was_taken = entry.state == FeedEntry.State.TAKEN
    state = FeedEntry.State.CHANGED if was_taken else entry.state
    FeedEntry.objects.filter(pk=entry.pk).update(
        **columns, state=state, version=F("version") + 1, updated_at=Now()
    )
    entry.refresh_from_db()
    sketching.of_entry(entry)
