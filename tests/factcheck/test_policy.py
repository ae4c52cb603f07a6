"""The content security policy is written once, and is what django-csp would write each time."""

from __future__ import annotations

from typing import Any

import pytest
from csp.constants import HEADER, NONCE, NONE, SELF
from csp.decorators import csp, csp_exempt, csp_replace
from csp.middleware import CSPMiddleware
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from factcheck.policy import PolicyWrittenOnce


def plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse("Words.")


def with_nonce(request: Any) -> HttpResponse:
    return HttpResponse(str(request.csp_nonce) and "Words.")


VIEWS: dict[str, Any] = {
    "plain": plain,
    "replaced": csp_replace({"frame-ancestors": ["*"]})(plain),
    "its own": csp({"default-src": [NONE]})(plain),
    "exempt": csp_exempt()(plain),
}


def directives(middleware: Any, view: Any) -> set[str]:
    header = middleware(view)(RequestFactory().get("/")).headers.get(HEADER, "")
    return {one.strip() for one in header.split(";")}


@pytest.mark.parametrize("name", VIEWS)
def test_it_says_what_django_csp_says(name: str) -> None:
    assert directives(PolicyWrittenOnce, VIEWS[name]) == directives(CSPMiddleware, VIEWS[name])


def test_a_nonce_that_was_asked_for_is_in_it(settings: Any) -> None:
    settings.CONTENT_SECURITY_POLICY = {"DIRECTIVES": {"default-src": [SELF, NONCE]}}
    assert any("nonce-" in one for one in directives(PolicyWrittenOnce, with_nonce))


def test_it_is_the_same_the_second_time() -> None:
    made = PolicyWrittenOnce(plain)
    first, second = (made(RequestFactory().get("/")).headers[HEADER] for _ in range(2))
    assert first == second != ""
