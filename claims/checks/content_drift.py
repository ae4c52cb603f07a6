"""How far has the article moved away from what a verdict relied on?

A warning at most: whether the quoted words are still there is another check's matter. A change near them weighs more
than one anywhere else. What is no part of the article, by its full extraction where there is one, doesn't count.
"""

from __future__ import annotations

import functools

from django.utils.translation import gettext as _

from claims.checks import instead, quote_present, whole
from claims.checks.base import (
    EvidenceCheck,
    Outcome,
    Passage,
    Result,
    Subject,
    day,
    excerpt,
)
from claims.models import Evidence, Snapshot
from claims.text import likeness, similarity, spans

NEAR = 500  # characters before and after the quoted words
FEW_WORDS = (
    3  # so many near the quoted words make no difference, unless in their own sentence: “not” is one word
)
MUCH = 0.25  # of all words
MOST_SHOWN = 12
Place = tuple[int, int]


class ContentStable(EvidenceCheck):
    id = "content-stable"
    waits_for_extraction = True

    def judge(self, subject: Subject, passage: Passage) -> Result:
        if unknown := instead.of_the_page(subject, passage.baseline):
            return unknown
        baseline, snapshot = passage.baseline, subject.snapshot
        if baseline is None or baseline.pk == snapshot.pk:
            return Result(
                Outcome.PASS, "first_capture", _("This capture is what later ones are compared with.")
            )
        if baseline.text == snapshot.text:
            return Result(
                Outcome.PASS,
                "unchanged",
                _("The text is the same as on {captured_at}.").format(captured_at=day(baseline.captured_at)),
            )
        if whole.breaks_off(snapshot, baseline):
            said = _("The site sent only the beginning of the page, so nothing was compared.")
            return Result(Outcome.UNKNOWN, "breaks_off", said)
        return _compared(subject, passage, baseline)


def _compared(subject: Subject, passage: Passage, baseline: Snapshot) -> Result:
    snapshot, since = subject.snapshot, day(baseline.captured_at)
    articles = passage.article, subject.extraction.text if subject.extraction else ""
    known = f"{baseline.title}\n{baseline.text}"
    moved = _drift(baseline.text, snapshot.text, subject.source.language, known, *articles)
    near = _near(moved, _place(passage.evidence, baseline), _place(passage.evidence, snapshot))
    share = f"{moved.ratio_changed:.0%}" if moved.ratio_changed >= 0.01 else _("less than 1%")
    details = {
        "baseline": baseline.pk, "ratio": round(moved.ratio_changed, 4), "removed": moved.removed, "added": moved.added,
        "changes": [_shown(one, baseline.text, snapshot.text) for one in moved.changes[:MOST_SHOWN]],
    }  # fmt: skip
    places = tuple((one.after.start, one.after.end) for one in moved.changes if one.after)[:MOST_SHOWN]
    if near:
        about = tuple(_words(one, baseline.text, snapshot.text) for one in near)
        sentence = _("The text round the quoted words changed since {since}.").format(since=since)
        return Result(Outcome.WARN, "changed_near_the_quote", sentence, details, places, about)
    if moved.ratio_changed >= MUCH:
        sentence = _(
            "About {share} of the text changed since {since}, though not round the quoted words."
        ).format(share=share, since=since)
        return Result(
            Outcome.WARN, "much_changed", sentence, details, places, (f"{moved.ratio_changed:.1f}",)
        )
    sentence = _(
        "The text is nearly the same as on {since} ({share} changed, not round the quoted words)."
    ).format(since=since, share=share)
    return Result(Outcome.PASS, "little_changed", sentence, details, places)


def _near(moved: similarity.Drift, old: Place | None, new: Place | None) -> list[similarity.Change]:
    """The changes round the quoted words, if they are in their own sentence or more than a few words."""
    near = [
        one
        for one in moved.changes
        if _touches(one.before, old) or (one.before is None and _touches(one.after, new))
    ]
    in_the_sentence = any(_touches(one.before, old, within=0) for one in near)
    return near if in_the_sentence or sum(one.words_changed for one in near) > FEW_WORDS else []


@functools.lru_cache(maxsize=2)
def _drift(before: str, after: str, language: str, known: str, *articles: str) -> similarity.Drift:
    """What changed in the articles, or all that did where they aren't known. Kept for a moment, because all evidence
    of a source mostly has the same baseline."""
    drift = similarity.drift(before, after, language=language)
    if not all(articles):
        return drift
    old_article, new_article = articles

    def counts(one: similarity.Change) -> bool:
        was, now = (
            place.of(text) if place else "" for place, text in ((one.before, before), (one.after, after))
        )
        if not was:
            return likeness.stands_in(now, new_article) and not likeness.stands_in(now, known)
        return likeness.stands_in(was, old_article) and (bool(now) or not likeness.stands_in(was, after))

    changes = tuple(filter(counts, drift.changes))
    words = sum(len(similarity.words(article)) for article in articles)
    removed, added = sum(one.removed for one in changes), sum(one.added for one in changes)
    return similarity.Drift(min(1.0, (removed + added) / (words or 1)), removed, added, changes)


def _place(evidence: Evidence, snapshot: Snapshot) -> Place | None:
    if evidence.snapshot_id == snapshot.pk and evidence.start is not None and evidence.end is not None:
        return evidence.start, evidence.end
    found = spans.find(quote_present.anchor_of(evidence), snapshot.text)
    return (found.start, found.end) if found else None


def _touches(changed: Place | None, quoted: Place | None, *, within: int = NEAR) -> bool:
    if changed is None or quoted is None:
        return False
    return changed[0] < quoted[1] + within and quoted[0] - within < changed[1]


def _shown(change: similarity.Change, before: str, after: str) -> dict[str, str | int]:
    return {
        "kind": str(change.kind),
        "before": excerpt(change.before.of(before), at_most=300) if change.before else "",
        "after": excerpt(change.after.of(after), at_most=300) if change.after else "",
        "at": change.after.start if change.after else -1,
    }


def _words(change: similarity.Change, before: str, after: str) -> str:
    parts = (
        change.before.of(before) if change.before else "",
        change.after.of(after) if change.after else "",
    )
    return " → ".join(" ".join(part.split()) for part in parts)
