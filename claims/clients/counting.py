"""Counting requests where all processes of the desk see it: in the broker's Valkey.

If the broker is away, each process counts for itself: then the limits are wider by the number of processes, and nobody
is refused for our own trouble. That is the better side to err on: a desk without its broker still has readers, and
what guards the desk (tokens, roles, versions) doesn't rest on a count.
"""

from __future__ import annotations

import threading
import time
from typing import NamedTuple

import redis

WINDOW = 60  # seconds
PATIENCE = 0.2  # seconds that the broker may take to answer
RETRY = 5.0  # seconds in which a broker that did not answer isn't asked again
REMEMBERED = 50_000  # who is counted in this process at most; then it starts anew


class Count(NamedTuple):
    """``number`` requests in this window, which ends in ``ends_in`` seconds."""

    number: int
    ends_in: int


class Counter:
    """Counts by name, in windows of a minute. ``url`` is the broker's; any but Valkey's is counted here alone."""

    def __init__(self, url: str) -> None:
        is_valkey = url.startswith(("redis://", "rediss://", "unix://"))
        self._broker = redis.Redis.from_url(
            url, socket_timeout=PATIENCE, socket_connect_timeout=PATIENCE
        ) if is_valkey else None  # fmt: skip
        self._away_until = 0.0
        self._lock = threading.Lock()
        self._window = 0
        self._here: dict[str, int] = {}

    def count(self, name: str, *, now: float | None = None) -> Count:
        """One more request by ``name``."""
        at = time.time() if now is None else now
        window, into = divmod(int(at), WINDOW)
        number = self._shared(f"rate:{window}:{name}") or self._own(window, name)
        return Count(number, WINDOW - into)

    def _shared(self, key: str) -> int | None:
        if self._broker is None or time.monotonic() < self._away_until:
            return None
        try:
            both = self._broker.pipeline(transaction=False)
            both.incr(key)
            both.expire(key, 2 * WINDOW)
            return int(both.execute()[0])
        except redis.RedisError:
            self._away_until = time.monotonic() + RETRY
            return None

    def _own(self, window: int, name: str) -> int:
        with self._lock:
            if window != self._window or len(self._here) >= REMEMBERED:
                self._window, self._here = window, {}
            self._here[name] = self._here.get(name, 0) + 1
            return self._here[name]
