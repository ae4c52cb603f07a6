"""What a CMS shows beside an article: how far it is checked, what came of it. All of it readers may know."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.db.models import OuterRef, Subquery
from django.urls import reverse

from claims.models import Appearance, Article, ArticleVersion, Publication, PublicationState, Rating
from claims.presenters import addresses
from claims.presenters.document import moment
from claims.presenters.published_article import coverage
from claims.text import fingerprint

AT_RISK, CHECKED, PARTLY, WITHDRAWN, UNCHECKED = STATES = (
    "at_risk", "checked", "partly_checked", "withdrawn", "unchecked"
)  # fmt: skip


class CheckedText(NamedTuple):
    """The newest text that the desk has of an article."""

    number: int
    sha256: str
    fingerprint: str
    taken_at: str


@dataclass(frozen=True)
class Badge:
    """``standing`` are checks that stand, those ``at_risk`` among them; ``ratings`` how many of them say what."""

    article: Article
    text: CheckedText | None
    standing: int
    at_risk: int
    withdrawn: int
    ratings: tuple[tuple[Rating, int], ...]
    coverage: dict[str, int]

    @property
    def state(self) -> str:
        """The first that holds: a check is re-examined; all of the text is done; some is; nothing stands any more."""
        if self.at_risk:
            return AT_RISK
        if self.standing:
            is_whole = self.coverage["complete"] == self.coverage["sentences"]
            return CHECKED if is_whole else PARTLY
        return WITHDRAWN if self.withdrawn else UNCHECKED

    def as_json(self) -> dict[str, Any]:
        return {
            "slug": self.article.slug,
            "external_id": self.article.external_id or None,
            "url": self.article.url,
            "title": self.article.title,
            "is_invented": self.article.is_invented,
            "state": self.state,
            "coverage": self.coverage,
            "claims": {"standing": self.standing, "at_risk": self.at_risk, "withdrawn": self.withdrawn},
            "ratings": [_rating(rating, count) for rating, count in self.ratings],
            "text": self.text._asdict() if self.text else None,
            "links": links(self.article.slug),
        }


def links(slug: str) -> dict[str, str]:
    """Where the article's page and its badges stand."""
    return {
        "page": addresses.article(slug),
        "embed": _address("article-embed", slug),
        "badge_html": _address("badge-html", slug),
        "badge_svg": _address("badge-svg", slug),
    }


def _address(name: str, slug: str) -> str:
    return addresses.absolute(reverse(f"public:{name}", args=[slug]))


def of(articles: Sequence[Article]) -> list[Badge]:
    """The badges of articles that come ``with_coverage()``, in their order: so many queries, however many they are."""
    versions = _newest(articles)
    prints = _fingerprints(versions)
    texts = {one.article_id: _checked(one, prints) for one in versions}
    claims: dict[int, set[int]] = {}
    places = Appearance.objects.filter(article_version__in=[one.pk for one in versions])
    for article, claim in places.values_list("article_version__article", "claim"):
        claims.setdefault(article, set()).add(claim)
    shown = _shown(set().union(*claims.values()))
    ratings = {one.slug: one for one in Rating.objects.order_by("order", "pk")}
    return [
        _badge(
            one, texts.get(one.pk), [shown[key] for key in claims.get(one.pk, ()) if key in shown], ratings
        )
        for one in articles
    ]


class _Shown(NamedTuple):
    """What is shown of a claim now."""

    rating: str
    is_withdrawn: bool
    is_at_risk: bool


def _shown(claims: Iterable[int]) -> dict[int, _Shown]:
    rows = Publication.objects.on_show().filter(claim__in=claims)
    told = rows.values_list("claim", "rating_slug", "standing__standing", "standing__at_risk_since")
    withdrawn = PublicationState.Standing.WITHDRAWN
    return {
        claim: _Shown(rating, standing == withdrawn, risk is not None and standing != withdrawn)
        for claim, rating, standing, risk in told
    }


def _badge(
    article: Article, text: CheckedText | None, shown: Sequence[_Shown], ratings: dict[str, Rating]
) -> Badge:
    standing = [one for one in shown if not one.is_withdrawn]
    counted = Counter(one.rating for one in standing)
    return Badge(
        article=article,
        text=text,
        standing=len(standing),
        at_risk=sum(one.is_at_risk for one in standing),
        withdrawn=len(shown) - len(standing),
        ratings=tuple((rating, counted[slug]) for slug, rating in ratings.items() if slug in counted),
        coverage=coverage(article),
    )


def _rating(rating: Rating, count: int) -> dict[str, Any]:
    return {"slug": rating.slug, "label": rating.label, "labels": rating.labels, "count": count}


def _newest(articles: Sequence[Article]) -> list[ArticleVersion]:
    """The latest version of each, without its text."""
    latest = ArticleVersion.objects.filter(article=OuterRef("article")).order_by("-number").values("pk")[:1]
    rows = ArticleVersion.objects.filter(article__in=[one.pk for one in articles], pk=Subquery(latest))
    return list(rows.defer("text"))


def _checked(version: ArticleVersion, prints: dict[str, str]) -> CheckedText:
    sha256 = version.sha256
    return CheckedText(version.number, sha256, prints[sha256], moment(version.taken_at))


_KNOWN: dict[str, str] = {}  # fingerprints by the sha256 of the text: what was computed once stays true
MOST_KNOWN = 20_000


def _fingerprints(versions: Sequence[ArticleVersion]) -> dict[str, str]:
    """By the sha256 of each text. Texts may be long: one is looked at after another."""
    found = {one.sha256: _KNOWN[one.sha256] for one in versions if one.sha256 in _KNOWN}
    others = [one.pk for one in versions if one.sha256 not in found]
    if others:
        texts = ArticleVersion.objects.filter(pk__in=others).values_list("sha256", "text")
        found |= {sha256: fingerprint.of(text) for sha256, text in texts.iterator(chunk_size=1)}
    if len(_KNOWN) > MOST_KNOWN:
        _KNOWN.clear()
    _KNOWN.update(found)
    return found
