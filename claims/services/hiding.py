"""Taking what is published out of readers’ sight at once, and a second person’s word on it within a day."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims import rules
from claims.exceptions import FourEyesViolation, IllegalTransition, InvalidInput
from claims.models import Claim, DeskSettings, Hiding, Notification, Publication, PublicationState, User
from claims.services import auditing, notifying, stored_words

Outcome = Hiding.Outcome


@transaction.atomic
def hide(claim: Claim, *, reason: str, by: User, at: datetime | None = None) -> Hiding:
    """Show readers nothing of the claim from now on; whoever may review it is told.

    Raises IllegalTransition where nothing is published, or it is hidden already.
    """
    rules.require(rules.can_hide(by), _("hide what is published"))
    Claim.objects.select_for_update(no_key=True).get(pk=claim.pk)
    if not Publication.objects.out().filter(claim=claim).exists():
        raise IllegalTransition(_("Nothing of this claim is published, so there is nothing to hide."))
    if Hiding.objects.in_force().filter(claim=claim).exists():
        raise IllegalTransition(_("This claim is hidden already."))
    when = at or timezone.now()
    hours = DeskSettings.objects.current().review_hours
    hiding = Hiding(
        claim=claim, reason=_given(reason, _("Say why it is hidden.")), hidden_by=by, hidden_at=when,
        review_due_at=when + timedelta(hours=hours),
    )  # fmt: skip
    hiding.save(force_insert=True)
    auditing.record("publication.hidden", hiding, by=by, at=at, claim=claim, reason=hiding.reason)
    _tell(
        hiding,
        stored_words.stored("Hidden by {by}, to be reviewed: {claim}", by=by, claim=_title(claim)),
        key=f"hiding:{hiding.pk}",
        by=by,
    )
    return hiding


@transaction.atomic
def uphold(hiding: Hiding, *, reason: str, by: User, at: datetime | None = None) -> Hiding:
    """It stays hidden; the desk corrects or withdraws."""
    return _review(hiding, Outcome.UPHELD, reason=reason, by=by, at=at)


@transaction.atomic
def lift(hiding: Hiding, *, reason: str, by: User, at: datetime | None = None) -> Hiding:
    """It is shown again: at the review, or when what called for the hiding was corrected or withdrawn."""
    lifted = _review(hiding, Outcome.LIFTED, reason=reason, by=by, at=at)
    # Who follows the desk by “what changed since” meets it again.
    last = PublicationState.objects.filter(publication__claim=hiding.claim_id)
    last.exclude(standing=PublicationState.Standing.SUPERSEDED).update(changed_at=lifted.reviewed_at)
    return lifted


def _review(hiding: Hiding, outcome: str, *, reason: str, by: User, at: datetime | None) -> Hiding:
    rules.require(rules.can_hide(by), _("review what others hid"))
    if not rules.can_review_hiding(by, hiding):
        raise FourEyesViolation(_("You hid this, so somebody else reviews it."))
    said = _given(reason, _("Say why."))
    reviewed = Hiding.objects.filter(pk=hiding.pk, outcome=hiding.outcome).exclude(outcome=Outcome.LIFTED)
    if outcome == Outcome.UPHELD:
        reviewed = reviewed.unreviewed()
    if not reviewed.update(
        outcome=outcome, review_reason=said, reviewed_by=by, reviewed_at=at or timezone.now()
    ):
        raise IllegalTransition(_("Somebody has reviewed this hiding. Look at it again."))
    hiding = Hiding.objects.select_related("claim", "hidden_by").get(pk=hiding.pk)
    auditing.record(f"hiding.{outcome}", hiding, by=by, at=at, claim=hiding.claim, reason=said)
    sentence = (
        gettext_noop("It stays hidden, says {by}: {claim}")
        if outcome == Outcome.UPHELD
        else gettext_noop("It is shown again, says {by}: {claim}")
    )
    told = stored_words.stored(sentence, by=by, claim=_title(hiding.claim))
    notifying.tell(
        [hiding.hidden_by], Notification.Kind.TO_REVIEW, told,
        path=notifying.place_of(hiding.claim, "takedown"), by=by, key=f"hiding:{hiding.pk}:{outcome}",
    )  # fmt: skip
    return hiding


def remind(at: datetime | None = None) -> int:
    """Tell the reviewers once more of what nobody reviewed in time. Returns how many hidings that is."""
    overdue = list(
        Hiding.objects.unreviewed()
        .filter(review_due_at__lte=at or Now())
        .select_related("claim", "hidden_by")
    )
    for hiding in overdue:
        text = stored_words.stored("Hidden, and the review is overdue: {claim}", claim=_title(hiding.claim))
        _tell(hiding, text, key=f"hiding:{hiding.pk}:overdue", by=hiding.hidden_by)
    return len(overdue)


def waiting() -> list[Hiding]:
    """What is hidden and was not reviewed, the most urgent first."""
    rows = Hiding.objects.unreviewed().select_related("claim", "hidden_by")
    return list(rows.order_by("review_due_at", "pk")[:20])


def may_be_hidden(claim: Claim) -> bool:
    """Whether readers see anything of the claim now."""
    hidings = Hiding.objects.in_force().filter(claim=OuterRef("claim"))
    return Publication.objects.out().filter(~Exists(hidings), claim=claim).exists()


def _tell(hiding: Hiding, text: str, *, key: str, by: User) -> None:
    reviewers = User.objects.with_perm(
        "claims.hide_publication", backend="django.contrib.auth.backends.ModelBackend"
    )
    path = notifying.place_of(hiding.claim, "takedown")
    notifying.tell(reviewers, Notification.Kind.TO_REVIEW, text, path=path, by=by, key=key)


def _title(claim: Claim) -> str:
    return Truncator(claim.statement).chars(160)


def _given(reason: str, ask: str) -> str:
    said = reason.strip()
    if not said:
        raise InvalidInput(ask, problems=(("reason", ask),))
    return said
