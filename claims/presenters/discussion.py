"""The discussion of a claim, for its workspace: comments with their answers, oldest first."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from claims.models import Claim, Comment, User
from claims.text import mentions
from claims.text.mentions import Piece


@dataclass(frozen=True)
class Said:
    """A comment, or an answer. ``pieces`` is empty where it was taken back: that it was said is all that shows."""

    comment: Comment
    pieces: list[Piece]
    answers: list[Said] = field(default_factory=list)
    is_own: bool = False
    calls: bool = False  # it mentions who looks

    @property
    def was_taken_back(self) -> bool:
        return self.comment.taken_back_at is not None


def threads(claim: Claim, *, seen_by: User) -> list[Said]:
    """Two queries, however much was said."""
    rows = (
        claim.comments.select_related("written_by").prefetch_related("mentions").order_by("written_at", "pk")
    )
    answers: defaultdict[int, list[Comment]] = defaultdict(list)
    first: list[Comment] = []
    for one in rows:
        (answers[one.answers_id] if one.answers_id else first).append(one)
    return [_said(one, seen_by, [_said(answer, seen_by) for answer in answers[one.pk]]) for one in first]


def _said(comment: Comment, seen_by: User, answers: list[Said] | None = None) -> Said:
    if comment.taken_back_at is not None:
        return Said(comment, [], answers or [])
    named = {person.username.lower(): person.pk for person in comment.mentions.all()}
    return Said(
        comment,
        list(mentions.pieces(comment.text, named)),
        answers or [],
        comment.written_by_id == seen_by.pk,
        seen_by.pk in named.values(),
    )
