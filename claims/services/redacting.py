"""Destroying a content where the law calls for it: one admin asks, another carries it out, and a tombstone stays.

What was asked is an event; the tombstone is a Redaction. The one way to the content is ``claims_redact`` in PostgreSQL,
which demands the tombstone. The chain of events stays whole.
"""

from __future__ import annotations

import hashlib
from typing import NamedTuple

from django.db import IntegrityError, connection, transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims import rules
from claims.exceptions import FourEyesViolation, IllegalTransition, InvalidInput
from claims.models import Claim, Comment, Event, EventContent, Publication, Redaction, Snapshot, User
from claims.services import auditing, delivering, notifying, stored_words
from claims.services.auditing import ERASED, Subject

ASKED, REFUSED, DONE = "redaction.asked", "redaction.refused", "redaction.carried_out"
VERDICT_DONE = "verdict.redacted"
ACT = gettext_lazy("ask for redactions and carry them out")


class Thing(NamedTuple):
    """What holds the content: ``name`` for people, ``sha256`` of what it says, the claim that it belongs to."""

    kind: str
    key: str
    name: str
    sha256: str
    claim: Claim | None


def ask(*, kind: str, key: str, legal_basis: str, reason: str, public_wording: str, by: User) -> Event:
    """Put on record that the law calls for the destruction of this content. Nothing is destroyed by it.

    Raises InvalidInput where there is no such content, IllegalTransition where it is asked for or gone already.
    """
    rules.require(rules.can_redact(by), ACT)
    given = {"legal_basis": legal_basis.strip(), "reason": reason.strip()}
    if problems := tuple((name, _("Say it.")) for name, words in given.items() if not words):
        raise InvalidInput(_("Say which law calls for it, and why."), problems=problems)
    with transaction.atomic():
        thing = find(kind, key)
        if Redaction.objects.filter(kind=kind, key=key).exists() or _waits(kind, key):
            raise IllegalTransition(_("This was asked for already."))
        return auditing.record(
            ASKED, Subject(kind, key, thing.name), by=by, claim=thing.claim, sha256=thing.sha256,
            public_wording=public_wording.strip(), legal_basis=given["legal_basis"], reason=given["reason"],
        )  # fmt: skip


@transaction.atomic
def carry_out(asked: Event, *, by: User) -> Redaction:
    """Destroy the content, as the second person. Raises FourEyesViolation for whoever asked."""
    rules.require(rules.can_redact(by), ACT)
    told = _open(asked)
    if asked.actor_pk == by.pk:
        raise FourEyesViolation(_("You asked for this, so somebody else carries it out."))
    asker = User.objects.get(pk=asked.actor_pk or 0)
    thing = find(asked.subject_type, asked.subject_pk)
    stone = Redaction(
        kind=thing.kind, key=thing.key, claim=thing.claim, sha256=thing.sha256, asked_by=asker,
        carried_out_by=by, legal_basis=told["legal_basis"][:300], reason=told["reason"],
        public_wording=told["public_wording"][:300],
    )  # fmt: skip
    try:
        with transaction.atomic():
            stone.save(force_insert=True)
    except IntegrityError as error:  # somebody was at it in the same moment: the tombstone stands once
        raise IllegalTransition(_("Somebody else has just carried this out.")) from error
    if thing.kind == "event":
        auditing.record(ERASED, Subject("event", thing.key, thing.name), by=by, reason=told["legal_basis"])
    verdict = Publication.objects.get(pk=thing.key).verdict_id if thing.kind == "publication" else None
    if verdict:
        _record_drafts(verdict, told["legal_basis"], by=by)
    with connection.cursor() as cursor:
        cursor.execute("SELECT claims_redact(%s, %s)", [thing.kind, thing.key])
    if verdict:
        name = _("Verdict {pk}").format(pk=verdict)
        auditing.record(VERDICT_DONE, Subject("verdict", str(verdict), name), by=by, claim=thing.claim)
    if thing.kind == "publication" and thing.claim:
        delivering.forget(thing.claim)
    if thing.kind == "comment" and thing.claim:
        place = notifying.place_of(thing.claim, f"comment-{thing.key}")
        notifying.unsay(place, text=stored_words.stored("A comment that was redacted"))
    auditing.record(
        DONE, Subject(thing.kind, thing.key, thing.name), by=by, claim=thing.claim, sha256=thing.sha256,
        asked=asked.pk,
    )  # fmt: skip
    return stone


