"""Versions, keys of idempotency, strict bodies, pages: what every address of the desk keeps to."""

from __future__ import annotations

import json

import pytest

from claims.models import Article, Claim, FirstAnswer
from claims.services import repeating
from tests import factories
from tests.claims.api.desk.conftest import program, told

NEW = {"title": "Harbour traffic", "text": "The port handled 4,200 ships. Is it a record?"}


@pytest.fixture
def claim(chae):
    return factories.claim(by=chae)


# --- Versions -----------------------------------------------------------------------------------------------------


def test_a_write_without_if_match_is_428(checker, claim):
    answer = checker.ask("PATCH", f"claims/{claim.pk}/", {"statement": "Other."})
    assert (told(answer)["code"], answer.status_code) == ("if_match_required", 428)


@pytest.mark.parametrize("tag", ["*", "abc", 'W/"' + "a" * 32 + '"', '"x"', '"' + "a" * 32 + '", "b"'])
def test_what_is_no_tag_is_400(checker, claim, tag):
    answer = checker.ask("PATCH", f"claims/{claim.pk}/", {"statement": "Other."}, If_Match=tag)
    assert (told(answer)["code"], answer.status_code) == ("malformed_if_match", 400)


def test_a_stale_write_is_412_with_both_texts_and_writes_nothing(checker, editor, claim):
    path = f"claims/{claim.pk}/"
    seen = checker.tag(path)
    editor.change(path, {"statement": "What ben wrote."})
    answer = checker.ask("PATCH", path, {"statement": "What chae wrote.", "kind": "statistic"}, If_Match=seen)
    body = told(answer)
    assert (answer.status_code, body["code"]) == (412, "stale_version")
    assert (body["current"]["statement"], body["yours"]["statement"]) == (
        "What ben wrote.",
        "What chae wrote.",
    )
    assert (body["differ"], answer["ETag"]) == (["statement"], checker.tag(path))
    assert Claim.objects.get(pk=claim.pk).statement == "What ben wrote."


def test_what_an_assignment_changed_is_stale_too(checker, editor, claim):
    """It raises no version of the row; the tag is of all that is shown."""
    path = f"claims/{claim.pk}/"
    seen = checker.tag(path)
    editor.step(path, "assign", {"to": "ben"})
    assert checker.ask("POST", f"{path}assign/", {"to": "chae"}, If_Match=seen).status_code == 412


def test_who_has_the_newest_is_told_304(checker, claim):
    path = f"claims/{claim.pk}/"
    assert checker.ask("GET", path, If_None_Match=checker.tag(path)).status_code == 304


def test_the_body_is_judged_before_the_version(checker, claim):
    path, stale = f"claims/{claim.pk}/", f'"{"0" * 32}"'
    assert checker.ask("PATCH", path, {"kind": "rumour"}, If_Match=stale).status_code == 400


def test_the_methods_of_an_address_are_told_and_no_other_is_answered(checker, claim):
    path = f"claims/{claim.pk}/"
    asked = checker.ask("OPTIONS", path)
    assert (asked.status_code, asked["Allow"]) == (200, "GET, PATCH, HEAD, OPTIONS")
    for method, query in (("TRACE", "?fields=id"), ("DELETE", "?colour=red"), ("PUT", "")):
        assert told(checker.ask(method, f"{path}{query}"))["code"] == "method_not_allowed"


# --- Once ---------------------------------------------------------------------------------------------------------


def test_the_same_key_is_done_once_and_told_the_same(checker):
    first = checker.ask("POST", "articles/", NEW, Idempotency_Key="k-1")
    again = checker.ask("POST", "articles/", NEW, Idempotency_Key="k-1")
    assert (again.status_code, again.content, again["Location"]) == (201, first.content, first["Location"])
    assert (again["ETag"], again["Idempotency-Replayed"]) == (first["ETag"], "true")
    assert Article.objects.count() == 1


def test_a_step_is_repeated_though_its_tag_is_stale_by_then(checker, claim):
    path = f"claims/{claim.pk}/assign/"
    headers = {"If_Match": checker.tag(f"claims/{claim.pk}/"), "Idempotency_Key": "k-2"}
    first = checker.ask("POST", path, {"to": "chae"}, **headers)
    assert first.status_code == checker.ask("POST", path, {"to": "chae"}, **headers).status_code == 200


