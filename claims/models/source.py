"""Source, and what it said and when: CaptureJob (a Job) → Snapshot, with its bytes in a Blob."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any, Self

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery
from django.db.models.functions import Greatest, Now, Upper
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claims.models.base import AppendOnly, AppendOnlyQuerySet, SluggedQuerySet, Versioned
from claims.models.desk import SourceAccess
from claims.models.job import LEASE, Job, JobQuerySet

NOT_MODIFIED = 304


class Origin(Versioned):
    """Where a report comes from. Sources of one origin are not independent and count once."""

    slug = models.SlugField(max_length=120, unique=True)
    what = models.CharField(max_length=300)

    objects = models.Manager.from_queryset(SluggedQuerySet["Origin"])()

    class Meta:
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.what

    def natural_key(self) -> tuple[str]:
        return (self.slug,)


def _access_of(person: Any) -> models.QuerySet[SourceAccess]:
    return SourceAccess.objects.filter(source=OuterRef("pk"), person=person.pk)


class SourceQuerySet(SluggedQuerySet["Source"]):
    def fetchable(self) -> Self:
        return self.exclude(url="")

    def failing(self) -> Self:
        return self.filter(health__in=[Source.Health.FAILING, Source.Health.DEAD])

    def kept_from(self, person: Any) -> Self:
        """Protected sources of which this person may not know who they are."""
        return self.filter(~Exists(_access_of(person)), is_sensitive=True)

    def visible_to(self, person: Any) -> Self:
        return self.filter(Q(is_sensitive=False) | Exists(_access_of(person)))

    def with_origin(self) -> Self:
        return self.select_related("origin")


class Source(Versioned):
    """What evidence comes from: an address, or a document, call or interview without one."""

    class Kind(models.TextChoices):
        PRIMARY = "primary", _("primary record")
        AGENCY = "agency", _("news agency")
        NEWSPAPER = "newspaper", _("newspaper or online news")
        BROADCASTER = "broadcaster", _("broadcaster")
        EXPERT = "expert", _("expert")
        REPRINT = "reprint", _("reprint")
        AGGREGATOR = "aggregator", _("aggregator")
        ARCHIVE = "archive", _("archive")
        INTERVIEW = "interview", _("interview or call")
        DOCUMENT = "document", _("document")

    class Health(models.TextChoices):
        UNKNOWN = "unknown", _("not known")
        OK = "ok", _("reachable")
        FAILING = "failing", _("failing")
        DEAD = "dead", _("dead")

    DEAD_AFTER = 3  # failed captures that counted

    slug = models.SlugField(max_length=120, unique=True)
    url = models.URLField(max_length=2000, blank=True)
    kind = models.CharField(max_length=12, choices=Kind)
    publisher = models.CharField(max_length=200)
    title = models.CharField(max_length=400, blank=True)
    language = models.CharField(max_length=35, default="en")
    published_on = models.CharField(max_length=40, blank=True, help_text=_("EDTF; empty: not established."))
    date_basis = models.CharField(max_length=300, blank=True, help_text=_("What the date rests on."))
    origin = models.ForeignKey(
        Origin,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="sources",
        help_text=_("Who knows."),
    )
    witness = models.CharField(max_length=300, blank=True, help_text=_("Who heard, saw or translated it."))
    credited_to = models.CharField(
        max_length=300, blank=True, help_text=_("The origin that a reprint names.")
    )
    kept_because = models.CharField(max_length=300, blank=True, help_text=_("Why a weak host is kept."))
    interest = models.CharField(
        max_length=300, blank=True, help_text=_("Interest of the source in the matter.")
    )
    note = models.TextField(blank=True)
    is_sensitive = models.BooleanField(default=False)
    public_wording = models.CharField(
        max_length=300, blank=True, help_text=_("Shown instead of a sensitive source.")
    )
    is_watched = models.BooleanField(default=True, help_text=_("Captured again on schedule."))
    health = models.CharField(max_length=7, choices=Health, default=Health.UNKNOWN, editable=False)
    health_note = models.CharField(max_length=300, blank=True, editable=False)
    counted_failures = models.PositiveSmallIntegerField(default=0, editable=False)
    last_counted_failure_at = models.DateTimeField(null=True, blank=True, editable=False)
    last_captured_at = models.DateTimeField(null=True, blank=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = models.Manager.from_queryset(SourceQuerySet)()

    class Meta:
        ordering = ["publisher", "slug"]
        constraints = [
            models.UniqueConstraint(fields=["url"], condition=~Q(url=""), name="source_address_once"),
            models.CheckConstraint(
                condition=Q(is_sensitive=False) | ~Q(public_wording=""),
                name="source_sensitive_has_public_wording",
            ),
        ]
        indexes = [
            # Dashboard: source health, worst first.
            models.Index(fields=["health", "-id"], name="source_by_health"),
            # The list of sources, in its usual order.
            models.Index(fields=["publisher", "slug"], name="source_by_publisher"),
            # Admin search and autocomplete: part of a name, a title or an address, in any case.
            GinIndex(OpClass(Upper("publisher"), name="gin_trgm_ops"), name="source_publisher_like"),
            GinIndex(OpClass(Upper("title"), name="gin_trgm_ops"), name="source_title_like"),
            GinIndex(OpClass(Upper("url"), name="gin_trgm_ops"), name="source_url_like"),
        ]

    def __str__(self) -> str:
        """A protected source by what readers are told of it, to everybody: titles, choices and log lines get about."""
        if self.is_sensitive:
            return self.public_wording
        return f"{self.publisher}: {self.title}" if self.title else self.publisher

    @property
    def record_label(self) -> str:
        """How the record names it, for good."""
        return str(self)

    @property
    def file_label(self) -> str:
        """A name for files that are made of it."""
        return f"protected-source-{self.pk}" if self.is_sensitive else self.slug

    def natural_key(self) -> tuple[str]:
        return (self.slug,)

    def baseline(self) -> Snapshot | None:
        """The first capture that succeeded: what later ones are compared with where a verdict names no other."""
        return self.snapshots.good().order_by("captured_at", "pk").first()

    def latest_snapshot(self) -> Snapshot | None:
        return self.snapshots.order_by("-captured_at", "-pk").first()


class CaptureJobQuerySet(JobQuerySet["CaptureJob"]):
    def to_send(self, at: datetime | None = None) -> Self:
        """At most one row a host, and none for a host that must not be asked just now: the others can't start."""
        first = self.workable(at).order_by("host", "due_at", "pk").distinct("host").values("pk")
        return super().to_send(at).filter(pk__in=Subquery(first)).can_start()

    def can_start(self, *, within: timedelta = timedelta()) -> Self:
        """Those whose host may be asked now, or within a little while."""
        return self.filter(~Exists(HostSlot.objects.taken(within=within).filter(host=OuterRef("host"))))

    def with_waiting_since(self) -> Self:
        """As for every job; the gap that politeness asks for between two requests is not waiting."""
        free_since = HostSlot.objects.filter(host=OuterRef("host")).values("next_request_at")
        return self.annotate(
            waiting_since=Greatest("due_at", "next_attempt_at", "lease_until", Subquery(free_since))
        )


