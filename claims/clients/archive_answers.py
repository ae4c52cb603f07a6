"""What web archives are asked with and what comes of it: plain values, and the reading of their JSON.

Nothing here raises for what an archive answers: whatever it is, it is one of four outcomes.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar

from claims.clients import faults
from claims.clients.fetched import Fetched, Limits
from claims.text.archives import Trouble
from claims.text.outcomes import FailureClass

LIMITS = Limits(deadline=20.0, packed_bytes=2 * 1024 * 1024, body_bytes=4 * 1024 * 1024)
"""Two messages fit into the time that a background task has."""

LONGEST_ADDRESS = 2000
FAST_CLOCK = timedelta(days=1)  # by which an archive's clock may be ahead

Send = Callable[..., Fetched]
"""Sends one message, as `http.send` does."""


@dataclass(frozen=True, slots=True)
class Copy:
    """There is one, at this address, taken at this moment."""

    url: str
    archived_at: datetime


@dataclass(frozen=True, slots=True)
class Working:
    """The archive is at it. ``ticket`` is its own name for the work, by which it is asked again."""

    ticket: str


@dataclass(frozen=True, slots=True)
class Later:
    """Not now, but the same message may succeed later; not before ``after_seconds``, if the archive said so."""

    trouble: Trouble
    detail: str = ""
    after_seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """There is none, and asking again would not help. ``detail`` is the archive's own word, on one line."""

    trouble: Trouble
    detail: str = ""


Outcome = Copy | Working | Later | Refused


class Archive(ABC):
    """One public web archive. Each method sends one message, or none."""

    name: ClassVar[str]
    peace_seconds: ClassVar[float]
    """How long the archive wants to be left alone after it was asked for a copy."""

    @property
    @abstractmethod
    def address(self) -> str:
        """Whom the messages go to."""

    @abstractmethod
    def save(self, url: str, *, since: datetime | None = None) -> Outcome:
        """Ask for a copy of the page as it is now. ``since``: an earlier message since then may have arrived."""

    @abstractmethod
    def look(self, ticket: str, url: str) -> Outcome:
        """What has become of it."""

    def find(self, url: str, *, near: datetime) -> Copy | Later | Refused:
        """The copy taken nearest to a moment, whoever asked for it."""
        return Refused(Trouble.REFUSED, "it can't be asked for copies that others made")


def read(fetched: Fetched, *, secrets: tuple[str, ...] = ()) -> dict[str, Any] | Later | Refused:
    """The JSON object of an answer, error or not; or what is to be made of an answer without one."""
    if fetched.status in (401, 403):
        return Refused(Trouble.DENIED, told(_words(fetched), secrets=secrets))
    if fetched.status == 429:
        return Later(Trouble.BUSY, told(_words(fetched), secrets=secrets), fetched.retry_after_seconds)
    if fetched.failure in (FailureClass.BLOCKED_ADDRESS, FailureClass.BAD_URL):
        return Refused(Trouble.UNREACHABLE, fetched.detail)
    if fetched.status is None or fetched.status >= 500 or not fetched.body:
        return Later(Trouble.UNREACHABLE, fetched.detail, fetched.retry_after_seconds)
    return _object(fetched) or Later(Trouble.BAD_ANSWER, f"status {fetched.status} without a JSON object")


def told(words: object, *, secrets: tuple[str, ...] = ()) -> str:
    """An archive's words on one short line; should it repeat a key of ours, without that."""
    line = str(words)
    for secret in secrets:
        line = line.replace(secret, "…")
    return faults.plain(line)


def moment(given: object, form: str | None = None) -> datetime | None:
    """The moment in an answer, ISO 8601 or in ``form`` (then UTC); None for one that cannot be."""
    try:
        read_ = datetime.strptime(str(given), form) if form else datetime.fromisoformat(str(given))
    except ValueError:
        return None
    at = read_ if read_.tzinfo else read_.replace(tzinfo=UTC)
    return at if at < datetime.now(UTC) + FAST_CLOCK else None


def _object(fetched: Fetched) -> dict[str, Any] | None:
    try:
        found = json.loads(fetched.body)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _words(fetched: Fetched) -> object:
    answer = _object(fetched) or {}
    return answer.get("message") or answer.get("detail") or fetched.detail
