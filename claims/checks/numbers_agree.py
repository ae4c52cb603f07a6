"""Do the figures and dates of the claim agree with what its evidence says?

A person judged that when the passage was quoted, so a difference is a warning, never more. Evidence that is cited as
refuting or qualifying the claim is supposed to differ. Figures that changed on the page since are the matter of the
check of the quoted words: here they are told as not known, so that one cause alarms once.
"""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.checks import instead, quote_present
from claims.checks.base import EvidenceCheck, Outcome, Passage, Result, Subject
from claims.models import Evidence, Source
from claims.text import comparing, dates, spans
from claims.text.comparing import Comparison, Pair, Told

MOST_TOLD = 2
Places = tuple[tuple[int, int], ...]

# What evidence does that may well differ.
_DOES = {
    "refutes": gettext_lazy("refutes the claim"),
    "qualifies": gettext_lazy("qualifies the claim"),
    "context": gettext_lazy("is cited as context"),
    "outcome": gettext_lazy("tells what came later"),
}


class NumbersAgree(EvidenceCheck):
    id = "numbers-agree"

    def judge(self, subject: Subject, passage: Passage) -> Result:
        evidence = passage.evidence
        claim = evidence.claim
        quoted = _quoted(evidence, subject.source)
        found = comparing.compare(
            Told(claim.statement, claim.language, dates.last_day(claim.claimed_on)), quoted
        )
        places, has_changed = _on_the_page(subject, passage, found)
        if has_changed:
            said = _(
                "The quoted words stand on the page with other figures; the check of those words tells which."
            )
            return Result(Outcome.UNKNOWN, "changed_on_the_page", said, spans=places)
        return _result(found, evidence.stance, places)


def _result(found: Comparison, stance: str, places: Places) -> Result:
    if not found.agreeing and not found.differing:
        said = _("The claim and the quoted words have no figure or date in common, so nothing was compared.")
        return Result(Outcome.UNKNOWN, "nothing_to_compare", said)
    details = {"agree": [*map(_shown, found.agreeing)], "differ": [*map(_shown, found.differing)]}
    apart = (*found.differing, *(pair for pair in found.agreeing if pair.agreement.is_loose))
    if apart and stance == Evidence.Stance.SUPPORTS:
        each = [
            _("The claim says {claimed}; the source says “{stated}”.").format(
                claimed=pair.claimed, stated=pair.stated
            )
            for pair in apart
        ]
        reason = "figures_differ" if found.differing else "far_apart"
        about = tuple(f"{pair.claimed} → {pair.stated}" for pair in apart)
        return Result(Outcome.WARN, reason, " ".join(each[:MOST_TOLD]), details, places, about)
    if found.differing:
        said = _("Figures differ, as they may in evidence that {does}: {differing}.").format(
            does=_DOES.get(stance, stance), differing=_told(found.differing)
        )
        return Result(Outcome.PASS, "differs_as_cited", said, details, places)
    return Result(
        Outcome.PASS,
        "agree",
        _("The figures agree: {agreeing}.").format(agreeing=_told(found.agreeing)),
        details,
        places,
    )


def _told(pairs: tuple[Pair, ...]) -> str:
    return "; ".join(f"{pair.claimed} and “{pair.stated}”" for pair in pairs[:MOST_TOLD])


def _shown(pair: Pair) -> dict[str, str]:
    how = pair.agreement
    return {"claimed": pair.claimed, "stated": pair.stated, "match": str(how.match), "why": how.reason}


def _quoted(evidence: Evidence, source: Source) -> Told:
    """The quoted words, in the claim's language where they were translated into it."""
    written = dates.last_day(evidence.as_of) or dates.last_day(source.published_on)
    language = evidence.claim.language
    if evidence.translation and not comparing.are_of_one_language(source.language, language):
        return Told(evidence.translation, language, written)
    return Told(evidence.quote, source.language, written)


def _on_the_page(subject: Subject, passage: Passage, found: Comparison) -> tuple[Places, bool]:
    """Where the compared figures stand on the page now, and whether the quoted words have other figures there."""
    evidence, text, language = passage.evidence, subject.snapshot.text, subject.source.language
    if instead.of_the_page(subject, passage.baseline):
        return (), False
    place = spans.find(quote_present.anchor_of(evidence), text)
    if place is None:
        return (), False
    stands = text[place.start : place.end]
    if stands != evidence.quote:
        before, now = (comparing.values(Told(words, language, None)) for words in (evidence.quote, stands))
        return ((place.start, place.end),), before != now
    if evidence.translation:
        return ((place.start, place.end),), False
    marked = {pair.place for pair in (*found.agreeing, *found.differing)}
    return tuple(sorted((place.start + start, place.start + end) for start, end in marked)), False
