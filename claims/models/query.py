"""Query: a question or change request from the checker to the author of an article."""

from __future__ import annotations

from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from claims.models.base import Versioned, VersionedQuerySet


class QueryQuerySet(VersionedQuerySet["Query"]):
    def open(self) -> Self:
        """Those that nobody answered, and that were not taken back."""
        return self.filter(state=Query.State.OPEN)

    def overdue(self, at: Any = None) -> Self:
        return self.open().filter(due_at__lt=at or Now())


class Query(Versioned):
    """``start``/``end`` are code points in the version's text, ``exact`` the words there; all empty for a question
    about the whole article. An open query keeps its article version from being cleared."""

    class State(models.TextChoices):
        OPEN = "open", _("open")
        ANSWERED = "answered", _("answered")
        TAKEN_BACK = "taken_back", _("taken back")

    class Answer(models.TextChoices):
        CHANGED = "changed", _("changed")
        CUT = "cut", _("cut")
        STET = "stet", _("stet: it stands as it is")

    article_version = models.ForeignKey(
        "claims.ArticleVersion", on_delete=models.PROTECT, related_name="queries"
    )
    claim = models.ForeignKey(
        "claims.Claim", null=True, blank=True, on_delete=models.PROTECT, related_name="queries"
    )
    number = models.PositiveIntegerField(help_text=_("Counted within the article version."))
    start = models.PositiveIntegerField(null=True, blank=True)
    end = models.PositiveIntegerField(null=True, blank=True)
    exact = models.TextField(_("present words"), blank=True)
    question = models.TextField()
    proposed = models.TextField(_("proposed words"), blank=True)
    addressee = models.CharField(
        max_length=200, blank=True, help_text=_("The author, or whoever can answer.")
    )
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="queries")
    asked_at = models.DateTimeField(db_default=Now(), editable=False)
    due_at = models.DateTimeField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.OPEN, editable=False)
    answer = models.CharField(max_length=7, choices=Answer, blank=True)
    answer_words = models.TextField(_("new words"), blank=True, help_text=_("As the author changed them."))
    answer_reason = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True, editable=False)
    answer_recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    objects = models.Manager.from_queryset(QueryQuerySet)()

    class Meta:
        ordering = ["article_version", "number"]
        verbose_name_plural = _("queries")
        constraints = [
            models.UniqueConstraint(fields=["article_version", "number"], name="query_number_once"),
            models.CheckConstraint(condition=~Q(question=""), name="query_asks_something"),
            models.CheckConstraint(
                condition=Q(start__isnull=True, end__isnull=True, exact="")
                | (Q(start__isnull=False, end__isnull=False, start__lt=F("end")) & ~Q(exact="")),
                name="query_anchor_is_whole",
            ),
            models.CheckConstraint(
                condition=(
                    Q(state="answered", answered_at__isnull=False, answer_recorded_by__isnull=False)
                    & ~Q(answer="")
                )
                | (~Q(state="answered") & Q(answered_at__isnull=True, answer="")),
                name="query_answered_says_how",
            ),
            models.CheckConstraint(
                condition=~Q(answer="stet") | ~Q(answer_reason=""), name="query_stet_has_a_reason"
            ),
        ]
        indexes = [
            # What waits for an author, soonest due first: dashboard and the queue of queries.
            models.Index(fields=["due_at", "id"], condition=Q(state="open"), name="query_open_by_due"),
        ]

    def __str__(self) -> str:
        return f"query {self.number}: {self.question[:60]}"
