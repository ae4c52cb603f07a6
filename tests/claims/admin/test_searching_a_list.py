"""Searching a list: done once, in the list's order, by pages, and cut where it finds too much to look through."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.admin import long_lists
from claims.models import Batch, Claim, Claimant, Source, Topic, User
from tests import factories
from tests.claims.admin.conftest import Desk, words

CLAIMS = reverse("admin:claims_claim_changelist")
SOURCES = reverse("admin:claims_source_changelist")


@pytest.fixture
def claims(chae: User, noise: None) -> list[Claim]:
    """Seven of the mayor, of which one is no more than her words in the article, beside two of somebody else."""
    mayor = Claimant.objects.create(slug="ida", name="Ida Holm")
    version = factories.version(by=chae)
    made = [
        factories.claim(by=chae, in_version=version, statement=f"Ship {number} came.", claimant=mayor)
        for number in range(7)
    ]
    for number in range(2):
        factories.claim(by=chae, in_version=version, statement=f"Tram {number} came.", claimant_label="Holms")
    Claimant.objects.create(slug="other", name="Ann")
    return made


@pytest.fixture
def desk(at_desk: Desk, chae: User, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr("claims.admin.base.DeskAdmin.list_per_page", 3)
    return at_desk(chae)


def shown(response: HttpResponse) -> list[str]:
    return list(dict.fromkeys(re.findall(r"Ship \d|Tram \d", words(response))))


def test_what_is_found_comes_in_the_lists_order_by_pages(claims: list[Claim], desk: Client) -> None:
    assert shown(desk.get(CLAIMS, {"q": "ida"})) == ["Ship 6", "Ship 5", "Ship 4"]
    assert shown(desk.get(CLAIMS, {"q": "ida", "p": 3})) == ["Ship 0"]
    assert shown(desk.get(CLAIMS, {"q": "ida", "o": "1"})) == ["Ship 0", "Ship 1", "Ship 2"]
    assert shown(desk.get(CLAIMS, {"q": "ida", "o": "1", "p": 2})) == ["Ship 3", "Ship 4", "Ship 5"]


def test_all_that_is_found_is_shown_when_asked_for(claims: list[Claim], desk: Client) -> None:
    assert len(shown(desk.get(CLAIMS, {"q": "ida", "all": ""}))) == 7
    assert len(shown(desk.get(CLAIMS, {"q": "holm", "all": ""}))) == 9


def test_a_search_keeps_to_the_filters_of_the_list(claims: list[Claim], desk: Client) -> None:
    Claim.objects.filter(pk=claims[1].pk).update(legal_hold=True)
    page = desk.get(CLAIMS, {"q": "ida", "legal_hold__exact": "1"})
    assert shown(page) == ["Ship 1"]
    assert "1 claim" in words(page)


def test_a_page_that_is_not_there_leads_to_one_that_says_so(claims: list[Claim], desk: Client) -> None:
    response = desk.get(CLAIMS, {"q": "ida", "p": 9})
    assert response.status_code == 302
    assert response["Location"].endswith("?e=1")


def test_a_search_that_finds_too_much_says_so_and_shows_the_first(
    claims: list[Claim], desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(long_lists, "FOUND", 4)
    page = desk.get(CLAIMS, {"q": "ida", "p": 2})
    assert shown(page) == ["Ship 3"]
    assert "4+: narrow the list down to see others" in words(page)
    monkeypatch.setattr(long_lists, "FOUND", 7)
    assert "narrow the list down" not in words(desk.get(CLAIMS, {"q": "ida"}))


def test_an_act_on_all_that_a_search_found_takes_what_the_page_was_cut_to_show(
    claims: list[Claim], desk: Client, chae: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(long_lists, "FOUND", 4)
    page = words(desk.get(CLAIMS, {"q": "ida"}))
    assert "Select all 4+ claims" in page
    assert "All 4+ selected" in page
    chosen = {"action": "hold", "select_across": "1", "_selected_action": [claims[0].pk]}
    desk.post(f"{CLAIMS}?q=ida", chosen)
    assert len(Batch.objects.get().plan["keys"]) == 7


def test_an_export_of_a_search_holds_what_the_page_was_cut_to_show(
    claims: list[Claim], desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(long_lists, "FOUND", 4)
    response = desk.post(reverse("admin:list_export", args=["claim", "csv"]) + "?q=ida")
    told = b"".join(response.streaming_content).decode()  # type: ignore[attr-defined]
    assert len(set(re.findall(r"Ship \d", told))) == 7


def test_a_search_asks_the_database_once(claims: list[Claim], desk: Client) -> None:
    desk.get(CLAIMS, {"q": "ida"})
    with CaptureQueriesContext(connection) as asked:
        desk.get(CLAIMS, {"q": "ida"})
    assert sum("LIKE" in one["sql"] for one in asked) == 1


def test_every_list_with_a_search_is_searched_so(claims: list[Claim], desk: Client, chae: User) -> None:
    for number in range(4):
        factories.source(
            by=chae, publisher=f"Gazette {number}", slug=f"g-{number}", url=f"https://g.example/{number}"
        )
    Source.objects.filter(slug="g-2").update(title="Of the harbour")
    page = words(desk.get(SOURCES, {"q": "g.example gazette"}))
    assert all(f"Gazette {number}" in page for number in range(3))
    assert "4 sources" in page
    assert "1 source" in words(desk.get(SOURCES, {"q": "harbour gazette"}))


def test_exactly_as_many_as_are_counted_are_all(
    claims: list[Claim], desk: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = Claim.objects.count()
    monkeypatch.setattr(long_lists, "COUNTED", count)
    assert "narrow the list down" not in words(desk.get(CLAIMS))
    monkeypatch.setattr(long_lists, "COUNTED", count - 1)
    assert f"{count - 1}+: narrow the list down to see others" in words(desk.get(CLAIMS))


def test_a_search_may_be_filtered_by_what_many_belong_to(
    claims: list[Claim], desk: Client, chae: User
) -> None:
    topics = [Topic.objects.create(slug=slug, name=slug) for slug in ("port", "trade")]
    claims[2].topics.set(topics)
    page = desk.get(CLAIMS, {"q": "ida", "topics__id__exact": topics[0].pk})
    assert shown(page) == ["Ship 2"]


def test_a_list_without_a_search_is_not_cut_by_words_in_its_address(
    claims: list[Claim], at_desk: Desk, ada: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(long_lists, "FOUND", 0)
    address = reverse("admin:claims_rating_changelist")
    monkeypatch.setattr("claims.admin.ratings.RatingAdmin.search_fields", ())
    assert "5 ratings" in words(at_desk(ada).get(address, {"q": "x"}))
