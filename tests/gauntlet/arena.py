"""One run of the gauntlet: due jobs, several dispatchers, a broker that forgets, workers that die, editors who ask.

What must hold afterwards: no due job without a result (*lost*), none with two (*doubled*), no result of a worker whose
lease had gone to another (*stale*), nothing sent twice at once, and no attempt used where nothing went wrong.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter, deque
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, fields
from typing import Any
from unittest import mock
from urllib.parse import quote

from django.conf import settings
from django.db import DatabaseError, InterfaceError, connection
from django.db.models import Count, F
from django.utils import timezone

from claims.models import CaptureJob, Event, Snapshot, Source
from claims.models.job import JobQuerySet
from claims.services import capturing, dispatching
from tests.database.base import as_owner
from tests.gauntlet import controls, short, worker

WORKER_FAULTS = [("kill", step) for step in worker.STEPS] + [("break", step) for step in worker.STEPS]
WORKER_FAULTS += [("stall", "claimed"), ("stall", "fetched"), ("cut", "fetched"), ("cut", "stored")]
BROKER_FAULTS = ["emptied", "away", "doubled"]
NO_PROGRESS = 8.0  # seconds, well above lease + back-off + nudge: what has not come by then never comes
AT_ONCE = short.LEASE / 6  # two sends of one key nearer than this are one too many


@dataclass(frozen=True)
class Plan:
    """``without`` takes a guard away: *fence*, *unique*, *recovery* or *locks*."""

    jobs: int = 60
    faults: int = 12
    poison: int = 0
    asks: int = 15
    seed: int = 1
    workers: int = 2
    dispatchers: int = 3
    without: str = ""


@dataclass
class Outcome:
    """Figures of a run; ``troubles`` says which of them must be nothing and are not."""

    jobs: int = 0
    results: int = 0
    dead: int = 0
    lost: int = 0
    doubled: int = 0
    stale: int = 0
    sent_twice: int = 0
    needless_attempts: int = 0
    errors_of_editors: int = 0
    deaths: int = 0
    faults: int = 0
    seconds: float = 0.0
    slowest_seconds: float = 0.0
    endings: dict[str, int] = field(default_factory=dict)

    MUST_BE_NOTHING = ("lost", "doubled", "stale", "sent_twice", "needless_attempts", "errors_of_editors")

    @property
    def troubles(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in self.MUST_BE_NOTHING if getattr(self, name)}

    def told(self) -> str:
        return ", ".join(f"{one.name.replace('_', ' ')} {getattr(self, one.name)}" for one in fields(self))


class Broker:
    """Keeps messages in memory for as long as they hold, and loses, refuses or doubles some, by their number."""

    def __init__(self, faults: dict[int, str]) -> None:
        self.faults, self.ready = faults, threading.Condition()
        self.queue = deque[tuple[float, list[int]]]()  # until when each is to be had
        self.count, self.struck, self.sent_twice = 0, 0, 0
        self.away_until = 0.0
        self.sent_at: dict[int, float] = {}

    def send(self, task: str, argument: int | list[int]) -> None:
        keys = argument if isinstance(argument, list) else [argument]
        with self.ready:
            self.count += 1
            fault = self.faults.pop(self.count, "")
            self.struck += bool(fault)
            now = time.monotonic()
            if fault == "away":
                self.away_until = now + short.LEASE / 3
            if now < self.away_until:
                raise ConnectionError("the broker is away")
            self.sent_twice += sum(now - self.sent_at.get(key, 0.0) < AT_ONCE for key in keys)
            self.sent_at |= dict.fromkeys(keys, now)
            message = (now + short.NUDGE_AGAIN, keys)
            self.queue.extend([message] * (2 if fault == "doubled" else 1))
            if fault == "emptied":
                self.queue.clear()
            self.ready.notify_all()

    def take(self) -> list[int] | None:
        with self.ready:
            if not self.queue:
                self.ready.wait(0.1)
            until, keys = self.queue.popleft() if self.queue else (0.0, [])
            return keys if until > time.monotonic() else None


class Arena:
    def __init__(self, plan: Plan) -> None:
        self.plan, self.chance, self.stop = plan, random.Random(plan.seed), threading.Event()
        messages = plan.jobs // short.SHARD
        ordinals = self.chance.sample(range(1, messages + 1), min(plan.faults, messages))
        at_broker = len(ordinals) // 4
        self.broker = Broker({n: self.chance.choice(BROKER_FAULTS) for n in ordinals[:at_broker]})
        self.orders = {n: self.chance.choice(WORKER_FAULTS) for n in ordinals[at_broker:]}
        self.cuts = plan.faults // 12
        self.delivered, self.lock = 0, threading.Lock()
        self.endings, self.outcome = Counter[str](), Outcome()
        self.poison: dict[int, str] = {}
        self.ready = threading.Barrier(plan.workers + 1)
        self.lease = short.LEASE if plan.faults or plan.poison or plan.without else short.UNHURRIED

    # --- The players ---

    def run(self) -> Outcome:
        workers = self._start(*[self._pump] * self.plan.workers)
        with ExitStack() as guards:
            self._take_guard_away(guards)
            self.ready.wait(60)
            began, keys = time.monotonic(), self._make_jobs()
            self.poison = {key: keys[key] for key in self.chance.sample(sorted(keys), self.plan.poison)}
            others = [self._dispatch] * self.plan.dispatchers + [self._ask] * 3 + [self._cut_connections]
            threads = workers + self._start(*others)
            self._wait_for_the_end()
            self.stop.set()
            for thread in threads:
                thread.join(30)
            self._judge()
        self.outcome.seconds = round(time.monotonic() - began, 1)
        return self.outcome

    def _start(self, *players: Callable[[], None]) -> list[threading.Thread]:
        threads = [threading.Thread(target=self._play, args=(player,), daemon=True) for player in players]
        for thread in threads:
            thread.start()
        return threads

    def _play(self, player: Callable[[], None]) -> None:
        try:
            player()
        finally:
            connection.close()

    def _make_jobs(self) -> dict[int, str]:
        sources = Source.objects.bulk_create(
            Source(slug=f"g{n}", url=f"https://g{n}.example/page", kind="newspaper", publisher=f"Gazette {n}")
            for n in range(self.plan.jobs)
        )
        jobs = CaptureJob.objects.bulk_create(
            CaptureJob(source=source, reason="added", host=f"g{n}.example")
            for n, source in enumerate(sources)
        )
        return {job.pk: job.source.url for job in jobs}

    def _take_guard_away(self, guards: ExitStack) -> None:
        # Where no message is lost none has to be sent again soon, and a slow machine is not taken for two dispatchers.
        usual = short.NUDGE_AGAIN if self.plan.faults or self.plan.without else 4 * short.NUDGE_AGAIN
        short.shorten(nudge_again=3600 if self.plan.without == "recovery" else usual, lease=self.lease)
        if self.plan.without == "locks":
            guards.enter_context(
                mock.patch.object(JobQuerySet, "select_for_update", controls.locking_nothing)
            )
        if self.plan.without == "unique":
            guards.enter_context(controls.without_unique_jobs())

    def _dispatch(self) -> None:
        while not self.stop.is_set():
            try:
                dispatching.dispatch(send=self.broker.send)
            except (DatabaseError, InterfaceError):
                connection.close()
            self.stop.wait(0.1)

    def _ask(self) -> None:
        """Editors who want captures, all of them the same ones at once."""
        wanted = random.Random(self.plan.seed)
        for number in [wanted.randrange(self.plan.jobs) for _ in range(self.plan.asks)]:
            try:
                capturing.ask(Source.objects.get(slug=f"g{number}"), reason="asked")
            except (DatabaseError, InterfaceError) as error:
                # Somebody cut this connection: an editor would see that, and try again. Anything else is an error.
                with self.lock:
                    self.outcome.errors_of_editors += not is_cut(error)
                connection.close()
            if self.stop.wait(0.05):
                return

    def _cut_connections(self) -> None:
        for _ in range(self.cuts):
            if self.stop.wait(0.3):
                return
            with as_owner(), connection.cursor() as cursor:
                cursor.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database()"
                    " AND pid <> pg_backend_pid() AND application_name <> 'referee' ORDER BY random() LIMIT 1"
                )
            self.outcome.faults += 1

    def _pump(self) -> None:
        """Hands messages to one worker, one at a time."""
        process = self._worker()
        self.ready.wait(60)
        while not self.stop.is_set():
            keys = self.broker.take()
            if keys is None:
                continue
            process.stdin.write(json.dumps({"keys": keys} | self._fault(keys)) + "\n")
            process.stdin.flush()
            ending = process.stdout.readline().strip()
            with self.lock:
                self.endings[ending] += 1
        end(process)

    def _fault(self, keys: list[int]) -> dict[str, Any]:
        deadly = [self.poison[key] for key in keys if key in self.poison]
        with self.lock:
            self.delivered += 1
            order = self.orders.pop(self.delivered, None)
            self.outcome.faults += bool(order)
        return {"deadly": deadly} | ({"fault": order[0], "step": order[1]} if order else {})

    def _worker(self) -> Any:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.gauntlet.worker", self.plan.without], text=True, bufsize=1,
            env=os.environ
            | {
                "DATABASE_URL": database_url(),
                "DJANGO_SETTINGS_MODULE": "tests.settings",
                "GAUNTLET_LEASE": str(self.lease),
            },
            cwd=settings.BASE_DIR, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        assert process.stdout is not None
        process.stdout.readline()
        return process

    # --- The referee ---

    def _wait_for_the_end(self) -> None:
        """Until nothing is due any more, or nothing has moved for a long time."""
        with connection.cursor() as cursor:
            cursor.execute("SET application_name = 'referee'")
        left, since = -1, time.monotonic()
        while left and time.monotonic() - since < NO_PROGRESS:
            now = self._left()
            if now != left or self.broker.queue:
                left, since = now, time.monotonic()
            time.sleep(0.1)
        # A worker that lost its lease may still be asleep; its late result would be the double.
        time.sleep(short.LEASE)

    def _left(self) -> int:
        return CaptureJob.objects.pending().filter(due_at__lte=timezone.now()).count()

    def _judge(self) -> None:
        out, jobs = self.outcome, CaptureJob.objects
        over = jobs.exclude(state="pending").annotate(results=Count("snapshot"))
        out.jobs, out.results, out.dead = jobs.count(), Snapshot.objects.count(), jobs.dead().count()
        out.lost = self._left() + over.filter(results=0).count()
        pending = jobs.pending().values("source").annotate(n=Count("pk")).filter(n__gt=1)
        out.doubled = over.filter(results__gt=1).count() + pending.count() + self.endings["IntegrityError"]
        attempts = dict(Snapshot.objects.values_list("pk", "job__attempt"))
        told = Event.objects.filter(kind="source.captured").values_list(
            "content__body__snapshot", "content__body__attempt"
        )
        out.stale = sum(attempts.get(snapshot) != attempt for snapshot, attempt in told)
        out.doubled += len(told) - len(attempts)
        out.sent_twice = self.broker.sent_twice if not self.plan.faults else 0
        out.needless_attempts = (
            jobs.filter(attempt__gt=1).count() if not self.plan.faults | self.plan.poison else 0
        )
        out.faults += self.broker.struck
        out.deaths, out.endings = self.endings["died"], dict(self.endings)
        waits = over.annotate(waited=F("finished_at") - F("due_at")).values_list("waited", flat=True)
        out.slowest_seconds = max((wait.total_seconds() for wait in waits), default=0.0)


def database_url() -> str:
    """The address of the database that the tests use, for other processes."""
    database = settings.DATABASES["default"]
    who = ":".join(quote(database[part], safe="") for part in ("USER", "PASSWORD") if database[part])
    where = f"{database['HOST']}:{database['PORT']}" if database["PORT"] else database["HOST"]
    if database["HOST"].startswith("/"):
        port = f"&port={database['PORT']}" if database["PORT"] else ""
        return f"postgresql://{who}@/{database['NAME']}?host={quote(database['HOST'])}{port}"
    return f"postgresql://{who}@{where}/{database['NAME']}"


def is_cut(error: Exception) -> bool:
    return (
        isinstance(error, InterfaceError) or "terminating connection" in str(error) or "closed" in str(error)
    )


def end(process: Any) -> None:
    process.stdin.close()
    try:
        process.wait(5)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(5)
    process.stdout.close()
