"""A fact-check as another desk published it: read from ClaimReview, or from a row of a corpus. Nothing is guessed.

What can't be read is an ``Unreadable``, with the field and a clause for people.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urljoin

from claims.text import dates, urls
from claims.text.storable import storable

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_MONTH = "|".join(MONTHS)
_DAY_FIRST = re.compile(rf"(\d{{1,2}})\s*({_MONTH})\s+(\d{{4}})", re.IGNORECASE)
_MONTH_FIRST = re.compile(rf"({_MONTH})\s+(\d{{1,2}}),?\s+(\d{{4}})", re.IGNORECASE)
_STATED = re.compile(
    rf"stated\s+on\s+((?:{_MONTH})\s+\d{{1,2}},?\s+\d{{4}})\s*(.*)", re.IGNORECASE | re.DOTALL
)
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*")
LONGEST = 5_000  # characters of a claim
DEEPEST = 8

# What a column of a corpus may be called, by the field that it fills; the first that is there counts.
COLUMNS = {
    "claim_text": ("claim_text", "vclaim", "claim", "claimReviewed", "statement"),
    "claimant_name": ("claimant_name", "claimant", "speaker"),
    "url": ("url", "page_url", "link"),
    "reference": ("reference", "vclaim_id", "id"),
    "title": ("title", "headline"),
    "rating_words": ("rating_words", "truth_label", "rating", "verdict", "label", "textualRating"),
    "language": ("language", "languageCode"),
    "publisher_name": ("publisher_name", "publisher"),
    "publisher_site": ("publisher_site", "site"),
}


class Unreadable(ValueError):
    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field, self.reason = field, reason


@dataclass(frozen=True)
class Publisher:
    """What a file doesn't say of whose fact-checks it holds. ``base`` is where its relative addresses begin."""

    name: str = ""
    site: str = ""
    base: str = ""
    language: str = ""


@dataclass(frozen=True)
class Told:
    """One claim as another desk published it: the columns of an ExternalCheck."""

    claim_text: str
    publisher_name: str
    publisher_site: str
    url: str = ""
    reference: str = ""
    claimant_name: str = ""
    claimed_on: str = ""
    venue: str = ""
    title: str = ""
    rating_words: str = ""
    reviewed_on: date | None = None
    language: str = ""


# --- Rows of a corpus ---------------------------------------------------------------------------------------------


def of_row(row: Any, publisher: Publisher) -> Told:
    """A JSON object with the columns of COLUMNS, and ``date``: a day, or "stated on … in an interview:"."""
    if not isinstance(row, dict):
        raise Unreadable("row", "it is no JSON object")
    told = {field: _first(row, names) for field, names in COLUMNS.items()}
    claimed_on, venue, reviewed_on = _dated(_text(row, "date"))
    url = _address(told["url"], publisher.base) if told["url"] else ""
    if reviewed_on is None and url and (found := dates.in_address(url)) and found.earliest == found.latest:
        reviewed_on = found.earliest
    return _whole(
        Told(
            claim_text=told["claim_text"],
            publisher_name=told["publisher_name"] or publisher.name,
            publisher_site=told["publisher_site"] or publisher.site or (site_of(url) if url else ""),
            url=url,
            reference=told["reference"],
            claimant_name=told["claimant_name"],
            claimed_on=_text(row, "claimed_on") or claimed_on,
            venue=_text(row, "venue") or venue,
            title=told["title"],
            rating_words=told["rating_words"],
            reviewed_on=reviewed_on,
            language=told["language"] or publisher.language,
        )
    )


def _first(row: dict[str, Any], names: tuple[str, ...]) -> str:
    return next((told for name in names if (told := _text(row, name))), "")


def _text(row: dict[str, Any], name: str) -> str:
    told = row.get(name)
    if told is None or isinstance(told, bool):
        return ""
    if isinstance(told, int | float):
        return str(told)
    if not isinstance(told, str):
        raise Unreadable(name, "it is no text")
    return " ".join(told.split())


def _dated(text: str) -> tuple[str, str, date | None]:
    """When it was said, where, and when it was reviewed: what the text gives of the three."""
    if not text:
        return "", "", None
    if stated := _STATED.fullmatch(text):
        return day_in(stated[1]).isoformat(), stated[2].strip().rstrip(":.").strip(), None
    return "", "", day_in(text)


def day_in(text: str) -> date:
    """24 October 2019, October 24, 2019, or 2019-10-24. Unreadable for anything else."""
    try:
        if found := _DAY_FIRST.fullmatch(text.strip()):
            return date(int(found[3]), MONTHS.index(found[2].lower()) + 1, int(found[1]))
        if found := _MONTH_FIRST.fullmatch(text.strip()):
            return date(int(found[3]), MONTHS.index(found[1].lower()) + 1, int(found[2]))
        return date.fromisoformat(text.strip()[:10])
    except ValueError as error:
        raise Unreadable("date", f"“{text[:60]}” is no day of a calendar") from error


