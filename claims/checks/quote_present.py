"""Do the quoted words still stand in the source?

Looked for exactly, then without the differences that make none to a reader, then by likeness. Words that moved are
not lost. Words that this desk never found on the page cannot have been lost either: that is a warning.
"""

from __future__ import annotations

from claims.checks import soft_404
from claims.checks.base import EvidenceCheck, Outcome, Passage, Result, Subject, excerpt, nothing_captured
from claims.models import Evidence
from claims.text import similarity, spans

NEARBY = 40  # characters; longer than a word
OTHER_SURROUNDINGS = 0.5  # likeness of what stands before and after the words


class QuotePresent(EvidenceCheck):
    id = "quote-present"

    def judge(self, subject: Subject, passage: Passage) -> Result:
        if unknown := nothing_captured(subject):
            return unknown
        if soft_404.suspicion(subject.snapshot):
            return Result(
                Outcome.UNKNOWN,
                "not_the_page",
                "Another page was shown, so the quoted words were not looked for.",
            )
        evidence = passage.evidence
        found = spans.find(anchor_of(evidence), subject.snapshot.text)
        if found is None:
            return _missing(was_there(passage))
        if found.how == spans.How.FUZZY:
            return _altered(passage, found, subject.snapshot.text)
        moved = found.moved and found.context < OTHER_SURROUNDINGS
        where = ", in another place than before" if moved else ""
        return Result(
            Outcome.PASS, "moved" if moved else "found", f"The quoted words stand on the page{where}.",
            {"how": str(found.how)}, ((found.start, found.end),),
        )  # fmt: skip


def anchor_of(evidence: Evidence) -> spans.Anchor | str:
    """Where the words stood when they were anchored; the bare words before that."""
    if evidence.start is None or evidence.end is None:
        return evidence.quote
    return spans.Anchor(evidence.start, evidence.end, evidence.quote, evidence.prefix, evidence.suffix)


def was_there(passage: Passage) -> bool:
    """Whether this desk ever saw the quoted words on the page."""
    if passage.evidence.snapshot_id is not None:
        return True
    found = spans.find(passage.evidence.quote, passage.baseline.text) if passage.baseline else None
    return found is not None and found.how != spans.How.FUZZY


def _missing(was_seen: bool) -> Result:
    if was_seen:
        return Result(Outcome.FAIL, "lost", "The quoted words no longer stand on the page.")
    return Result(
        Outcome.WARN,
        "never_found",
        "The quoted words were never found on the page in a capture of this desk.",
    )


def _altered(passage: Passage, found: spans.Found, text: str) -> Result:
    start, end = _whole_words(text, found.start, found.end)
    stands = text[start:end]
    differing = [(one.expected, one.found) for one in spans.differing_words(passage.evidence.quote, stands)]
    said = "; ".join(_told(*one) for one in differing[:3]) or "the same words in another order or form"
    details = {"passage": stands[:2000], "words": differing[:50], "score": round(found.score, 3)}
    place, about = ((start, end),), (" ".join(stands.split()),)
    if was_there(passage):
        return Result(
            Outcome.FAIL, "altered", f"The quoted words were altered: {said}.", details, place, about
        )
    sentence = f"The page has words like the quoted ones, but not the same: {said}."
    return Result(Outcome.WARN, "nearly_found", sentence, details, place, about)


def _whole_words(text: str, start: int, end: int) -> tuple[int, int]:
    """The passage with no word or number cut at its edges: “2,400”, not “400”."""
    first = max(0, start - NEARBY)
    for word in similarity.words(text[first : end + NEARBY]):
        begins, ends = first + word.start, first + word.end
        start = begins if begins < start < ends else start
        end = ends if begins < end < ends else end
    return start, end


def _told(expected: str, found: str) -> str:
    expected, found = excerpt(expected, at_most=80), excerpt(found, at_most=80)
    if expected and found:
        return f"“{expected}” became “{found}”"
    return f"“{expected}” is missing" if expected else f"“{found}” was added"
