"""Does the source still answer?"""

from __future__ import annotations

from claims.checks.base import Outcome, Result, SourceCheck, Subject
from claims.models import Source
from claims.text import outcomes

CUT_OFF = "Nothing outside answered, so nothing is known about the page: the desk itself may be offline."


class Reachable(SourceCheck):
    """One failure says nothing: the source's own count of failures that counted decides (Source.health)."""

    id = "reachable"

    def judge(self, subject: Subject) -> Result:
        snapshot, source = subject.snapshot, subject.source
        if snapshot.is_good:
            return Result(Outcome.PASS, "answers", "The page answers.")
        details = {"status": snapshot.status, "detail": snapshot.detail, "counted": source.counted_failures}
        says = outcomes.describe(snapshot.failure)
        if subject.is_cut_off:
            return Result(Outcome.UNKNOWN, "cut_off", CUT_OFF, details)
        if not outcomes.counts_against(snapshot.failure):
            return Result(Outcome.UNKNOWN, snapshot.failure, says, details)
        count = source.counted_failures
        if source.health == Source.Health.DEAD:
            sentence = f"The page is gone: its capture failed {count} times, days apart. {says}"
            return Result(Outcome.FAIL, "dead", sentence, details)
        so_far = f"Failure {count} of the {Source.DEAD_AFTER}, days apart, after which it counts as gone."
        return Result(Outcome.WARN, snapshot.failure, f"{says} {so_far}", details)
