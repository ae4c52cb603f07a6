"""The search of the readers' site, and what it can be narrowed down to."""

from __future__ import annotations

import re

import pytest
from django.db import connection

from claims.models import Claimant, Topic
from claims.services import organising
from tests import factories
from tests.database.base import as_owner


def facet(page, name):
    """What a facet offers: words → (count, address)."""
    part = re.search(rf'<section class="facet"><h2>{name}</h2>(.*?)</section>', page, re.DOTALL)
    rows = re.findall(r'<a href="([^"]*)".*?<span dir="auto">(.*?)</span>.*?class="numeric">(\d+)<', part[1])
    return {words: (int(count), address) for address, words, count in rows}


@pytest.fixture
def ida(db):
    return Claimant.objects.create(slug="ida-holm", name="Ida Holm")


def date_back(claim, moment):
    """Let a claim be published in the past: the table is append-only, so its triggers are off for this transaction."""
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE claims_publication DISABLE TRIGGER USER")
        cursor.execute(
            "UPDATE claims_publication SET published_at = %s WHERE claim_id = %s", [moment, claim.pk]
        )


def test_each_choice_says_how_many_it_leaves(reader, published, ida):
    published(rating="inaccurate", claimant=ida, claimant_label="")
    published(rating="inaccurate", kind="quote")
    published(language="ko")
    page = reader.page("/claims/")
    assert {words: count for words, (count, _) in facet(page, "Rating").items()} == {
        "Accurate": 1,
        "Inaccurate": 2,
    }
    assert facet(page, "Claimant") == {"Ida Holm": (1, "/claims/?claimant=ida-holm")}
    assert {words: count for words, (count, _) in facet(page, "Kind of claim").items()} == {
        "Statistic": 2,
        "Quote": 1,
    }
    assert "3 fact-checks" in page


@pytest.mark.parametrize(
    ("name", "query", "fields"),
    [
        ("Rating", "rating=inaccurate", {"rating": "inaccurate"}),
        ("Kind of claim", "kind=quote", {"kind": "quote"}),
        ("Language", "language=ko", {"language": "ko"}),
    ],
)
def test_a_choice_leaves_what_it_says(reader, published, name, query, fields):
    wanted, other = published(**fields), published()
    choices = facet(reader.page("/claims/"), name)
    (address,) = [address for _, address in choices.values() if address == f"/claims/?{query}"]
    page = reader.page(address)
    assert wanted.statement in page
    assert other.statement not in page
    assert [address for _, address in facet(page, name).values()] == ["/claims/"]


def test_the_year_is_that_of_the_check(reader, published):
    old, new = published(), published()
    date_back(old, "2024-12-31T12:00:00Z")
    date_back(new, "2025-01-01T12:00:00Z")
    assert list(facet(reader.page("/claims/"), "Checked in")) == ["2025", "2024"]
    page = reader.page("/claims/", year="2024")
    assert (old.statement in page, new.statement in page) == (True, False)


def test_a_topic_is_there_once_it_is_for_readers(reader, published, chae):
    sorted_in, other = published(), published()
    topic = Topic.objects.create(slug="ports", name="Ports and harbours")
    organising.sort(sorted_in, topics=[topic], by=chae)
    assert "Ports and harbours" not in reader.page("/claims/")
    assert sorted_in.statement not in reader.page("/claims/", topic="ports")
    Topic.objects.update(is_public=True)
    assert facet(reader.page("/claims/"), "Topic") == {"Ports and harbours": (1, "/claims/?topic=ports")}
    page = reader.page("/claims/", topic="ports")
    assert (sorted_in.statement in page, other.statement in page) == (True, False)


def test_a_topic_of_what_is_not_public_is_not_named(reader, published, chae):
    topic = Topic.objects.create(slug="ports", name="Ports and harbours", is_public=True)
    organising.sort(factories.claim(by=chae), topics=[topic], by=chae)
    organising.sort(published(reach="internal"), topics=[topic], by=chae)
    published()
    assert "Ports and harbours" not in reader.page("/claims/")


