"""Requests that come twice, because their first answer was lost on the way: done once, and told the same."""

from __future__ import annotations

import hashlib
from datetime import timedelta

from django.db import connection
from django.db.models.functions import Now

from claims.exceptions import DomainError
from claims.models import ApiToken, FirstAnswer

KEPT = timedelta(hours=24)


class KeyReused(DomainError):
    """The key came with another request before."""

    code = "idempotency_key_reused"


class StillAtWork(DomainError):
    """The first request with this key is not answered yet."""

    code = "still_at_work"


def digest(*parts: bytes) -> str:
    """Of a request; its parts can't run into one another."""
    whole = hashlib.sha256()
    for part in parts:
        whole.update(len(part).to_bytes(8, "big") + part)
    return whole.hexdigest()


def earlier(token: ApiToken, key: str, *, request_sha256: str) -> FirstAnswer | None:
    """What was answered to this key within a day; None for a key that is new, which is this transaction's from now on.

    Raises StillAtWork while another transaction holds the key, KeyReused if it was another request's.
    """
    if not _hold(token, key):
        raise StillAtWork("The first request with this key is still at work. Ask again in a moment.")
    found = FirstAnswer.objects.filter(token=token, key=key, answered_at__gt=Now() - KEPT).first()
    if found is not None and found.request_sha256 != request_sha256:
        raise KeyReused("This key was used for another request. Take a new one for each thing to be done.")
    return found


def _hold(token: ApiToken, key: str) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [f"api:{token.pk}:{key}"])
        return bool(cursor.fetchone()[0])


def keep(
    token: ApiToken, key: str, *, request_sha256: str, status: int, headers: dict[str, str], body: str
) -> None:
    """Remember what was answered, in the transaction of what was done."""
    FirstAnswer.objects.filter(token=token, key=key).delete()  # one that is older than a day
    FirstAnswer.objects.create(
        token=token, key=key, request_sha256=request_sha256, status=status, headers=headers, body=body
    )


def forget() -> int:
    """Remove what is older than a day. Returns how many."""
    return FirstAnswer.objects.filter(answered_at__lte=Now() - KEPT).delete()[0]
