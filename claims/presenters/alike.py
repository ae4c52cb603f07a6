"""Claims that may be one, told so that a person can decide: what they are, how far they got, in what they differ."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple, Protocol

from django.urls import reverse
from django.utils.translation import gettext as _

from claims.models import Claim, ExternalCheck, Rating
from claims.text.rescoring import Level
from claims.text.restating import Agreeing, Differing, Kind


class Alike(Protocol):
    """What matching offers."""

    @property
    def claim(self) -> Claim: ...
    @property
    def score(self) -> float: ...
    @property
    def level(self) -> Level: ...
    @property
    def differences(self) -> list[Differing]: ...
    @property
    def agreements(self) -> list[Agreeing]: ...
    @property
    def rating(self) -> Rating | None: ...


class Difference(NamedTuple):
    """``kind`` names its drawing and its words; the rest is a sentence in pieces."""

    kind: str
    words: str
    here: str
    there: str


def told(differences: Iterable[Differing]) -> list[Difference]:
    """In what two statements differ, for people."""
    return [Difference(str(one.kind), _words(one), one.here, one.there) for one in differences]


def agreed(agreements: Iterable[Agreeing]) -> list[Difference]:
    """In what two statements agree, for people."""
    words = {
        Kind.NUMBER: _("The same figure"), Kind.DATE: _("The same date"), Kind.NAME: _("The same name"),
        Kind.BESIDE: _("Said beside it"),
    }  # fmt: skip
    return [Difference(str(one.kind), words[one.kind], one.here, one.there) for one in agreements]


def stored(differences: Iterable[Iterable[str]]) -> list[Difference]:
    """The same of a match that was decided, as it was stored then."""
    return told(Differing(Kind(kind), here, there) for kind, here, there in differences)


def _words(one: Differing) -> str:
    words = {
        Kind.NUMBER: (_("Another figure"), _("A figure only here"), _("A figure only there")),
        Kind.DATE: (_("Another date"), _("A date only here"), _("A date only there")),
        Kind.DIRECTION: (_("The other way round"), _("Said here"), _("Said there")),
        Kind.NAME: (_("Another name"), _("A name only here"), _("A name only there")),
        Kind.NEGATION: (_("Denied in one of them"), _("Denied here"), _("Denied there")),
    }[one.kind]
    return words[0] if one.here and one.there else words[1] if one.here else words[2]


def as_json(found: Iterable[Alike]) -> list[dict[str, Any]]:
    """What the mark form of an article is answered: everything about a suggestion that it can show."""
    return [
        {
            "pk": one.claim.pk,
            "statement": one.claim.statement,
            "language": one.claim.language,
            "who": one.claim.who,
            "status": one.claim.status,
            "status_words": one.claim.get_status_display(),
            "rating": one.rating.label if one.rating else "",
            "score": round(one.score, 3),
            "level": str(one.level),
            "differences": [row._asdict() for row in told(one.differences)],
            "agreements": [row._asdict() for row in agreed(one.agreements)],
            "url": reverse("admin:claims_claim_workspace", args=[one.claim.pk]),
        }
        for one in found
    ]


class AlikeElsewhere(Protocol):
    """What matching offers of other publishers."""

    @property
    def check(self) -> ExternalCheck: ...
    @property
    def score(self) -> float: ...
    @property
    def level(self) -> Level: ...
    @property
    def differences(self) -> list[Differing]: ...
    @property
    def agreements(self) -> list[Agreeing]: ...


def checks_as_json(found: Iterable[AlikeElsewhere]) -> list[dict[str, Any]]:
    """The same of checks of other publishers."""
    return [
        {
            "pk": one.check.pk,
            "statement": one.check.claim_text,
            "language": one.check.language,
            "who": one.check.claimant_name,
            "publisher": one.check.publisher_name,
            "rating": one.check.rating_words,
            "score": round(one.score, 3),
            "level": str(one.level),
            "differences": [row._asdict() for row in told(one.differences)],
            "agreements": [row._asdict() for row in agreed(one.agreements)],
            "url": one.check.url,
        }
        for one in found
    ]
