"""Queries on the desk: asked from the article, answered on their card, handed over as a letter, listed for everybody."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from claims.models import ArticleVersion, Query, User
from claims.services import querying
from tests import factories
from tests.claims.admin.conftest import Desk, words

pytestmark = pytest.mark.usefixtures("noise")


@pytest.fixture
def version(chae: User) -> ArticleVersion:
    return factories.version(by=chae, byline="Ida Holm")


@pytest.fixture
def query(version: ArticleVersion, chae: User) -> Query:
    start = version.text.index("4,200 ships")
    return querying.ask(
        version, question="Calls or ships?", start=start, end=start + 11, proposed="4,200 calls", by=chae
    )


def at(name: str, version: ArticleVersion) -> str:
    return reverse(f"admin:claims_article_{name}", args=[version.article_id])


def act(query: Query, name: str) -> str:
    return reverse("admin:claims_query_act", args=[query.pk, name])


def asked(**more: Any) -> dict[str, Any]:
    return {f"ask-{name}": value for name, value in {"question": "Calls or ships?", **more}.items()}


def answer(query: Query, **more: Any) -> dict[str, Any]:
    return {f"answer-{query.pk}-{name}": value for name, value in {"version": query.version, **more}.items()}


def test_the_form_begins_with_the_words_that_were_selected(
    version: ArticleVersion, chae: User, at_desk: Desk
) -> None:
    page = at_desk(chae).get(at("queries", version), {"start": 0, "end": 7})
    initial = page.context["ask_form"].initial
    assert (initial["exact"], initial["addressee"]) == ("Harbour", "Ida Holm")


def test_the_form_begins_with_the_sentence_at_hand(
    version: ArticleVersion, chae: User, at_desk: Desk
) -> None:
    sentence = version.sentences.get(number=2)
    page = at_desk(chae).get(at("queries", version), {"sentence": sentence.pk})
    assert page.context["ask_form"].initial["exact"] == version.text[sentence.start : sentence.end]


def test_the_form_begins_with_the_words_of_a_claim(
    version: ArticleVersion, chae: User, at_desk: Desk
) -> None:
    claim = factories.claim(by=chae, in_version=version)
    page = at_desk(chae).get(at("queries", version), {"claim": claim.pk})
    assert page.context["ask_form"].initial["exact"] == "handled 4,200 ships in 2023"
    assert page.context["ask_form"].initial["claim"] == claim.pk


@pytest.mark.parametrize(
    "query_string", ["start=9&end=3", "start=x", "sentence=0", "claim=999999", "start=0&end=99999"]
)
def test_a_place_that_is_none_leaves_the_form_empty(
    version: ArticleVersion, chae: User, at_desk: Desk, query_string: str
) -> None:
    page = at_desk(chae).get(f"{at('queries', version)}?{query_string}")
    assert "exact" not in page.context["ask_form"].initial


def test_asking_leads_to_the_query(version: ArticleVersion, chae: User, at_desk: Desk) -> None:
    response = at_desk(chae).post(at("ask", version), asked(exact="Ida Holm", due_at="2030-01-01T10:00"))
    query = Query.objects.get()
    assert response["Location"].endswith(f"#query-{query.pk}")
    assert (query.exact, query.asked_by, query.due_at.year) == ("Ida Holm", chae, 2030)  # type: ignore[union-attr]


@pytest.mark.parametrize("exact", ["Airport traffic", "a"])
def test_words_that_stand_nowhere_or_twice_come_back(
    version: ArticleVersion, chae: User, at_desk: Desk, exact: str
) -> None:
    page = at_desk(chae).post(at("ask", version), asked(exact=exact, proposed="Something else"))
    assert page.context["ask_form"].errors["exact"]
    assert "Something else" in words(page)
    assert not Query.objects.exists()


def test_an_answer_is_recorded(query: Query, ben: User, at_desk: Desk) -> None:
    at_desk(ben).post(act(query, "answer"), answer(query, answer="changed", words="4,200 calls by ships"))
    query.refresh_from_db()
    assert (query.answer, query.answer_words) == ("changed", "4,200 calls by ships")


def test_stet_without_a_reason_comes_back_with_what_was_typed(query: Query, ben: User, at_desk: Desk) -> None:
    page = at_desk(ben).post(act(query, "answer"), answer(query, answer="stet", words="half an answer"))
    assert "stet needs a reason" in words(page)
    assert "half an answer" in words(page)
    query.refresh_from_db()
    assert query.state == "open"


def test_who_did_not_read_it_as_it_is_answers_nothing(query: Query, ben: User, at_desk: Desk) -> None:
    page = at_desk(ben).post(act(query, "answer"), answer(query, answer="cut", version=""))
    assert page.status_code == 200
    query.refresh_from_db()
    assert query.state == "open"


def test_a_query_is_put_off_and_taken_back(query: Query, chae: User, at_desk: Desk) -> None:
    client, name = at_desk(chae), f"put-off-{query.pk}"
    client.post(act(query, "put-off"), {f"{name}-version": 1, f"{name}-addressee": "Night desk"})
    query.refresh_from_db()
    assert query.addressee == "Night desk"
    name = f"take-back-{query.pk}"
    client.post(act(query, "take-back"), {f"{name}-version": 2, f"{name}-reason": "Found it."})
    query.refresh_from_db()
    assert query.state == "taken_back"


def test_contributors_read_queries_and_do_nothing(query: Query, ana: User, at_desk: Desk) -> None:
    client = at_desk(ana)
    page = client.get(at("queries", query.article_version))
    assert "Calls or ships?" in words(page)
    assert page.context["rows"][0][1] == {}
    client.post(act(query, "answer"), answer(query, answer="cut"))
    client.post(at("ask", query.article_version), asked())
    assert Query.objects.open().count() == 1


def test_an_unknown_act_is_none(query: Query, chae: User, at_desk: Desk) -> None:
    assert at_desk(chae).post(act(query, "burn")).status_code == 404


def test_the_letter_is_a_page_and_plain_text(query: Query, chae: User, at_desk: Desk) -> None:
    client = at_desk(chae)
    assert "Calls or ships?" in words(client.get(at("letter", query.article_version)))
    plain = client.get(at("letter", query.article_version), {"as": "text"})
    assert plain["Content-Type"] == "text/plain; charset=utf-8"
    assert "Present: “4,200 ships”" in plain.content.decode()


def test_a_letter_may_be_to_one_of_them(query: Query, chae: User, at_desk: Desk) -> None:
    querying.ask(query.article_version, question="Who took the picture?", addressee="Night desk", by=chae)
    page = words(at_desk(chae).get(at("letter", query.article_version), {"to": "Night desk"}))
    assert "Who took the picture?" in page
    assert "Calls or ships?" not in page


def test_the_list_shows_open_ones_first(query: Query, chae: User, at_desk: Desk) -> None:
    querying.answer(query, answer="cut", by=chae, version=1)
    later = querying.ask(query.article_version, question="And when?", by=chae)
    page = at_desk(chae).get(reverse("admin:claims_query_changelist"))
    assert [one.pk for one in page.context["cl"].result_list] == [later.pk, query.pk]
    assert querying.place_of(later) in words(page)


def test_the_workspace_tells_how_many_are_open(query: Query, chae: User, at_desk: Desk) -> None:
    page = words(at_desk(chae).get(at("workspace", query.article_version)))
    assert "Ask the author" in page
    assert at("queries", query.article_version) in page


def test_who_may_not_see_queries_is_not_given_them_back(query: Query, at_desk: Desk) -> None:
    stranger = User.objects.create_user("dot", is_staff=True)
    refused = at_desk(stranger).post(act(query, "answer"), answer(query, answer="cut"))
    assert refused.status_code == 403
    assert "Calls or ships?" not in words(refused)


def test_open_queries_of_another_text_are_named(query: Query, chae: User, at_desk: Desk) -> None:
    later = factories.next_version(query.article_version, by=chae)
    page = at_desk(chae).get(at("queries", later))
    assert page.context["elsewhere"] == [(1, 1)]
    assert "1 open about version 1" in words(page)
