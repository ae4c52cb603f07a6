"""Every error of the API as problem details (RFC 9457) with a stable ``code``."""

from __future__ import annotations

import json
import logging
import math
from collections.abc import Iterator, Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.core.exceptions import ValidationError as UnfitValue
from django.core.serializers.json import DjangoJSONEncoder
from django.core.signals import got_request_exception
from django.db import IntegrityError, OperationalError
from django.http import Http404, HttpResponse
from rest_framework import exceptions
from rest_framework.views import set_rollback

from claims.exceptions import DomainError, GateNotMet, InvalidInput, NotAllowed, StaleVersion, are_rivals
from claims.services.repeating import KeyReused

log = logging.getLogger("claims.api")

CONTENT_TYPE = "application/problem+json"


class Unfitting(InvalidInput):
    """Parameters that are well formed each, and don't go together."""

    code = "unfit"


STATUSES = {
    Unfitting: 422,
    InvalidInput: 400,
    NotAllowed: 403,
    StaleVersion: 412,
    KeyReused: 422,
    DomainError: 409,
}
CODES = {
    exceptions.ParseError: "malformed",
    exceptions.NotAuthenticated: "not_authenticated",
    exceptions.AuthenticationFailed: "not_authenticated",
    exceptions.PermissionDenied: "not_allowed",
    exceptions.NotFound: "not_found",
    exceptions.MethodNotAllowed: "method_not_allowed",
    exceptions.NotAcceptable: "not_acceptable",
    exceptions.UnsupportedMediaType: "unsupported_media_type",
    exceptions.Throttled: "too_many_requests",
    exceptions.ValidationError: "invalid_input",
}


class Unfit(Exception):
    """Well formed, and yet the desk refuses what it says. ``problems`` are (name of the field, reason) pairs."""

    def __init__(self, message: str, problems: Sequence[tuple[str, str]]) -> None:
        super().__init__(message)
        self.problems = problems

    @classmethod
    def of(cls, error: InvalidInput | UnfitValue) -> Unfit:
        if isinstance(error, InvalidInput):
            return cls(str(error), error.problems)
        told = error.message_dict if hasattr(error, "error_dict") else {NON_FIELD_ERRORS: error.messages}
        pairs = [(name, reason) for name, reasons in told.items() for reason in reasons]
        return cls(" ".join(reason for _, reason in pairs), pairs)


def exception_handler(error: Exception, context: dict[str, Any]) -> HttpResponse:
    """DRF's hook. What nobody foresaw is logged and answered without a word about the inside."""
    set_rollback()
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if isinstance(error, DomainError):
        return _refused(error)
    if isinstance(error, Unfit):
        return problem(422, "unfit", str(error), pointers=_pointers(error.problems))
    if isinstance(error, exceptions.APIException):
        return _told(error)
    if isinstance(error, OperationalError) and are_rivals(error):
        return problem(
            409, "try_again", "Somebody was at work on the same thing. Nothing was written: send it again.",
            headers={"Retry-After": "1"},
        )  # fmt: skip
    if isinstance(error, IntegrityError) and _law_of(error) == "claim_not_merged":
        return problem(409, "merged", "This claim was merged into another. Do it there.")
    log.error("The API failed.", exc_info=error)
    got_request_exception.send(sender=None, request=context.get("request"))
    return problem(500, "internal_error", "Something went wrong on our side. It has been recorded.")


def _law_of(error: IntegrityError) -> str:
    """The constraint that PostgreSQL names."""
    return getattr(getattr(error.__cause__, "diag", None), "constraint_name", None) or ""


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    errors: Sequence[tuple[str, str]] = (),
    pointers: Sequence[tuple[str, str]] = (),
    headers: Mapping[str, str] | None = None,
    **more: Any,
) -> HttpResponse:
    """``errors`` are (parameter, what is wrong with it) pairs, ``pointers`` (place in the body, the same) pairs."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
    }
    told = [{"parameter": name, "detail": reason} for name, reason in errors]
    told += [{"pointer": place, "detail": reason} for place, reason in pointers]
    body |= {"errors": told} if told else {}
    text = json.dumps(body | more, ensure_ascii=False, cls=DjangoJSONEncoder)
    return HttpResponse(
        text,
        status=status,
        content_type=CONTENT_TYPE,
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


def _refused(error: DomainError) -> HttpResponse:
    status = next(number for kind, number in STATUSES.items() if isinstance(error, kind))
    errors = error.problems if isinstance(error, InvalidInput) else ()
    more: dict[str, Any] = {"lines": list(error.lines)} if isinstance(error, GateNotMet) else {}
    return problem(status, error.code, str(error), errors=errors, **more)


def _told(error: exceptions.APIException) -> HttpResponse:
    code = next((name for kind, name in CODES.items() if isinstance(error, kind)), error.default_code)
    if isinstance(error, exceptions.ValidationError):
        return _invalid(error, code)
    wait = getattr(error, "wait", None)
    headers = {"Retry-After": str(math.ceil(wait))} if wait else {}
    if scheme := getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = scheme
    return problem(error.status_code, code, str(error.detail), headers=headers)


def _invalid(error: exceptions.ValidationError, code: str) -> HttpResponse:
    """400 for what isn't of the shape that is described, 422 for what is, and names a thing that isn't there."""
    places = list(_places(error.detail, ""))
    pointers = [(place, str(reason)) for place, reason in places]
    if places and all(reason.code == "unknown" for _, reason in places):
        return problem(422, "unfit", "The request names what is not there.", pointers=pointers)
    names = ", ".join(place or "the body" for place, _ in places)
    return problem(400, code, f"Wrong in the body: {names}.", pointers=pointers)


def _places(detail: Any, place: str) -> Iterator[tuple[str, exceptions.ErrorDetail]]:
    """Each leaf of DRF's tree of errors, with its place in the body as a JSON pointer (RFC 6901)."""
    if isinstance(detail, dict):
        for name, inner in detail.items():
            step = "" if name == "non_field_errors" else f"/{escaped(str(name))}"
            yield from _places(inner, place + step)
    elif isinstance(detail, list):
        for inner in detail:
            yield from _places(inner, place)
    else:
        yield place, detail


def _pointers(problems: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Of the fields that a service named."""
    return [("" if name == NON_FIELD_ERRORS else f"/{escaped(name)}", reason) for name, reason in problems]


def escaped(name: str) -> str:
    return name.replace("~", "~0").replace("/", "~1")
