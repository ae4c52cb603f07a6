"""The words of an article with its claims marked, and the notes beside them: the one page that may have hundreds.

Rendered by Jinja2, which is five times as fast at it; the frame around them is Django's. What is safe is told by
``__html__`` in both, and everything else is escaped.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from claims.presenters.published_article import Pieces, PublishedClaim
from claims.templatetags.desk import badge, css
from claims.templatetags.published import rated, rating_word


class Note(NamedTuple):
    """A claim in the text and in the margin. ``order`` is empty for a withdrawn one, ``address`` where it has no page.

    All are texts: what is none costs the templates twice as much to escape.
    """

    order: str
    tone: str
    name: str
    badge: SafeString
    statement: str
    statement_language: str
    address: str
    told: str
    language: str


class Notes:
    """The notes of an article's claims; what many of them share is made once."""

    def __init__(self, claims: Iterable[PublishedClaim]) -> None:
        self._ratings: dict[tuple[Any, ...], tuple[SafeString, str]] = {}
        self._head, self._tail = reverse("public:claim", args=["-"]).split("-")
        self._claim, self._at_risk = _("Claim"), badge("at-risk", _("Being re-examined"))
        self._withdrawn = badge("withdrawn", _("Withdrawn"))
        self.all = [self._note(claim) for claim in claims]

    def _note(self, claim: PublishedClaim) -> Note:
        document = claim.document
        shown, word = (self._withdrawn, "") if claim.standing.is_withdrawn else self._rating(document)
        if claim.standing.at_risk_since and not claim.standing.is_withdrawn:
            shown = mark_safe(f"{shown} {self._at_risk}")  # noqa: S308 - two badges
        return Note(
            str(claim.order or ""),
            css((document["rating"] or {}).get("colour") or "neutral"),
            f"{self._claim} {claim.order}: {word}",
            shown,
            document["claim"]["statement"],
            document["claim"]["language"],
            f"{self._head}{document['slug']}{self._tail}" if claim.has_page else "",
            document["summary"] or document["change"]["note"],
            document["language"],
        )

    def _rating(self, document: dict[str, Any]) -> tuple[SafeString, str]:
        """A rating's badge and its word; frozen documents may word one rating differently."""
        rating = document["rating"]
        key = (
            rating["slug"],
            rating["number"],
            rating["label"],
            document["language"],
            *rating["labels"].items(),
        )
        if key not in self._ratings:
            self._ratings[key] = (rated(document), rating_word(document))
        return self._ratings[key]


def words(passages: Sequence[Sequence[Pieces]], notes: Notes, *, is_excerpt: bool) -> SafeString:
    """``passages`` in paragraphs."""
    return _words(passages, notes, is_excerpt=is_excerpt)


def headline(pieces: Pieces, notes: Notes) -> SafeString:
    """``pieces`` as they stand in a heading."""
    return _words([[pieces]], notes, is_bare=True)


def margin(notes: Iterable[Note]) -> SafeString:
    """A list's items, one a claim."""
    return _rendered("article_notes", {"notes": list(notes)})


def _words(passages: Any, notes: Notes, **how: bool) -> SafeString:
    by_order = {int(note.order): note for note in notes.all if note.order}
    return _rendered("article_words", {"passages": passages, "notes": by_order, **how})


def _rendered(name: str, context: dict[str, Any]) -> SafeString:
    body = render_to_string(f"claims/public/{name}.html", context, using="jinja2")
    return mark_safe(body)  # noqa: S308 - Jinja2 has escaped it
