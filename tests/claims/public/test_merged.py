"""Where readers and programs arrive who know the address of a claim that was merged."""

from __future__ import annotations

import json

import pytest
from django.test import Client
from django.urls import reverse

from claims.models import Claim, Publication, User
from claims.services import merging
from tests import factories


@pytest.fixture
def winner(chae: User, ben: User) -> Claim:
    return factories.published_claim(author=chae, editor=ben)


@pytest.fixture
def merged(winner: Claim, chae: User, ben: User, bea: User) -> Claim:
    claim = factories.published_claim(author=chae, editor=ben)
    merging.carry_out(merging.ask(claim, winner, reason="One.", by=ben), by=bea)
    return claim


@pytest.mark.parametrize("route", ["claim", "embed", "report", "claim-annotations"])
def test_its_address_leads_to_the_other(merged: Claim, winner: Claim, client: Client, route: str) -> None:
    response = client.get(reverse(f"public:{route}", args=[merged.slug]) + "?from=mail")
    assert response.status_code == 301
    assert response["Location"] == reverse(f"public:{route}", args=[winner.slug]) + "?from=mail"
    assert "max-age=60" in response["Cache-Control"]


def test_what_was_published_stays_readable_and_says_where_it_went(
    merged: Claim, winner: Claim, client: Client
) -> None:
    for route, arguments in (("version", [merged.slug, 1]), ("versions", [merged.slug])):
        page = client.get(reverse(f"public:{route}", args=arguments))
        assert page.status_code == 200
        assert "became part of another one" in page.content.decode()
        assert reverse("public:claim", args=[winner.slug]) in page.content.decode()


def test_lists_show_the_other_alone(merged: Claim, winner: Claim, client: Client) -> None:
    assert [one.claim for one in Publication.objects.on_show()] == [winner]
    page = client.get(reverse("public:claims")).content.decode()
    assert reverse("public:claim", args=[merged.slug]) not in page


def test_the_api_has_a_tombstone(merged: Claim, winner: Claim, client: Client) -> None:
    response = client.get(reverse("api:claim", args=[merged.slug]))
    told = json.loads(response.content)
    assert (response.status_code, told["code"]) == (410, "merged")
    assert told["merged_into"]["slug"] == winner.slug
    assert client.get(told["merged_into"]["data"]).status_code == 200
    assert client.get(told["versions"]).status_code == 200


def test_apart_again_each_has_its_address(merged: Claim, ben: User, client: Client) -> None:
    merging.undo(merged.merges.get(), reason="Two.", by=ben)
    assert client.get(reverse("public:claim", args=[merged.slug])).status_code == 200


def test_of_a_claim_that_readers_never_knew_nothing_is_told(
    winner: Claim, chae: User, ben: User, client: Client
) -> None:
    claim = factories.claim(by=chae)
    merging.ask(claim, winner, reason="One.", by=ben)
    assert client.get(reverse("public:claim", args=[claim.slug])).status_code == 404
