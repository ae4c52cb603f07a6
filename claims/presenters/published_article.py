"""An article as readers see it: its words, or excerpts, with every published claim in its place."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import count
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from claims.models import Appearance, Article, ArticleVersion, Publication, Verdict
from claims.presenters import document, live, standing
from claims.presenters.document import Document
from claims.presenters.standing import Standing
from claims.text import overlaps
from claims.text.overlaps import Mark

Pieces = list[dict[str, Any]]


class Place(NamedTuple):
    """Code points of the version's text, end exclusive."""

    start: int
    end: int


@dataclass(frozen=True)
class PublishedClaim:
    """A claim that readers may see in this article.

    ``order`` is its place among those that stand, in the order of the text, from 1; 0 for a withdrawn one.
    """

    order: int
    publication: Publication
    document: Document
    standing: Standing
    places: tuple[Place, ...]

    @property
    def has_page(self) -> bool:
        return self.publication.reach == Verdict.Reach.FACT_CHECK


@dataclass(frozen=True)
class PublishedArticle:
    """``windows`` are the whole text, or what is shown of it."""

    article: Article
    version: ArticleVersion
    claims: tuple[PublishedClaim, ...]
    windows: tuple[Place, ...]

    @cached_property
    def marked(self) -> list[PublishedClaim]:
        return [claim for claim in self.claims if not claim.standing.is_withdrawn]

    @cached_property
    def withdrawn(self) -> list[PublishedClaim]:
        return [claim for claim in self.claims if claim.standing.is_withdrawn]

    def words(self) -> tuple[Pieces, list[list[Pieces]]]:
        """The headline, where the text begins with the article's title, and the passages without it.

        A passage is a list of paragraphs, a paragraph a list of pieces.
        """
        passages = [self._paragraphs(window) for window in self.windows]
        if not passages or not self.article.shows_whole_text or not passages[0]:
            return [], passages
        first = "".join(piece["text"] for piece in passages[0][0])
        if first.strip() != self.article.title:
            return [], passages
        return passages[0][0], [passages[0][1:], *passages[1:]]

    def _paragraphs(self, window: Place) -> list[Pieces]:
        claims = {claim.order: claim for claim in self.marked}
        marks = [
            Mark(claim.order, place.start - window.start, place.end - window.start)
            for claim in self.marked
            for place in claim.places
            if place.start < window.end and place.end > window.start
        ]
        return [
            [_piece(piece, claims) for run in line.runs for piece in run.pieces]
            for line in overlaps.paragraphs(self.version.text[window.start : window.end], marks)
        ]


def build(article: Article, *, with_cited_pages: bool = False) -> PublishedArticle | None:
    """What readers see of ``article`` in its latest version; None for an article that has no text yet.

    ``with_cited_pages``: also which pages its claims cite that are gone or changed.
    """
    version = article.latest_version()
    if version is None:
        return None
    claims = tuple(_claims(version, with_cited_pages=with_cited_pages))
    return PublishedArticle(article, version, claims, tuple(_windows(version, claims)))


def title(article: Article) -> str:
    """How a list or a feed calls the article: one that was made up never goes out as if it were real."""
    return (
        f"{article.title} ({_('invented for the demonstration')})" if article.is_invented else article.title
    )


def coverage(article: Article) -> dict[str, int]:
    """How many of the sentences a person has marked complete. ``article`` comes ``with_coverage()``.

    Per cent are rounded down, so that 100 means all of them.
    """
    total: int = getattr(article, "sentences_total", 0)
    complete: int = getattr(article, "sentences_complete", 0)
    return {
        "sentences": total,
        "complete": complete,
        "percent": 100 * complete // total if total else 0,
    }


def _claims(version: ArticleVersion, *, with_cited_pages: bool) -> Iterator[PublishedClaim]:
    places: dict[int, list[Place]] = {}
    rows = Appearance.objects.filter(article_version=version).order_by("start", "-end", "pk")
    for claim, start, end in rows.values_list("claim", "start", "end"):
        places.setdefault(claim, []).append(Place(start or 0, end or 0))
    shown = Publication.objects.on_show().filter(claim__in=places).select_related("standing")
    shown = live.alongside(shown) if with_cited_pages else shown
    live.attach(shown)
    found = {publication.claim_id: publication for publication in shown}
    order = count(1)
    for claim in places:
        if one := found.get(claim):
            state = standing.of(one)
            number = 0 if state.is_withdrawn else next(order)
            yield PublishedClaim(number, one, json.loads(one.document), state, tuple(places[claim]))


def _windows(version: ArticleVersion, claims: Sequence[PublishedClaim]) -> list[Place]:
    """What is shown of the text, in order and apart from each other."""
    if version.article.shows_whole_text:
        return [Place(0, len(version.text))]
    sentences = list(version.sentences.order_by("start").values_list("start", "end"))
    found: list[Place] = []
    spans = [place for claim in claims if not claim.standing.is_withdrawn for place in claim.places]
    for start, end in sorted(document.window(*span, sentences) for span in spans):
        if found and start <= found[-1].end + 1:
            found[-1] = Place(found[-1].start, max(found[-1].end, end))
        else:
            found.append(Place(start, end))
    return found


def _piece(piece: overlaps.Piece, claims: dict[int, PublishedClaim]) -> dict[str, Any]:
    return {
        "text": piece.text,
        "marks": [claims[key] for key in piece.keys if isinstance(key, int)],
        "opening": [claims[key] for key in piece.opening if isinstance(key, int)],
    }
