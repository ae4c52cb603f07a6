"""Taking back what one has just done in an article: the last mark or judgement, while nothing else stands on it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, ProtectedError
from django.db.models.functions import Now
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from claims import rules
from claims.exceptions import IllegalTransition, NotAllowed
from claims.models import Appearance, Article, ArticleVersion, Claim, Event, Reanchoring, Sentence, User
from claims.services import auditing, clearing, marking, stored_words

WITHIN = timedelta(minutes=15)
# The record has no index by person or by time: its newest events are looked at, more than a desk writes in that time.
LOOKED_AT = 5_000

MARKED, UNMARKED = "appearance.marked", "appearance.unmarked"
JUDGED = frozenset({"sentence.completed", "sentence.reopened"})
RESTORED = "sentence.restored"
OF_MARKING = frozenset({"claim.marked", MARKED})  # what is on record of a claim that was only marked


def last(article: Article, *, by: User, at: datetime | None = None) -> Event | None:
    """The newest thing this person did to the article's marks and sentences that they may still take back."""
    newest = Event.objects.aggregate(pk=Max("pk"))["pk"] or 0
    mine = Event.objects.filter(
        pk__gt=newest - LOOKED_AT,
        recorded_at__gte=(at or Now()) - WITHIN,
        article_pk=article.pk,
        actor_pk=by.pk,
        kind__in=[MARKED, UNMARKED, RESTORED, *JUDGED],
    )
    undone: set[int] = set()
    for event in mine.select_related("content").order_by("-pk"):
        if event.kind in {UNMARKED, RESTORED}:
            undone.add(event.content.body["undoes"])
        elif event.pk not in undone and "was" in event.content.body:
            return event
    return None


