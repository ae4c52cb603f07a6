"""The desk's discussion of a claim."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers

from claims.api.desk import fields, filters
from claims.api.desk.base import Added, DeskView, Given, Single, Step
from claims.api.desk.claims import claims
from claims.models import Comment
from claims.services import discussing


class DeskComment(serializers.ModelSerializer[Comment]):
    """What somebody said. ``text`` is empty once it was taken back."""

    text = serializers.SerializerMethodField()
    written_by = serializers.SlugRelatedField(slug_field="username", read_only=True)  # type: ignore[var-annotated]

    class Meta:
        model = Comment
        fields = ("id", "claim", "answers", "text", "written_by", "written_at", "taken_back_at")
        read_only_fields = fields

    EXAMPLE = {
        "id": 17, "claim": 12, "answers": None, "text": "@ben, which list is it?", "written_by": "chae",
        "written_at": "2024-10-25T08:40:00Z", "taken_back_at": None,
    }  # fmt: skip

    def get_text(self, comment: Comment) -> str:
        return "" if comment.taken_back_at else comment.text


def comments(person: Any) -> QuerySet[Comment]:
    return Comment.objects.select_related("written_by", "claim")


class NewComment(serializers.Serializer[Any]):
    claim = fields.Key(claims, noun="claim")
    text = fields.Text(max_length=discussing.LONGEST, help_text="@username calls somebody in.")
    answers = fields.Key(comments, noun="comment", allow_null=True, required=False)

    EXAMPLE = {"claim": 12, "text": "@ben, which list is it?"}


class OfComments(DeskView):
    noun = "comments"
    shape = DeskComment
    writes = "assess"
    queryset = Comment.objects.none()

    def get_queryset(self) -> QuerySet[Comment]:
        return comments(self.person)


class CommentList(OfComments, Added):
    entry = NewComment
    is_dated = False
    filters = {"claim": filters.key("claim", "About this claim.")}

    def add(self, given: Given) -> Comment:
        """Say something about a claim, or answer what was said."""
        return discussing.say(given.pop("claim"), by=self.person, **given)


class CommentDetail(OfComments, Single):
    pass


class TakeBackComment(OfComments, Step):
    """Take back what one has said oneself. That it was said stays to be seen."""

    step = "take-back"

    def act(self, row: Any, given: Given) -> Any:
        discussing.take_back(row, by=self.person)
        return row
