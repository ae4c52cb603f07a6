"""Answers can be held by caches, and are the same for everybody."""

from __future__ import annotations

import pytest
from django.test import Client

from claims.models import PublicationState

LIST = "/api/v1/claims/"


@pytest.fixture
def address(published):
    return f"{LIST}{published().slug}/"


def test_who_has_the_bytes_is_answered_without_them(stranger, address):
    etag = stranger.get(address)["ETag"]
    again = stranger.get(address, headers={"if-none-match": etag})
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)


def test_another_state_is_another_etag(stranger, address):
    etag = stranger.get(address)["ETag"]
    PublicationState.objects.update(at_risk_since="2025-06-03T10:00:00Z")
    assert stranger.get(address, headers={"if-none-match": etag}).status_code == 200


@pytest.mark.parametrize("path", ["claims", "articles", "sources", "ratings"])
def test_lists_have_an_etag_too(stranger, address, path):
    etag = stranger.get(f"/api/v1/{path}/")["ETag"]
    assert stranger.get(f"/api/v1/{path}/", headers={"if-none-match": etag}).status_code == 304


def test_answers_are_fresh_for_a_minute_for_everybody(stranger, address):
    assert stranger.get(address)["Cache-Control"] == "public, max-age=60"


def test_a_member_of_the_desk_gets_the_same_and_no_cookie_counts(stranger, address, ben):
    member = Client()
    member.force_login(ben)
    answer = member.get(address)
    assert answer.content == stranger.get(address).content
    assert "Cookie" not in answer.get("Vary", "")
    assert not answer.cookies


def test_head_is_get_without_a_body(stranger, address):
    answer = stranger.head(address)
    assert (answer.status_code, answer.content) == (200, b"")
    assert answer["ETag"] == stranger.get(address)["ETag"]


def test_addresses_never_come_from_the_request(stranger, published):
    published(), published()
    answer = stranger.get(f"{LIST}?limit=1", headers={"host": "localhost"})
    assert b"localhost" not in answer.content
    assert b"https://desk.example/" in answer.content
