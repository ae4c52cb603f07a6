"""A strict reader of ClaimReview, written against the vocabulary and not against our presenter.

``problems`` are what is wrong, ``wishes`` what search tools and partners would like to find and don't.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

Reading = Iterator[str]

# type -> {property: (reader, required)}; a property that is not here is refused.
TYPES: dict[str, dict[str, tuple[Callable[..., Reading], bool]]] = {}
# What schema.org gives to everything, or to every creative work, and no rule of ours looks into.
OF_ANYTHING = {
    "@id", "@context", "name", "url", "sameAs", "image", "description", "identifier", "alternateName",
    "mainEntityOfPage", "disambiguatingDescription", "additionalType", "subjectOf", "potentialAction",
}  # fmt: skip
OF_A_WORK = OF_ANYTHING | {
    "about", "abstract", "author", "citation", "copyrightHolder", "copyrightYear", "creator", "dateCreated",
    "dateModified", "datePublished", "headline", "inLanguage", "isAccessibleForFree", "isBasedOn", "isPartOf",
    "keywords", "license", "mentions", "publisher", "sourceOrganization", "text", "thumbnailUrl", "video",
}  # fmt: skip
OF_AN_AGENT = OF_ANYTHING | {
    "address", "affiliation", "birthDate", "contactPoint", "email", "familyName", "givenName", "jobTitle", "legalName",
    "logo", "memberOf", "nationality", "parentOrganization", "telephone", "worksFor", "actionableFeedbackPolicy",
    "diversityPolicy", "foundingDate", "masthead", "missionCoveragePrioritiesPolicy", "verificationFactCheckingPolicy",
}  # fmt: skip
ALSO = {
    "Organization": OF_AN_AGENT, "Person": OF_AN_AGENT, "Rating": OF_ANYTHING | {"author", "reviewAspect"},
    "CreativeWork": OF_A_WORK, "CorrectionComment": OF_A_WORK, "Claim": OF_A_WORK | {"claimInterpreter"},
    "ClaimReview": OF_A_WORK | {"reviewAspect", "itemReviewed", "associatedClaimReview"},
}  # fmt: skip
WISHED = {
    "author.url": "who publishes the review, by address",
    "datePublished": "when it was published",
    "inLanguage": "the language it is written in",
    "itemReviewed.author": "who made the claim",
    "itemReviewed.datePublished": "when the claim was made",
    "itemReviewed.appearance": "where the claim stands",
    "reviewRating.ratingExplanation": "why it is rated so, in a sentence",
}
LONGEST = 75  # characters of a claim that tools show whole
RFC3339 = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(Z|[+-]\d{2}:\d{2})")
LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


def problems(review: Any, *, page: str) -> list[str]:
    """What is wrong with ``review`` on the page with the address ``page``; nothing when all is well."""
    if not isinstance(review, dict):
        return ["the review is no object"]
    found = [] if review.get("@context") == "https://schema.org" else ["@context is not https://schema.org"]
    found += thing("ClaimReview")("review", {k: v for k, v in review.items() if k != "@context"})
    if not found:
        found += whole(review, page)
    return found


def wishes(review: dict[str, Any]) -> list[str]:
    """Recommended properties that a review without problems lacks, and why they are wished for."""
    found = [f"{path} is missing: {why}" for path, why in WISHED.items() if not _has(review, path)]
    if len(review["claimReviewed"]) > LONGEST:
        found.append(f"claimReviewed is longer than {LONGEST} characters: tools cut it")
    return found


def _has(review: dict[str, Any], path: str) -> bool:
    """Whether it is there; where a claim stands first is a place where it stands, and who is spoken of a speaker."""
    others = {
        "itemReviewed.appearance": "itemReviewed.firstAppearance",
        "itemReviewed.author": "itemReviewed.about",
    }
    found: Any = review
    for name in path.split("."):
        found = found.get(name) if isinstance(found, dict) else None
    return bool(found) or (path in others and _has(review, others[path]))


def feed_problems(feed: Any) -> list[str]:
    """What is wrong with a DataFeed of ClaimReviews: its own dates, and every review by its place."""
    if not isinstance(feed, dict) or feed.get("@type") != "DataFeed":
        return ["the feed is no DataFeed"]
    found = [] if feed.get("@context") == "https://schema.org" else ["@context is not https://schema.org"]
    found += moment("dateModified", feed.get("dateModified"))
    elements = feed.get("dataFeedElement")
    if not isinstance(elements, list):
        return [*found, "dataFeedElement is no list"]
    for number, element in enumerate(elements):
        found += _element(f"dataFeedElement[{number}]", element)
    return found


def _element(place: str, element: Any) -> Reading:
    if not isinstance(element, dict) or element.get("@type") != "DataFeedItem":
        yield f"{place} is no DataFeedItem"
        return
    yield from moment(f"{place}.dateCreated", element.get("dateCreated"))
    yield from moment(f"{place}.dateModified", element.get("dateModified"))
    yield from address(f"{place}.url", element.get("url"))
    items = element.get("item")
    if not isinstance(items, list) or not items:
        yield f"{place}.item is no list"
        return
    for number, review in enumerate(items):
        if isinstance(review, dict):
            whole_review = {"@context": "https://schema.org"} | review
            for problem in problems(whole_review, page=str(element.get("url"))):
                yield f"{place}.item[{number}]: {problem}"
        else:
            yield f"{place}.item[{number}] is no object"


def whole(review: dict[str, Any], page: str) -> Reading:
    """What no single property shows."""
    rating, claim = review["reviewRating"], review["itemReviewed"]
    if review["url"] != page:
        yield "url is not the page it stands on"
    if re.search(rf"\b{re.escape(rating['alternateName'])}:", review["claimReviewed"], re.IGNORECASE):
        yield "claimReviewed holds the rating"
    if review["datePublished"] > review["dateModified"]:
        yield "modified before it was published"
    numbers = [rating.get(name) for name in ("worstRating", "ratingValue", "bestRating")]
    if any(n is not None for n in numbers):
        if None in numbers:
            yield "ratingValue, worstRating and bestRating come together"
        elif not 1 <= numbers[0] <= numbers[1] <= numbers[2] or numbers[0] == numbers[2]:
            yield "ratingValue is not between worstRating and bestRating, from 1 up"
    if claim.get("author") == review["author"]:
        yield "the desk is the author of what it reviews"
    if claim.get("author") and claim.get("author") == claim.get("about"):
        yield "a claim about words has their speaker as its author"


def text(place: str, value: Any) -> Reading:
    if not isinstance(value, str) or not value.strip() or "<" in value:
        yield f"{place} is no plain text"


def address(place: str, value: Any) -> Reading:
    parts = urlsplit(value) if isinstance(value, str) else None
    if not parts or parts.scheme not in {"http", "https"} or not parts.hostname or " " in value:
        yield f"{place} is no web address"


def day(place: str, value: Any) -> Reading:
    try:
        if not isinstance(value, str) or len(value) != 10:
            raise ValueError
        date.fromisoformat(value)
    except ValueError:
        yield f"{place} is no date"


def moment(place: str, value: Any) -> Reading:
    try:
        if not isinstance(value, str) or not RFC3339.fullmatch(value):
            raise ValueError
        datetime.fromisoformat(value)
    except ValueError:
        yield f"{place} is no moment"


def number(place: str, value: Any) -> Reading:
    if isinstance(value, bool) or not isinstance(value, int | float):
        yield f"{place} is no number"


def language(place: str, value: Any) -> Reading:
    if not isinstance(value, str) or not LANGUAGE.fullmatch(value):
        yield f"{place} is no language"


def several(reader: Callable[[str, Any], Reading]) -> Callable[[str, Any], Reading]:
    def read(place: str, value: Any) -> Reading:
        if not isinstance(value, list) or not value:
            yield f"{place} is no list"
            return
        for index, part in enumerate(value):
            yield from reader(f"{place}[{index}]", part)

    return read


def thing(*kinds: str) -> Callable[[str, Any], Reading]:
    def read(place: str, value: Any) -> Reading:
        if not isinstance(value, dict) or value.get("@type") not in kinds:
            yield f"{place} is no {' or '.join(kinds)}"
            return
        known = TYPES[value["@type"]]
        for name in sorted(value.keys() - known.keys() - ALSO[value["@type"]] - {"@type"}):
            yield f"{place}.{name} is not in the vocabulary"
        for name, (reader, required) in known.items():
            if name in value:
                yield from reader(f"{place}.{name}", value[name])
            elif required:
                yield f"{place}.{name} is missing"

    return read


TYPES["Organization"] = {
    "name": (text, True), "url": (address, False), "alternateName": (text, False), "sameAs": (several(address), False),
    "correctionsPolicy": (address, False), "publishingPrinciples": (address, False), "ethicsPolicy": (address, False),
    "ownershipFundingInfo": (address, False),
}  # fmt: skip
TYPES["Person"] = {
    "name": (text, True), "alternateName": (text, False), "jobTitle": (text, False),
    "sameAs": (several(address), False),
}  # fmt: skip
TYPES["Rating"] = {
    "alternateName": (text, True), "ratingExplanation": (text, False), "ratingValue": (number, False),
    "worstRating": (number, False), "bestRating": (number, False),
}  # fmt: skip
TYPES["CreativeWork"] = {
    "url": (address, True), "headline": (text, False), "name": (text, False),
    "publisher": (thing("Organization"), False),
    "datePublished": (day, False), "inLanguage": (language, False),
}  # fmt: skip
TYPES["CorrectionComment"] = {"text": (text, True), "datePublished": (moment, True)}
TYPES["Claim"] = {
    "text": (text, True), "author": (thing("Person", "Organization"), False),
    "about": (thing("Person", "Organization"), False), "datePublished": (day, False),
    "appearance": (several(thing("CreativeWork")), False), "firstAppearance": (thing("CreativeWork"), False),
}  # fmt: skip
TYPES["ClaimReview"] = {
    "url": (address, True), "claimReviewed": (text, True), "inLanguage": (language, True),
    "datePublished": (moment, True),
    "dateModified": (moment, True), "author": (thing("Organization"), True), "itemReviewed": (thing("Claim"), True),
    "reviewRating": (thing("Rating"), True), "reviewBody": (text, False),
    "citation": (several(thing("CreativeWork")), False), "correction": (several(thing("CorrectionComment")), False),
}  # fmt: skip
