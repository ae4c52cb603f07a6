"""Do the claim's sources know what they say each for themselves?

Sources of one origin count once; so do two mastheads over one text, what one agency wired to both, and one publisher's
pages. A warning at most: an editor may know better, and says so by the origin.
"""

from __future__ import annotations

from typing import NamedTuple

from django.utils.translation import gettext as _

from claims.checks import instead
from claims.checks.base import EvidenceCheck, Other, Outcome, Passage, Result, Subject
from claims.models import Source
from claims.text import agencies, shingles

ONE_TEXT = 0.6  # of the shorter text's runs of words
MOST_COMPARED = 40  # other sources of the claim
MOST_TOLD = 3


class Tie(NamedTuple):
    """What ties this source to another of the claim's, and how, to complete “Counts once with …: they …”."""

    reason: str
    how: str


class Independent(EvidenceCheck):
    id = "independent"
    waits_for_extraction = True

    def judge(self, subject: Subject, passage: Passage) -> Result:
        others = {other.source.pk: other for other in passage.others[:MOST_COMPARED]}.values()
        if not others:
            return Result(
                Outcome.PASS, "alone", _("No other source is cited for this claim that it could depend on.")
            )
        found = [(other, tie) for other in others if (tie := _tie(subject, passage, other))]
        if found:
            return _counts_once(found)
        if unknown := instead.of_the_page(subject, passage.baseline):
            return unknown
        said = _("Nothing shows that it got its knowledge from another of the claim's sources.")
        return Result(Outcome.PASS, "nothing_shared", said, {"compared": len(others)})


def _tie(subject: Subject, passage: Passage, other: Other) -> Tie | None:
    """The strongest tie. Where the desk named two different origins, only the text itself speaks against that."""
    mine, theirs = subject.source, other.source
    if mine.origin and mine.origin_id == theirs.origin_id:
        return Tie("same_origin", _("both go back to {what}").format(what=mine.origin.what))
    share = shingles.shared(_text(subject), other.text) if not _not_the_page(subject, passage) else None
    if share is not None and share >= ONE_TEXT:
        return Tie("same_text", _("{share:.0%} of the text is the same").format(share=share))
    if mine.origin_id and theirs.origin_id:
        return None
    if shared := _agencies(subject) & _agencies_of(other):
        return Tie("same_agency", _("both come from {shared}").format(shared=", ".join(sorted(shared))))
    if _same(mine.publisher, theirs.publisher):
        return Tie(
            "same_publisher", _("both are published by {publisher}").format(publisher=theirs.publisher)
        )
    return None


def _not_the_page(subject: Subject, passage: Passage) -> bool:
    return instead.of_the_page(subject, passage.baseline) is not None


def _text(subject: Subject) -> str:
    article = subject.extraction.text if subject.extraction else ""
    return article or subject.snapshot.text


def _agencies(subject: Subject) -> frozenset[str]:
    byline = subject.extraction.byline if subject.extraction else ""
    credited = agencies.credited(f"{byline}\n{subject.snapshot.byline}", _text(subject))
    return credited | _by_the_desk(subject.source)


def _agencies_of(other: Other) -> frozenset[str]:
    return agencies.credited("", other.text) | _by_the_desk(other.source)


def _by_the_desk(source: Source) -> frozenset[str]:
    """What the desk noted: who publishes it, and whom a reprint names."""
    return agencies.of_publisher(source.publisher) | agencies.of_publisher(source.credited_to)


def _same(one: str, other: str) -> bool:
    return bool(one.strip()) and _plain(one) == _plain(other)


def _plain(name: str) -> str:
    return " ".join(name.casefold().split()).removeprefix("the ")


def _counts_once(found: list[tuple[Other, Tie]]) -> Result:
    told = [f"“{other.source.record_label}”: {tie.how}" for other, tie in found[:MOST_TOLD]]
    more = _("; and with {what} more").format(what=len(found) - MOST_TOLD) if len(found) > MOST_TOLD else ""
    ties = [{"source": other.source.pk, "reason": tie.reason, "how": tie.how} for other, tie in found]
    about = tuple(sorted(f"{tie.reason} {other.source.pk}" for other, tie in found))
    said = _("Counts once with {told}{more}.").format(told="; with ".join(told), more=more)
    return Result(Outcome.WARN, found[0][1].reason, said, {"counts_once_with": ties}, about=about)
