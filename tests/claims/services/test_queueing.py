"""Whose turn it is."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterable

from claims.services.queueing import Turns


async def fill(turns: Turns, urls: Iterable[str]) -> None:
    """Addresses whose first letter is the host."""
    for url in urls:
        await turns.add(url[0], url)
    turns.no_more()


def test_a_busy_host_holds_up_no_other() -> None:
    async def run() -> list[str]:
        turns = Turns(each=1, gap=0, room=100)
        await fill(turns, ["a1", "a2", "a3", "b1"])
        taken = [await turns.take(), await turns.take()]
        turns.done("a")
        taken.append(await turns.take())
        return [url for _, url in filter(None, taken)]

    assert asyncio.run(run()) == ["a1", "b1", "a2"]


def most_at_once(each: int, workers: int) -> int:
    async def run() -> int:
        turns = Turns(each=each, gap=0, room=100)
        under_way = most = 0

        async def work() -> None:
            nonlocal under_way, most
            while await turns.take():
                under_way += 1
                most = max(most, under_way)
                await asyncio.sleep(0.002)
                under_way -= 1
                turns.done("a")

        tasks = [asyncio.create_task(work()) for _ in range(workers)]
        await fill(turns, [f"a{n}" for n in range(20)])
        await asyncio.gather(*tasks)
        return most

    return asyncio.run(run())


def test_no_host_is_asked_more_than_it_may_be() -> None:
    assert [most_at_once(each, 10) for each in (1, 3)] == [1, 3]


def test_a_host_rests_between_two_requests() -> None:
    async def run() -> float:
        turns = Turns(each=1, gap=0.1, room=100)
        await fill(turns, ["a1", "a2"])
        await turns.take()
        began = time.monotonic()
        turns.done("a")
        await turns.take()
        return time.monotonic() - began

    assert asyncio.run(run()) >= 0.1


def test_a_host_rests_for_as_long_as_it_asks() -> None:
    async def run() -> float:
        turns = Turns(each=1, gap=0, room=100)
        await fill(turns, ["a1", "a2"])
        await turns.take()
        began = time.monotonic()
        turns.done("a", rest=0.1)
        await turns.take()
        return time.monotonic() - began

    assert asyncio.run(run()) >= 0.1


def test_only_so_many_wait() -> None:
    async def run() -> tuple[bool, bool]:
        turns = Turns(each=1, gap=0, room=2, enough=2)
        filling = asyncio.create_task(fill(turns, ["a1", "b1", "c1"]))
        await asyncio.sleep(0.01)
        was_held_up = not filling.done()
        await turns.take()
        await asyncio.sleep(0.01)
        return was_held_up, filling.done()

    assert asyncio.run(run()) == (True, True)


def test_more_is_taken_in_only_while_somebody_could_ask() -> None:
    async def run() -> tuple[int, int]:
        turns = Turns(each=1, gap=0, room=9, enough=3)
        filling = asyncio.create_task(fill(turns, [f"a{n}" for n in range(20)]))
        await asyncio.sleep(0.01)
        taken_in = turns._waiting
        asking = [asyncio.create_task(turns.take()) for _ in range(2)]  # the second waits: its host is busy
        await asyncio.sleep(0.01)
        then = turns._waiting
        for task in (filling, *asking):
            task.cancel()
        return taken_in, then

    assert asyncio.run(run()) == (3, 9)


def test_everybody_goes_home_when_nothing_is_left() -> None:
    async def run() -> list[object]:
        turns = Turns(each=1, gap=0, room=10)
        tasks = [asyncio.create_task(turns.take()) for _ in range(3)]
        await asyncio.sleep(0)
        await fill(turns, ["a1"])
        return sorted(map(str, await asyncio.wait_for(asyncio.gather(*tasks), 5)))

    assert asyncio.run(run()) == ["('a', 'a1')", "None", "None"]


def test_hosts_that_are_done_are_forgotten() -> None:
    async def run() -> Turns:
        turns = Turns(each=1, gap=0, room=10)
        await fill(turns, ["a1", "b1"])
        while turn := await turns.take():
            turns.done(turn[0])
        return turns

    assert not asyncio.run(run())._hosts
