"""The pages that the desk serves as its own sources: one stays, one changes, one moves, one goes."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from claims.models import CaptureJob, Snapshot, Source
from claims.services import importing
from tests.claims.services.fixture_data import fields


@pytest.fixture
def shown(settings: Any, db: None) -> None:
    settings.DEMONSTRATION = True


@pytest.fixture
def sources(shown: None) -> None:
    importing.load_fixtures(["demonstration/origins", "demonstration/sources"])


def get(client: Client, name: str) -> HttpResponse:
    return client.get(f"/demonstration/sources/{name}/")


def capture(slug: str, **told: Any) -> None:
    """As if the desk had captured this source."""
    source = Source.objects.get(slug=slug)
    job = CaptureJob.objects.get(source=source)
    Snapshot.objects.create(job=job, source=source, url=source.url, **({"status": 200} | told))


def quotes(source: str) -> list[str]:
    return [one["quote"] for one in fields("demonstration/evidence") if one["source"] == [source]]


@pytest.mark.parametrize(
    ("source", "name"),
    [("saltmere-minutes", "minutes"), ("saltmere-budget", "budget"), ("saltmere-register", "harbour-register"),
     ("saltmere-ferry-notices", "ferry-notices")],
)  # fmt: skip
def test_at_first_each_page_says_what_is_quoted_from_it(
    sources: None, client: Client, source: str, name: str
) -> None:
    answer = get(client, name)
    assert answer.status_code == 200
    told = answer.content.decode()
    assert quotes(source)
    assert [quote for quote in quotes(source) if quote not in told] == []


def test_once_captured_the_changed_page_no_longer_says_it(sources: None, client: Client) -> None:
    capture("saltmere-budget")
    told = get(client, "budget").content.decode()
    assert [quote for quote in quotes("saltmere-budget") if quote in told] == []
    assert "3.1 million" in told


def test_a_failed_capture_changes_nothing(sources: None, client: Client) -> None:
    capture("saltmere-budget", status=None, failure="refused")
    assert "2.4 million" in get(client, "budget").content.decode()


def test_once_captured_the_last_page_is_gone(sources: None, client: Client) -> None:
    capture("saltmere-ferry-notices")
    answer = get(client, "ferry-notices")
    assert answer.status_code == 410
    assert "No sailing" not in answer.content.decode()


def test_once_captured_the_stable_page_stays(sources: None, client: Client) -> None:
    before = get(client, "minutes").content
    capture("saltmere-minutes")
    assert get(client, "minutes").content == before


def test_the_moved_page_leads_to_its_new_place(sources: None, client: Client) -> None:
    answer = get(client, "register")
    assert (answer.status_code, answer["Location"]) == (301, "/demonstration/sources/harbour-register/")


def test_no_page_is_kept_by_caches_or_holds_anything_inline(sources: None, client: Client) -> None:
    answer = get(client, "minutes")
    assert "no-store" in answer["Cache-Control"]
    told = answer.content.decode()
    assert "<script" not in told
    assert "<style" not in told
    assert "style=" not in told


@pytest.mark.parametrize(
    "name", ["minutes", "budget", "register", "ferry-notices", "harbour-register", "else"]
)
def test_outside_a_demonstration_there_is_nothing(
    shown: None, client: Client, settings: Any, name: str
) -> None:
    settings.DEMONSTRATION = False
    assert get(client, name).status_code == 404


def test_other_names_are_not_found(shown: None, client: Client) -> None:
    assert get(client, "elsewhere").status_code == 404


def test_pages_are_only_read(shown: None, client: Client) -> None:
    assert client.post("/demonstration/sources/minutes/").status_code == 405
