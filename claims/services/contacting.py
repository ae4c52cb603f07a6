"""Reaching the claimant: a letter with a deadline, and what came of it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from claims import rules
from claims.exceptions import InvalidInput
from claims.models import Claim, ContactAttempt, DeskSettings, Evidence, User
from claims.services import auditing

QUOTED = 3  # pieces of evidence that a letter tells of
SHORT = 240  # characters of each


def deadline(*, at: datetime | None = None) -> datetime:
    """Until when a claimant is asked to answer who is written to now: a full hour."""
    hours = DeskSettings.objects.current().contact_hours
    return ((at or timezone.now()) + timedelta(hours=hours)).replace(minute=0, second=0, microsecond=0)


def letter(claim: Claim, *, by: User, at: datetime | None = None) -> str:
    """A letter to begin with: what is checked, what was found so far, what is asked. Never what we conclude."""
    until = date_format(timezone.localtime(deadline(at=at)), "j F Y, H:i e")
    found = "\n".join(f"– {line}" for line in _found(claim)) or _("– We have found nothing about it yet.")
    return _(LETTER).format(
        whom=claim.who or _("Sir or Madam"), statement=claim.statement, found=found, until=until, by=by
    )


LETTER = gettext_noop("""Dear {whom},

We are checking this statement:

“{statement}”

What we have found so far:
{found}

We would like to ask:
1. Is this what was said or meant?
2. What is it based on? Please point us to the source.
3. Is there anything that we should know before we publish?

Please answer by {until}. We shall report your answer, or that we had none.

{by}""")


def _found(claim: Claim) -> list[str]:
    """The heaviest passages with who published them. What a protected source says stays on the desk."""
    rows = claim.evidence.passages().with_source().exclude(source__is_sensitive=True)
    weights = list(Evidence.Weight)
    heaviest = sorted(rows, key=lambda one: (weights.index(Evidence.Weight(one.weight)), one.pk))[:QUOTED]
    return [f"{one.source.publisher}: “{_short(one.quote.strip('“”'))}”" for one in heaviest if one.source]


def _short(words: str) -> str:
    return words if len(words) <= SHORT else words[: SHORT - 1].rpartition(" ")[0] + " …"


@transaction.atomic
def contact(
    claim: Claim,
    *,
    channel: str,
    by: User,
    outcome: str = "",
    recipient: str = "",
    letter: str = "",
    answer_by: datetime | None = None,
    at: datetime | None = None,
) -> ContactAttempt:
    """Record that somebody tried to reach the claimant: how, with which words, until when an answer is awaited."""
    rules.require(by.has_perm("claims.add_contactattempt"), _("record contact attempts"))
    if answer_by and answer_by <= (at or timezone.now()):
        raise InvalidInput(_("The deadline has passed already."), problems=(("answer_by", _("in the past")),))
    attempt = ContactAttempt(
        claim=claim, channel=channel.strip(), outcome=outcome.strip() or _("No answer yet."), contacted_by=by,
        recipient=recipient.strip(), letter=letter.strip(), answer_by=answer_by,
    )  # fmt: skip
    if at:
        attempt.contacted_at = at
    attempt.full_clean(exclude=["contacted_by", *([] if at else ["contacted_at"])])
    attempt.save(force_insert=True)
    auditing.record("claimant.contacted", attempt, by=by, at=at, channel=attempt.channel)
    return attempt


@transaction.atomic
def record_outcome(
    attempt: ContactAttempt,
    *,
    version: int,
    by: User,
    outcome: str,
    reply: str = "",
    replied_at: datetime | None = None,
) -> ContactAttempt:
    """What came of it: ``reply`` word for word. Raises StaleVersion if somebody else was quicker.

    The record tells that there was a reply, and not what it says: that may be said in confidence.
    """
    rules.require(by.has_perm("claims.change_contactattempt"), _("record what came of a contact"))
    if not outcome.strip():
        raise InvalidInput(_("Say what came of it."), problems=(("outcome", "empty"),))
    reply = reply.strip()
    when = (replied_at or attempt.replied_at or timezone.now()) if reply or attempt.replied_at else None
    fields: dict[str, Any] = {"outcome": outcome.strip(), "reply": reply, "replied_at": when}
    had_reply = bool(attempt.reply)
    if had_reply and not reply and version == attempt.version:
        raise InvalidInput(
            _(
                "A reply that came in stays. Put its words right, or say in the outcome what is wrong with it."
            ),
            problems=(("reply", _("not to be removed")),),
        )
    attempt.version = ContactAttempt.objects.save_version(attempt.pk, version=version, **fields)
    for name, value in fields.items():
        setattr(attempt, name, value)
    kind = "claimant.replied" if reply and not had_reply else "contact.edited"
    auditing.record(kind, attempt, by=by, channel=attempt.channel)
    return attempt