def _record_drafts(verdict: int, legal_basis: str, *, by: User) -> None:
    """PostgreSQL takes the words of a verdict and of its drafts away with its publication; the record says so."""
    of_it = EventContent.objects.filter(event__subject_type="verdict", event__subject_pk=str(verdict))
    for event, kind in of_it.order_by("pk").values_list("event_id", "event__kind"):
        name = _("Event {pk} ({kind})").format(pk=event, kind=kind)
        auditing.record(ERASED, Subject("event", str(event), name), by=by, reason=legal_basis)


@transaction.atomic
def refuse(asked: Event, *, reason: str, by: User) -> None:
    """It is not carried out; who asked may take their own request back so."""
    rules.require(rules.can_redact(by), ACT)
    _open(asked)
    if not reason.strip():
        raise InvalidInput(_("Say why it is not carried out."), problems=(("reason", _("Say why.")),))
    subject = Subject(asked.subject_type, asked.subject_pk, asked.subject_label)
    auditing.record(REFUSED, subject, by=by, claim=_claim_of(asked), asked=asked.pk, reason=reason.strip())


def waiting() -> QuerySet[Event]:
    """What was asked for and neither carried out nor refused."""
    of_it = {"subject_type": OuterRef("subject_type"), "subject_pk": OuterRef("subject_pk")}
    later = Event.objects.filter(kind__in=[REFUSED, DONE], pk__gt=OuterRef("pk"), **of_it)
    return Event.objects.filter(~Exists(later), kind=ASKED)


def find(kind: str, key: str) -> Thing:
    """What is to be destroyed; its name is neutral, for it stays on record. Raises InvalidInput if it isn’t there."""
    if kind not in FINDERS or not (key.isascii() and key.isdigit() and len(key) < 16):
        raise InvalidInput(_("Only publications, captures, comments and events can be redacted."))
    found = FINDERS[kind](int(key))
    if found is None:
        raise InvalidInput(_("There is no such content (any more)."))
    name, sha256, claim = found
    return Thing(kind, key, name, sha256, claim)


Found = tuple[str, str, Claim | None] | None


def _publication(key: int) -> Found:
    row = Publication.objects.select_related("claim").filter(pk=key).first()
    return (
        (
            _("Publication number {number} of claim {claim_id}").format(
                number=row.number, claim_id=row.claim_id
            ),
            row.sha256,
            row.claim,
        )
        if row
        else None
    )


def _snapshot(key: int) -> Found:
    row = Snapshot.objects.defer("text").filter(pk=key).exclude(text="", body=None).first()
    return (
        (
            _("Capture {pk} of source {source_id}").format(pk=row.pk, source_id=row.source_id),
            row.body_id or row.text_sha256,
            None,
        )
        if row
        else None
    )


def _comment(key: int) -> Found:
    row = Comment.objects.select_related("claim").filter(pk=key).first()
    if row is None:
        return None
    return (
        _("Comment {pk} on claim {claim_id}").format(pk=row.pk, claim_id=row.claim_id),
        hashlib.sha256(row.text.encode()).hexdigest(),
        row.claim,
    )


def _event(key: int) -> Found:
    row = EventContent.objects.select_related("event").filter(pk=key).first()
    if row is None:
        return None
    return (
        _("Event {pk} ({kind})").format(pk=row.pk, kind=row.event.kind),
        row.event.digest,
        _claim_of(row.event),
    )


FINDERS = {"publication": _publication, "snapshot": _snapshot, "comment": _comment, "event": _event}


def _claim_of(event: Event) -> Claim | None:
    return Claim.objects.filter(pk=event.claim_pk).first() if event.claim_pk else None


def _waits(kind: str, key: str) -> bool:
    return waiting().filter(subject_type=kind, subject_pk=key).exists()


def _open(asked: Event) -> dict[str, str]:
    """What was asked; IllegalTransition if it waits no longer."""
    row = waiting().select_related("content").filter(pk=asked.pk).first()
    if row is None or not hasattr(row, "content"):
        raise IllegalTransition(_("This waits no longer: it was carried out, or refused."))
    told: dict[str, str] = row.content.body
    return told
