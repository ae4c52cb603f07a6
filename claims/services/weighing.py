"""What a capture says about the health of its source, and whether the desk itself was cut off.

One failure says nothing: a source is *dead* only after three failed captures, each at least 72 hours after the last
that counted. Any success resets the count; who keeps us out (401, 403, a bot wall …) is neither.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy

from claims.models import Snapshot, Source
from claims.services import politeness
from claims.text import outcomes
from claims.text.outcomes import FailureClass

COUNTED_APART = timedelta(hours=72)
LOOK_BACK = timedelta(hours=24)
LATEST_ANSWERS = 10  # how many captures of other hosts tell whether the desk is cut off
FEWEST_HOSTS = 2
SAYS_NOTHING = (
    FailureClass.BLOCKED_ADDRESS,
    FailureClass.BAD_URL,
    FailureClass.ROBOTS,
    FailureClass.WORKER_LOST,
)
THIS_MACHINE = r"^https?://(127\.|localhost[:/]|\[::1\])"
OFFLINE = gettext_lazy(
    "Nothing outside answers, so this says nothing about the source: the desk itself may be offline."
)


@dataclass(frozen=True, slots=True)
class Standing:
    """A source's health, and the count behind it."""

    health: str = Source.Health.UNKNOWN
    note: str = ""
    counted: int = 0
    last_counted_at: datetime | None = None


def weigh(before: Standing, failure: str, *, at: datetime, offline: bool = False) -> Standing:
    """The standing after a capture that ended with ``failure`` (a FailureClass; empty: it succeeded) at ``at``."""
    if not failure:
        return Standing(Source.Health.OK)
    says = str(OFFLINE) if offline else outcomes.describe(failure)
    if offline or not outcomes.counts_against(failure):
        known_bad = before.counted > 0
        return Standing(
            before.health if known_bad else Source.Health.UNKNOWN,
            says,
            before.counted,
            before.last_counted_at,
        )
    counted, last = before.counted, before.last_counted_at
    if last is None or at - last >= COUNTED_APART:
        counted, last = counted + 1, at
    health = Source.Health.DEAD if counted >= Source.DEAD_AFTER else Source.Health.FAILING
    return Standing(health, says, counted, last)


def standing_of(source: Source) -> Standing:
    return Standing(
        source.health, source.health_note, source.counted_failures, source.last_counted_failure_at
    )


def keep(source: Source, standing: Standing, *, snapshot: Snapshot) -> None:
    """Write the standing beside the source. No new version: nobody's open form becomes stale by it."""
    source.health, source.health_note = standing.health, standing.note
    source.counted_failures, source.last_counted_failure_at = standing.counted, standing.last_counted_at
    source.last_captured_at = snapshot.captured_at
    Source.objects.filter(pk=source.pk).update(
        health=source.health,
        health_note=source.health_note,
        counted_failures=source.counted_failures,
        last_counted_failure_at=source.last_counted_failure_at,
        last_captured_at=source.last_captured_at,
    )


def is_cut_off(snapshot: Snapshot) -> bool:
    """Whether a capture without any answer says more about the desk than about the source.

    So it is when the latest captures of two other hosts or more had no answer either, or when nothing outside has
    ever answered this desk. What this machine serves itself is no sign of the internet.
    """
    host = politeness.host_of(snapshot.url)
    if snapshot.status is not None or politeness.is_this_machine(host):
        return False
    return _are_silent(_latest(before=snapshot.captured_at, but=host)) or not _ever_answered()


def nobody_answers(at: datetime) -> bool:
    """Whether the desk looks cut off at this moment: for the dashboard."""
    latest = _latest(before=at)
    return _are_silent(latest) or (bool(latest) and not _ever_answered())


Answer = tuple[str, int | None]  # host and status


def _latest(*, before: datetime, but: str = "") -> list[Answer]:
    """How the latest captures of (other) hosts ended. The dead are left out: they are silent anyway."""
    recent = Snapshot.objects.filter(captured_at__gt=before - LOOK_BACK, captured_at__lte=before)
    asked = (
        recent.exclude(source__health=Source.Health.DEAD)
        .exclude(failure__in=SAYS_NOTHING)
        .exclude(url__iregex=THIS_MACHINE)
        .order_by("-captured_at")
        .values_list("url", "status")
    )
    latest = [(politeness.host_of(url), status) for url, status in asked[: 5 * LATEST_ANSWERS]]
    return [(host, status) for host, status in latest if host != but][:LATEST_ANSWERS]


def _are_silent(answers: list[Answer]) -> bool:
    return len({host for host, _ in answers}) >= FEWEST_HOSTS and all(status is None for _, status in answers)


def _ever_answered() -> bool:
    return Snapshot.objects.exclude(status=None).exclude(url__iregex=THIS_MACHINE).exists()