# --- ClaimReview --------------------------------------------------------------------------------------------------


def reviews(value: Any, place: str = "", depth: int = 0) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every ClaimReview in what JSON-LD says, with its place in it: of a page, a list, a graph, a DataFeed."""
    if depth > DEEPEST:
        return
    if isinstance(value, list):
        for number, one in enumerate(value):
            yield from reviews(one, f"{place}[{number}]", depth + 1)
    elif isinstance(value, dict):
        if "ClaimReview" in _several(value.get("@type")):
            yield place or "review", value
            return
        for name in ("@graph", "dataFeedElement", "item", "itemListElement", "mainEntity", "review"):
            if name in value:
                yield from reviews(value[name], f"{place}.{name}".lstrip("."), depth + 1)


def of_review(review: dict[str, Any], publisher: Publisher) -> Told:
    """A ClaimReview as anybody's: what it lacks stays blank, what it says is taken at its word."""
    item = _thing(review.get("itemReviewed"))
    author = _thing(review.get("author")) or _thing(review.get("publisher"))
    rating = _thing(review.get("reviewRating"))
    url = _address(_text(review, "url") or _text(review, "@id"), publisher.base)
    home = _text(author, "url")
    claimed = _text(item, "datePublished")
    reviewed = _text(review, "datePublished")
    return _whole(
        Told(
            claim_text=_text(review, "claimReviewed") or _text(item, "text") or _text(item, "name"),
            publisher_name=_text(author, "name") or publisher.name,
            publisher_site=publisher.site or site_of(url) or site_of(home),
            url=url,
            claimant_name=_text(_thing(item.get("about")), "name")
            or _text(_thing(item.get("author")), "name"),
            claimed_on=day_in(claimed).isoformat() if claimed else "",
            title=_text(review, "headline") or _text(review, "name"),
            rating_words=_text(rating, "alternateName") or _figure(rating) or _text(rating, "name"),
            reviewed_on=day_in(reviewed) if reviewed else None,
            language=_language(review.get("inLanguage")) or publisher.language,
        )
    )


def _figure(rating: dict[str, Any]) -> str:
    """A rating that has no words: 2 of 5."""
    value, best = _text(rating, "ratingValue"), _text(rating, "bestRating")
    return f"{value} of {best}" if value and best and float_or_none(value) != -1 else ""


def float_or_none(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _thing(value: Any) -> dict[str, Any]:
    """The first thing of one or several; a bare text is its name."""
    one = value[0] if isinstance(value, list) and value else value
    if isinstance(one, str):
        return {"name": one}
    return one if isinstance(one, dict) else {}


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _language(value: Any) -> str:
    told = value if isinstance(value, str) else _text(_thing(value), "alternateName")
    return told if _LANGUAGE.fullmatch(told) else ""


# --- What holds for all -------------------------------------------------------------------------------------------


def site_of(url: str) -> str:
    try:
        return urls.host_of(url).removeprefix("www.")
    except urls.BadURL:
        return ""


def _address(told: str, base: str) -> str:
    try:
        return urls.canonical(urljoin(base, told) if base else told)
    except urls.BadURL as error:
        raise Unreadable("url", f"“{told[:80]}” can't be used: {error.reason}") from error


MOST = {
    "claim_text": LONGEST, "publisher_name": 200, "publisher_site": 253, "url": 2000, "reference": 300,
    "claimant_name": 300, "claimed_on": 40, "venue": 300, "title": 500, "rating_words": 300, "language": 35,
}  # fmt: skip
NEEDED = {
    "claim_text": "it says no claim",
    "publisher_name": "it names no publisher",
    "publisher_site": "its publisher has no site",
}


def _whole(told: Told) -> Told:
    for field, reason in NEEDED.items():
        if not getattr(told, field):
            raise Unreadable(field, reason)
    for field, most in MOST.items():
        text = getattr(told, field)
        if len(text) > most:
            raise Unreadable(field, f"it has {len(text)} characters, and {most} are the limit")
        if storable(text, most) != text:
            raise Unreadable(field, "it holds a character that can't be stored")
    if not told.url and not told.reference:
        raise Unreadable("url", "it has neither an address nor a number of its publisher's own")
    if told.claimed_on and dates.parsed(told.claimed_on) is None:
        raise Unreadable("claimed_on", f"“{told.claimed_on}” is no date")
    if told.language and not _LANGUAGE.fullmatch(told.language):
        raise Unreadable("language", f"“{told.language}” is no code of a language")
    return told
