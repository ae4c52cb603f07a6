"""Finding what is due and sending its keys. Any number of dispatchers may run; the rows keep them apart.

A message is only a nudge: it may be lost, doubled or late, and the broker may be away. What was sent and not taken up
is found again seconds later.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Min
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext

from claims.models import (
    ArchiveJob,
    CaptureJob,
    Corpus,
    Digest,
    ExtractionJob,
    FeedJob,
    OutgoingMail,
    WebhookDelivery,
)
from claims.models.job import JobQuerySet
from claims.services import (
    archiving,
    batching,
    capturing,
    carrying_out,
    digesting,
    exporting_corpus,
    extracting,
    following,
    mailing,
    posting,
    weighing,
)

log = logging.getLogger(__name__)

Send = Callable[[str, int | list[int]], object]
"""Gives a broker the name of a task and the key of its job, or the keys of its jobs."""

SHARD = 25  # jobs that one message names at most, where a task can work off several at once
UNDER_WAY = 100  # so many jobs of a kind may be under way at once: a deaf worker must not fill the broker
BURIED_AT_ONCE = 20
BEHIND_AFTER = 60.0  # seconds


class Kind(NamedTuple):
    """One kind of job, the task that works it off, what that task calls, and how a poisoned one is given up.

    ``shard_task`` takes several keys at once.
    """

    task: str
    jobs: Callable[[], JobQuerySet[Any]]
    perform: Callable[[int], object]
    bury: Callable[[int], object]
    shard_task: str = ""


KINDS = (
    Kind(
        "claims.tasks.capture_source",
        CaptureJob.objects.all,
        capturing.perform,
        capturing.bury,
        "claims.tasks.capture_sources",
    ),
    Kind("claims.tasks.extract_page", ExtractionJob.objects.all, extracting.perform, extracting.bury),
    Kind("claims.tasks.look_at_feed", FeedJob.objects.all, following.perform, following.bury),
    Kind("claims.tasks.ask_archive", ArchiveJob.objects.all, archiving.perform, archiving.bury),
    Kind("claims.tasks.send_digest", Digest.objects.all, digesting.send, digesting.bury),
    Kind("claims.tasks.send_mail", OutgoingMail.objects.all, mailing.perform, mailing.bury),
    Kind("claims.tasks.post_webhook", WebhookDelivery.objects.deliverable, posting.perform, posting.bury),
    Kind("claims.tasks.make_corpus", Corpus.objects.all, exporting_corpus.perform, exporting_corpus.bury),
    Kind("claims.tasks.carry_out_batch", batching.confirmed, carrying_out.perform, batching.bury),
)


class Message(NamedTuple):
    task: str
    keys: list[int]

    @property
    def argument(self) -> int | list[int]:
        return self.keys[0] if len(self.keys) == 1 else self.keys


def dispatch(*, send: Send, limit: int = UNDER_WAY) -> int:
    """Send the keys of due jobs and give up poisoned ones. Returns how many were sent.

    The rows are marked and committed before anything is sent, so nothing is held while a broker is slow to answer.
    """
    for kind in KINDS:
        _bury_poisoned(kind)
    return _send_all([message for kind in KINDS for message in _messages(kind, _mark(kind, limit))], send)


def _bury_poisoned(kind: Kind) -> None:
    for key in list(kind.jobs().poisoned().values_list("pk", flat=True)[:BURIED_AT_ONCE]):
        try:
            kind.bury(key)
        except Exception:
            # One grave that can't be dug must not keep the others' jobs from being sent.
            log.exception("Job %s of %s could not be given up.", key, kind.task)


@transaction.atomic
def _mark(kind: Kind, limit: int) -> list[tuple[int, int]]:
    """Take due rows that no other dispatcher is taking, and note that they are being sent: key and attempt of each."""
    room = limit - kind.jobs().outstanding().count()
    if room <= 0:
        return []
    rows = kind.jobs().to_send().select_for_update(skip_locked=True, of=("self",))
    found = list(rows.values_list("pk", "attempt")[:room])
    kind.jobs().filter(pk__in=[key for key, _ in found]).update(enqueued_at=Now())
    return found


def _messages(kind: Kind, found: list[tuple[int, int]]) -> Iterator[Message]:
    """Rows with an attempt behind them go alone: one that kills its worker must not use up its neighbours' attempts."""
    fresh = [key for key, attempt in found if kind.shard_task and not attempt]
    for key, _ in found:
        if key not in fresh:
            yield Message(kind.task, [key])
    for shard in _batched(fresh, SHARD):
        yield Message(kind.task if len(shard) == 1 else kind.shard_task, shard)


