"""A strict reader of ClaimReview, written against the vocabulary and not against our presenter."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

Reading = Iterator[str]

# type -> {property: (reader, required)}; a property that is not here is refused.
TYPES: dict[str, dict[str, tuple[Callable[..., Reading], bool]]] = {}
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


def whole(review: dict[str, Any], page: str) -> Reading:
    """What no single property shows."""
    rating, claim = review["reviewRating"], review["itemReviewed"]
    if review["url"] != page:
        yield "url is not the page it stands on"
    if rating["alternateName"].casefold() in review["claimReviewed"].casefold():
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
        for name in value.keys() - known.keys() - {"@type"}:
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
    "name": (text, True), "alternateName": (text, False), "jobTitle": (text, False), "sameAs": (several(address), False),
}  # fmt: skip
TYPES["Rating"] = {
    "alternateName": (text, True), "ratingExplanation": (text, False), "ratingValue": (number, False),
    "worstRating": (number, False), "bestRating": (number, False),
}  # fmt: skip
TYPES["CreativeWork"] = {
    "url": (address, True), "headline": (text, False), "name": (text, False), "publisher": (thing("Organization"), False),
    "datePublished": (day, False), "inLanguage": (language, False),
}  # fmt: skip
TYPES["CorrectionComment"] = {"text": (text, True), "datePublished": (moment, True)}
TYPES["Claim"] = {
    "text": (text, True), "author": (thing("Person", "Organization"), False),
    "about": (thing("Person", "Organization"), False), "datePublished": (day, False),
    "appearance": (several(thing("CreativeWork")), False), "firstAppearance": (thing("CreativeWork"), False),
}  # fmt: skip
TYPES["ClaimReview"] = {
    "url": (address, True), "claimReviewed": (text, True), "inLanguage": (language, True), "datePublished": (moment, True),
    "dateModified": (moment, True), "author": (thing("Organization"), True), "itemReviewed": (thing("Claim"), True),
    "reviewRating": (thing("Rating"), True), "reviewBody": (text, False),
    "citation": (several(thing("CreativeWork")), False), "correction": (several(thing("CorrectionComment")), False),
}  # fmt: skip
