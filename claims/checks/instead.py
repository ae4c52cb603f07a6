"""Was the page itself captured, or something in its stead? What the checks of quoted words ask before they judge."""

from __future__ import annotations

from django.utils.translation import gettext as _

from claims.checks import same_place, soft_404, whole
from claims.checks.base import Outcome, Result, Subject, nothing_captured
from claims.models import Evidence, Snapshot
from claims.text import outcomes
from claims.text.sentences import Span


def of_the_page(subject: Subject, baseline: Snapshot | None) -> Result | None:
    """The result of every check of quoted words where another page, or none, was shown: not known. Else None."""
    if unknown := nothing_captured(subject):
        return unknown
    if same_place.asks_to_log_in(subject.snapshot):
        said = _("The site asked for a log-in or a subscription, so nothing is known of the page itself.")
        return Result(Outcome.UNKNOWN, "log_in", said)
    if soft_404.suspicion(subject.snapshot, baseline):
        said = _("Another page was shown, so the quoted words were not looked for.")
        return Result(Outcome.UNKNOWN, "not_the_page", said)
    return None


def of_a_part(snapshot: Snapshot, baseline: Snapshot | None, evidence: Evidence) -> Result | None:
    """The result for words that are missing because a barrier hides them, or the copy breaks off before them."""
    if baseline is None:
        return None
    is_anchored = (
        evidence.snapshot_id == baseline.pk and evidence.start is not None and evidence.end is not None
    )
    place = Span(evidence.start or 0, evidence.end or 0) if is_anchored else None
    if barrier := whole.barrier(snapshot, baseline, place):
        said = _("Most of the page is hidden, so nothing is known of the quoted words. {barrier}").format(
            barrier=outcomes.describe(barrier)
        )
        return Result(Outcome.UNKNOWN, "hidden", said, {"barrier": str(barrier)})
    if whole.breaks_off(snapshot, baseline):
        said = _("The site sent only the beginning of the page, so nothing is known of the quoted words.")
        return Result(Outcome.UNKNOWN, "breaks_off", said)
    return None