def test_the_same_key_for_another_request_is_refused(checker):
    checker.ask("POST", "articles/", NEW, Idempotency_Key="k-1")
    other = checker.ask("POST", "articles/", {**NEW, "title": "Other"}, Idempotency_Key="k-1")
    assert (other.status_code, told(other)["code"]) == (422, "idempotency_key_reused")


def test_what_is_wrong_in_itself_is_said_before_the_key_was_anothers(checker):
    checker.ask("POST", "articles/", NEW, Idempotency_Key="k-1")
    other = checker.ask("POST", "articles/", {"colour": "red"}, Idempotency_Key="k-1")
    assert (other.status_code, told(other)["code"]) == (400, "invalid_input")


def test_keys_are_each_tokens_own_and_what_failed_may_be_tried_again(checker, editor):
    assert checker.ask("POST", "articles/", {**NEW, "url": "none"}, Idempotency_Key="k").status_code == 422
    assert checker.ask("POST", "articles/", NEW, Idempotency_Key="k").status_code == 201
    assert editor.ask("POST", "articles/", {**NEW, "slug": "b"}, Idempotency_Key="k").status_code == 201


def test_a_key_is_forgotten_after_a_day(checker):
    checker.ask("POST", "articles/", NEW, Idempotency_Key="k-1")
    FirstAnswer.objects.update(answered_at="2020-01-01T00:00:00Z")
    assert checker.ask("POST", "articles/", {**NEW, "slug": "b"}, Idempotency_Key="k-1").status_code == 201
    FirstAnswer.objects.update(answered_at="2020-01-01T00:00:00Z")
    assert (repeating.forget(), FirstAnswer.objects.count()) == (1, 0)


@pytest.mark.parametrize("key", ["a b", "ü", "x" * 256])
def test_a_key_that_cant_be_kept_is_400(checker, key):
    assert checker.ask("POST", "articles/", NEW, Idempotency_Key=key).status_code == 400


# --- Bodies -------------------------------------------------------------------------------------------------------

DEEP = b'{"title": ' + b"[" * 5000 + b"]" * 5000 + b"}"


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[1,2", b"\xff", DEEP, b'{"title": ' + b"[" * 30 + b"]" * 30 + b"}", b'{"title": NaN}',
        b'{"title": Infinity}', b'{"title": 1e999}', b'{"title": "a", "title": "b"}', b'{"title": "a\\u0000"}',
        b'{"title": "\\ud800"}', b'{"a\\u0000": 1}', b"[]", b"null", b'"x"', b"12", b'\xef\xbb\xbf{"title": "x"}',
        b'{"title": ' + b"1" * 5000 + b"}",
    ],
)  # fmt: skip
def test_a_broken_body_is_400(checker, body):
    answer = checker.ask("POST", "articles/", body)
    assert (answer.status_code, told(answer)["code"] in {"malformed", "invalid_input"}) == (400, True)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("title", 1), ("title", None), ("title", ""), ("title", " \n"), ("title", ["x"]), ("title", "x" * 301),
        ("is_public", "true"), ("is_public", 1), ("work", 1), ("work", "never"), ("embargo_until", "2030-01-01"),
        ("embargo_until", "2030-01-01T00:00:00"), ("embargo_until", 5), ("colour", "red"), ("id", 5), ("slug", "x"),
        ("version", 7),
    ],
)  # fmt: skip
def test_a_wrong_field_is_400_and_named(checker, chae, field, value):
    article = factories.article(by=chae)
    body = told(checker.change(f"articles/{article.pk}/", {field: value}))
    assert (body["status"], body["errors"][0]["pointer"]) == (400, f"/{field}")


def test_a_body_that_is_too_large_is_413(checker, settings):
    settings.API_LONGEST_BODY = 50
    answer = checker.ask("POST", "articles/", NEW)
    assert (told(answer)["code"], answer.status_code) == ("too_large", 413)


@pytest.mark.parametrize("length", ["60", "99999999999"])
def test_a_body_that_is_too_large_is_413_also_where_it_is_to_be_done_once(checker, settings, length):
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = settings.API_LONGEST_BODY = 50
    said = {"HTTP_IDEMPOTENCY_KEY": "k", "HTTP_AUTHORIZATION": f"Bearer {checker.secret}"}
    answer = checker.generic(
        "POST", "/api/v1/desk/articles/", b"a" * 60, "application/json", **said, CONTENT_LENGTH=length
    )
    assert (told(answer)["code"], answer.status_code) == ("too_large", 413)


