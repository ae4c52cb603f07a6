"""Whose turn it is: many addresses, one event loop, and no host asked more, or sooner, than it should be."""

from __future__ import annotations

import asyncio
from collections import deque
from dataclasses import dataclass, field


@dataclass(slots=True)
class _Host:
    waiting: deque[str] = field(default_factory=deque)
    free: int = 1


class Turns:
    """At most ``each`` requests to a host at a time, and ``gap`` seconds after each of them before the next.

    First come, first served, but nobody waits behind a host that is busy. ``enough`` addresses are taken in beforehand,
    and more, but no more than ``room``, while somebody could ask and all their hosts are busy.
    """

    def __init__(self, *, each: int, gap: float, room: int, enough: int = 1_000) -> None:
        self._each, self._gap, self._room, self._enough = each, gap, room, enough
        self._hosts: dict[str, _Host] = {}
        self._ready: deque[str] = deque()  # a host stands here once for each request that could begin now
        self._idle: deque[asyncio.Future[None]] = deque()
        self._has_room = asyncio.Event()
        self._waiting = 0
        self._is_full = False

    async def add(self, host: str, url: str) -> None:
        """Let an address wait for its turn. Waits itself while there is no room."""
        while self._waiting >= (self._room if self._idle else self._enough):
            self._has_room.clear()
            await self._has_room.wait()
        one = self._hosts.get(host)
        if one is None:
            one = self._hosts[host] = _Host(free=self._each)
        one.waiting.append(url)
        self._waiting += 1
        if len(one.waiting) <= one.free:
            self._call(host)

    def no_more(self) -> None:
        """Nothing will be added: who waits for a turn in vain is let go when all is done."""
        self._is_full = True
        self._let_go()

    async def take(self) -> tuple[str, str] | None:
        """The next (host, address) whose turn it is; None when nothing is left. To be followed by ``done``."""
        while not self._ready:
            if self._is_full and not self._waiting:
                return None
            turn = asyncio.get_running_loop().create_future()
            self._idle.append(turn)
            self._has_room.set()
            await turn
        host = self._ready.popleft()
        one = self._hosts[host]
        one.free -= 1
        self._waiting -= 1
        self._has_room.set()
        url = one.waiting.popleft()
        self._let_go()
        return host, url

    def done(self, host: str, *, rest: float = 0.0) -> None:
        """A request has ended. The host is left alone for the gap, or for ``rest`` seconds if that is longer."""
        pause = max(self._gap, rest)
        if pause > 0:
            asyncio.get_running_loop().call_later(pause, self._free, host)
        else:
            self._free(host)

    def waits_for(self, host: str) -> bool:
        """Whether another address of this host waits."""
        one = self._hosts.get(host)
        return one is not None and bool(one.waiting)

    def _free(self, host: str) -> None:
        one = self._hosts[host]
        one.free += 1
        if len(one.waiting) >= one.free:
            self._call(host)
        elif not one.waiting and one.free == self._each:
            del self._hosts[host]

    def _call(self, host: str) -> None:
        self._ready.append(host)
        while self._idle:
            turn = self._idle.popleft()
            if not turn.done():
                turn.set_result(None)
                return

    def _let_go(self) -> None:
        if self._is_full and not self._waiting:
            for turn in self._idle:
                if not turn.done():
                    turn.set_result(None)
            self._idle.clear()
