"""Whether the desk's background work keeps up; if it doesn't, what is probably wrong, and what to do about it.

Told from the rows alone: nobody is asked whether he lives. A dispatcher leaves its mark on every row that it sends, a
worker on every row that it takes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.services import dispatching
from claims.text import durations

LATELY = timedelta(minutes=1)
REMEMBERED = timedelta(days=7)  # what was given up before that is history


class Trouble(StrEnum):
    """The one thing that an operator should look at first; empty if nothing is the matter."""

    NONE = ""
    NOBODY_SENDS = "nobody_sends"
    NOBODY_WORKS = "nobody_works"
    TOO_SLOW = "too_slow"
    CUT_OFF = "cut_off"


@dataclass(frozen=True)
class State:
    """``sentence`` says how things stand, ``to_do`` what to do about it. ``given_up``: jobs that used up their
    attempts within the last week. ``oldest_due_seconds``: how long the oldest due job has been waiting for nothing
    but a worker."""

    behind: bool
    cut_off: bool
    oldest_due_seconds: float
    due: int
    running: int
    given_up: int
    trouble: Trouble
    sentence: str
    to_do: str

    @property
    def is_well(self) -> bool:
        return self.trouble == Trouble.NONE


SENTENCES = {
    Trouble.NONE: gettext_lazy("Source checks are up to date."),
    Trouble.NOBODY_SENDS: gettext_lazy(
        "Source checks stand still: {jobs}, and nothing sends them to a worker."
    ),
    Trouble.NOBODY_WORKS: gettext_lazy(
        "Source checks stand still: {jobs}; they are sent, but no worker takes them up."
    ),
    Trouble.TOO_SLOW: gettext_lazy(
        "Source checks are behind: {jobs}; workers are at it, but they don't keep up."
    ),
    Trouble.CUT_OFF: gettext_lazy(
        "Source checks are running, but nothing outside answers: the desk may be offline."
    ),
}
TO_DO = {
    Trouble.NONE: "",
    Trouble.NOBODY_SENDS: (
        gettext_lazy(
            "Start the scheduler and the worker (celery beat, celery worker). Without a broker, run "
            "“manage.py dispatch”. Nothing is lost: what is due is worked off as soon as one of them runs."
        )
    ),
    Trouble.NOBODY_WORKS: (
        gettext_lazy(
            "Start the worker (celery worker), or restart it: one that lost its broker may be up and deaf. "
            "Look whether the broker answers. Nothing is lost meanwhile."
        )
    ),
    Trouble.TOO_SLOW: (
        gettext_lazy(
            "Run more worker processes (WORKER_PROCESSES), or have fewer sources looked at so often."
        )
    ),
    Trouble.CUT_OFF: (
        gettext_lazy(
            "Look whether this machine reaches the internet. Until it does, failures count against no source."
        )
    ),
}


def state(at: datetime | None = None) -> State:
    """How the background work stands now; a fixed number of queries, whatever is due."""
    found = dispatching.health(at)
    behind, cut_off = bool(found["behind"]), bool(found["cut_off"])
    running, due = int(found["running"]), int(found["due"])
    trouble = _trouble(behind=behind, cut_off=cut_off, running=running, at=at)
    waiting = durations.about(timedelta(seconds=float(found["oldest_due_seconds"])))
    jobs = (
        _("1 job has been due for {waiting}").format(waiting=waiting)
        if due == 1
        else _("{due} jobs are due, the oldest for {waiting}").format(due=due, waiting=waiting)
    )
    return State(
        behind=behind,
        cut_off=cut_off,
        oldest_due_seconds=float(found["oldest_due_seconds"]),
        due=due,
        running=running,
        given_up=_given_up(at or timezone.now()),
        trouble=trouble,
        sentence=SENTENCES[trouble].format(jobs=jobs),
        to_do=str(TO_DO[trouble]),
    )


def _given_up(now: datetime) -> int:
    since = now - REMEMBERED
    return sum(kind.jobs().dead().filter(finished_at__gte=since).count() for kind in dispatching.KINDS)


def _trouble(*, behind: bool, cut_off: bool, running: int, at: datetime | None) -> Trouble:
    if not behind:
        return Trouble.CUT_OFF if cut_off else Trouble.NONE
    if running:
        return Trouble.TOO_SLOW
    return Trouble.NOBODY_WORKS if _is_anything_sent(at or timezone.now()) else Trouble.NOBODY_SENDS


def _is_anything_sent(now: datetime) -> bool:
    """Whether a dispatcher has marked any due row of late: one that runs does so every few seconds."""
    return any(
        kind.jobs().due(now).filter(enqueued_at__gte=now - LATELY).exists() for kind in dispatching.KINDS
    )
