"""Sentences of a text: what was decided about each, and deciding it."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from claims.api.desk import fields, filters
from claims.api.desk.base import DeskView, Given, Listed, Single, Step
from claims.models import ArticleVersion, Sentence
from claims.services import marking


class DeskSentence(serializers.ModelSerializer[Sentence]):
    """A span of a version's text (code points, end exclusive), and what a person decided about it."""

    reason = serializers.CharField(read_only=True, help_text="Why it is not checkable, if it isn’t.")
    completed_by = serializers.SlugRelatedField(slug_field="username", read_only=True, allow_null=True)  # type: ignore[var-annotated]

    class Meta:
        model = Sentence
        fields = (
            "id", "article_version", "number", "start", "end", "disposition", "reason", "completed_at",
            "completed_by",
        )  # fmt: skip
        read_only_fields = fields

    EXAMPLE = {
        "id": 31, "article_version": 9, "number": 1, "start": 0, "end": 49, "disposition": "open", "reason": "",
        "completed_at": None, "completed_by": None,
    }  # fmt: skip


class OfSentences(DeskView):
    noun = "sentences"
    shape = DeskSentence
    queryset = Sentence.objects.none()

    def get_queryset(self) -> QuerySet[Sentence]:
        return Sentence.objects.select_related("completed_by")


class SentenceList(OfSentences, Listed):
    """The sentences of a text: ask for them in the order of their number."""

    orderings = ("id", "number")
    is_dated = False
    filters = {
        "disposition": filters.word(
            "disposition", Sentence.Disposition.values, "What was decided about them."
        )
    }

    def get_queryset(self) -> QuerySet[Sentence]:
        return super().get_queryset().filter(article_version=self.kwargs["version"])

    def get(self, request: Any, **kwargs: Any) -> Any:
        self.parent(ArticleVersion.objects.all(), "version")
        return super().get(request, **kwargs)


class SentenceDetail(OfSentences, Single):
    pass


class WhyNotCheckable(serializers.Serializer[Any]):
    reason = fields.Choice(choices=Sentence.Reason.choices)

    EXAMPLE = {"reason": "opinion"}


class RuleOut(OfSentences, Step):
    """Say that a sentence is not checkable, and why."""

    step = "rule-out"
    body = WhyNotCheckable

    def act(self, row: Any, given: Given) -> Any:
        marking.rule_out(row, by=self.person, **given)
        return row


class Complete(OfSentences, Step):
    """Say that all claims of a sentence are marked."""

    step = "complete"

    def act(self, row: Any, given: Given) -> Any:
        marking.complete(row, by=self.person)
        return row


class Reopen(OfSentences, Step):
    """Take back that a sentence is complete or ruled out."""

    step = "reopen"

    def act(self, row: Any, given: Given) -> Any:
        marking.reopen(row, by=self.person)
        return row
