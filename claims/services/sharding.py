"""Working off many captures at once: the hosts' time to answer is waited for together.

Every row is claimed just before its own page is fetched and finished as soon as that page was read, so a shard is
worth no more than its keys: whatever ends it, what was stored stays stored, and the rest becomes due again.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Iterable
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from claims.clients import http
from claims.clients.http import Fetched
from claims.exceptions import StaleLease
from claims.services import bringing, capturing, probing
from claims.services.bringing import Captured, Fetch
from claims.services.capturing import Lease, Passed
from claims.services.probing import Ask

log = logging.getLogger(__name__)

CONNECTIONS = 20
DONE_BY = (
    65.0  # seconds, below the task's own limit: what hangs then is put back, whoever swallows that limit
)
A_WHILE = 5.0  # seconds between two looks at the clock
CLAIM_FOR = (
    10.0  # seconds; what is claimed last must be done before the leases of what was claimed first run out
)


class Interrupted(Exception):
    """The shard was ended before this row was done."""


def perform_many(
    job_pks: Iterable[int],
    *,
    connections: int = CONNECTIONS,
    claim_for: float = CLAIM_FOR,
    fetch: Fetch | None = None,
    probe: Ask | None = None,
    passed: Passed | None = None,
) -> int:
    """Claim and work off these jobs, up to ``connections`` at a time. Returns how many were finished here.

    Pages are fetched and read in threads; the database is spoken to by the calling thread alone. What goes wrong with
    one row is logged and put back, and the others go on. Nothing is claimed any more after ``claim_for`` seconds.
    """
    shard = _Shard(fetch or http.fetch_politely, probe if fetch else probing.ask, passed or _on, connections)
    waiting, began = deque(job_pks), time.monotonic()
    until = began + claim_for
    try:
        while (waiting or shard.in_hand) and time.monotonic() < began + DONE_BY:
            while waiting and shard.has_room and time.monotonic() < until:
                shard.take(waiting.popleft())
            if time.monotonic() >= until:
                waiting.clear()
            shard.finish_what_is_ready()
    finally:
        shard.end()
    return shard.finished


def _on(step: str) -> None:
    """Nothing happens between the steps of an ordinary run."""


class _Shard:
    def __init__(self, fetch: Fetch, probe: Ask | None, passed: Passed, connections: int) -> None:
        self.in_hand: dict[Future[Captured], Lease] = {}
        self.finished = 0
        self._fetch, self._probe, self._passed = fetch, probe, passed
        self._connections = connections
        self._pool = ThreadPoolExecutor(connections, thread_name_prefix="capture")

    @property
    def has_room(self) -> bool:
        return len(self.in_hand) < self._connections

    def take(self, job_pk: int) -> None:
        lease = capturing.claim(job_pk)
        if lease is None:
            return
        try:
            self._passed("claimed")
            self.in_hand[self._pool.submit(self._bring, lease)] = lease
        except BaseException as ended:
            capturing.put_back(lease, ended)
            raise

    def _bring(self, lease: Lease) -> Captured:
        """In a thread: no database here."""
        probe = self._probe if lease.needs_probe else None
        return bringing.bring(
            lease.url, self._fetch, earlier=lease.before, probe=probe, fetched=_nobody_waits
        )

    def finish_what_is_ready(self) -> None:
        ready, _ = wait(self.in_hand, timeout=A_WHILE, return_when=FIRST_COMPLETED)
        for future in ready:
            lease = self.in_hand[future]
            self._finish(lease, future)
            del self.in_hand[future]

    def _finish(self, lease: Lease, future: Future[Captured]) -> None:
        try:
            captured = future.result()
            capturing.give_back_host(lease, retry_after=capturing.retry_after(captured.fetched))
            self._passed("fetched")
            capturing.conclude(lease, captured, passed=self._passed)
            self.finished += 1
        except StaleLease:
            log.warning("A late result of job %s (attempt %s) was discarded.", lease.job_pk, lease.attempt)
        except Exception as error:
            log.exception("The capture of job %s failed; it is tried again.", lease.job_pk)
            capturing.put_back(lease, error)

    def end(self) -> None:
        """Whatever ended the shard, nobody has to wait for the leases of what is left to run out."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        for lease in self.in_hand.values():
            capturing.put_back(lease, Interrupted("the shard was ended first"))


def _nobody_waits(answer: Fetched) -> None:
    """The host's slot is given back by the thread that speaks to the database."""
