"""Working together: who is where just now, who is told what, and the lists that people keep."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from claims.models.base import Versioned, VersionedQuerySet


class Presence(models.Model):
    """A person has a page open. ``subject`` is "claim:12" or "article:3". Nothing of it is a record: it is swept away.

    ``holds_lock``: they are writing there. A lock is soft: it warns, and can be taken over.
    """

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    subject = models.CharField(max_length=40)
    opened_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(db_default=Now())
    holds_lock = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "subject"], name="presence_once"),
            models.UniqueConstraint(
                fields=["subject"], condition=Q(holds_lock=True), name="presence_one_lock"
            ),
        ]
        indexes = [
            # Who is here: the people on one subject.
            models.Index(fields=["subject", "seen_at"], name="presence_by_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.person} at {self.subject}"


class NotificationQuerySet(models.QuerySet["Notification"]):
    def unread(self) -> Self:
        return self.filter(read_at__isnull=True)


class Notification(models.Model):
    """Something that a person should know. ``path`` is where on the desk it leads."""

    class Kind(models.TextChoices):
        ASSIGNED = "assigned", _("a claim was assigned to you")
        MENTIONED = "mentioned", _("somebody mentioned you")
        SENT_BACK = "sent_back", _("a verdict of yours was sent back")
        AWAITING = "awaiting", _("a verdict awaits approval")
        AT_RISK = "at_risk", _("a verdict you worked on is at risk")
        DUE = "due", _("something of yours is due")
        ANSWERED = "answered", _("a query of yours was answered")
        TO_REVIEW = "to_review", _("a hidden publication waits for review")
        TAKEN_OVER = "taken_over", _("somebody took over what you were writing")
        FINISHED = "finished", _("a job that you started is finished")
        PROTECTED = "protected", _("who may know a protected source changed")
        STOPPED = "stopped", _("a webhook was switched off")

    to = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notifications")
    kind = models.CharField(max_length=10, choices=Kind)
    text = models.CharField(max_length=300)
    path = models.CharField(max_length=300)
    key = models.CharField(
        max_length=120, blank=True, help_text=_("The same matter is not told the same person twice.")
    )
    caused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    created_at = models.DateTimeField(db_default=Now())
    read_at = models.DateTimeField(null=True, blank=True)
    by_mail = models.BooleanField(default=False, help_text=_("To be told by e-mail too."))
    mailed_at = models.DateTimeField(null=True, blank=True)

    objects = models.Manager.from_queryset(NotificationQuerySet)()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["to", "key"], condition=~Q(key=""), name="notification_told_once"
            ),
        ]
        indexes = [
            # The bell: what a person has not read, newest first.
            models.Index(fields=["to", "-id"], condition=Q(read_at=None), name="notification_unread"),
            # The list of a person's notifications.
            models.Index(fields=["to", "-id"], name="notification_by_person"),
            # The digest: what is to be mailed and was not.
            models.Index(
                fields=["to", "id"], condition=Q(by_mail=True, mailed_at=None), name="notification_to_mail"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class NotificationChoice(models.Model):
    """How a person wants to be told of one kind of thing. No row: on the desk, and by e-mail if it is urgent."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="notification_choices"
    )
    kind = models.CharField(max_length=10, choices=Notification.Kind)
    on_desk = models.BooleanField(default=True)
    by_mail = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="notificationchoice_once")]

    def __str__(self) -> str:
        return f"{self.person}: {self.kind}"


class SavedFilter(Versioned):
    """A list as somebody left it: ``query`` is the part of its address after the question mark."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="saved_filters"
    )
    listed = models.CharField(max_length=40, help_text=_("The model whose list it is: claim."))
    name = models.CharField(max_length=80)
    query = models.CharField(max_length=1000)
    is_shared = models.BooleanField(default=False, help_text=_("Everybody on the desk sees it."))

    objects = models.Manager.from_queryset(VersionedQuerySet[Any])()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["owner", "listed", "name"], name="savedfilter_name_once"),
        ]

    def __str__(self) -> str:
        return self.name