class CaptureJob(Job):
    """One capture of one source at one time. It yields exactly one snapshot, failures included."""

    class Reason(models.TextChoices):
        ADDED = "added", _("the source was added")
        QUOTED = "quoted", _("the source was quoted")
        SCHEDULED = "scheduled", _("its time had come")
        ASKED = "asked", _("somebody asked")

    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="capture_jobs")
    reason = models.CharField(max_length=9, choices=Reason, default=Reason.SCHEDULED)
    host = models.CharField(
        max_length=255, blank=True, help_text=_("Whom it asks: at most one at a time is sent for each host.")
    )

    objects = models.Manager.from_queryset(CaptureJobQuerySet)()

    class Meta:
        ordering = ["due_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["source", "due_at"], name="capturejob_once_for_each_time"),
            # Several requests for the same source before it is captured are one request.
            models.UniqueConstraint(
                fields=["source"], condition=Q(state="pending"), name="capturejob_one_pending_for_each_source"
            ),
        ]
        indexes = [
            # The dispatcher: pending rows by due time.
            models.Index(fields=["due_at", "id"], condition=Q(state="pending"), name="capturejob_pending"),
            # Operators: what was given up, newest first.
            models.Index(fields=["-finished_at"], condition=Q(state="dead"), name="capturejob_given_up"),
        ]

    def __str__(self) -> str:
        return gettext("capture of {source} due {due_at:%Y-%m-%d %H:%M}").format(
            source=self.source, due_at=self.due_at
        )


