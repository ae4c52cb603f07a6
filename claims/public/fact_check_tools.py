"""``claims:search`` as Google's Fact Check Tools API answers it, for clients that were written for that."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import timedelta
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt

from claims.exceptions import InvalidInput
from claims.models import Publication, Verdict
from claims.models.publication import PublicationQuerySet
from claims.presenters import fact_check_claims, keyset, worded
from claims.presenters.keyset import Place
from claims.public import responding

USUAL, MOST = 10, 100
WORDS = 500
FARTHEST = 10_000
LONGEST_AGO = 36_500
LANGUAGE = re.compile(r"[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*")
# What every method of every Google API takes, and what of it means something here.
COMMON = {
    "key", "alt", "prettyPrint", "fields", "quotaUser", "userIp", "access_token", "oauth_token", "$.xgafv",
    "uploadType", "upload_protocol", "callback",
}  # fmt: skip
OWN = {
    "query", "languageCode", "reviewPublisherSiteFilter", "maxAgeDays", "pageSize", "pageToken", "offset",
}  # fmt: skip


class Refused(Exception):
    """What is wrong with the request, in Google's envelope."""


@csrf_exempt  # nobody's session counts here, and every method but GET is refused
def search(request: HttpRequest) -> HttpResponseBase:
    """Published fact-checks that hold the words of ``query``, newest first."""
    if request.method not in {"GET", "HEAD"}:
        return nothing(request)
    try:
        told = _answered(request.GET.dict())
    except Refused as refusal:
        return _envelope(HTTPStatus.BAD_REQUEST, str(refusal), "INVALID_ARGUMENT")
    indent = None if request.GET.get("prettyPrint", "true") == "false" else 2
    body = json.dumps(told, ensure_ascii=False, allow_nan=False, indent=indent).encode()
    return responding.for_machines(request, body, kind="application/json; charset=UTF-8")


@csrf_exempt
def nothing(request: HttpRequest) -> HttpResponseBase:
    return _envelope(HTTPStatus.NOT_FOUND, "Method not found.", "NOT_FOUND")


def _envelope(status: HTTPStatus, message: str, name: str) -> HttpResponse:
    told = {"error": {"code": int(status), "message": message, "status": name}}
    response = HttpResponse(
        json.dumps(told, indent=2), status=status, content_type="application/json; charset=UTF-8"
    )
    response["Cache-Control"] = "no-store"
    responding.opened(response)
    return response


def _answered(given: dict[str, str]) -> dict[str, Any]:
    _know_all(given)
    size = _whole(given, "pageSize", least=0, most=MOST) or USUAL
    offset = _whole(given, "offset", least=0, most=FARTHEST)
    token, asked = given.get("pageToken", ""), _digest(given)
    if token and offset:
        raise Refused("offset can only be used without pageToken: the token says already where to go on.")
    place = _place(token, asked) if token else None
    rows = _found(given)
    page = keyset.page(rows, by="published_at", before=place, size=size, skip=offset)
    told: dict[str, Any] = {}
    if page.rows:
        told["claims"] = [fact_check_claims.build(one) for one in page.rows]
    if page.older:
        told["nextPageToken"] = f"{page.older}.{asked}"
    try:
        return fact_check_claims.masked(told, given["fields"]) if given.get("fields") else told
    except ValueError as error:
        raise Refused(f"Invalid field selection {given['fields']}") from error


def _know_all(given: dict[str, str]) -> None:
    for name in given.keys() - OWN - COMMON:
        raise Refused(f'Invalid JSON payload received. Unknown name "{name}": Cannot bind query parameter.')
    if given.get("alt", "json") != "json" or given.get("callback"):
        raise Refused("Only alt=json is answered, and no callback is called.")
    for name, value in given.items():
        if "\x00" in value:
            raise Refused(f"{name} holds a character that no text has.")
    if not (_words(given) or given.get("reviewPublisherSiteFilter", "").strip()):
        raise Refused("Request must contain a query or a review publisher site filter.")
    if given.get("languageCode") and not LANGUAGE.fullmatch(given["languageCode"]):
        raise Refused("languageCode is not a BCP-47 language code, such as en-US or sr-Latn.")


def _found(given: dict[str, str]) -> PublicationQuerySet:
    rows = Publication.objects.on_show().fact_checks().exclude(change=Verdict.Change.WITHDRAWAL)
    rows = rows.select_related("standing")
    wanted = _site(given.get("reviewPublisherSiteFilter", "").strip())
    if wanted and wanted != fact_check_claims.site():
        return rows.none()
    if words := _words(given):
        rows = worded.holding(rows, words)
    if code := given.get("languageCode"):
        language = code.split("-")[0].lower()  # as Google says of it: the region is not looked at
        rows = rows.filter(Q(language__iexact=language) | Q(language__istartswith=f"{language}-"))
    if days := _whole(given, "maxAgeDays", least=0, most=LONGEST_AGO):
        rows = rows.filter(published_at__gte=timezone.now() - timedelta(days=days))
    return rows


def _words(given: dict[str, str]) -> str:
    return given.get("query", "").strip()[:WORDS]


def _site(told: str) -> str:
    """The host of a site, however it is written: an address, with www. or without."""
    host = urlsplit(told if "//" in told else f"//{told}").netloc
    return host.lower().removeprefix("www.")


def _whole(given: dict[str, str], name: str, *, least: int, most: int) -> int:
    """A whole number; what is larger than ``most`` counts as that. 0 where it is left out."""
    told = given.get(name, "")
    if told == "":
        return 0
    if not re.fullmatch(r"-?[0-9]{1,10}", told):
        raise Refused(f"Invalid value at '{name}' (TYPE_INT32), \"{told}\"")
    if int(told) < least:
        raise Refused(f"{name} must not be negative.")
    return min(int(told), most)


def _digest(given: dict[str, str]) -> str:
    """Of everything that has to stay the same from page to page. The size of a page may change."""
    told = sorted(
        (name, given[name]) for name in OWN - {"pageToken", "pageSize", "offset"} if given.get(name)
    )
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]


def _place(token: str, asked: str) -> Place:
    cursor, _dot, digest = token.rpartition(".")
    try:
        place = keyset.decode(cursor)
    except InvalidInput as error:
        raise Refused("pageToken was not given out by this desk.") from error
    if digest != asked:
        raise Refused(
            "With a pageToken all other parameters have to be those of the request that gave it out."
        )
    return place
