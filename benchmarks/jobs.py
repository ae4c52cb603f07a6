"""What the job machinery costs: `python -m benchmarks.jobs [--jobs N] [--writes N]`.

In a database of its own at DATABASE_URL's server, which is removed afterwards: captures a second by one worker (the
page comes from memory and is not parsed, so this is claim, store, checks, events and the next job), and how long an
editor's write takes with the broker there and away, the two in turns. Timed on whatever else the machine is doing:
compare figures of one run only.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Callable

from tests.setting_up import set_up

AWAY = "redis://127.0.0.1:1/0"


def captures_a_second(jobs: int) -> float:
    from claims.clients import pages
    from claims.models import CaptureJob, Source
    from claims.services import capturing
    from tests import captures

    pages.read = captures.read
    Source.objects.bulk_create(
        Source(slug=f"b{n}", url=f"https://b{n}.example/", kind="newspaper", publisher=f"B{n}")
        for n in range(jobs)
    )
    keys = [captures.due_job(source).pk for source in Source.objects.filter(slug__startswith="b")]
    began = time.perf_counter()
    for key in keys:
        capturing.perform(key, fetch=captures.answering(captures.page(captures.TEXT * 20)))
    assert CaptureJob.objects.filter(pk__in=keys, state="done").count() == jobs
    return jobs / (time.perf_counter() - began)


def editors_writes(count: int) -> dict[str, list[float]]:
    """Seconds that adding a source takes, by where the broker is."""
    from claims.services import citing
    from factcheck.celery import app
    from tests.conftest import member

    chae = member("chae", "checker")
    brokers = {"there": os.environ.get("BROKER_URL", "redis://127.0.0.1:6379/0"), "away": AWAY}
    taken: dict[str, list[float]] = {name: [] for name in brokers}
    for number in range(count):
        for name, address in brokers.items():
            app.conf.broker_url = address
            taken[name].append(
                timed(lambda name=name, number=number: citing.add_source(
                    slug=f"{name}-{number}", url=f"https://{name}-{number}.example/", kind="newspaper", publisher="P", by=chae
                ))
            )  # fmt: skip
    return taken


def timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=500)
    parser.add_argument("--writes", type=int, default=1000)
    asked = parser.parse_args()
    set_up()
    from django.db import connection

    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True)
    try:
        print(f"captures a second, one worker: {captures_a_second(asked.jobs):.0f}")
        for where, seconds in editors_writes(asked.writes).items():
            p95 = statistics.quantiles(seconds, n=20)[-1]
            print(
                f"editors' writes with the broker {where}: {len(seconds)}, p95 {p95 * 1000:.1f} ms, no error"
            )
    finally:
        connection.close()
        connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    main()