def test_everything_stands_in_the_address(reader, published):
    published(rating="inaccurate", summary="The tugs were counted.")
    page = reader.page("/claims/", q="tugs", rating="inaccurate")
    assert '<input type="hidden" name="rating" value="inaccurate">' in page
    assert '<a class="action small" href="/claims/?q=tugs">' in page
    assert facet(page, "Kind of claim")["Statistic"][1] == "/claims/?q=tugs&rating=inaccurate&kind=statistic"


def test_more_than_is_counted_is_said(reader, published, monkeypatch):
    monkeypatch.setattr("claims.presenters.facets.CAP", 2)
    for _ in range(3):
        published()
    page = reader.page("/claims/")
    assert "More than 2 fact-checks" in page
    assert "The numbers count the newest 2." in page
    assert facet(page, "Rating")["Accurate"][0] == 2


def test_the_words_are_marked_where_they_were_found(reader, published):
    claim = published(explanation="Long before. " * 40 + "The smugglers kept a list. " + "Long after. " * 40)
    page = reader.page("/claims/", q="Smugglers list")
    assert '<mark class="found">smugglers</mark>' in page
    assert '<mark class="found">list</mark>' in page
    assert page.count("Long before.") < 20
    statement = reader.page("/claims/", q="lowmark")
    assert '<mark class="found">Lowmark</mark> handled' in statement
    assert claim.slug in statement


def test_what_is_marked_stays_text(reader, published):
    published(summary="A <b>tug</b> & a <script>alert(1)</script> list.")
    body = reader.get("/claims/?q=tug").content.decode()
    assert "<script>alert" not in body
    assert '&lt;b&gt;<mark class="found">tug</mark>&lt;/b&gt;' in body


def test_a_withdrawn_check_is_found_under_no_rating(reader, published, change):
    claim = published()
    change(claim, "withdrawal")
    assert claim.statement in reader.page("/claims/")
    page = reader.page("/claims/", rating="accurate")
    assert claim.statement not in page


def test_nothing_found_tells_which_words_are_nowhere(reader, published):
    published(summary="The tugs were counted.")
    published(summary="The lighters were counted.")
    page = reader.page("/claims/", q="tugs lighters zeppelin")
    assert "No fact-check of ours matches" in page
    assert "“zeppelin” stands in none of our fact-checks." in page
    assert 'href="/claims/?q=tugs"' in page
    assert 'href="/tips/"' in page


@pytest.mark.parametrize(
    ("query", "wrong"),
    [
        ("year=20", "four digits"),
        ("year=3025", "four digits"),
        ("kind=guess", "one of these: "),
        ("language=e", "tag of a language"),
        ("rating=%27", "letters, digits"),
        ("claimant=a/b", "letters, digits"),
        ("ratng=accurate", "it knows article, before, claimant"),
        ("rating=a&rating=b", "more than once"),
        ("q=" + "a" * 201, "at most 200"),
        ("q=a%00b", "can’t be looked for"),
        ("before=nonsense", "not a cursor"),
    ],
)
@pytest.mark.parametrize("path", ["/claims/", "/feeds/"])
def test_what_can_not_be_meant_is_refused_with_what_is_wrong(reader, path, query, wrong):
    answer = reader.get(f"{path}?{query}")
    if (path, query) == ("/feeds/", "before=nonsense"):
        return  # a subscription has no pages: there is nothing to be wrong
    assert answer.status_code == 400
    assert wrong in answer.content.decode()
    assert answer["Cache-Control"] == "no-store"


def test_the_feed_of_a_list_has_the_same_rows(reader, published):
    wanted, other = published(kind="quote"), published()
    page = reader.page("/claims/", kind="quote")
    assert 'href="/feeds/?kind=quote"' in page
    feed = reader.page("/feeds/", kind="quote")
    assert (wanted.statement in feed, other.statement in feed) == (True, False)
