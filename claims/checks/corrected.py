"""Did the publisher correct the source, or take it back?

A notice that stood there already when the words were quoted is told, and no trouble: whoever quoted them could see it.
A new one fails if it speaks of the quoted words, and warns otherwise. A retraction always fails.
"""

from __future__ import annotations

import functools

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.checks import instead
from claims.checks.base import EvidenceCheck, Outcome, Passage, Result, Subject, day, excerpt
from claims.models import Snapshot
from claims.text import notices
from claims.text.notices import Kind, Notice

NAMES = {
    Kind.CORRECTION: gettext_lazy("a correction"),
    Kind.CLARIFICATION: gettext_lazy("a clarification"),
    Kind.RETRACTION: gettext_lazy("a retraction"),
}


class NotCorrected(EvidenceCheck):
    id = "not-corrected"

    def judge(self, subject: Subject, passage: Passage) -> Result:
        if unknown := instead.of_the_page(subject, passage.baseline):
            return unknown
        snapshot, baseline = subject.snapshot, passage.baseline
        found = _notices(snapshot.text, snapshot.title)
        if not found:
            return Result(
                Outcome.PASS, "none", _("The page carries no notice of a correction or a retraction.")
            )
        known = _known(baseline, snapshot)
        new = [one for one in found if one.key not in known]
        quote = passage.evidence.quote
        for one in found:
            if one.kind is Kind.RETRACTION:
                return _told(Outcome.FAIL, "retracted", _("The publisher took this back"), one, found)
        for one in new:
            if notices.concerns(one, quote, snapshot.text):
                said = _("A correction that bears on the quoted words was printed since {baseline}").format(
                    baseline=_since(baseline)
                )
                return _told(Outcome.FAIL, "quote_corrected", said, one, found)
        if new:
            said = _("The page carries {what} that is new since {baseline}").format(
                what=NAMES[new[0].kind], baseline=_since(baseline)
            )
            return _told(Outcome.WARN, "newly_corrected", said, new[0], found)
        said = _("The page carries {what}, as it did when it was first captured").format(
            what=NAMES[found[0].kind]
        )
        return _told(Outcome.PASS, "corrected_before", said, found[0], found)


def _known(baseline: Snapshot | None, snapshot: Snapshot) -> set[tuple[str, ...]]:
    """The notices that verdicts were written in sight of; of a first capture, all."""
    seen = baseline or snapshot
    return {one.key for one in _notices(seen.text, seen.title)}


@functools.lru_cache(maxsize=4)
def _notices(text: str, title: str) -> tuple[Notice, ...]:
    """Kept for a moment, because all evidence of a source is judged on the same pages."""
    return tuple(notices.find(text, title))


def _since(baseline: Snapshot | None) -> str:
    return day(baseline.captured_at) if baseline else _("the first capture")


def _told(outcome: Outcome, reason: str, said: str, one: Notice, found: tuple[Notice, ...]) -> Result:
    details = {"notices": [{"kind": str(each.kind), "text": each.text} for each in found]}
    places = tuple((each.span.start, each.span.end) for each in found)
    return Result(
        outcome, reason, f"{said}: “{excerpt(one.text, at_most=200)}”", details, places, (one.text,)
    )
