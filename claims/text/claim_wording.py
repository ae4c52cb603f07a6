"""What kind of claim words make, and how they read without their article: suggestions, which an editor takes or edits.

English words; other languages get the kinds that shapes tell (quotation marks, numbers) and their words as they are.
"""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from claims.text import checkworthiness
from claims.text.reason_words import Reason

_QUOTED = re.compile(r"[“„«「『\"](?:[^“”„«»「」『』\"]{2,})[”“»」』\"]")
_DENIAL = re.compile(
    r"\b(?:den(?:y|ies|ied|ial)|refut(?:e|es|ed)|rejects?|rejected|dismiss(?:es|ed)?)\b", re.IGNORECASE
)
_ATTRIBUTED = re.compile(
    r"\b(?:said|says|told|according to|claimed|claims|stated|announced|reported|revealed|warned|added|argued|insisted|"
    r"suggested|indicated|noted?|notes|expressed|cautioned)\b",
    re.IGNORECASE,
)
_AHEAD = re.compile(
    r"\b(?:will|won't|won’t|would|may|might|could|is expected to|are expected to|plans? to|intends? to)\b",
    re.IGNORECASE,
)
_AMOUNTS = {Reason.NUMBER, Reason.SHARE, Reason.MONEY}
_LINK = re.compile(r"^(?:And|But|So|Yet|However|Moreover|Furthermore|In addition|Meanwhile|Still),?\s+(?=\S)")
_DAY = re.compile(r"\b(yesterday|today|tomorrow)\b(?!['’])", re.IGNORECASE)
_AWAY = {"yesterday": -1, "today": 0, "tomorrow": 1}
_FULL_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")


class Suggestion(NamedTuple):
    """``kind`` and ``rated`` as a claim has them. ``changed``: what was replaced in the wording, before and after."""

    kind: str
    rated: str
    statement: str
    changed: list[tuple[str, str]]


def suggest(words: str, *, published_on: str = "") -> Suggestion:
    """For words of an article that appeared on ``published_on`` (EDTF; used only where it is one day)."""
    kind = kind_of(words)
    statement, changed = self_contained(words, published_on)
    return Suggestion(
        kind, "said" if kind in ("quote", "attribution", "denial") else "so", statement, changed
    )


def kind_of(words: str) -> str:
    """The likeliest kind: whoever speaks goes before what is spoken of."""
    if _DENIAL.search(words):
        return "denial"
    if any(len(match[0].split()) > 2 or not match[0].isascii() for match in _QUOTED.finditer(words)):
        return "quote"
    if _AHEAD.search(words):
        return "prediction"
    if _ATTRIBUTED.search(words):
        return "attribution"
    reasons = checkworthiness.reasons_in(words)
    if _AMOUNTS & reasons.keys():
        return "statistic"
    return "background" if Reason.STATE in reasons and Reason.PAST not in reasons else "event"


def self_contained(words: str, published_on: str) -> tuple[str, list[tuple[str, str]]]:
    """Without a link to the sentence before, and with days by their date, but for what stands in quotation marks."""
    text, changed = " ".join(words.split()), list[tuple[str, str]]()
    if link := _LINK.match(text):
        rest = text[link.end() :]
        changed.append((link[0].strip(), ""))
        text = rest[:1].upper() + rest[1:]
    if not _FULL_DAY.match(published_on):
        return text, changed
    try:
        day = dt.date.fromisoformat(published_on)
    except ValueError:
        return text, changed
    quoted = [match.span() for match in _QUOTED.finditer(text)]

    def dated(match: re.Match[str]) -> str:
        if any(start < match.start() < end for start, end in quoted):
            return match[0]
        that = day + dt.timedelta(days=_AWAY[match[1].lower()])
        told = f"{'On' if match[1][0].isupper() else 'on'} {that.day} {that:%B %Y}"
        changed.append((match[0], told))
        return told

    return _DAY.sub(dated, text), changed
