"""Who is where on the desk just now, and who writes there. Nothing of it is a record: it is swept away within a minute.

A lock is soft. It warns whoever comes second and can be taken over; what two people save at the same time is kept
apart by the version of the row (``StaleVersion``), never by a lock.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models.functions import Now

from claims.models import Notification, Presence, User
from claims.services import notifying, stored_words

AWAY_AFTER = timedelta(minutes=1)  # without a sign of life; pages give one every 15 seconds


@dataclass(frozen=True)
class Here:
    """Who else is here, and who writes: ``writer`` may be the person who asks."""

    others: list[Presence]
    writer: Presence | None


def sign(person: User, subject: str, *, is_writing: bool = False) -> Here:
    """A sign of life. Who begins to write holds the lock from then on, unless somebody else does."""
    _sweep()
    _note(person, subject)
    if is_writing:
        _try_to_hold(person, subject)
    return who_is_at(subject, but=person)


def take_over(person: User, subject: str, *, path: str, words: str) -> Here:
    """Hold the lock in place of whoever does; they are told. ``words`` name what is written on."""
    _note(person, subject)
    with transaction.atomic():
        held = Presence.objects.filter(subject=subject, holds_lock=True).exclude(person=person)
        before = held.select_related("person").select_for_update(of=("self",)).first()
        held.update(holds_lock=False)
        _try_to_hold(person, subject)
        if before:
            text = stored_words.stored(
                "{person} took over what you were writing: {words}", person=person, words=words
            )
            notifying.tell([before.person], Notification.Kind.TAKEN_OVER, text, path=path, by=person)
    return who_is_at(subject, but=person)


def stop_writing(person: User, subject: str) -> None:
    """They saved, or gave it up: the next may write without a warning."""
    Presence.objects.filter(person=person, subject=subject, holds_lock=True).update(holds_lock=False)


def leave(person: User, subject: str) -> None:
    Presence.objects.filter(person=person, subject=subject).delete()


def who_is_at(subject: str, *, but: User) -> Here:
    """In the order in which they came."""
    rows = Presence.objects.filter(subject=subject, seen_at__gt=Now() - AWAY_AFTER)
    found = list(rows.select_related("person").order_by("opened_at", "pk"))
    writer = next((one for one in found if one.holds_lock), None)
    return Here([one for one in found if one.person_id != but.pk], writer)


def _sweep(at: datetime | None = None) -> None:
    Presence.objects.filter(seen_at__lt=(at or Now()) - AWAY_AFTER).delete()


def _note(person: User, subject: str) -> None:
    """One row for each person and place, however many windows they have open there."""
    Presence.objects.bulk_create(
        [Presence(person=person, subject=subject, seen_at=Now())],
        update_conflicts=True,
        unique_fields=["person", "subject"],
        update_fields=["seen_at"],
    )


def _try_to_hold(person: User, subject: str) -> None:
    """The unique constraint decides between two who begin at the same moment."""
    if Presence.objects.filter(subject=subject, holds_lock=True).exists():
        return
    try:
        with transaction.atomic():
            _hold(person, subject)
    except IntegrityError:
        return


def _hold(person: User, subject: str) -> None:
    """``opened_at`` tells from now on since when they write."""
    mine = Presence.objects.filter(person=person, subject=subject, holds_lock=False)
    mine.update(holds_lock=True, opened_at=Now())
