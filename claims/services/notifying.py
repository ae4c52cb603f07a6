"""Telling people of the desk what concerns them: one door, whatever the occasion, and each person's choice kept.

Notifications are no record of the newsroom's acts, so that reading one leaves no event.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Now
from django.urls import reverse

from claims.models import Alert, Article, Claim, Notification, NotificationChoice, User
from claims.models.working import NotificationQuerySet
from claims.services import stored_words

# Told by e-mail too, unless a person chose otherwise.
URGENT = frozenset({Notification.Kind.AT_RISK, Notification.Kind.TO_REVIEW, Notification.Kind.MENTIONED})
LONGEST = 300
COUNTED = 99  # unread ones; the bell says “99+” of more


class Ways(NamedTuple):
    """How a person wants to be told of a kind of thing."""

    on_desk: bool
    by_mail: bool


def tell(
    people: Iterable[User | None],
    kind: str,
    text: str,
    *,
    path: str,
    by: User | None = None,
    key: str = "",
) -> int:
    """Write a notification for each of ``people``, but never for ``by``, who knows. Returns how many were to be told.

    ``path`` is where on the desk it leads; a ``key`` keeps the same matter from being told the same person twice. To be
    called in the transaction of what it tells of.
    """
    to = {one.pk: one for one in people if one is not None and one.is_active and one != by}
    choices = {row.person_id: row for row in NotificationChoice.objects.filter(person__in=to, kind=kind)}
    rows = []
    for pk, person in to.items():
        choice = choices.get(pk) or NotificationChoice(on_desk=True, by_mail=kind in URGENT)
        by_mail = choice.by_mail and bool(person.email)
        if choice.on_desk or choice.by_mail:
            rows.append(
                Notification(
                    to=person, kind=kind, text=text[:LONGEST], path=path, key=key, caused_by=by, by_mail=by_mail,
                    # who wants e-mail alone finds it on the desk too, but not as something new
                    read_at=None if choice.on_desk or not by_mail else Now(),
                )
            )  # fmt: skip
    return len(Notification.objects.bulk_create(rows, ignore_conflicts=bool(key)))


def tell_of_risk(alert: Alert) -> int:
    """Tell those who wrote the verdict, and whom its claim is assigned to, that it is at risk."""
    claim = alert.verdict.claim
    writers = User.objects.filter(pk__in=alert.verdict.contributors.values("person"))
    return tell(
        [*writers, claim.assigned_to],
        Notification.Kind.AT_RISK,
        stored_words.stored("At risk: {statement}", statement=claim.statement),
        path=reverse("admin:claims_alert_change", args=[alert.pk]),
        by=alert.opened_by,
        key=f"alert:{alert.pk}",
    )


def unsay(path: str, *, text: str) -> int:
    """What was said there stands no more: ``text`` takes the place of its words in every notification, and none of
    them goes by e-mail any more."""
    return Notification.objects.filter(path=path).update(text=text, by_mail=False)


def place_of(thing: Claim | Article, part: str = "") -> str:
    """The address of a claim's or an article's workspace, at one of its parts."""
    name = "claim" if isinstance(thing, Claim) else "article"
    address = reverse(f"admin:claims_{name}_workspace", args=[thing.pk])
    return f"{address}#{part}" if part else address


# --- Reading ------------------------------------------------------------------------------------------------------


def of(person: User) -> NotificationQuerySet:
    """What this person was told, newest first."""
    return Notification.objects.filter(to=person).select_related("caused_by").order_by("-pk")


def unread(person: User) -> int:
    """How many this person has not read: counted to one more than COUNTED at most."""
    return Notification.objects.filter(to=person).unread()[: COUNTED + 1].count()


def mark_read(person: User, *, pk: int | None = None, at: datetime | None = None) -> int:
    """This person has read one of their notifications, or all. Returns how many were unread until now."""
    rows = Notification.objects.filter(to=person).unread()
    return (rows if pk is None else rows.filter(pk=pk)).update(read_at=at or Now())


def mark_unread(person: User, *, pk: int) -> int:
    """Put one's own notification back among what is still to be seen to."""
    return Notification.objects.filter(to=person, pk=pk, read_at__isnull=False).update(read_at=None)


# --- By e-mail ----------------------------------------------------------------------------------------------------


def to_mail() -> QuerySet[Notification]:
    """What is to be told by e-mail and was not. What was read on the desk meanwhile needs no mail."""
    unseen = Q(read_at__isnull=True) | Q(read_at=F("created_at"))
    return Notification.objects.filter(unseen, by_mail=True, mailed_at__isnull=True)


def mark_mailed(rows: Iterable[Notification], at: datetime | None = None) -> int:
    keys = [one.pk for one in rows]
    return Notification.objects.filter(pk__in=keys, mailed_at__isnull=True).update(mailed_at=at or Now())


# --- Each person's choice -----------------------------------------------------------------------------------------


def ways(person: User) -> dict[str, Ways]:
    """How this person is told of each kind of thing."""
    chosen = {row.kind: row for row in NotificationChoice.objects.filter(person=person)}
    return {
        kind: Ways(chosen[kind].on_desk, chosen[kind].by_mail)
        if kind in chosen
        else Ways(True, kind in URGENT)
        for kind in Notification.Kind.values
    }


@transaction.atomic
def choose(person: User, chosen: Mapping[str, Ways]) -> None:
    """Keep how this person wants to be told."""
    rows = [
        NotificationChoice(person=person, kind=kind, on_desk=one.on_desk, by_mail=one.by_mail)
        for kind, one in chosen.items()
    ]
    NotificationChoice.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["person", "kind"],
        update_fields=["on_desk", "by_mail"],
    )
