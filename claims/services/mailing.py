"""Mail that goes out as it comes up: what is urgent, to members of the desk; answers, to readers. Each is a job row.

As with every mail of the desk, a process that dies between the server's yes and the row's end leaves a row that is sent
again, under the same Message-ID, by which mail programs know it. Before the server's yes nothing was sent, and the row
is sent once.
"""

from __future__ import annotations

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from claims.clients import mail
from claims.models import Job, Notification, OutgoingMail, Tip
from claims.services import auditing, digesting, notifying

log = logging.getLogger(__name__)

TRY_AGAIN_AFTER = (timedelta(minutes=5), timedelta(minutes=20), timedelta(hours=1), timedelta(hours=3))
FORGOTTEN = "The reader's name and address are gone."


def can_answer(tip: Tip) -> bool:
    """Whether the desk can send the answer itself: else a person does, from their own mail."""
    return bool(tip.email) and mail.is_configured()


def answer(tip: Tip) -> OutgoingMail | None:
    """Have the recorded answer sent to the reader; None where it can't be. In the transaction of the answer."""
    if not can_answer(tip):
        return None
    with override(tip.language):
        subject = _("%(desk)s: our answer to what you sent us") % {"desk": settings.DESK_NAME}
    made = OutgoingMail(
        kind=OutgoingMail.Kind.ANSWER, tip=tip, address=tip.email, subject=subject[:200], body=tip.answer
    )
    made.save(force_insert=True)
    return made


def forget(tips: list[int]) -> int:
    """The readers' addresses and the words to them go with the tips' personal data; what waited is not sent."""
    theirs = OutgoingMail.objects.filter(tip__in=tips)
    theirs.pending().update(state=Job.State.DEAD, finished_at=Now(), lease_until=None, last_error=FORGOTTEN)
    return theirs.update(address="", subject="", body="")


# --- Sending ------------------------------------------------------------------------------------------------------


def perform(mail_pk: int) -> bool:
    """Claim a mail and send it. False if it isn't to be had, there is nothing to tell (any more), or it was not taken:
    then it is due again later. What goes wrong at the desk is raised, after the row was put back."""
    attempt = OutgoingMail.objects.claim(mail_pk)
    if attempt is None:
        return False
    row = OutgoingMail.objects.select_related("recipient", "tip").get(pk=mail_pk)
    try:
        told = _send(row)
    except mail.Undelivered as failure:
        _not_taken(row, attempt=attempt, failure=failure)
        return False
    except Exception as error:
        OutgoingMail.objects.put_back(
            mail_pk, attempt=attempt, error=f"{type(error).__name__}: {error}"[:2000]
        )
        raise
    return _finish(row, attempt=attempt, told=told)


def _send(row: OutgoingMail) -> list[Notification] | None:
    """Hand it to the mail server. Returns what it told a member of the desk; None if there was nothing to send."""
    key = f"mail-{row.pk}"
    if row.recipient is None:
        if not row.address:
            return None
        mail.send(to=row.address, subject=row.subject, text=row.body, key=key)
        return []
    told = digesting.told_to(row.recipient) if row.recipient.is_active and row.recipient.email else []
    if not told:
        return None
    digesting.deliver(row.recipient, digesting.Contents(since=timezone.now(), told=told), key=key)
    return told


@transaction.atomic(durable=True)
def _finish(row: OutgoingMail, *, attempt: int, told: list[Notification] | None) -> bool:
    finished = OutgoingMail.objects.finish(row.pk, attempt=attempt)
    if finished and told is not None:
        notifying.mark_mailed(told)
        if row.tip is not None:
            auditing.record("tip.answer_sent", row.tip, claim=row.tip.claim)
    return finished and told is not None


@transaction.atomic
def _not_taken(row: OutgoingMail, *, attempt: int, failure: mail.Undelivered) -> None:
    log.warning("The mail %s could not be sent: %s", row.pk, type(failure.__cause__).__name__)
    if failure.is_final:
        _give_up(
            row,
            OutgoingMail.objects.held(row.pk, attempt=attempt).update(**_dead(_without(row, str(failure)))),
        )
        return
    later = TRY_AGAIN_AFTER[attempt - 1] if attempt <= len(TRY_AGAIN_AFTER) else timedelta()
    OutgoingMail.objects.held(row.pk, attempt=attempt).update(
        lease_until=None,
        enqueued_at=None,
        next_attempt_at=Now() + later,
        last_error=_without(row, str(failure)),
    )


def _dead(error: str) -> dict[str, object]:
    return {"state": Job.State.DEAD, "finished_at": Now(), "lease_until": None, "last_error": error}


@transaction.atomic
def bury(mail_pk: int) -> bool:
    """Give up a mail that used up its attempts. False if somebody else did."""
    row = OutgoingMail.objects.poisoned().select_related("tip").filter(pk=mail_pk).first()
    if row is None:
        return False
    return _give_up(row, OutgoingMail.objects.poisoned().filter(pk=mail_pk).update(**_dead(row.last_error)))


def _give_up(row: OutgoingMail, buried: int) -> bool:
    """The tip's page and the operator's list say that an answer did not arrive."""
    if buried and row.tip is not None:
        auditing.record("tip.answer_not_sent", row.tip, claim=row.tip.claim)
    return bool(buried)


def _without(row: OutgoingMail, error: str) -> str:
    """A server's complaint repeats the address: an operator needs the rest of it."""
    return error.replace(row.address, "…") if row.address else error
