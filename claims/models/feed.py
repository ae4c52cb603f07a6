"""Feed: what a desk follows; its jobs, and the entries that it brought. TextSketch: by which the same text is known."""

from __future__ import annotations

from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from claims.models.base import Versioned, VersionedQuerySet
from claims.models.job import Job, JobQuerySet


class Feed(Versioned):
    """RSS or Atom at an address. ``problem`` says in a sentence what went wrong last; empty when all is well."""

    url = models.URLField(_("address"), max_length=2000, unique=True)
    title = models.CharField(max_length=300, blank=True, help_text=_("Empty: as the feed calls itself."))
    outlet = models.CharField(max_length=200, blank=True, help_text=_("Of the articles that it brings."))
    language = models.CharField(max_length=35, default="en", help_text=_("BCP 47, for example en or ko."))
    every_minutes = models.PositiveIntegerField(
        _("minutes between two looks"),
        default=30,
        validators=[MinValueValidator(5), MaxValueValidator(10_080)],
    )
    is_followed = models.BooleanField(_("followed"), default=True)
    etag = models.CharField(max_length=500, blank=True, editable=False)
    last_modified = models.CharField(max_length=100, blank=True, editable=False)
    validated_url = models.CharField(max_length=2000, blank=True, editable=False)
    looked_at = models.DateTimeField(null=True, blank=True, editable=False)
    read_at = models.DateTimeField(null=True, blank=True, editable=False)
    failures = models.PositiveIntegerField(default=0, editable=False, help_text=_("One after the other."))
    problem = models.CharField(max_length=500, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = models.Manager.from_queryset(VersionedQuerySet["Feed"])()

    class Meta:
        ordering = ["title", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(every_minutes__gte=5, every_minutes__lte=10_080), name="feed_looked_at_in_bounds"
            ),
        ]

    def __str__(self) -> str:
        return self.title or self.url


class FeedJob(Job):
    """One look at one feed."""

    feed = models.ForeignKey(Feed, on_delete=models.PROTECT, related_name="jobs")

    objects = models.Manager.from_queryset(JobQuerySet["FeedJob"])()

    class Meta:
        default_permissions = ()
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["feed"], condition=Q(state="pending"), name="feedjob_one_pending_for_each_feed"
            ),
        ]
        indexes = [
            # The dispatcher: pending rows by due time.
            models.Index(fields=["due_at", "id"], condition=Q(state="pending"), name="feedjob_pending"),
        ]

    def __str__(self) -> str:
        return f"{self.feed_id}: {self.due_at:%Y-%m-%d %H:%M}"


class FeedEntryQuerySet(VersionedQuerySet["FeedEntry"]):
    def offered(self) -> Self:
        """What waits for somebody to take it, or not: changed articles first to come."""
        return self.filter(state__in=[FeedEntry.State.NEW, FeedEntry.State.CHANGED])


class FeedEntry(Versioned):
    """``key`` is the publisher's own name of it; ``sha256`` of what the feed says of it, by which a change is seen."""

    class State(models.TextChoices):
        NEW = "new", _("new")
        CHANGED = "changed", _("changed since it was taken")
        TAKEN = "taken", _("taken")
        LEFT = "left", _("left aside")
        TWICE = "twice", _("here already")

    feed = models.ForeignKey(Feed, on_delete=models.PROTECT, related_name="entries")
    key = models.CharField(max_length=2000)
    url = models.CharField(_("address"), max_length=2000, blank=True)
    title = models.CharField(max_length=300, blank=True)
    byline = models.CharField(max_length=200, blank=True)
    published_on = models.CharField(max_length=40, blank=True)
    text = models.TextField(
        blank=True, help_text=_("What the feed itself says: all of it, or the beginning.")
    )
    sha256 = models.CharField(max_length=64, editable=False)
    state = models.CharField(max_length=7, choices=State, default=State.NEW)
    article = models.ForeignKey(
        "claims.Article", null=True, blank=True, on_delete=models.PROTECT, related_name="feed_entries"
    )
    same_as = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="seen_again"
    )
    seen_at = models.DateTimeField(db_default=Now())
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = models.Manager.from_queryset(FeedEntryQuerySet)()

    class Meta:
        ordering = ["-pk"]
        verbose_name_plural = _("feed entries")
        constraints = [models.UniqueConstraint(fields=["feed", "key"], name="feedentry_once")]
        indexes = [
            # The intake list: what waits, newest first.
            models.Index(fields=["-id"], condition=Q(state__in=["new", "changed"]), name="feedentry_offered"),
            # Whether another feed brought the same page.
            models.Index(fields=["url"], condition=~Q(url=""), name="feedentry_by_address"),
        ]

    def __str__(self) -> str:
        return self.title or self.url or self.key


class TextSketch(models.Model):
    """Of a version of an article or of an entry of a feed: a few numbers, most of which nearly the same text shares."""

    article_version = models.OneToOneField(
        "claims.ArticleVersion", null=True, on_delete=models.PROTECT, related_name="sketch"
    )
    entry = models.OneToOneField(FeedEntry, null=True, on_delete=models.PROTECT, related_name="sketch")
    hashes = ArrayField(models.BigIntegerField())

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(
                condition=Q(article_version__isnull=False, entry__isnull=True)
                | Q(article_version__isnull=True, entry__isnull=False),
                name="textsketch_of_one",
            ),
        ]
        indexes = [
            # The same text under another masthead: sketches that share numbers.
            GinIndex(fields=["hashes"], name="textsketch_by_hash"),
        ]

    def __str__(self) -> str:
        return str(self.article_version_id or self.entry_id)