@transaction.atomic
def take_back(event: Event, *, by: User, at: datetime | None = None) -> None:
    """Undo what ``event`` tells of. IllegalTransition if it was not the last thing done, or work stands on it."""
    rules.require(rules.can_mark(by), _("take marks back"))
    if event.actor_pk != by.pk:
        raise NotAllowed(_("Only who did this may take it back."))
    article = Article.objects.select_for_update().get(pk=event.article_pk or 0)
    if last(article, by=by, at=at) != event:
        raise IllegalTransition(
            _(
                "This can’t be taken back any more: it is undone already, you did something after it, or it "
                "is longer ago than {what} minutes."
            ).format(what=WITHIN.seconds // 60)
        )
    if event.kind == MARKED:
        _unmark(event, by=by)
    else:
        _restore(event, by=by)


def _unmark(event: Event, *, by: User) -> None:
    """Take the mark out of the text, and the claim with it if this mark made it."""
    appearance = Appearance.objects.select_related("article_version__article").get(pk=event.subject_pk)
    claim = Claim.objects.select_for_update().get(pk=appearance.claim_id)
    version = appearance.article_version
    assert version is not None  # words of a text were marked
    _nothing_stands_on(appearance, claim, after=event)
    emptied = _emptied(version, appearance)
    goes_too = _was_made_by(event, claim)
    auditing.record(
        UNMARKED, appearance, by=by, claim=claim, article=version.article, undoes=event.pk, **_content(appearance)
    )  # fmt: skip
    _unsettle(appearance, claim, version, by=by)
    _delete(Appearance.objects.filter(pk=appearance.pk))
    if goes_too:
        auditing.record(
            "claim.unmarked", claim, by=by, article=version.article, undoes=event.pk, **_content(claim)
        )  # fmt: skip
        _delete(Claim.objects.filter(pk=claim.pk))
    ruled_out = {one["number"]: one for one in event.content.body["was"]}
    for sentence in emptied:
        _put_back(sentence, ruled_out.get(sentence.number, {"disposition": Sentence.Disposition.OPEN}))


def _unsettle(appearance: Appearance, claim: Claim, version: ArticleVersion, *, by: User) -> None:
    """What this mark had settled, as the place of a claim in a new version of the text, is unsettled again."""
    unsettled = Reanchoring.objects.filter(became=appearance).update(
        became=None, settled_as="", settled_by=None, settled_at=None
    )
    if unsettled:
        clearing.lapse(
            version,
            why=stored_words.stored(
                "A lost mark is to be settled again: {statement}", statement=claim.statement
            ),
            by=by,
        )


def _content(row: Appearance | Claim) -> dict[str, Any]:
    """What the row holds and nothing else tells: it is gone afterwards, and the record alone still knows it."""
    told = [field.attname for field in row._meta.concrete_fields if field.name not in Claim.FOLLOWING]
    return {"row": {name: getattr(row, name) for name in told}}


def _delete(rows: Any) -> None:
    try:
        rows.delete()
    except ProtectedError as error:
        raise _stood_on(_("something refers to it")) from error


def _stood_on(how: str) -> IllegalTransition:
    return IllegalTransition(_("This mark can’t be taken back any more: {how}.").format(how=how))


def _was_made_by(event: Event, claim: Claim) -> bool:
    """Whether the claim came into being with this mark, and stands nowhere else."""
    made = Event.objects.about(claim).filter(kind="claim.marked", actor_pk=event.actor_pk).exists()
    return made and claim.appearances.count() == 1


def _nothing_stands_on(appearance: Appearance, claim: Claim, *, after: Event) -> None:
    """Work on a claim that only this mark made, or a verdict handed in while it stood in the text, keeps the mark."""
    since = Event.objects.of_claim(claim.pk).filter(pk__gt=after.pk).exclude(kind__in=[*OF_MARKING, UNMARKED])
    if not _was_made_by(after, claim):
        since = since.filter(kind__startswith="verdict.")
    if worked := since.order_by("pk").first():
        raise _stood_on(_("{what} worked on the claim since").format(what=worked.actor_label or "the desk"))
    if appearance.reanchorings.exists():
        raise _stood_on(_("a newer version of the text builds on it"))


def _emptied(version: ArticleVersion, appearance: Appearance) -> list[Sentence]:
    """The sentences that hold no claim once this mark is gone, locked. Nobody may be done with one of them."""
    touched = (
        version.sentences.select_for_update(of=("self",))
        .filter(start__lt=appearance.end, end__gt=appearance.start)
        .order_by("number")
    )
    emptied = [one for one in touched if not marking.appearances_in(one).exclude(pk=appearance.pk).exists()]
    for one in emptied:
        if one.completed_at:
            raise _stood_on(
                _("sentence {number} was completed since. Open it again first").format(number=one.number)
            )
    return emptied


def _restore(event: Event, *, by: User) -> None:
    """Put a sentence back where it was before it was judged, or opened again."""
    sentence = (
        Sentence.objects.select_for_update(of=("self",))
        .select_related("article_version__article")
        .get(pk=event.subject_pk)
    )
    was, told = event.content.body["was"], event.content.body
    now = marking.standing_of(sentence)
    left = (told["reason"], by.pk) if "reason" in told else ("", None)  # judged, or opened again
    if (now["reason"], now["completed_by"]) != left or _holds_other(sentence, was):
        raise IllegalTransition(_("This can’t be taken back any more: the sentence has changed since."))
    _put_back(sentence, was)
    auditing.record(
        RESTORED, sentence, by=by, article=sentence.article_version.article, undoes=event.pk, was=now,
        disposition=was["disposition"], reason=was["reason"],
    )  # fmt: skip
    if was["completed_by"] is None:
        clearing.lapse(
            sentence.article_version,
            why=stored_words.stored("Sentence {number} was opened again.", number=sentence.number),
            by=by,
        )


def _holds_other(sentence: Sentence, was: dict[str, Any]) -> bool:
    """Whether claims were marked in it, or taken out, since."""
    held: bool = was["disposition"] == Sentence.Disposition.CLAIM
    return marking.appearances_in(sentence).exists() != held


def _put_back(sentence: Sentence, was: dict[str, Any]) -> None:
    Sentence.objects.filter(pk=sentence.pk).update(
        disposition=was["disposition"],
        reason=was.get("reason", ""),
        completed_at=parse_datetime(was.get("completed_at") or ""),
        completed_by=was.get("completed_by"),
    )
