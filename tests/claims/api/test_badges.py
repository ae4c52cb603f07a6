"""The state of many articles at once, as a CMS asks for it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.models import Verdict
from claims.services import hiding, keeping, marking, publishing, reviewing
from claims.text import fingerprint
from tests import factories
from tests.claims.api.test_problems import told

BADGES = "/api/v1/badges/"


def of(stranger, *articles):
    return stranger.read(BADGES, external_id=[one.external_id for one in articles])["results"]


def look_up(stranger, *articles, status=200):
    response = stranger.post(BADGES, json.dumps({"articles": articles}), content_type="application/json")
    assert response.status_code == status, response.content
    return response.json()


@pytest.fixture
def version(chae):
    return factories.version(by=chae, external_id="wp-1", url="https://news.example/harbour?utm_source=x")


def complete(version, by):
    for sentence in version.sentences.filter(disposition="open"):
        marking.rule_out(sentence, reason="opinion", by=by)
    for sentence in version.sentences.filter(completed_at=None):
        marking.complete(sentence, by=by)


def test_a_whole_answer(stranger, published, chae, version):
    published(in_version=version)
    published(in_version=version, rating="inaccurate", words="never seen such a year")
    (row,) = of(stranger, version.article)
    assert (row["asked"], row["state"], row["text_changed"]) == (
        {"external_id": "wp-1"},
        "partly_checked",
        None,
    )
    assert row["claims"] == {"standing": 2, "at_risk": 0, "withdrawn": 0}
    assert [(one["slug"], one["count"]) for one in row["ratings"]] == [("accurate", 1), ("inaccurate", 1)]
    assert row["coverage"] == {"sentences": 5, "complete": 0, "percent": 0}
    assert (row["text"]["number"], row["text"]["sha256"]) == (1, version.sha256)
    assert row["text"]["fingerprint"] == fingerprint.of(version.text)
    slug = version.article.slug
    assert row["links"] == {
        "page": f"https://desk.example/articles/{slug}/",
        "embed": f"https://desk.example/embed/articles/{slug}/",
        "badge_html": f"https://desk.example/embed/articles/{slug}/badge.html",
        "badge_svg": f"https://desk.example/embed/articles/{slug}/badge.svg",
    }


@pytest.mark.parametrize(
    "written",
    [
        "https://news.example/harbour", "HTTPS://NEWS.example:443/harbour?utm_campaign=y",
        "https://news.example/a/../harbour#top",
    ],
)  # fmt: skip
def test_an_address_is_found_however_it_is_written(stranger, version, written):
    (row,) = stranger.read(BADGES, url=written)["results"]
    assert row["slug"] == version.article.slug


def test_an_article_that_moved_is_found_at_its_new_address_alone(stranger, version, chae):
    keeping.edit(version.article, version=1, by=chae, url="https://news.example/new")
    assert stranger.read(BADGES, url="https://news.example/new")["results"]
    assert stranger.read(BADGES, url="https://news.example/harbour")["results"] == []


def test_of_two_at_one_address_the_newer_is_told(stranger, version, chae):
    newer = factories.article(by=chae, url=version.article.url)
    type(newer).objects.filter(pk=version.article.pk).update(created_at=timezone.now() - timedelta(days=1))
    (row,) = stranger.read(BADGES, url=newer.url)["results"]
    assert row["slug"] == newer.slug


@pytest.mark.parametrize(
    "hidden", [{"is_public": False}, {"embargo_until": timezone.now() + timedelta(days=1)}]
)
def test_what_readers_may_not_see_is_unknown_like_what_is_not_there(stranger, chae, hidden):
    factories.article(by=chae, external_id="wp-2", **hidden)
    answer = stranger.read(BADGES, external_id=["wp-2", "wp-3"])
    assert answer == {"results": [], "unknown": [{"external_id": "wp-2"}, {"external_id": "wp-3"}]}


def test_a_claim_in_work_is_not_counted(stranger, published, chae, version):
    factories.claim(by=chae, in_version=version)
    published(in_version=version, reach="internal", words="never seen such a year")
    (row,) = of(stranger, version.article)
    assert (row["state"], row["claims"]["standing"]) == ("unchecked", 0)


def test_all_of_a_text_is_checked_when_all_its_sentences_are_done(stranger, published, chae, version):
    published(in_version=version, reach="article_line")
    complete(version, chae)
    (row,) = of(stranger, version.article)
    assert (row["state"], row["coverage"]["percent"]) == ("checked", 100)


def test_a_check_at_risk_is_told_before_all_else(stranger, published, chae, ben, version):
    claim = published(in_version=version)
    complete(version, chae)
    factories.alert(claim, by=ben)
    (row,) = of(stranger, version.article)
    assert (row["state"], row["claims"]) == ("at_risk", {"standing": 1, "at_risk": 1, "withdrawn": 0})


def test_what_was_withdrawn_is_counted_apart(stranger, published, chae, ben, version):
    claim = published(in_version=version)
    old = Verdict.objects.published().get(claim=claim)
    notice = reviewing.submit(reviewing.draft_withdrawal(old, by=chae, public_note="Wrong port."), by=chae)
    publishing.approve_and_publish(notice, by=ben)
    (row,) = of(stranger, version.article)
    assert (row["state"], row["ratings"]) == ("withdrawn", [])
    assert row["claims"] == {"standing": 0, "at_risk": 0, "withdrawn": 1}


def test_what_is_hidden_is_not_counted(stranger, published, ben, version):
    hiding.hide(published(in_version=version), reason="A lawyer called.", by=ben)
    (row,) = of(stranger, version.article)
    assert (row["state"], row["claims"]["standing"]) == ("unchecked", 0)


def test_the_newest_text_is_the_one_that_is_told(stranger, version, chae):
    second = factories.next_version(version, by=chae)
    (row,) = of(stranger, version.article)
    assert (row["text"]["number"], row["text"]["sha256"]) == (2, second.sha256)


@pytest.mark.parametrize(
    ("change", "changed"),
    [
        (lambda text: text.replace("“", '"').replace("\n\n", "\n"), False),
        (lambda text: f"{text} More.", True),
    ],
)
@pytest.mark.parametrize("as_text", [True, False])
def test_a_changed_text_is_told(stranger, version, change, changed, as_text):
    text = change(version.text)
    sent = {"text": text} if as_text else {"fingerprint": fingerprint.of(text)}
    (row,) = look_up(stranger, {"external_id": "wp-1", **sent})["results"]
    assert row["text_changed"] is changed


def test_answers_come_in_the_order_of_the_question(stranger, version, chae):
    other = factories.article(by=chae, external_id="wp-9")
    asked = [{"external_id": "wp-9"}, {"url": "https://news.example/none"}, {"url": version.article.url}]
    answer = look_up(stranger, *asked)
    assert [row["slug"] for row in answer["results"]] == [other.slug, version.article.slug]
    assert [row["asked"] for row in answer["results"]] == [asked[0], asked[2]]
    assert answer["unknown"] == [asked[1]]


@pytest.mark.parametrize(
    "query",
    [
        "external_id=", "external_id=a%20b", "external_id=-a", "url=", "colour=red",
        "&".join(f"external_id={n}" for n in range(101)),
    ],
)  # fmt: skip
def test_a_wrong_question_is_refused(stranger, query):
    assert told(stranger.get(f"{BADGES}?{query}"))["code"] == "invalid_input"


@pytest.mark.parametrize("query", ["url=harbour", "url=javascript:x"])
def test_what_is_no_address_is_refused(stranger, db, query):
    assert told(stranger.get(f"{BADGES}?{query}"))["code"] == "unfit"


def test_who_asks_for_nothing_is_told_nothing(stranger, db):
    assert stranger.read(BADGES) == {"results": [], "unknown": []}


def test_a_hundred_are_answered(stranger, db):
    query = {"external_id": [str(n) for n in range(50)], "url": [f"https://n.example/{n}" for n in range(50)]}
    assert len(stranger.read(BADGES, **query)["unknown"]) == 100
    query["url"].append("https://n.example/one-more")
    assert told(stranger.get(BADGES, query))["status"] == 422


@pytest.mark.parametrize(
    "body",
    [
        {}, {"articles": []}, {"articles": [{"external_id": "a", "fingerprint": "v2:00"}]}, [],
        {"articles": [{"external_id": 7}]}, {"articles": [{"external_id": "a", "words": "x"}]},
        {"articles": [{"external_id": str(n)} for n in range(101)]}, {"articles": [], "more": 1},
    ],
)  # fmt: skip
def test_a_wrong_body_is_refused(stranger, db, body):
    response = stranger.post(BADGES, json.dumps(body), content_type="application/json")
    assert (response.status_code, response.json()["code"]) == (400, "invalid_input")


@pytest.mark.parametrize(
    "article",
    [
        {}, {"external_id": "a", "url": "https://a.example/"}, {"url": "no address"},
        {"external_id": "a", "text": "x", "fingerprint": fingerprint.of("x")},
    ],
)  # fmt: skip
def test_what_can_not_be_looked_up_is_said(stranger, db, article):
    assert look_up(stranger, article, status=422)["code"] == "unfit"


def test_the_number_of_queries_does_not_grow(stranger, published, chae):
    versions = [factories.version(by=chae, external_id=f"q-{n}") for n in range(6)]
    for one in versions:
        published(in_version=one)

    def queries(*some):
        with CaptureQueriesContext(connection) as found:
            of(stranger, *[one.article for one in some])
        return [one["sql"] for one in found if "CURSOR" not in one["sql"]]

    queries(*versions)  # fingerprints are known from here on
    assert len(queries(versions[0])) == len(queries(*versions)) == 5


def test_caches_may_hold_it_for_a_minute_and_ask_again(stranger, version):
    first = stranger.get(BADGES, {"external_id": "wp-1"})
    assert first["Cache-Control"] == "public, max-age=60"
    again = stranger.get(BADGES, {"external_id": "wp-1"}, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_what_is_posted_is_not_kept(stranger, version):
    sent = json.dumps({"articles": [{"external_id": "wp-1"}]})
    assert stranger.post(BADGES, sent, content_type="application/json")["Cache-Control"] == "no-store"
