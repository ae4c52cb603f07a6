"""A signed message to a subscriber, through the guarded fetcher: once, following nobody, and the answer cut short.

The signature is an HMAC-SHA256 over the moment and the very bytes that are sent, so that a receiver can tell who wrote
it, that nothing was changed on the way, and that it isn't an old one played again.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from claims.clients import http
from claims.clients.faults import plain
from claims.clients.fetched import Fetched, Limits

Send = Callable[..., Fetched]

LIMITS = Limits(
    deadline=10.0, connect=5.0, silence=10.0, redirects=0, packed_bytes=64 * 1024, body_bytes=64 * 1024
)
SHOWN = 200  # characters of an answer that are kept
GONE = 410


@dataclass(frozen=True, slots=True)
class Answer:
    """What a subscriber said. ``retry_after``: seconds for which it asks to be left alone."""

    taken: bool
    status: int | None
    milliseconds: int
    shown: str
    trouble: str
    retry_after: float | None = None

    @property
    def is_final(self) -> bool:
        """The subscriber is gone for good and says so."""
        return self.status == GONE


def signature(body: bytes, *, secrets: Iterable[str], moment: int) -> str:
    """``t=<moment>,v1=<hex>``, with one ``v1`` for each secret that is valid. ``moment`` is in seconds since 1970."""
    signed = f"{moment}.".encode() + body
    digests = [hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest() for secret in secrets]
    return ",".join([f"t={moment}", *(f"v1={one}" for one in digests)])


def post(
    url: str,
    body: bytes,
    *,
    key: str,
    kind: str,
    attempt: int,
    secrets: Iterable[str],
    moment: int,
    send: Send | None = None,
) -> Answer:
    """Send one message. ``key`` names the delivery and is the same at every attempt."""
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Webhook-Id": key,
        "Webhook-Event": kind,
        "Webhook-Attempt": str(attempt),
        "Webhook-Signature": signature(body, secrets=secrets, moment=moment),
    }
    fetched = (send or http.send)(url, method="POST", headers=headers, body=body, limits=LIMITS)
    return _judged(fetched)


def _judged(fetched: Fetched) -> Answer:
    status = fetched.status
    taken = fetched.failure is None and status is not None and 200 <= status < 300
    return Answer(
        taken=taken,
        status=status,
        milliseconds=round(fetched.elapsed_seconds * 1000),
        shown=plain(fetched.body[: 4 * SHOWN].decode("utf-8", "replace"))[:SHOWN],
        trouble="" if taken else _trouble(fetched),
        retry_after=fetched.retry_after_seconds,
    )


def _trouble(fetched: Fetched) -> str:
    told = [f"status {fetched.status}" if fetched.status else "", str(fetched.failure or ""), fetched.detail]
    return ": ".join(part for part in told if part)[:500]
