"""Previews for one outsider."""

from __future__ import annotations

import pytest

from claims.models import PreviewLink
from claims.services import hiding, previewing, reviewing
from tests import factories


@pytest.fixture
def verdict(chae, noise):
    claim = factories.claim(by=chae)
    for _ in range(2):
        factories.evidence(claim, by=chae)
    return factories.submitted(claim, by=chae)


def address(thing, by):
    return f"/preview/{previewing.share(thing, for_whom='Dr Holm', by=by).token}/"


def test_a_verdict_is_shown_and_marked(reader, verdict, ben):
    page = reader.page(address(verdict, ben))
    assert "Preview for Dr Holm · not published" in page
    assert verdict.summary in page
    assert verdict.claim.statement in page


def test_a_version_is_shown_and_nothing_but_it(reader, chae, ben):
    article = factories.article(by=chae, is_public=False)
    claim = factories.claim(by=chae, in_version=article.latest_version())
    page = reader.page(address(article.latest_version(), ben))
    assert "Nobody keeps a list." in page
    assert claim.statement not in page


def test_a_preview_is_kept_by_nobody(reader, verdict, ben):
    response = reader.get(address(verdict, ben))
    assert "no-store" in response["Cache-Control"]
    assert "noindex" in response["X-Robots-Tag"]
    assert response["Referrer-Policy"] == "no-referrer"


def test_each_opening_counts(reader, verdict, ben):
    path = address(verdict, ben)
    reader.get(path)
    reader.get(path)
    assert PreviewLink.objects.get().opened == 2


def test_what_opens_nothing_says_so_and_no_more(reader, verdict, ben):
    path = address(verdict, ben)
    previewing.revoke(PreviewLink.objects.get(), by=ben)
    never = reader.get("/preview/never-was/")
    over = reader.get(path)
    assert (never.status_code, over.status_code) == (404, 404)
    assert never.content == over.content


def test_a_published_verdict_is_read_on_its_page(reader, verdict, ben):
    path = address(verdict, ben)
    factories.publish(reviewing.approve(verdict, by=ben), by=ben)
    assert reader.get(path)["Location"] == f"/claims/{verdict.claim.slug}/"


def test_a_hidden_one_is_not_read_through_a_preview(reader, verdict, ben):
    path = address(verdict, ben)
    factories.publish(reviewing.approve(verdict, by=ben), by=ben)
    hiding.hide(verdict.claim, reason="R", by=ben)
    assert reader.get(path).status_code == 404


def test_a_protected_source_is_not_named(reader, chae, ben):
    claim = factories.claim(by=chae)
    source = factories.source(
        by=chae, is_sensitive=True, public_wording="a clerk of the port", publisher="Ida Holm", url=""
    )
    factories.evidence(claim, by=chae, source=source)
    verdict = factories.submitted(claim, by=chae)
    page = reader.page(address(verdict, ben))
    assert "a clerk of the port" in page
    assert "Ida Holm" not in page


def test_what_is_published_without_a_page_of_its_own_says_that_it_is_over(reader, chae, ben, noise):
    claim = factories.claim(by=chae)
    for _ in range(2):
        factories.evidence(claim, by=chae)
    verdict = factories.submitted(claim, by=chae, reach="internal")
    path = address(verdict, ben)
    factories.publish(reviewing.approve(verdict, by=ben), by=ben)
    response = reader.get(path)
    assert "This address shows nothing (any more)" in response.content.decode()
    assert "no-store" in response["Cache-Control"]
