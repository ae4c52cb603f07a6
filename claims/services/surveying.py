"""Looking at many addresses that nobody keeps: the desk's fetcher and checks, in one event loop, without a database."""

from __future__ import annotations

import asyncio
import functools
import os
import time
from collections import Counter, OrderedDict
from collections.abc import AsyncIterator, Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from claims.clients import http
from claims.clients.http import Fetched, Fetcher, Limits
from claims.exceptions import InvalidInput
from claims.models import Probe
from claims.services import examining, politeness, probing
from claims.services.examining import Examined
from claims.services.queueing import Turns
from claims.text.outcomes import FailureClass

Tell = Callable[[str, Examined], Awaitable[None]]
"""Takes an address, as it was given, and what was found."""

ROOM = 20_000  # addresses that wait for their hosts: enough for a list that is sorted by host
PATIENCE = 60.0  # seconds; a host that wants to be left alone for longer is asked no more
KNOWN_HOSTS = 1_000  # whose answers to a made-up address are remembered
BUSY = frozenset({429, 503})
READERS = min(4, (os.cpu_count() or 1) + 1)


@dataclass(frozen=True, slots=True)
class Plan:
    """How to go about it. ``gap``: seconds between two requests to a host, by each of its ``each`` visitors."""

    connections: int = 50
    each: int = 1
    gap: float = 0.0
    status_only: bool = False
    is_polite: bool = True
    limits: Limits = field(default_factory=Limits)


@dataclass(slots=True)
class Tally:
    """What came of it so far."""

    began: float = field(default_factory=time.monotonic)
    outcomes: Counter[str] = field(default_factory=Counter)
    failed: int = 0

    @property
    def done(self) -> int:
        return self.outcomes.total()

    def count(self, examined: Examined) -> None:
        self.outcomes[examined.outcome] += 1
        self.failed += examined.failed


class Survey:
    """Looks at each address once and tells of it when it is done. Made anew for every list."""

    def __init__(self, plan: Plan, *, quotes_of: Callable[[str], tuple[str, ...]] | None = None) -> None:
        self.tally = Tally()
        self._plan = plan
        self._quotes_of = quotes_of or (lambda url: ())
        self._turns = Turns(each=plan.each, gap=plan.gap, room=ROOM, enough=4 * plan.connections)
        self._memory = http.Memory()
        self._shut: dict[str, float] = {}
        self._probes: OrderedDict[str, asyncio.Future[Probe | None]] = OrderedDict()
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="reader")

    async def run(self, found: AsyncIterator[str], tell: Tell) -> Tally:
        """Take the addresses as they come. A list that turns out to be no list ends it, after what came before.

        Raises InvalidInput then, and whatever ``tell`` raises, at once.
        """
        refused: InvalidInput | None = None
        try:
            options = http.Options(memory=self._memory, limits=self._plan.limits)
            async with Fetcher(is_polite=self._plan.is_polite, **options) as fetcher:
                async with asyncio.TaskGroup() as group:
                    for _ in range(self._plan.connections):
                        group.create_task(self._work(fetcher, tell))
                    refused = await self._feed(found)
        except BaseExceptionGroup as several:
            raise several.exceptions[0] from None
        finally:
            self._readers.shutdown(wait=False, cancel_futures=True)
        if refused is not None:
            raise refused
        return self.tally

    async def _feed(self, found: AsyncIterator[str]) -> InvalidInput | None:
        try:
            async for url in found:
                await self._turns.add(politeness.host_of(url), url)
        except InvalidInput as refused:
            return refused
        finally:
            self._turns.no_more()
        return None

    async def _work(self, fetcher: Fetcher, tell: Tell) -> None:
        while (turn := await self._turns.take()) is not None:
            host, url = turn
            if self._is_shut(host):
                self._turns.done(host)
                examined = examining.by_answer(_not_asked(url))
            else:
                examined = await self._look(fetcher, host, url)
            self.tally.count(examined)
            await tell(url, examined)

    async def _look(self, fetcher: Fetcher, host: str, url: str) -> Examined:
        probe: Probe | None = None
        fetched = None
        try:
            fetched = await fetcher.fetch(url, keep=self._turns.waits_for(host))
            if not self._plan.status_only and fetched.failure is None:
                probe = await self._probe(fetcher, host, url)
        finally:
            self._turns.done(host, rest=self._rest(host, url, fetched))
        if self._plan.status_only:
            return examining.by_answer(fetched)
        look = functools.partial(examining.by_page, fetched, self._quotes_of(url), probe)
        return await asyncio.get_running_loop().run_in_executor(self._readers, look)

    def _rest(self, host: str, url: str, fetched: Fetched | None) -> float:
        """How long the host asked to be left alone; if that is too long to wait, it is shut."""
        asked = (fetched.retry_after_seconds or 0.0) if fetched and fetched.status in BUSY else 0.0
        if asked > PATIENCE:
            self._shut[host] = time.monotonic() + asked
            return 0.0
        delay = http.crawl_delay(url, self._memory) if self._plan.is_polite else None
        return max(asked, min(delay or 0.0, PATIENCE))

    def _is_shut(self, host: str) -> bool:
        return bool(self._shut) and self._shut.get(host, 0.0) > time.monotonic()

    async def _probe(self, fetcher: Fetcher, host: str, url: str) -> Probe | None:
        """What the host answers to a made-up address: asked once, by whoever comes first; the others wait."""
        known = self._probes.get(host)
        if known is not None:
            return await asyncio.shield(known)
        answer = self._probes[host] = asyncio.get_running_loop().create_future()
        while len(self._probes) > KNOWN_HOSTS:
            self._probes.popitem(last=False)
        probe = None
        try:
            await asyncio.sleep(self._plan.gap)
            sought = probing.made_up(url)
            fetched = await fetcher.fetch(sought, limits=probing.PATIENCE, keep=self._turns.waits_for(host))
            read = functools.partial(probing.answered, sought, fetched)
            probe = await asyncio.get_running_loop().run_in_executor(self._readers, read)
            probe.host = host[:255]
        finally:
            answer.set_result(probe)
        return probe


def _not_asked(url: str) -> Fetched:
    detail = "not asked: the site wants no visits for a while"
    return Fetched(url, final_url=url, failure=FailureClass.HTTP_429, detail=detail)
