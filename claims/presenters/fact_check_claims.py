"""A published fact-check in the form of Google's Fact Check Tools API, and what of an answer was asked for."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from claims.models import Publication
from claims.presenters import addresses, claim_review
from claims.presenters.claim_review import DAY

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*|\*")
Mask = dict[str, Any]


def site() -> str:
    """The host of this desk, without www."""
    return urlsplit(settings.DESK_URL).netloc.lower().removeprefix("www.")


def build(publication: Publication) -> dict[str, Any]:
    """Of a number that is current. What isn't known is left out."""
    document = json.loads(publication.document)
    claim, claimant = document["claim"], document["claimant"]
    review = {
        "publisher": {"name": settings.DESK_NAME, "site": site()},
        "url": addresses.claim(publication.slug),
        "title": publication.title,
        "reviewDate": document["published_at"],
        "textualRating": claim_review.label(document),
        "languageCode": document["language"],
    }
    told = {"text": claim["statement"], "claimant": claimant["name"] if claimant else ""}
    if DAY.fullmatch(claim["date"]):
        told["claimDate"] = f"{claim['date']}T00:00:00Z"
    return {name: value for name, value in told.items() if value} | {"claimReview": [review]}


def masked(told: dict[str, Any], fields: str) -> dict[str, Any]:
    """The part of an answer that ``fields`` selects: ``claims(text,claimReview/url)``. ValueError for no mask."""
    mask, rest = _mask(fields.replace(" ", ""))
    if rest:
        raise ValueError(rest)
    return dict(_only(told, mask))


def _mask(text: str) -> tuple[Mask, str]:
    """Names by commas, each with what is asked of it, up to the bracket that closes them; and what is left."""
    mask: Mask = {}
    while True:
        name = _NAME.match(text)
        if name is None:
            raise ValueError(text)
        text = text[name.end() :]
        below: Mask = {}
        if text.startswith("/"):
            below, text = _path(text[1:])
        elif text.startswith("("):
            below, text = _mask(text[1:])
            if not text.startswith(")"):
                raise ValueError(text)
            text = text[1:]
        mask[name[0]] = mask.get(name[0], {}) | below
        if not text.startswith(","):
            return mask, text
        text = text[1:]


def _path(text: str) -> tuple[Mask, str]:
    """What comes after a slash: one name, with what is asked of it."""
    end = next((n for n, letter in enumerate(text) if letter in ",()"), len(text))
    if text[end : end + 1] == "(":
        name, rest = text[:end], text[end:]
        below, rest = _mask(rest[1:])
        if not rest.startswith(")"):
            raise ValueError(rest)
        return _nested(name, below), rest[1:]
    return _nested(text[:end], {}), text[end:]


def _nested(path: str, below: Mask) -> Mask:
    for name in reversed(path.split("/")):
        if not _NAME.fullmatch(name):
            raise ValueError(name)
        below = {name: below}
    return below


def _only(told: Any, mask: Mask) -> Any:
    if not mask or ("*" in mask and not mask["*"]):
        return told
    if isinstance(told, list):
        return [_only(one, mask) for one in told]
    if not isinstance(told, dict):
        return told
    every: Mask = mask.get("*") or {}
    chosen: dict[str, Mask] = {name: mask.get(name) or every for name in told if name in mask or "*" in mask}
    return {name: _only(told[name], below) for name, below in chosen.items()}
