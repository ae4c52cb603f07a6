"""What changed from one published number of a claim to another: field by field, and passage by passage."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from claims.models import Claim, Evidence
from claims.presenters import changed_words, claim_review
from claims.presenters.changed_words import Bit
from claims.presenters.document import Document
from claims.text import dates

KINDS = {str(kind): words for kind, words in Claim.Kind.choices}
STANCES = {str(stance): words for stance, words in Evidence.Stance.choices}
RATED = {str(kind): words for kind, words in Claim.Rated.choices}
TEXTS = {
    "summary": gettext_lazy("Summary"),
    "explanation": gettext_lazy("Explanation"),
    "how_checked": gettext_lazy("How it was checked"),
    "would_change": gettext_lazy("What would change this verdict"),
    "methodology": gettext_lazy("Method"),
    "credits": gettext_lazy("Credits"),
}


@dataclass(frozen=True)
class Changed:
    """A field that differs: ``bits`` are both texts as one, in ``language``."""

    label: str
    bits: list[Bit]
    language: str = ""


@dataclass(frozen=True)
class ChangedPassage:
    """A passage of evidence. ``edit`` is added, removed or changed; ``shown`` is the citation as it was frozen."""

    edit: str
    shown: Document
    fields: list[Changed] = field(default_factory=list)


@dataclass(frozen=True)
class Difference:
    fields: list[Changed]
    passages: list[ChangedPassage]

    def __bool__(self) -> bool:
        return bool(self.fields or self.passages)


def between(before: Document, after: Document) -> Difference:
    """Of two public documents of one claim. What its number and moment alone bring with them is no difference."""
    return Difference(
        [*_facts(before, after), *_texts(before, after)],
        list(_passages(before["citations"], after["citations"])),
    )


def _facts(before: Document, after: Document) -> Iterator[Changed]:
    """What is told in a word or a date is told whole: half a word of a rating would be another rating."""
    told: list[tuple[str, Callable[[Document], str]]] = [
        (_("Rating"), _rating),
        (_("Who made the claim"), _claimant),
        (_("When"), lambda one: _date(one["claim"]["date"])),
        (_("Kind of claim"), lambda one: str(KINDS.get(one["claim"]["kind"], one["claim"]["kind"]))),
        (_("What is rated"), lambda one: str(RATED.get(one["claim"]["rated"], one["claim"]["rated"]))),
        (_("As of"), lambda one: _date(one["as_of"] or "")),
    ]
    if before["claim"]["statement"] != after["claim"]["statement"]:
        bits = changed_words.whole(before["claim"]["statement"], after["claim"]["statement"])
        yield Changed(_("The claim"), bits, after["claim"]["language"])
    for label, of in told:
        if of(before) != of(after):
            yield Changed(label, _replaced(of(before), of(after)))


def _texts(before: Document, after: Document) -> Iterator[Changed]:
    for name, label in TEXTS.items():
        if before[name] != after[name]:
            language = after["language"] or before["language"]
            yield Changed(str(label), changed_words.whole(before[name], after[name]), language)


def _passages(before: Sequence[Document], after: Sequence[Document]) -> Iterator[ChangedPassage]:
    """In the order of the later number, then what is gone. A passage is known again by its source and words; if it
    is the only one left of its source, by that alone."""
    left = list(before)
    pairs = {id(now): _take(left, now, _identity) for now in after}
    for now in after:
        if pairs[id(now)] is None:
            pairs[id(now)] = _take(left, now, _origin)
    for now in after:
        then = pairs[id(now)]
        if then is None:
            yield ChangedPassage("added", now)
        elif fields := list(_of_passage(then, now)):
            yield ChangedPassage("changed", now, fields)
    for then in left:
        yield ChangedPassage("removed", then)


def _take(left: list[Document], wanted: Document, key: Callable[[Document], object]) -> Document | None:
    found = next((one for one in left if key(one) == key(wanted)), None)
    if found is not None:
        left[:] = [one for one in left if one is not found]
    return found


def _identity(cited: Document) -> object:
    return _origin(cited), cited["quote"], cited["search"] and cited["search"]["words"]


def _origin(cited: Document) -> object:
    source = cited["source"] or {}
    return source.get("slug") or source.get("url") or source.get("publisher"), bool(cited["search"])


def _of_passage(before: Document, after: Document) -> Iterator[Changed]:
    language = (after["source"] or {}).get("language", "")
    for name, label in {"quote": _("Quoted words"), "translation": _("Translation")}.items():
        if before[name] != after[name]:
            yield Changed(label, changed_words.whole(before[name], after[name]), language)
    for label, told in {
        _("Stance"): (_stance(before), _stance(after)),
        _("Source"): (_source(before), _source(after)),
        _("Date"): (_date(before["date"]), _date(after["date"])),
    }.items():
        if told[0] != told[1]:
            yield Changed(label, _replaced(*told))


def _replaced(before: str, after: str) -> list[Bit]:
    return [bit for bit in (Bit(before, "removed"), Bit(after, "added")) if bit.text]


def _rating(document: Document) -> str:
    return claim_review.label(document) if document["rating"] else ""


def _claimant(document: Document) -> str:
    who = document["claimant"] or {}
    return ", ".join(filter(None, (who.get("name", ""), who.get("role", ""))))


def _stance(cited: Document) -> str:
    return str(STANCES.get(cited["stance"], cited["stance"]))


def _source(cited: Document) -> str:
    source = cited["source"] or {}
    return ", ".join(
        filter(None, (source.get("title", ""), source.get("publisher", ""), source.get("url", "")))
    )


def _date(given: str) -> str:
    try:
        return dates.display(dates.parse(given)) if given else ""
    except ValueError:
        return given
