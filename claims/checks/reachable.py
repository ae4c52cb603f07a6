"""Does the source still answer?"""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.checks.base import Outcome, Result, SourceCheck, Subject
from claims.models import Source
from claims.text import outcomes

CUT_OFF = gettext_lazy(
    "Nothing outside answered, so nothing is known about the page: the desk itself may be offline."
)


class Reachable(SourceCheck):
    """One failure says nothing: the source's own count of failures that counted decides (Source.health)."""

    id = "reachable"

    def judge(self, subject: Subject) -> Result:
        snapshot, source = subject.snapshot, subject.source
        if snapshot.is_good:
            return Result(Outcome.PASS, "answers", _("The page answers."))
        details = {"status": snapshot.status, "detail": snapshot.detail, "counted": source.counted_failures}
        says = outcomes.describe(snapshot.failure)
        if subject.is_cut_off:
            return Result(Outcome.UNKNOWN, "cut_off", CUT_OFF, details)
        if not outcomes.counts_against(snapshot.failure):
            return Result(Outcome.UNKNOWN, snapshot.failure, says, details)
        count = source.counted_failures
        if source.health == Source.Health.DEAD:
            sentence = _("The page is gone: its capture failed {count} times, days apart. {says}").format(
                count=count, says=says
            )
            return Result(Outcome.FAIL, "dead", sentence, details)
        so_far = _("Failure {count} of the {dead_after}, days apart, after which it counts as gone.").format(
            count=count, dead_after=Source.DEAD_AFTER
        )
        return Result(Outcome.WARN, snapshot.failure, f"{says} {so_far}", details)
