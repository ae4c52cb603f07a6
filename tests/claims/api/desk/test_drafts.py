"""A draft of a CMS, put at its own id."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from claims.models import Article, Event
from claims.services import keeping, marking
from tests.claims.api.desk.conftest import program, told
from tests.conftest import member

PATH = "articles/by-id/wp-4711/"
TEXT = "The port of Lowmark handled 4,200 ships in 2023. Is it a record?"
DRAFT = {"title": "Harbour traffic", "text": TEXT, "outlet": "Gazette", "work": "before"}


def put(checker, status, path=PATH, /, headers=None, **changes):
    answer = checker.ask("PUT", path, DRAFT | changes, **(headers or {}))
    assert answer.status_code == status, answer.content
    return json.loads(answer.content)


def make_public(chae):
    article = Article.objects.get()
    keeping.edit(article, version=article.version, by=chae, is_public=True, shows_whole_text=True)


def test_a_new_one_is_brought_in(checker, chae):
    answer = checker.ask("PUT", PATH, DRAFT)
    body = json.loads(answer.content)
    assert (answer.status_code, body["result"], body["external_id"]) == (201, "created", "wp-4711")
    assert answer["Location"].endswith(f"/api/v1/desk/articles/{body['id']}/")
    article = Article.objects.get()
    assert (article.outlet, article.work, article.is_public, article.created_by) == (
        "Gazette",
        "before",
        False,
        chae,
    )


def test_the_same_again_changes_nothing(checker):
    first = checker.ask("PUT", PATH, DRAFT)
    before = Event.objects.count()
    again = checker.ask("PUT", PATH, DRAFT | {"text": TEXT.replace("\n", "\r\n")})
    assert (again.status_code, json.loads(again.content)["result"], again["ETag"]) == (
        200,
        "unchanged",
        first["ETag"],
    )
    assert Event.objects.count() == before


def test_another_text_is_its_next_version_with_the_marks_of_the_one_before(checker, chae):
    put(checker, 201)
    version = Article.objects.get().latest_version()
    start = TEXT.index("4,200 ships")
    marking.mark_claim(
        version, start=start, end=start + 11, statement="4,200 ships.", kind="statistic", by=chae
    )
    body = put(checker, 200, text=f"At last. {TEXT}", title="Harbour traffic doubled")
    assert (body["result"], body["title"]) == ("new_version", "Harbour traffic doubled")
    latest = Article.objects.get().latest_version()
    (mark,) = latest.appearances.all()
    assert (latest.number, latest.text[mark.start : mark.end]) == (2, "4,200 ships")


def test_other_facts_are_told_and_what_is_left_out_stays(checker):
    put(checker, 201)
    answer = checker.ask("PUT", PATH, {"title": "Ships", "text": TEXT})
    assert json.loads(answer.content)["result"] == "edited"
    article = Article.objects.get()
    assert (article.title, article.outlet, article.versions.count()) == ("Ships", "Gazette", 1)


def test_it_is_read_at_its_id_with_the_tag_that_a_put_takes(checker):
    put(checker, 201)
    tag = checker.tag(PATH)
    assert checker.tag(f"articles/{Article.objects.get().pk}/") == tag
    assert put(checker, 200, headers={"If_Match": tag}, title="Ships")["result"] == "edited"
    stale = told(checker.ask("PUT", PATH, DRAFT, If_Match=tag))
    assert (stale["status"], stale["code"], stale["differ"]) == (412, "stale_version", ["title"])
    assert Article.objects.get().title == "Ships"


def test_what_is_taken_to_be_there_or_not_is_looked_at(checker):
    assert told(checker.ask("PUT", PATH, DRAFT, If_Match='"' + "a" * 32 + '"'))["code"] == "stale_version"
    put(checker, 201, headers={"If_None_Match": "*"})
    assert told(checker.ask("PUT", PATH, DRAFT, If_None_Match="*"))["code"] == "stale_version"
    assert told(checker.ask("PUT", PATH, DRAFT, If_Match="*"))["code"] == "malformed_if_match"
    assert Article.objects.get().version == 1


@pytest.mark.parametrize(
    "field", ["is_public", "shows_whole_text", "embargo_until", "slug", "external_id", "note"]
)
def test_nothing_can_be_published_by_it(checker, field):
    assert checker.ask("PUT", PATH, DRAFT | {field: True}).status_code == 400
    assert not Article.objects.exists()


def test_readers_see_nothing_new_of_a_public_article_unless_that_is_meant(checker, chae):
    put(checker, 201)
    make_public(chae)
    assert told(checker.ask("PUT", PATH, DRAFT | {"text": "A secret draft."}))["code"] == "illegal_transition"
    assert told(checker.ask("PUT", PATH, DRAFT | {"title": "A secret title"}))["status"] == 409
    assert Article.objects.get().versions.count() == 1
    assert put(checker, 200)["result"] == "unchanged"
    assert put(checker, 200, text="What is printed.", readers_may_see=True)["result"] == "new_version"


def test_a_text_that_it_had_before_is_refused_in_words(checker):
    put(checker, 201)
    put(checker, 200, text="Other words.")
    answer = told(checker.ask("PUT", PATH, DRAFT))
    assert (answer["status"], answer["errors"][0]["pointer"]) == (422, "/text")


@pytest.mark.parametrize("name", ["-a", "a b", "a" * 121, "a%00", "ü"])
def test_an_id_that_can_be_none_is_refused(checker, name):
    assert told(checker.ask("PUT", f"articles/by-id/{name}/", DRAFT))["code"] == "invalid_input"


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"text": ""}, 400), ({"title": ""}, 400), ({"title": "a" * 301}, 400), ({"url": "no address"}, 422),
        ({"language": 7}, 400), ({"text": "a" * 5_000_001}, 422), ({"text": "a" * 7_000_000}, 413),
    ],
)  # fmt: skip
def test_what_is_too_long_or_of_the_wrong_shape_is_refused(checker, changes, status):
    assert told(checker.ask("PUT", PATH, DRAFT | changes))["status"] == status
    assert not Article.objects.exists()


def test_who_may_not_bring_articles_in_may_not_put_them(checker, ana):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("claims.rules.can_hold_scope", lambda *_: True)
        contributor = program(ana, "mark")
    assert told(contributor.ask("PUT", PATH, DRAFT))["code"] == "not_allowed"


def test_two_articles_of_one_title_stand_beside_each_other(checker):
    first, second = put(checker, 201), put(checker, 201, "articles/by-id/wp-4712/", text="Other words.")
    assert (first["slug"], second["slug"]) == ("harbour-traffic", "harbour-traffic-2")


@pytest.mark.django_db(transaction=True)
def test_of_ten_that_put_it_at_once_one_brings_it_in():
    programs = [program(member(f"chae-{n}", "checker")) for n in range(5)]

    def send(one):
        try:
            return json.loads(one.ask("PUT", PATH, DRAFT).content)["result"]
        finally:
            connections.close_all()

    with ThreadPoolExecutor(5) as pool:
        results = list(pool.map(send, programs * 2))
    assert sorted(results) == ["created", *["unchanged"] * 9]
    assert Article.objects.get().versions.count() == 1
