"""One way in for every text: where it is, what was read of it, and only then stored."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from claims.exceptions import InvalidInput
from claims.models import Article, Feed, FeedEntry, User
from claims.services import reading_articles
from claims.services.reading_articles import Reading
from tests import factories
from tests.claims.admin.conftest import Desk, said, words

ADDRESS = "/desk/claims/article/intake/"
TEXT = " ".join(
    f"On day {day} the port of Lowmark handled {day * 37} ships, the mayor said." for day in range(1, 12)
)
RIGHT = {
    "confirm": "1",
    "title": "Ships",
    "language": "en",
    "work": "after",
    "text": TEXT,
    "origin": "pasted",
}


def test_pasted_text_is_shown_before_it_is_stored(chae: User, at_desk: Desk) -> None:
    assert reverse("admin:claims_article_intake") == ADDRESS
    told = words(at_desk(chae).post(ADDRESS, {"pasted": TEXT}))
    assert "This was read. Is it right?" in told
    assert TEXT in told
    assert not Article.objects.exists()


def test_of_a_file_title_and_byline_are_read(chae: User, at_desk: Desk) -> None:
    page = f"<html lang=ko><head><title>Harbour boom</title><meta name=author content='Ida Holm'></head><body><article><h1>Harbour boom</h1><p>{TEXT}</p></article></body></html>"
    told = words(at_desk(chae).post(ADDRESS, {"file": SimpleUploadedFile("page.html", page.encode())}))
    assert 'value="Harbour boom"' in told
    assert 'value="Ida Holm"' in told
    assert 'value="ko"' in told


def test_of_an_address_all_that_it_says(chae: User, at_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    read = Reading(TEXT, "o", title="Ships", url="https://g.example/a", published_on="2024-10-24")
    monkeypatch.setattr(reading_articles, "of_address", lambda url: read)
    known = factories.article(by=chae, url="https://g.example/a", title="Known by its address")
    told = words(at_desk(chae).post(ADDRESS, {"url": "https://g.example/a?utm=1"}))
    assert 'value="https://g.example/a"' in told
    assert 'value="2024-10-24"' in told
    assert "This text becomes its next version" in told
    assert known.title in told


def test_what_can_not_be_read_says_why(chae: User, at_desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(url: str) -> Any:
        raise InvalidInput("It can’t be fetched: no such host.")

    monkeypatch.setattr(reading_articles, "of_address", refuse)
    told = words(at_desk(chae).post(ADDRESS, {"url": "https://nowhere.example/"}))
    assert "It can’t be fetched: no such host." in told
    assert 'value="https://nowhere.example/"' in told


@pytest.mark.parametrize("given", [{}, {"url": "https://g.example/a", "pasted": TEXT}])
def test_one_of_the_ways_is_asked_for(chae: User, at_desk: Desk, given: dict[str, str]) -> None:
    told = words(at_desk(chae).post(ADDRESS, given or {"pasted": " "}))
    assert "Give one of them" in told


def test_confirmed_it_is_stored_as_corrected(chae: User, at_desk: Desk) -> None:
    response = at_desk(chae).post(
        ADDRESS, {**RIGHT, "outlet": "The Herald", "work": "before", "byline": "Ann"}
    )
    article = Article.objects.get()
    assert said(response) == ["Brought in."]
    assert (article.title, article.outlet, article.work, article.byline) == (
        "Ships",
        "The Herald",
        "before",
        "Ann",
    )
    assert response["Location"] == reverse("admin:claims_article_workspace", args=[article.pk])


def test_the_same_text_is_not_brought_in_twice(chae: User, at_desk: Desk) -> None:
    at_desk(chae).post(ADDRESS, RIGHT)
    assert said(at_desk(chae).post(ADDRESS, RIGHT)) == ["This text is here already: nothing was added."]
    assert Article.objects.count() == 1


def test_nearly_the_same_text_is_told_of(chae: User, at_desk: Desk) -> None:
    factories.article(by=chae, text=f"From our reporter. {TEXT}", title="Harbour boom", outlet="The Herald")
    told = words(at_desk(chae).post(ADDRESS, {"pasted": TEXT}))
    assert "Nearly the same text is here already" in told
    assert "The Herald" in told


@pytest.mark.parametrize(
    ("name", "value"), [("language", "no language"), ("published_on", "yesterday"), ("text", " ")]
)
def test_what_is_wrong_comes_back(chae: User, at_desk: Desk, name: str, value: str) -> None:
    told = words(at_desk(chae).post(ADDRESS, {**RIGHT, name: value}))
    assert "Not done." in told
    assert not Article.objects.exists()


def test_what_feeds_brought_is_led_to(chae: User, at_desk: Desk) -> None:
    FeedEntry.objects.create(feed=Feed.objects.create(url="https://f.example/"), key="1", sha256="0")
    assert "1 entry waits" in words(at_desk(chae).get(ADDRESS))


def test_the_desk_leads_there(chae: User, at_desk: Desk) -> None:
    assert ADDRESS in words(at_desk(chae).get(reverse("admin:index")))
    assert ADDRESS in words(at_desk(chae).get(reverse("admin:claims_article_changelist")))
