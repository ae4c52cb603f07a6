"""What the desk says among itself about a claim: comments, answers to them, and who is called in."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext as _

from claims import rules
from claims.exceptions import IllegalTransition, InvalidInput
from claims.models import Claim, Comment, Notification, User
from claims.services import auditing, notifying, stored_words
from claims.text import mentions

LONGEST = 10_000  # characters
TOLD = 140  # of a comment that a notification repeats


@transaction.atomic
def say(
    claim: Claim, *, text: str, by: User, answers: Comment | None = None, at: datetime | None = None
) -> Comment:
    """A comment, or an answer to one. Who is mentioned is told; whose comment is answered too.

    The record says that something was said, and by whom, not what: a comment is redacted in one place.
    """
    rules.require(rules.can_comment(by), _("take part in the discussion"))
    text = text.strip()
    if not text or len(text) > LONGEST:
        problem = "empty" if not text else _("longer than {longest:,} characters").format(longest=LONGEST)
        raise InvalidInput(
            _("This comment was not saved: it is {problem}.").format(problem=problem),
            problems=(("text", problem),),
        )
    if answers is not None and (answers.claim_id != claim.pk or answers.answers_id is not None):
        raise IllegalTransition(
            stored_words.stored("Only a comment on this claim is answered, not an answer itself.")
        )
    comment = Comment(claim=claim, text=text, written_by=by, answers=answers)
    if at:
        comment.written_at = at
    comment.save(force_insert=True)
    named = mentioned(text)
    comment.mentions.set(named)
    kind = "comment.answered" if answers else "comment.written"
    auditing.record(
        kind,
        auditing.Subject("comment", str(comment.pk), stored_words.stored("a comment")),
        by=by,
        at=at,
        claim=claim,
    )
    _tell(comment, named)
    return comment


def mentioned(text: str) -> list[User]:
    """The members of the desk whom a text names by @username."""
    found = User.objects.annotate(lowered=Lower("username")).filter(lowered__in=mentions.names(text))
    return [one for one in found.filter(is_active=True) if rules.can_enter_desk(one)]


def _tell(comment: Comment, named: list[User]) -> None:
    by, place = comment.written_by, notifying.place_of(comment.claim, f"comment-{comment.pk}")
    said = comment.text if len(comment.text) <= TOLD else comment.text[: TOLD - 1] + "…"
    kind = Notification.Kind.MENTIONED
    notifying.tell(
        named, kind, stored_words.stored("{by} mentioned you: “{said}”", by=by, said=said), path=place, by=by
    )
    if comment.answers and comment.answers.written_by not in named:
        notifying.tell(
            [comment.answers.written_by],
            kind,
            stored_words.stored("{by} answered you: “{said}”", by=by, said=said),
            path=place,
            by=by,
        )


@transaction.atomic
def take_back(comment: Comment, *, by: User, at: datetime | None = None) -> None:
    """Take back what one has said oneself. That it was said, and taken back, stays to be seen."""
    rules.require(rules.can_take_back_comment(by, comment), _("take back what others have said"))
    taken = Comment.objects.filter(pk=comment.pk, taken_back_at=None).update(taken_back_at=at or Now())
    if not taken:
        raise IllegalTransition(_("This comment was taken back already."))
    place = notifying.place_of(comment.claim, f"comment-{comment.pk}")
    notifying.unsay(place, text=stored_words.stored("{by} took back what they said to you", by=by))
    subject = auditing.Subject("comment", str(comment.pk), stored_words.stored("a comment"))
    auditing.record("comment.taken_back", subject, by=by, at=at, claim=comment.claim)
