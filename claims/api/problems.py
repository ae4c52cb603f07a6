"""Every error of the API as problem details (RFC 9457) with a stable ``code``."""

from __future__ import annotations

import json
import logging
import math
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.signals import got_request_exception
from django.http import Http404, HttpResponse
from rest_framework import exceptions
from rest_framework.views import set_rollback

from claims.exceptions import DomainError, InvalidInput, NotAllowed, StaleVersion

log = logging.getLogger("claims.api")

CONTENT_TYPE = "application/problem+json"
STATUSES = {InvalidInput: 400, NotAllowed: 403, StaleVersion: 412, DomainError: 409}
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


def exception_handler(error: Exception, context: dict[str, Any]) -> HttpResponse:
    """DRF's hook. What nobody foresaw is logged and answered without a word about the inside."""
    set_rollback()
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if isinstance(error, DomainError):
        return _refused(error)
    if isinstance(error, exceptions.APIException):
        return _told(error)
    log.error("The API failed.", exc_info=error)
    got_request_exception.send(sender=None, request=context.get("request"))
    return problem(500, "internal_error", "Something went wrong on our side. It has been recorded.")


def problem(
    status: int,
    code: str,
    detail: str,
    *,
    errors: Sequence[tuple[str, str]] = (),
    headers: Mapping[str, str] | None = None,
) -> HttpResponse:
    """``errors`` are (parameter, what is wrong with it) pairs."""
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "code": code,
        "detail": detail,
    }
    if errors:
        body["errors"] = [{"parameter": name, "detail": reason} for name, reason in errors]
    text = json.dumps(body, ensure_ascii=False)
    return HttpResponse(
        text,
        status=status,
        content_type=CONTENT_TYPE,
        headers={"Cache-Control": "no-store", **(headers or {})},
    )


def _refused(error: DomainError) -> HttpResponse:
    status = next(number for kind, number in STATUSES.items() if isinstance(error, kind))
    errors = error.problems if isinstance(error, InvalidInput) else ()
    return problem(status, error.code, str(error), errors=errors)


def _told(error: exceptions.APIException) -> HttpResponse:
    code = next((name for kind, name in CODES.items() if isinstance(error, kind)), "refused")
    wait = getattr(error, "wait", None)
    headers = {"Retry-After": str(math.ceil(wait))} if wait else {}
    detail = error.detail if isinstance(error.detail, str) else "The request could not be understood."
    return problem(error.status_code, code, str(detail), headers=headers)
