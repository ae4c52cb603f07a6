"""Do the quoted words still stand in the source?

Looked for exactly, then without the differences that make none to a reader, then by likeness. Words that moved are
not lost; other spelling, spacing and punctuation make a warning. Words that this desk never found on the page cannot
have been lost either: that is a warning too.
"""

from __future__ import annotations

from dataclasses import replace

from django.utils.translation import gettext as _

from claims.checks import instead
from claims.checks.base import EvidenceCheck, Outcome, Passage, Result, Subject, excerpt
from claims.models import Evidence
from claims.text import alterations, similarity, spans, wording
from claims.text.alterations import Alteration
from claims.text.spans import Anchor, Found, How


class QuotePresent(EvidenceCheck):
    id = "quote-present"

    def judge(self, subject: Subject, passage: Passage) -> Result:
        if unknown := instead.of_the_page(subject, passage.baseline):
            return unknown
        evidence, text = passage.evidence, subject.snapshot.text
        found = _look_for(passage, text)
        if _may_be_hidden(evidence, found, text) and (
            hidden := instead.of_a_part(subject.snapshot, passage.baseline, evidence)
        ):
            return hidden
        if found is None:
            return _missing(was_there(passage))
        if altered := alterations.of(anchor_of(evidence), found, text):
            return _altered(altered, is_ours=was_there(passage))
        return _found(found, text)


def anchor_of(evidence: Evidence) -> Anchor | str:
    """Where the words stood when they were anchored; the bare words before that."""
    if evidence.start is None or evidence.end is None:
        return evidence.quote
    return Anchor(evidence.start, evidence.end, evidence.quote, evidence.prefix, evidence.suffix)


def was_there(passage: Passage) -> bool:
    """Whether this desk ever saw the quoted words on the page."""
    if passage.evidence.snapshot_id is not None:
        return True
    found = spans.find(passage.evidence.quote, passage.baseline.text) if passage.baseline else None
    return found is not None and found.how != How.FUZZY


def _look_for(passage: Passage, text: str) -> Found | None:
    """The words as they are quoted, or else as they stood on the page when they were anchored."""
    wanted = anchor_of(passage.evidence)
    found = spans.find(wanted, text)
    is_as_quoted = found is not None and found.how in (How.EXACT, How.NORMALISED)
    if is_as_quoted or not isinstance(wanted, Anchor) or not _is_anchored_in(passage):
        return found
    stood = passage.baseline.text[wanted.start : wanted.end] if passage.baseline else ""
    if not wording.are_same(stood, wanted.exact):
        return found
    as_it_stood = spans.find(replace(wanted, exact=stood), text)
    return as_it_stood if as_it_stood and as_it_stood.how in (How.EXACT, How.NORMALISED) else found


def _is_anchored_in(passage: Passage) -> bool:
    return passage.baseline is not None and passage.baseline.pk == passage.evidence.snapshot_id


def _may_be_hidden(evidence: Evidence, found: Found | None, text: str) -> bool:
    """Whether the words are missing, or their end, or are only like others elsewhere: a page in parts lacks these."""
    if found is None:
        return True
    lacking, last = alterations.between(evidence.quote, found, text), similarity.words(evidence.quote)[-1:]
    is_elsewhere = found.context < alterations.SAME_SURROUNDINGS
    return bool(lacking and last) and (is_elsewhere or lacking[-1].expected_span.end >= last[0].end)


def _found(found: Found, text: str) -> Result:
    place, details = found.parts or ((found.start, found.end),), {"how": str(found.how)}
    if found.how in (How.RESPELLED, How.FUZZY):
        stands = excerpt(text[found.start : found.end])
        said = _(
            "The quoted words stand on the page, spelled, spaced, punctuated or divided in another way: "
            "“{stands}”"
        ).format(stands=stands)
        return Result(Outcome.WARN, "touched_up", said, details, place, (stands,))
    moved = found.moved and found.context < alterations.SAME_SURROUNDINGS
    where = _(", in another place than before") if moved else ""
    said = _("The quoted words stand on the page{where}.").format(where=where)
    return Result(Outcome.PASS, "moved" if moved else "found", said, details, place)


def _missing(was_seen: bool) -> Result:
    if was_seen:
        return Result(Outcome.FAIL, "lost", _("The quoted words no longer stand on the page."))
    said = _("The quoted words were never found on the page in a capture of this desk.")
    return Result(Outcome.WARN, "never_found", said)


def _altered(altered: Alteration, *, is_ours: bool) -> Result:
    said = "; ".join(_told(*one) for one in altered.words[:3])
    details = {
        "passage": altered.stands[:2000],
        "words": list(altered.words[:50]),
        "score": round(altered.score, 3),
    }
    place, about = (altered.place,), (" ".join(altered.stands.split()),)
    if not is_ours:
        said = _("The page has words like the quoted ones, but not the same: {said}.").format(said=said)
        return Result(Outcome.WARN, "nearly_found", said, details, place, about)
    return Result(
        Outcome.FAIL,
        "altered",
        _("The quoted words were altered: {said}.").format(said=said),
        details,
        place,
        about,
    )


def _told(expected: str, found: str) -> str:
    expected, found = excerpt(expected, at_most=80), excerpt(found, at_most=80)
    if expected and found:
        return _("“{expected}” became “{found}”").format(expected=expected, found=found)
    return (
        _("“{expected}” is missing").format(expected=expected)
        if expected
        else _("“{found}” was added").format(found=found)
    )
