"""Articles and their sentences over the API."""

from __future__ import annotations

import json

from claims.models import Article, Event
from tests.claims.api.desk.conftest import told

TEXT = "The port of Lowmark handled 4,200 ships in 2023. Is it a record?"
NEW = {"title": "Harbour traffic", "text": TEXT, "outlet": "Gazette"}


def test_an_article_comes_in_and_is_read_back(checker, chae):
    made = checker.ask("POST", "articles/", NEW)
    assert made.status_code == 201
    body = json.loads(made.content)
    assert (body["slug"], body["sentences"], body["version"]) == ("harbour-traffic", 2, 1)
    assert made["Location"].endswith(f"/api/v1/desk/articles/{body['id']}/")
    again = checker.ask("GET", f"articles/{body['id']}/")
    assert (json.loads(again.content), again["ETag"]) == (body, made["ETag"])
    assert Event.objects.get(kind="article.added").actor_pk == chae.pk
    assert checker.read(f"versions/{body['latest_version']}/")["text"] == TEXT


def test_its_facts_are_changed(checker):
    made = checker.add("articles/", NEW)
    path = f"articles/{made['id']}/"
    response = checker.change(path, {"byline": "Ida Holm", "embargo_until": "2030-01-01T00:00:00Z"})
    assert response.status_code == 200, response.content
    body = json.loads(response.content)
    assert (body["byline"], body["version"], body["outlet"]) == ("Ida Holm", 2, "Gazette")
    assert checker.tag(path) == response["ETag"]


def test_a_new_version_comes_in_and_the_base_is_looked_at(checker):
    made = checker.add("articles/", NEW)
    path = f"articles/{made['id']}/versions/"
    second = checker.add(path, {"text": TEXT + " Nobody knows.", "base": 1})
    assert second["number"] == 2
    stale = checker.ask("POST", path, {"text": "Other words.", "base": 1})
    assert told(stale)["code"] == "stale_version"
    assert [one["number"] for one in checker.read(path)["results"]] == [2, 1]


def test_sentences_are_decided(checker):
    made = checker.add("articles/", NEW)
    rows = checker.read(f"versions/{made['latest_version']}/sentences/?ordering=number")["results"]
    assert [one["number"] for one in rows] == [1, 2]
    path = f"sentences/{rows[1]['id']}/"
    ruled = json.loads(checker.step(path, "rule-out", {"reason": "question"}).content)
    assert (ruled["disposition"], ruled["reason"], ruled["completed_by"]) == (
        "not_checkable",
        "question",
        "chae",
    )
    assert checker.read(f"articles/{made['id']}/")["sentences_complete"] == 1
    assert json.loads(checker.step(path, "reopen").content)["disposition"] == "open"
    assert told(checker.step(path, "complete"))["status"] == 409


def test_a_claim_is_marked_edited_and_assigned(checker):
    made = checker.add("articles/", NEW)
    place = {"article_version": made["latest_version"], "start": 20, "end": 47}
    claim = checker.add("claims/", {**place, "statement": "4,200 ships came.", "kind": "statistic"})
    path = f"claims/{claim['id']}/"
    assert [one["exact"] for one in checker.read(f"{path}appearances/")["results"]] == [TEXT[20:47]]
    edited = checker.change(path, {"statement": "4,200 ships came in 2023."})
    assert json.loads(edited.content)["statement"] == "4,200 ships came in 2023."
    taken = checker.step(path, "assign", {"to": "chae", "due_on": "2030-01-02"})
    assert json.loads(taken.content)["assigned_to"] == "chae"
    again = checker.add(f"{path}appearances/", {**place, "start": 0, "end": 8})
    assert again["exact"] == TEXT[:8]


def test_what_the_desk_refuses_is_422_and_nothing_is_written(checker):
    response = checker.ask("POST", "articles/", {**NEW, "language": "x" * 35, "url": "no address"})
    assert told(response)["errors"][0]["pointer"] == "/url"
    assert (response.status_code, Article.objects.count()) == (422, 0)
