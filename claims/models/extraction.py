"""What capturing learns besides the page itself: a page's full extraction, and a host's answer to a made-up address."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claims.models.base import AppendOnly, AppendOnlyQuerySet
from claims.models.job import Job, JobQuerySet

if TYPE_CHECKING:
    from claims.models.source import Snapshot


class ProbeQuerySet(AppendOnlyQuerySet["Probe"]):
    def valid(self, at: datetime | None = None) -> Self:
        """Answers that are not too old to speak for their host; where none came, it is soon asked again."""
        now = at or timezone.now()
        answered = Q(status__isnull=False, asked_at__gt=now - Probe.VALID_FOR)
        return self.filter(answered | Q(status=None, asked_at__gt=now - Probe.ASK_AGAIN_AFTER))


class Probe(AppendOnly):
    """What a host answers when it is asked for a page that can't exist: how its “not found” looks.

    A host that answers “200 OK” there is no witness that any of its pages still exists.
    """

    VALID_FOR = timedelta(days=30)
    ASK_AGAIN_AFTER = timedelta(days=1)

    host = models.CharField(max_length=255)
    url = models.CharField(
        max_length=2000, help_text=_("Made up: beside a page of the host's, under a random name.")
    )
    asked_at = models.DateTimeField(db_default=Now())
    status = models.PositiveSmallIntegerField(null=True)
    final_url = models.CharField(max_length=2000, blank=True)
    failure = models.CharField(max_length=24, blank=True)
    title = models.CharField(max_length=500, blank=True)
    text = models.TextField(blank=True)
    text_sha256 = models.CharField(max_length=64, blank=True)

    objects = models.Manager.from_queryset(ProbeQuerySet)()

    class Meta:
        ordering = ["-asked_at", "-pk"]
        indexes = [
            # Capturing: the newest answer of a host.
            models.Index(fields=["host", "-asked_at"], name="probe_by_host"),
        ]

    def __str__(self) -> str:
        return f"{self.host}: {self.status or self.failure}"


class ExtractionQuerySet(AppendOnlyQuerySet["Extraction"]):
    def of(self, snapshot: Snapshot) -> Extraction | None:
        """The article in what was captured: from these bytes, or from others of the source with the same text."""
        return self.filter(_about(snapshot)).order_by("-made_at").first()


def _about(snapshot: Snapshot) -> Q:
    """The bytes of a capture, and all bytes in which its source said the same."""
    if not snapshot.text_sha256:
        return Q(blob_id=snapshot.body_id)
    same = Q(blob__snapshots__source_id=snapshot.source_id, blob__snapshots__text_sha256=snapshot.text_sha256)
    return Q(blob_id=snapshot.body_id) | same


class Extraction(AppendOnly):
    """The article in a captured page, without menus and comments: made once for the same bytes."""

    blob = models.OneToOneField(
        "claims.Blob", primary_key=True, on_delete=models.PROTECT, related_name="extraction"
    )
    made_at = models.DateTimeField(db_default=Now())
    tool = models.CharField(max_length=40, blank=True)
    text = models.TextField(blank=True)
    title = models.CharField(max_length=500, blank=True)
    byline = models.CharField(max_length=300, blank=True)
    published_on = models.CharField(max_length=40, blank=True)
    modified_on = models.CharField(max_length=40, blank=True)
    language = models.CharField(max_length=35, blank=True)
    failure = models.CharField(max_length=24, blank=True)
    detail = models.CharField(max_length=500, blank=True)

    objects = models.Manager.from_queryset(ExtractionQuerySet)()

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return self.title or self.blob_id


class ExtractionJobQuerySet(JobQuerySet["ExtractionJob"]):
    def awaited_by(self, snapshot: Snapshot) -> Self:
        """The extraction that is still to come for what this capture says."""
        return self.pending().filter(_about(snapshot)) if snapshot.body_id else self.none()


class ExtractionJob(Job):
    """A full extraction, in a queue of its own: it costs a hundred times what a look at the text does."""

    blob = models.OneToOneField("claims.Blob", on_delete=models.PROTECT, related_name="extraction_job")
    snapshot = models.ForeignKey(
        "claims.Snapshot",
        on_delete=models.PROTECT,
        related_name="extraction_jobs",
        help_text=_("The first with these bytes."),
    )

    objects = models.Manager.from_queryset(ExtractionJobQuerySet)()

    class Meta:
        ordering = ["due_at", "pk"]
        indexes = [
            # The dispatcher: pending rows by due time.
            models.Index(fields=["due_at", "id"], condition=Q(state="pending"), name="extractionjob_pending"),
        ]

    def __str__(self) -> str:
        return gettext("extraction of {what}").format(what=self.blob_id[:12])
