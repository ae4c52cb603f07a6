"""Asking a site's robots.txt, through the same guarded fetcher, before visiting it (RFC 9309)."""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from claims.clients import fetching, robots_rules
from claims.clients.fetched import Fetched, Limits, Stop
from claims.clients.robots_rules import Rules
from claims.text import urls
from claims.text.outcomes import FailureClass

_DAY = 24 * 3600.0
_TEN_MINUTES = 600.0
_MOST_SITES = 1_000
_LIMITS = Limits(deadline=10.0, redirects=5, packed_bytes=1024 * 1024, body_bytes=2 * 1024 * 1024)

_PASSED_ON = frozenset(
    {
        FailureClass.DNS,
        FailureClass.DNS_UNAVAILABLE,
        FailureClass.NO_NETWORK,
        FailureClass.UNREACHABLE,
        FailureClass.REFUSED,
        FailureClass.CONNECT_TIMEOUT,
        FailureClass.TLS,
        FailureClass.BLOCKED_ADDRESS,
        FailureClass.BAD_URL,
        FailureClass.HTTP_429,
    }
)
"""Failures of the way to the host: the page would fare no better, so they are the page's own outcome."""

_NO_RULES = frozenset({FailureClass.TOO_MANY_REDIRECTS, FailureClass.REDIRECT_LOOP, FailureClass.BOT_WALL})
"""Redirects that lead nowhere, also those that want a cookie back. Nobody has answered then."""


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is known of one site: its rules, or why it may not be visited, and until when that holds."""

    rules: Rules
    stop: Stop | None
    expires: float

    def judge(self, url: str) -> None:
        """Stop unless this address may be visited."""
        if self.stop is not None:
            raise Stop(self.stop.failure, self.stop.detail)
        if not self.rules.allow(url):
            raise Stop(FailureClass.ROBOTS, "robots.txt does not allow this page")


@dataclass(slots=True)
class Memory:
    """Rulings by site, for this process. The oldest go first; `clock` gives seconds."""

    clock: Callable[[], float] = time.monotonic
    _rulings: OrderedDict[str, Ruling] = field(default_factory=OrderedDict)

    def recall(self, site: str) -> Ruling | None:
        """The ruling on a site, unless it has expired."""
        ruling = self._rulings.get(site)
        return ruling if ruling is not None and ruling.expires > self.clock() else None

    def keep(self, site: str, ruling: Ruling) -> None:
        """Remember a ruling."""
        self._rulings[site] = ruling
        self._rulings.move_to_end(site)
        while len(self._rulings) > _MOST_SITES:
            self._rulings.popitem(last=False)


class Asker:
    """Asks for the rules of sites, for one event loop: whoever wants those of a site that is being asked waits."""

    def __init__(self, memory: Memory) -> None:
        self._memory = memory
        self._asking: dict[str, asyncio.Future[Ruling]] = {}

    async def judge(self, url: str, errand: fetching.Errand) -> None:
        """Stop with ROBOTS, or with the failure that kept the rules from being read, unless `url` may be visited.

        `errand` lends its policy, network and agent to the fetch of the rules.
        """
        site = _site(url)
        ruling = self._memory.recall(site)
        if ruling is None:
            ruling = await self._ask(site, errand)
        ruling.judge(url)

    async def _ask(self, site: str, errand: fetching.Errand) -> Ruling:
        asking = self._asking.get(site)
        if asking is None:
            asking = self._asking[site] = asyncio.ensure_future(self._ask_and_keep(site, errand))
        # Who asked first may be called off, which is no answer for the others.
        return await asyncio.shield(asking)

    async def _ask_and_keep(self, site: str, errand: fetching.Errand) -> Ruling:
        try:
            ruling = await _ask(site, errand, self._memory.clock())
        finally:
            del self._asking[site]
        self._memory.keep(site, ruling)
        return ruling


def delay_of(url: str, memory: Memory) -> float | None:
    """The seconds that a site's rules ask for between two visits, as far as they are remembered."""
    try:
        ruling = memory.recall(_site(url))
    except urls.BadURL:
        return None
    return ruling.rules.delay if ruling else None


async def allowed(url: str, *, errand: fetching.Errand, memory: Memory) -> bool:
    """Whether `url` may be visited."""
    try:
        await Asker(memory).judge(url, errand)
    except Stop:
        return False
    return True


def _site(url: str) -> str:
    return f"{urls.parse(url).origin}/robots.txt"


async def _ask(site: str, errand: fetching.Errand, now: float) -> Ruling:
    limits = replace(_LIMITS, deadline=min(_LIMITS.deadline, errand.limits.deadline))
    asking = replace(
        errand, url=site, limits=limits, validators=None, permit=None, refreshes=False, keep=True
    )
    fetched = await fetching.run(asking)
    return _ruling(fetched, errand.agent, now)


def _ruling(fetched: Fetched, agent: str, now: float) -> Ruling:
    """RFC 9309, 2.3.1: no rules (4xx, endless redirects) allow all, unreadable rules forbid all."""
    if fetched.failure is None:
        return Ruling(robots_rules.parse(fetched.body, agent=agent), None, now + _DAY)
    if fetched.failure in _PASSED_ON and not fetched.redirects:
        return Ruling(Rules(), Stop(fetched.failure, fetched.detail), now)
    if (fetched.status is None and fetched.failure in _NO_RULES) or 400 <= (fetched.status or 0) < 500:
        return Ruling(Rules(), None, now + _DAY)
    reason = f"robots.txt could not be read ({fetched.detail}), which counts as a no"
    return Ruling(Rules(), Stop(FailureClass.ROBOTS, reason), now + _TEN_MINUTES)