def _batched(keys: list[int], size: int) -> Iterator[list[int]]:
    """As itertools.batched of later Pythons."""
    return (keys[start : start + size] for start in range(0, len(keys), size))


def _send_all(messages: list[Message], send: Send) -> int:
    """How many jobs were sent. The first failure ends it: where one message fails, each would wait for a time-out."""
    sent = 0
    for message in messages:
        try:
            send(message.task, message.argument)
        except Exception as error:
            left = sum(len(one.keys) for one in messages) - sent
            log.warning(
                "The broker did not take a message (%s: %s); %s jobs are sent again later.",
                type(error).__name__, error, left,
            )  # fmt: skip
            return sent
        sent += len(message.keys)
    return sent


def work_off(limit: int = UNDER_WAY) -> int:
    """Work off due jobs of every kind in this process, for a desk without a broker. Returns how many were finished.

    A job that fails is put back, and the next is taken.
    """
    done = 0
    for kind in KINDS:
        _bury_poisoned(kind)
        for key in list(kind.jobs().to_send().values_list("pk", flat=True)[:limit]):
            try:
                done += bool(kind.perform(key))
            except Exception:
                log.exception("Job %s of %s failed and was put back.", key, kind.task)
    return done


def anything_left(*, within: timedelta) -> bool:
    """Whether a due job can be started now or within a little while (when its host's gap is over)."""
    return any(kind.jobs().workable().can_start(within=within).exists() for kind in KINDS)


# --- Health -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Health:
    """``oldest_due_seconds``: how long the oldest due job has been waiting for nothing but a worker."""

    behind: bool
    oldest_due_seconds: float
    due: int
    running: int
    dead: int
    cut_off: bool
    sentence: str


def health(at: datetime | None = None) -> dict[str, Any]:
    """How the desk's background work is doing: the age of the oldest due job, not whether a process is up.

    *cut_off*: no capture of late had any answer, so the desk itself may be offline.
    """
    now = at or timezone.now()
    waiting = [kind.jobs().due(at) for kind in KINDS]
    oldest = [_oldest(rows) for rows in waiting]
    age = max(((now - since).total_seconds() for since in oldest if since), default=0.0)
    due = sum(rows.count() for rows in waiting)
    behind, cut_off = age > BEHIND_AFTER, weighing.nobody_answers(now)
    found = Health(
        behind=behind,
        oldest_due_seconds=round(max(age, 0.0), 1),
        due=due,
        running=sum(kind.jobs().running().count() for kind in KINDS),
        dead=sum(kind.jobs().dead().count() for kind in KINDS),
        cut_off=cut_off,
        sentence=_sentence(behind=behind, age=age, due=due, cut_off=cut_off),
    )
    return asdict(found)


def _oldest(rows: JobQuerySet[Any]) -> datetime | None:
    oldest: datetime | None = (
        rows.can_start().with_waiting_since().aggregate(oldest=Min("waiting_since"))["oldest"]
    )
    return oldest


def _sentence(*, behind: bool, age: float, due: int, cut_off: bool) -> str:
    if behind:
        return gettext(
            "Source checks are behind: {due} due, the oldest for {age}. Is a worker running?"
        ).format(due=due, age=_span(age))
    if cut_off:
        return gettext("Source checks are running, but nothing outside answers: the desk may be offline.")
    return gettext("Source checks are up to date.")


def _span(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} seconds"
    return f"{seconds / 60:.0f} minutes" if seconds < 7200 else f"{seconds / 3600:.0f} hours"