def test_another_language_than_json_is_415(checker):
    answer = checker.generic(
        "POST",
        "/api/v1/desk/articles/",
        b"a=b",
        "text/plain",
        headers={"Authorization": f"Bearer {checker.secret}"},
    )
    assert told(answer)["code"] == "unsupported_media_type"


def test_what_is_not_there_is_422_in_a_body_and_404_in_an_address(checker):
    place = {"article_version": 2**63 - 1, "start": 0, "end": 4, "statement": "X.", "kind": "quote"}
    assert told(checker.ask("POST", "claims/", place))["errors"][0]["pointer"] == "/article_version"
    assert told(checker.ask("GET", "claims/99999999999999999999/"))["status"] == 404


# --- Lists --------------------------------------------------------------------------------------------------------


def test_a_list_is_paged_to_its_end_in_any_of_its_orders(checker, chae):
    made = [factories.article(by=chae).pk for _ in range(5)]
    for ordering in ("id", "-id", "updated_at", "-updated_at"):
        found, path = [], f"articles/?limit=2&fields=title&ordering={ordering}"
        while path:
            page = checker.read(path)
            found += [row["id"] for row in page["results"]]
            path = page["next"] and page["next"].partition("/desk/")[2]
        assert found == (made if not ordering.startswith("-") else made[::-1])
        assert set(page["results"][0]) == {"id", "title"}


@pytest.mark.parametrize(
    "query",
    ["ordering=title", "fields=password", "cursor=x", "limit=0", "colour=red", "work=x", "is_public=yes", "search=",
     "updated_since=now", "cursor=WyItaWQiLG51bGwsMV0", "cursor=W10", "id=5"],
)  # fmt: skip
def test_unknown_parameters_are_400_and_named(checker, query):
    body = told(checker.ask("GET", f"articles/?{query}"))
    assert (body["status"], body["errors"][0]["parameter"]) == (400, query.split("=")[0])


def test_a_cursor_of_another_order_is_422(checker, chae):
    for _ in range(3):
        factories.article(by=chae)
    cursor = checker.read("articles/?limit=1")["next"].rpartition("cursor=")[2]
    body = told(checker.ask("GET", f"articles/?ordering=updated_at&cursor={cursor}"))
    assert (body["status"], body["code"], body["errors"][0]["parameter"]) == (422, "unfit", "cursor")


def test_search_looks_for_every_word(checker, chae):
    factories.article(by=chae, title="Ferries of Lowmark")
    assert len(checker.read("articles/?search=lowmark+FERR")["results"]) == 1
    assert checker.read("articles/?search=lowmark+trams")["results"] == []


@pytest.mark.parametrize(
    ("asked", "is_found"),
    [("%22ferries+of%22+lowmark", True), ("%22of+ferries%22", False), ("'of+lowmark'", True), ("%22ferries", False),
     ("%22%22+lowmark", True), ("%22", False), ("\\%22ferries", False)],
)  # fmt: skip
def test_what_stands_in_quotation_marks_stands_together(checker, chae, asked, is_found):
    factories.article(by=chae, title="Ferries of Lowmark")
    assert bool(checker.read(f"articles/?search={asked}")["results"]) == is_found


# --- Limits -------------------------------------------------------------------------------------------------------


def test_who_asks_too_often_is_told_when_to_come_back(checker, chae, settings):
    settings.API_REQUESTS_OF_TOKEN = 2
    first = checker.ask("GET", "claims/")
    assert (first["RateLimit-Limit"], first["RateLimit-Remaining"]) == ("2", "1")
    answers = [checker.ask("GET", "claims/") for _ in range(4)]  # the minute may turn once in between
    refused = next(one for one in answers if one.status_code == 429)
    assert (told(refused)["code"], int(refused["Retry-After"]) <= 60) == ("too_many_requests", True)
    assert program(chae, "read").ask("GET", "claims/").status_code == 200


def test_whoever_tries_tokens_is_counted_by_address(db, settings, stranger):
    from tests.claims.api.desk.conftest import Program

    settings.API_REQUESTS_OF_ADDRESS = 1
    statuses = [Program("desk_wrong").ask("GET", "claims/").status_code for _ in range(4)]
    assert statuses[0] == 401
    assert 429 in statuses
    assert stranger.get("/api/v1/ratings/").status_code in {200, 429}


def test_the_first_answer_is_json_as_it_was(checker):
    first = checker.ask("POST", "articles/", NEW, Idempotency_Key="k-1")
    assert json.loads(FirstAnswer.objects.get().body) == json.loads(first.content)
