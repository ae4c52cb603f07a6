"""W3C Web Annotations: a claim in the articles it stands in, and its evidence in the sources it was taken from.

Nothing is shown of a text that readers are not shown: what stands around an anchor ends where the shown passage and its
paragraph end, so that it is found in the page as it is rendered. Positions count Unicode code points, end exclusive.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.conf import settings

from claims.models import Appearance, Article, VerdictCitation
from claims.presenters import addresses, claim_review
from claims.presenters.document import Document, window
from claims.presenters.published_article import Place, PublishedArticle

KIND = 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'
CONTEXT = "http://www.w3.org/ns/anno.jsonld"
AROUND = 32  # characters before and after the words, that tell them from the same words elsewhere
AT_ONCE = 200

Annotation = dict[str, Any]


def collection(address: str, label: str, items: Sequence[Annotation], *, page: int | None) -> dict[str, Any]:
    """The collection with its first page in it, or its page ``page`` (from 0) alone. IndexError for one too many."""
    if page is not None:
        return {"@context": CONTEXT} | _page(address, items, page)
    return {
        "@context": CONTEXT,
        "id": address,
        "type": "AnnotationCollection",
        "label": label,
        "total": len(items),
        "first": _page(address, items, 0),
    } | ({"last": f"{address}?page={(len(items) - 1) // AT_ONCE}"} if items else {})


def _page(address: str, items: Sequence[Annotation], page: int) -> dict[str, Any]:
    first = page * AT_ONCE
    if page < 0 or (first >= len(items) and page > 0):
        raise IndexError(page)
    told: dict[str, Any] = {
        "id": f"{address}?page={page}", "type": "AnnotationPage", "partOf": address, "startIndex": first,
        "items": list(items[first : first + AT_ONCE]),
    }  # fmt: skip
    if first + AT_ONCE < len(items):
        told["next"] = f"{address}?page={page + 1}"
    if page:
        told["prev"] = f"{address}?page={page - 1}"
    return told


# --- Claims in an article -----------------------------------------------------------------------------------------


def of_article(shown: PublishedArticle, address: str) -> list[Annotation]:
    """Every place of every published claim that stands, in the order of the text."""
    text = shown.version.text
    return [
        _annotation(
            f"{address}#claim-{claim.order}-{number}",
            claim.document,
            _target(shown.article, selectors(text, place, shown.windows)),
            has_page=claim.has_page,
        )
        for claim in shown.marked
        for number, place in enumerate(claim.places, 1)
    ]


def in_articles(document: Document, rows: Iterable[Appearance], address: str) -> Iterator[Annotation]:
    """One claim in the articles that readers may open. ``rows`` come with article, version and sentences."""
    for row in rows:
        version = row.article_version
        if version is None or row.start is None or row.end is None:
            continue
        place, article = Place(row.start, row.end), version.article
        spans = [(one.start, one.end) for one in version.sentences.all()]
        whole = Place(0, len(version.text))
        seen = whole if article.shows_whole_text else Place(*window(row.start, row.end, spans))
        target = _target(article, selectors(version.text, place, [seen]))
        yield _annotation(f"{address}#{article.slug}-{row.start}", document, target, has_page=True)


def _target(article: Article, found: list[dict[str, Any]]) -> dict[str, Any]:
    return {"source": addresses.article(article.slug), "language": article.language, "selector": found}


def selectors(text: str, place: Place, windows: Iterable[Place]) -> list[dict[str, Any]]:
    """``windows`` are what is shown of the text."""
    left, right = _around(text, place, windows)
    words: dict[str, Any] = {"type": "TextQuoteSelector", "exact": text[place.start : place.end]}
    words |= {"prefix": left} if left else {}
    words |= {"suffix": right} if right else {}
    return [words, {"type": "TextPositionSelector", "start": place.start, "end": place.end}]


def _around(text: str, place: Place, windows: Iterable[Place]) -> tuple[str, str]:
    """What stands before and after in the same paragraph of the same shown passage."""
    seen = next((one for one in windows if one.start <= place.start and place.end <= one.end), place)
    before = text[max(seen.start, place.start - AROUND) : place.start]
    after = text[place.end : min(seen.end, place.end + AROUND)]
    return before.rpartition("\n")[2].lstrip(), after.partition("\n")[0].rstrip()


def _annotation(address: str, document: Document, target: Any, *, has_page: bool) -> Annotation:
    word = claim_review.label(document)
    said = {
        "type": "TextualBody", "purpose": "assessing", "format": "text/plain", "language": document["language"],
        "value": f"{word}: {document['summary']}" if document["summary"] else word,
    }  # fmt: skip
    link = {"type": "SpecificResource", "purpose": "linking", "source": addresses.claim(document["slug"])}
    return {
        "id": address,
        "type": "Annotation",
        "motivation": "assessing",
        "creator": {"type": "Organization", "name": settings.DESK_NAME, "homepage": addresses.page("front")},
        "modified": document["published_at"],
        "body": [said, *([link] if has_page else [])],
        "target": target,
    }


# --- What a claim's page cites ------------------------------------------------------------------------------------


def elsewhere(document: Document, address: str) -> Iterator[Annotation]:
    """The addresses outside at which the claim stands; where in their text, the desk doesn't say."""
    outside = [row["url"] for row in document["appearances"] if "article" not in row and row["url"]]
    for number, url in enumerate(outside, 1):
        yield _annotation(f"{address}#appearance-{number}", document, {"source": url}, has_page=True)


def evidence(document: Document, anchored: dict[int, VerdictCitation], address: str) -> Iterator[Annotation]:
    """The quoted passages with a public address. ``anchored``: by number, those that were selected in a capture."""
    for row in document["citations"]:
        if row["quote"] and row["source"] and row["source"]["url"]:
            yield _passage(row, document, anchored.get(row["number"]), f"{address}#evidence-{row['number']}")


def _passage(row: Document, document: Document, citation: VerdictCitation | None, address: str) -> Annotation:
    words: dict[str, Any] = {"type": "TextQuoteSelector", "exact": row["quote"]}
    found = [words]
    # An anchor that was moved since says nothing of the words that were published.
    if (
        citation is not None
        and citation.evidence.quote == row["quote"]
        and citation.evidence.start is not None
    ):
        one = citation.evidence
        words |= {"prefix": one.prefix[-AROUND:]} if one.prefix else {}
        words |= {"suffix": one.suffix[:AROUND]} if one.suffix else {}
        found.append({"type": "TextPositionSelector", "start": one.start, "end": one.end})
    target: dict[str, Any] = {"source": row["source"]["url"], "selector": found}
    target |= {"language": row["source"]["language"]} if row["source"]["language"] else {}
    if row["captured_at"]:
        target["state"] = {"type": "TimeState", "sourceDate": row["captured_at"]}
    stance = {"type": "TextualBody", "purpose": "classifying", "value": row["stance"], "format": "text/plain"}
    link = {"type": "SpecificResource", "purpose": "linking", "source": addresses.claim(document["slug"])}
    return {
        "id": address,
        "type": "Annotation",
        "motivation": "linking",
        "creator": {"type": "Organization", "name": settings.DESK_NAME, "homepage": addresses.page("front")},
        "modified": document["published_at"],
        "body": [stance, link],
        "target": target,
    }
