"""What all public pages have in common: one policy, one cost, the same for everybody."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from claims.models import Claimant, PublicationState
from claims.public.urls import urlpatterns
from tests import factories
from tests.claims.public.test_every_output import QUERIES
from tests.test_query_growth import PAGES as GROWING

PAGES = {
    "/": 1, "/claims/": 5, "/claims/?q=harbour&rating=accurate": 6, "/claimants/": 2, "/claimants/{claimant}/": 2,
    "/claims/{claim}/": 3, "/claims/{claim}/versions/": 1,
    "/claims/{claim}/versions/1/": 3, "/claims/{claim}/versions/difference/": 2, "/articles/": 1, "/articles/{article}/": 4, "/articles/{excerpts}/": 5,
    "/ratings/": 1, "/methodology/": 0, "/corrections/": 1,
}  # fmt: skip


@pytest.fixture
def names(published, chae):
    version = factories.version(by=chae)
    excerpts = factories.version(by=chae, shows_whole_text=False)
    published(in_version=excerpts)
    who = Claimant.objects.create(slug="ida-holm", name="Ida Holm")
    published(in_version=version, words="never seen such a year", claimant=who, claimant_label="")
    return {
        "claimant": who.slug,
        "claim": published(in_version=version).slug,
        "article": version.article.slug,
        "excerpts": excerpts.article.slug,
    }


def cost(reader, path):
    with CaptureQueriesContext(connection) as queries:
        reader.page(path)
    return len(queries)


@pytest.mark.parametrize(("path", "costs"), PAGES.items())
def test_a_page_costs_the_same_however_much_is_published(reader, published, names, chae, path, costs):
    path = path.format(**names)
    before = cost(reader, path)
    version, who = factories.version(by=chae), Claimant.objects.get()
    for _ in range(4):
        published(in_version=version, with_evidence=4, claimant=who, claimant_label="")
    assert cost(reader, path) == before == costs


NO_LISTS_OF_OURS = {
    "tips", "tip-thanks", "report", "preview",  # forms, and what one outsider is shown: tests/test_query_growth.py
    "data-manifest", "data-file",  # made beforehand: what they take is in test_corpus
    "badge-html", "sitemap-pages",  # no list: a badge of one claim, and addresses that always are
    "no-such-method", "security", "rating-picture", "robots", "favicon", "alive", "ready", "demonstration-source",
}  # fmt: skip


def test_every_public_address_is_counted(db):
    """Here, among the outputs for programs, or where everything is shown twice with more in it between."""
    counted = {
        resolve(
            path.format(**dict.fromkeys(["claim", "claimant", "article", "excerpts"], "x")).split("?")[0]
        ).url_name
        for path in PAGES
    }
    counted |= {resolve(path.format(slug="x", article="x").split("?")[0]).url_name for path in QUERIES}
    counted |= {name.removeprefix("public:") for name in GROWING}
    by_day = {
        "feed-day",
        "corrections-feed-day",
    }  # of the same rows as the feeds; their cost is in test_feeds
    by_id = {pattern.name for pattern in urlpatterns if str(pattern.name).endswith("-by-id")}
    assert {pattern.name for pattern in urlpatterns} - counted - NO_LISTS_OF_OURS - by_day - by_id == set()


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_inline_code_or_style(reader, names, path):
    body = reader.get(path.format(**names)).content.decode()
    assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", body)
    scripts = re.findall(r"<script[^>]*>", body)
    assert scripts in ([], ['<script type="application/ld+json">'])


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_under_the_strict_policy(reader, names, path):
    policy = reader.get(path.format(**names))["Content-Security-Policy"]
    assert "default-src 'self'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_the_same_for_everybody_and_sets_no_cookie(reader, names, ben, path):
    path = path.format(**names)
    member = Client()
    member.force_login(ben)
    answer, other = reader.get(path), member.get(path)
    assert answer.content == other.content
    assert "Cookie" not in answer.get("Vary", "")
    assert not answer.cookies


@pytest.mark.parametrize("path", PAGES)
def test_a_page_that_is_held_is_not_sent_again(reader, names, path):
    path = path.format(**names)
    answer = reader.get(path)
    assert answer["Cache-Control"] == "public, max-age=60"
    again = reader.get(path, headers={"if-none-match": answer["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_change_of_standing_is_sent(reader, names):
    path = f"/claims/{names['claim']}/"
    held = reader.get(path)
    PublicationState.objects.update(at_risk_since="2025-06-03T10:00:00Z")
    assert reader.get(path, headers={"if-none-match": held["ETag"]}).status_code == 200


def test_a_claims_page_says_when_it_changed(reader, names):
    path = f"/claims/{names['claim']}/"
    held = reader.get(path)
    assert reader.get(path, headers={"if-modified-since": held["Last-Modified"]}).status_code == 304


@pytest.mark.parametrize("path", [*PAGES, "/robots.txt", "/healthz"])
def test_pages_are_only_read(reader, names, path):
    assert reader.post(path.format(**names)).status_code == 405


def test_what_is_not_there_is_a_page_of_its_own(reader):
    answer = reader.get("/nothing/here/")
    assert answer.status_code == 404
    assert b"There is no such page" in answer.content


def test_a_failure_is_told_without_a_word_about_the_inside(reader, monkeypatch):
    def fail(*args, **kwargs):
        raise RuntimeError("hunter2")

    monkeypatch.setattr("claims.public.front.card.build", fail)
    monkeypatch.setattr("claims.public.front.Publication.objects.on_show", fail)
    reader.raise_request_exception = False
    answer = reader.get("/")
    assert answer.status_code == 500
    assert b"Something went wrong" in answer.content
    assert b"hunter2" not in answer.content


def test_ratings_are_explained_and_line_labels_are_not(reader, scale):
    scale["accurate"].line_label = "Confirmed in the line"
    scale["accurate"].save()
    page = reader.page("/ratings/")
    assert "Accurate, as defined." in page
    assert "Confirmed in the line" not in page


def test_robots_are_kept_out_of_the_desk(reader):
    assert "Disallow: /desk/" in reader.page("/robots.txt")


def test_the_old_address_of_the_icon_leads_to_the_icon(reader):
    assert reader.get("/favicon.ico")["Location"] == "/static/claims/favicon.svg"
