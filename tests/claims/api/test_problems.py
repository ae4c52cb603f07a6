"""Every error is problem details with a stable code, wherever it comes from."""

from __future__ import annotations

import json

import pytest
from django.http import Http404
from rest_framework import exceptions

from claims import exceptions as domain
from claims.api import problems
from claims.presenters import shown

pytestmark = pytest.mark.usefixtures("noise")


def told(response):
    assert response["Content-Type"] == "application/problem+json"
    body = json.loads(response.content)
    assert body["status"] == response.status_code
    assert set(body) <= {"type", "title", "status", "code", "detail", "errors"}
    return body


@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/claims/nothing-here/", "/api/v1/claims/nothing-here/versions/", "/api/v1/claims/nothing-here/versions/1/",
        "/api/v1/articles/nothing-here/", "/api/v1/nothing/", "/api/nothing/at/all/", "/api/", "/api/v1/claims/a%20b/",
        "/api/v1/claims/nothing-here/versions/99999999999999999999/", "/api/v1/claims/%09%0A3/versions/",
    ],
)  # fmt: skip
def test_what_is_not_there_is_404(stranger, path):
    assert told(stranger.get(path))["code"] == "not_found"


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("path", ["/api/v1/claims/", "/api/v1/ratings/", "/api/v1/sources/"])
def test_writing_is_405_and_says_what_is_allowed(stranger, method, path):
    response = getattr(stranger, method)(path)
    assert told(response)["code"] == "method_not_allowed"
    assert response["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "application/ld+json"])
def test_another_language_than_json_is_406(stranger, accept):
    assert told(stranger.get("/api/v1/claims/", headers={"accept": accept}))["code"] == "not_acceptable"


WRONG = [
    ("claims", "colour=red"), ("claims", "ratting=accurate"), ("claims", "format=json"), ("claims", "rating=a b"),
    ("claims", "rating="), ("claims", "rating=%00"), ("claims", "q="), ("claims", "q=a%00b"), ("claims", f"q={'a' * 201}"),
    ("claims", "kind=rumour"), ("claims", "language=english language"), ("claims", "language=a%00"),
    ("claims", "updated_since=yesterday"), ("claims", "updated_since=2025-06-02"), ("claims", "updated_since=2025-02-30T10:00:00Z"),
    ("claims", "updated_since=2025-06-02T10:00:00"), ("claims", "limit=0"), ("claims", "limit=101"), ("claims", "limit=-1"),
    ("claims", "limit=ten"), ("claims", "limit=٣"), ("claims", "cursor=x"), ("claims", "cursor="), ("claims", "cursor=MS4x4oCo"),
    ("claims", "rating=a&rating=b"), ("articles", "q=x"), ("articles", "cursor=-"), ("sources", "rating=a"),
    ("ratings", "limit=5"), ("claims/nothing", "q=x"), ("articles/nothing", "cursor=x"),
]  # fmt: skip


@pytest.mark.parametrize(("path", "query"), WRONG)
def test_a_wrong_parameter_is_400_and_named(stranger, path, query):
    body = told(stranger.get(f"/api/v1/{path}/?{query}"))
    assert (body["status"], body["code"]) == (400, "invalid_input")
    assert [error["parameter"] for error in body["errors"]] == [query.split("=")[0]]


def test_all_wrong_parameters_are_named_at_once(stranger):
    body = told(stranger.get("/api/v1/claims/?limit=0&colour=red"))
    assert {error["parameter"] for error in body["errors"]} == {"limit", "colour"}


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (domain.IllegalTransition("x"), 409, "illegal_transition"),
        (domain.FourEyesViolation("x"), 409, "four_eyes"),
        (domain.StaleVersion("x", current=2), 412, "stale_version"),
        (domain.NotAllowed("x"), 403, "not_allowed"),
        (domain.InvalidInput("x", problems=(("slug", "bad"),)), 400, "invalid_input"),
        (exceptions.NotAuthenticated(), 401, "not_authenticated"),
        (exceptions.PermissionDenied(), 403, "not_allowed"),
        (exceptions.Throttled(wait=1.2), 429, "too_many_requests"),
        (exceptions.ParseError(), 400, "malformed"),
        (exceptions.ValidationError({"slug": ["bad"]}), 400, "invalid_input"),
        (Http404(), 404, "not_found"),
    ],
    ids=lambda part: type(part).__name__ if isinstance(part, Exception) else "",
)
def test_every_refusal_has_its_status_and_code(error, status, code):
    body = told(problems.exception_handler(error, {}))
    assert (body["status"], body["code"]) == (status, code)


def test_a_client_that_has_to_wait_is_told_how_long():
    assert problems.exception_handler(exceptions.Throttled(wait=1.2), {})["Retry-After"] == "2"


def test_what_nobody_foresaw_is_500_without_a_word_about_the_inside(stranger, monkeypatch, caplog):
    def fail(*args, **kwargs):
        raise RuntimeError("the password is hunter2")

    monkeypatch.setattr(shown, "page", fail)
    stranger.raise_request_exception = False
    body = told(stranger.get("/api/v1/claims/"))
    assert (body["status"], body["code"]) == (500, "internal_error")
    assert "hunter2" not in json.dumps(body)
    assert "hunter2" in caplog.text


def test_problems_are_never_cached(stranger):
    assert stranger.get("/api/v1/claims/nothing/")["Cache-Control"] == "no-store"


def test_a_forgotten_slash_is_added(stranger):
    response = stranger.get("/api/v1/claims")
    assert (response.status_code, response["Location"]) == (301, "/api/v1/claims/")
