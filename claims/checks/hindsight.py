"""Is evidence that postdates the claim marked as hindsight?

A verdict rates what was knowable when the claim was made.
"""

from __future__ import annotations

from django.utils.translation import gettext

from claims.checks import instead, publication_date
from claims.checks.base import EvidenceCheck, Outcome, Passage, Result, Subject
from claims.text import dates
from claims.text.dates import PartialDate


class HindsightMarked(EvidenceCheck):
    """The date that the desk noted for the evidence goes first, then that of its source, then what the page tells."""

    id = "hindsight-marked"
    waits_for_extraction = True

    def judge(self, subject: Subject, passage: Passage) -> Result:
        evidence = passage.evidence
        made = dates.parsed(evidence.claim.claimed_on)
        if made is None:
            return Result(
                Outcome.UNKNOWN, "claim_undated", gettext("The claim has no date, so nothing was compared.")
            )
        said, is_noted = _dated(subject, passage)
        if said is None:
            return Result(
                Outcome.UNKNOWN,
                "undated",
                gettext("Nothing says when the source said so, so nothing was compared."),
            )
        details = {"claimed_on": made.given, "said_on": said.given}
        is_after = said.surely_after(made) and (is_noted or not publication_date.are_near(said, made))
        days = gettext("{said}; the claim is of {made}").format(
            said=dates.display(said), made=dates.display(made)
        )
        if is_after and not evidence.is_hindsight:
            sentence = gettext(
                "The source said so on {days}: mark it as hindsight, or correct the date."
            ).format(days=days)
            return Result(Outcome.WARN, "unmarked", sentence, details, about=(said.given, made.given))
        if evidence.is_hindsight:
            return Result(
                Outcome.PASS,
                "marked",
                gettext("It is marked as hindsight. The source said so on {days}.").format(days=days),
                details,
            )
        return Result(
            Outcome.PASS,
            "in_time",
            gettext("The source said so in time: on {days}.").format(days=days),
            details,
        )


def _dated(subject: Subject, passage: Passage) -> tuple[PartialDate | None, bool]:
    """When the source said so, and whether the desk itself noted that."""
    for given in (passage.evidence.as_of, subject.source.published_on):
        if found := dates.parsed(given):
            return found, True
    if instead.of_the_page(subject, passage.baseline):
        return None, False
    return next((told for _, told in publication_date.told_by(subject)), None), False
