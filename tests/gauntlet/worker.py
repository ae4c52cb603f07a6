"""A worker whose child processes die on demand, as those of a prefork worker do.

Each line of its standard input is a JSON object: the ``keys`` of jobs and, perhaps, a ``fault`` and the ``step`` at
which it strikes, and addresses that are ``deadly`` to fetch. Each line of its output tells how the job ended, or *died*.

Faults: *kill* (SIGKILL), *break* (an exception), *stall* (longer than a lease), *cut* (its database connection is cut).
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from collections.abc import Callable
from typing import Any
from unittest import mock

import django

STEPS = ("claimed", "fetched", "stored", "committed")
AT_ONCE = 3  # rows of a shard in hand at a time


class Broken(Exception):
    """The fault that was ordered."""


def strike(fault: str) -> None:
    from django.db import connection

    from tests.gauntlet import short

    if fault == "kill":
        os.kill(os.getpid(), signal.SIGKILL)
    if fault == "break":
        raise Broken("as ordered")
    if fault == "stall":
        time.sleep(short.LEASE * 1.5)
    if fault == "cut":
        connection.connection.close()


def passing(order: dict[str, Any]) -> Callable[[str], None]:
    def passed(step: str) -> None:
        if step == order.get("step"):
            strike(order.get("fault", ""))

    return passed


def work(order: dict[str, Any]) -> str:
    """*done*, *nothing* (not to be had, or discarded), or the name of what went wrong."""
    from django.db import connection

    from claims.services import capturing, sharding

    keys, passed = order["keys"], passing(order)
    went_wrong: list[str] = []
    put_back = capturing.put_back

    def noting(lease: Any, error: BaseException) -> None:
        """A shard puts one row back and goes on; what was wrong with it is told all the same."""
        went_wrong.append(type(error).__name__)
        put_back(lease, error)

    try:
        if len(keys) > 1:
            with mock.patch.object(capturing, "put_back", noting):
                done = sharding.perform_many(keys, connections=AT_ONCE, fetch=fetching(order), passed=passed)
        else:
            done = capturing.perform(keys[0], fetch=fetching(order), passed=passed) is not None
    except Exception as error:
        connection.close()
        return type(error).__name__
    if "IntegrityError" in went_wrong:
        return "IntegrityError"
    return "done" if done else "nothing"


def fetching(order: dict[str, Any]) -> Callable[..., Any]:
    from tests import captures

    answer = captures.answering(captures.page())

    def fetch(url: str, **options: Any) -> Any:
        if url in order.get("deadly", ()):
            strike("kill")
        return answer(url)

    return fetch


def main() -> None:
    django.setup()

    from claims.clients import pages
    from claims.models.job import JobQuerySet
    from tests import captures
    from tests.gauntlet import controls, short

    short.shorten(lease=float(os.environ.get("GAUNTLET_LEASE", short.LEASE)))
    pages.read = captures.read
    if "fence" in sys.argv[1:]:
        JobQuerySet.held = controls.held_by_anybody  # type: ignore[method-assign]
    tell("ready")
    while os.waitstatus_to_exitcode(child()) != 0:
        tell("died")


def child() -> int:
    """Work in a fork until the input ends, or until death; its status."""
    pid = os.fork()
    if pid:
        return os.waitpid(pid, 0)[1]
    for line in sys.stdin:
        tell(work(json.loads(line)))
    os._exit(0)


def tell(ending: str) -> None:
    os.write(1, f"{ending}\n".encode())


if __name__ == "__main__":
    main()
