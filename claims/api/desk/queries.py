"""Queries: what is asked of an article's author, and what they answered."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from claims.api.desk import fields, filters
from claims.api.desk.base import Added, DeskView, Given, Single, Step
from claims.api.desk.claims import claims, versions
from claims.api.desk.findings import Reason
from claims.models import Query
from claims.services import querying


class DeskQuery(serializers.ModelSerializer[Query]):
    """A question to the author of an article, about words of it or about all of it."""

    answer = serializers.CharField(read_only=True, help_text="Empty while it is open.")
    asked_by = serializers.SlugRelatedField(slug_field="username", read_only=True)  # type: ignore[var-annotated]

    class Meta:
        model = Query
        fields = (
            "id", "version", "article_version", "claim", "number", "start", "end", "exact", "question", "proposed",
            "addressee", "asked_by", "asked_at", "due_at", "state", "answer", "answer_words", "answer_reason",
            "answered_at", "created_at", "updated_at",
        )  # fmt: skip
        read_only_fields = fields

    EXAMPLE = {
        "id": 5, "version": 1, "article_version": 9, "claim": 12, "number": 1, "start": 61, "end": 66,
        "exact": "4,200", "question": "Where does the figure come from?", "proposed": "", "addressee": "Jo Ferry",
        "asked_by": "chae", "asked_at": "2024-10-25T08:45:00Z", "due_at": "2024-10-28T17:00:00Z", "state": "open",
        "answer": "", "answer_words": "", "answer_reason": "", "answered_at": None,
        "created_at": "2024-10-25T08:45:00Z", "updated_at": "2024-10-25T08:45:00Z",
    }  # fmt: skip


class NewQuery(serializers.Serializer[Any]):
    article_version = fields.Key(versions, noun="version of an article")
    question = fields.Text()
    start = fields.Number(allow_null=True, required=False, help_text="Left out: about the whole article.")
    end = fields.Number(allow_null=True, required=False)
    claim = fields.Key(claims, noun="claim", allow_null=True, required=False)
    proposed = fields.Text(allow_blank=True, required=False)
    addressee = fields.Text(max_length=200, allow_blank=True, required=False)
    due_at = fields.Moment(allow_null=True, required=False)

    EXAMPLE = {"article_version": 9, "start": 28, "end": 33, "question": "Where does the figure come from?"}


class AuthorsAnswer(serializers.Serializer[Any]):
    answer = fields.Choice(choices=Query.Answer.choices)
    words = fields.Text(allow_blank=True, required=False, help_text="As it says now, where it was changed.")
    reason = fields.Text(allow_blank=True, required=False, help_text="Why it stands, where it does.")

    EXAMPLE = {"answer": "changed", "words": "about 4,200 ships"}


class OfQueries(DeskView):
    noun = "queries"
    shape = DeskQuery
    queryset = Query.objects.none()

    def get_queryset(self) -> QuerySet[Query]:
        return Query.objects.select_related("asked_by")


class QueryList(OfQueries, Added):
    entry = NewQuery
    orderings = ("id", "updated_at", "created_at")
    filters = {
        "article_version": filters.key("article_version", "About this text."),
        "article": filters.key("article_version__article", "About this article."),
        "state": filters.word("state", Query.State.values, "Open, answered or taken back."),
    }

    def add(self, given: Given) -> Query:
        """Put a query to the author."""
        return querying.ask(given.pop("article_version"), by=self.person, **given)


class QueryDetail(OfQueries, Single):
    pass


class Answer(OfQueries, Step):
    """Record what the author answered. Once, and for good."""

    step = "answer"
    body = AuthorsAnswer

    def act(self, row: Any, given: Given) -> Any:
        return querying.answer(row, by=self.person, version=row.version, **given)


class TakeBackQuery(OfQueries, Step):
    """Withdraw a question that nobody has to answer any more, and say why."""

    step = "take-back"
    body = Reason

    def act(self, row: Any, given: Given) -> Any:
        return querying.take_back(row, by=self.person, version=row.version, **given)
