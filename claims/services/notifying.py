"""Telling people of the desk what concerns them: one door, whatever the occasion, and each person's choice kept."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from claims.models import Article, Claim, Notification, NotificationChoice, User

# Told by e-mail too, unless a person chose otherwise.
URGENT = frozenset({Notification.Kind.AT_RISK, Notification.Kind.TO_REVIEW, Notification.Kind.MENTIONED})
LONGEST = 300


def tell(
    people: Iterable[User | None],
    kind: str,
    text: str,
    *,
    path: str,
    by: User | None = None,
    key: str = "",
) -> int:
    """Write a notification for each of ``people``, but never for ``by``, who knows. Returns how many were written.

    ``path`` is where on the desk it leads; a ``key`` keeps the same matter from being told the same person twice. To be
    called in the transaction of what it tells of.
    """
    to = {one.pk: one for one in people if one is not None and one.is_active and one != by}
    choices = {row.person_id: row for row in NotificationChoice.objects.filter(person__in=to, kind=kind)}
    rows = []
    for pk, person in to.items():
        choice = choices.get(pk) or NotificationChoice(on_desk=True, by_mail=kind in URGENT)
        if choice.on_desk or choice.by_mail:
            rows.append(
                Notification(
                    to=person, kind=kind, text=text[:LONGEST], path=path, key=key, caused_by=by,
                    by_mail=choice.by_mail,
                )
            )  # fmt: skip
    return len(Notification.objects.bulk_create(rows, ignore_conflicts=bool(key)))


def place_of(thing: Claim | Article, part: str = "") -> str:
    """The address of a claim's or an article's workspace, at one of its parts."""
    name = "claim" if isinstance(thing, Claim) else "article"
    address = reverse(f"admin:claims_{name}_workspace", args=[thing.pk])
    return f"{address}#{part}" if part else address