class HostSlotQuerySet(models.QuerySet["HostSlot"]):
    def free(self) -> Self:
        return self.filter(Q(busy_until__isnull=True) | Q(busy_until__lt=Now()), next_request_at__lte=Now())

    def taken(self, *, within: timedelta = timedelta()) -> Self:
        """Hosts that must not be asked now, nor within a little while."""
        soon = Now() + within
        return self.filter(Q(busy_until__gte=soon) | Q(next_request_at__gt=soon))

    def take(self, host: str) -> datetime | None:
        """Occupy the host. Return the token to release it with, or None if it must not be asked just now.

        Who dies with the slot in hand loses it when a lease would run out.
        """
        if not self.filter(pk=host).exists():
            self.bulk_create([HostSlot(host=host)], ignore_conflicts=True)
        taken = self.free().filter(pk=host).update(busy_until=Now() + LEASE)
        return self.values_list("busy_until", flat=True).get(pk=host) if taken else None

    def release(self, host: str, *, token: datetime, gap: timedelta) -> bool:
        """Give the host back; nobody asks it again before ``gap``. False if the slot was another's by now."""
        mine = self.filter(pk=host, busy_until=token)
        return bool(mine.update(busy_until=None, next_request_at=Now() + gap))


class HostSlot(models.Model):
    """Politeness, kept where it survives restarts: one request in flight for each host, and a gap between two."""

    host = models.CharField(max_length=255, primary_key=True)
    busy_until = models.DateTimeField(null=True, blank=True)
    next_request_at = models.DateTimeField(db_default=Now())

    objects = models.Manager.from_queryset(HostSlotQuerySet)()

    def __str__(self) -> str:
        return self.host


class Blob(AppendOnly):
    """Captured bytes, compressed with zlib, stored once by the sha256 of the uncompressed bytes."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    compressed = models.BinaryField()
    size = models.PositiveIntegerField(help_text=_("Bytes before compression."))

    objects = models.Manager.from_queryset(AppendOnlyQuerySet["Blob"])()

    def __str__(self) -> str:
        return self.sha256


class SnapshotQuerySet(AppendOnlyQuerySet["Snapshot"]):
    def good(self) -> Self:
        """Captures that show what the source said: no failure, and status 2xx, or 304 for “still the same”."""
        return self.filter(Q(status__gte=200, status__lt=300) | Q(status=NOT_MODIFIED), failure="")

    def before(self, at: datetime) -> Self:
        return self.filter(captured_at__lt=at)


class Snapshot(AppendOnly):
    """What a source said at a moment. ``failure`` is a FailureClass, empty when all went well.

    With status 304 the host said that nothing changed: bytes, text and what stands about them are those of the
    capture before, and show that in full.
    """

    job = models.OneToOneField(CaptureJob, on_delete=models.PROTECT, related_name="snapshot")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="snapshots")
    captured_at = models.DateTimeField(db_default=Now())
    url = models.CharField(max_length=2000)
    final_url = models.CharField(max_length=2000, blank=True)
    redirects = models.JSONField(default=list, help_text=_("[[status, address], …]"))
    status = models.PositiveSmallIntegerField(null=True)
    headers = models.JSONField(default=list, help_text=_("[[name, value], …]"))
    failure = models.CharField(max_length=24, blank=True)  # a FailureClass; a new one needs no migration
    detail = models.CharField(max_length=500, blank=True)
    body = models.ForeignKey(Blob, null=True, on_delete=models.PROTECT, related_name="snapshots")
    is_unframed = models.BooleanField(default=False, help_text=_("The connection's end ended the body."))
    text = models.TextField(blank=True)
    text_sha256 = models.CharField(max_length=64, blank=True)
    title = models.CharField(max_length=500, blank=True)
    byline = models.CharField(max_length=300, blank=True)
    canonical_url = models.CharField(max_length=2000, blank=True)
    published_on = models.CharField(max_length=40, blank=True)
    modified_on = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=35, blank=True)
    elapsed_seconds = models.FloatField(default=0)
    tls = models.JSONField(
        null=True, help_text=_("version, issuer, subject, not_before, not_after; empty: not encrypted.")
    )
    probe = models.ForeignKey(
        "claims.Probe",
        null=True,
        on_delete=models.PROTECT,
        related_name="snapshots",
        help_text=_("What the host answers to a made-up address."),
    )

    objects = models.Manager.from_queryset(SnapshotQuerySet)()

    class Meta:
        ordering = ["-captured_at", "-pk"]
        indexes = [
            # The history of one source, and its first and latest capture.
            models.Index(fields=["source", "-captured_at"], name="snapshot_by_source"),
            # Whether the desk is cut off: the latest captures of all sources.
            models.Index(fields=["-captured_at"], name="snapshot_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.source} on {self.captured_at:%Y-%m-%d %H:%M}"

    @property
    def is_good(self) -> bool:
        has_content = self.status is not None and (200 <= self.status < 300 or self.status == NOT_MODIFIED)
        return has_content and not self.failure
