"""The pages of fact-checks."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from claims.models import Article, Publication, PublicationState
from claims.services import publishing
from claims.text import claim_review_rules as validator
from tests import factories

STATEMENT = "The port of Lowmark handled 4,200 ships in 2023"


def test_a_page_shows_the_whole_document(reader, published):
    claim = published(would_change="A list without the tugs.", rating="partly-accurate")
    page = reader.page(f"/claims/{claim.slug}/")
    wanted = [
        claim.statement, "Half right", "Half right, as defined.", factories.CONTENT["summary"], "1 November 2024",
        factories.CONTENT["explanation"], factories.CONTENT["how_checked"], "A list without the tugs.",
        "4,200 ships called at the port", "Gazette", "Supports the claim", factories.CONTENT["methodology"],
        factories.CONTENT["credits"], "the article", "3 of 5", "First published",
    ]  # fmt: skip
    assert [words for words in wanted if words not in page] == []


def test_the_claims_words_are_marked_in_their_excerpt(reader, published):
    page = reader.page(f"/claims/{published().slug}/")
    assert "The port of Lowmark <mark>handled 4,200 ships in 2023</mark>, the mayor said on Monday." in page


@pytest.mark.parametrize("path", ["", "versions/", "versions/1/"])
@pytest.mark.parametrize("state", ["drafted", "internal", "article line", "embargoed", "of nobody"])
def test_what_is_not_public_is_404(reader, published, chae, monkeypatch, state, path):
    if state == "drafted":
        claim = factories.claim(by=chae)
        factories.draft(claim, by=chae)
    elif state == "embargoed":
        later = timezone.now() + timedelta(hours=1)
        monkeypatch.setattr(publishing, "Publication", partial(Publication, visible_from=later))
        claim = published()
    else:
        claim = published(reach="internal" if state == "internal" else "article_line")
    slug = "nobody" if state == "of nobody" else claim.slug
    answer = reader.get(f"/claims/{slug}/{path}")
    assert answer.status_code == 404
    assert claim.statement not in answer.content.decode()


def test_a_number_that_was_never_published_is_404(reader, published):
    assert reader.get(f"/claims/{published().slug}/versions/2/").status_code == 404


def test_the_page_carries_one_valid_claim_review(reader, published):
    claim = published()
    review = reader.review(f"/claims/{claim.slug}/")
    assert validator.problems(review, page=f"https://desk.example/claims/{claim.slug}/") == []
    assert review["reviewRating"]["ratingValue"] == 5


def test_a_review_is_first_published_with_its_first_number(reader, published, change):
    claim = published()
    first = reader.review(f"/claims/{claim.slug}/")["datePublished"]
    change(claim)
    review = reader.review(f"/claims/{claim.slug}/")
    assert review["datePublished"] == first
    assert [told["text"] for told in review["correction"]] == ["A slip of ours."]


@pytest.mark.parametrize("path", ["versions/1/", "versions/2/", "versions/"])
def test_only_the_lasting_page_carries_a_review(reader, published, change, path):
    claim = published()
    change(claim)
    assert reader.review(f"/claims/{claim.slug}/{path}") is None


def test_a_withdrawn_check_says_so_and_reviews_nothing(reader, published, change):
    claim = published()
    change(claim, "withdrawal", "It was another port.")
    page = reader.page(f"/claims/{claim.slug}/")
    assert "This fact-check was withdrawn" in page
    assert "It was another port." in page
    assert factories.CONTENT["summary"] not in page
    assert reader.review(f"/claims/{claim.slug}/") is None


def test_a_check_that_the_desk_took_inside_reviews_nothing(reader, published, change):
    claim = published()
    change(claim, reach="internal")
    assert "no newer one is public" in reader.page(f"/claims/{claim.slug}/")
    assert reader.review(f"/claims/{claim.slug}/") is None


def test_a_check_at_risk_says_since_when(reader, published):
    claim = published()
    PublicationState.objects.filter(publication__claim=claim).update(at_risk_since="2025-06-03T10:00:00Z")
    page = reader.page(f"/claims/{claim.slug}/")
    assert "being re-examined" in page
    assert "3 June 2025" in page


def test_corrections_are_told_on_the_page(reader, published, change):
    claim = published()
    change(claim, "rating_correction", "We had missed the tugs.")
    page = reader.page(f"/claims/{claim.slug}/")
    assert "Correction: the rating changed" in page
    assert "We had missed the tugs." in page


def test_an_old_version_is_readable_and_says_that_it_no_longer_stands(reader, published, change):
    claim = published(summary="As first told.")
    change(claim, summary="As corrected.")
    page = reader.page(f"/claims/{claim.slug}/versions/1/")
    assert "As first told." in page
    assert "no longer stands" in page
    assert f'href="/claims/{claim.slug}/"' in page


def test_the_versions_are_listed(reader, published, change):
    claim = published()
    change(claim, "update", "The world moved.")
    page = reader.page(f"/claims/{claim.slug}/versions/")
    assert page.index("Version 2") < page.index("The world moved.") < page.index("Version 1")


@pytest.mark.parametrize("shown", [True, False])
def test_only_readable_articles_are_linked(reader, published, chae, shown):
    version = factories.version(by=chae)
    claim = published(in_version=version)
    Article.objects.update(is_public=shown)
    assert (f'href="/articles/{version.article.slug}/"' in reader.page(f"/claims/{claim.slug}/")) is shown


def test_what_people_wrote_is_text_and_never_markup(reader, published):
    claim = published(
        statement="<script>alert(1)</script> & 4,200 ships", explanation='"><img src=x onerror=alert(2)>'
    )
    body = reader.get(f"/claims/{claim.slug}/").content.decode()
    assert "<script>alert" not in body
    assert "<img" not in body
    assert reader.review(f"/claims/{claim.slug}/")["claimReviewed"] == claim.statement


@pytest.mark.parametrize(
    ("address", "linked"),
    [
        ("https://port.example/", True),
        ("javascript:alert(1)", False),
        ("data:text/html,x", False),
        ("ftp://port.example/", False),
    ],
)
def test_only_web_addresses_are_linked(reader, published, chae, ben, address, linked):
    claim = factories.claim(by=chae)
    evidence = factories.evidence(claim, by=chae)
    type(evidence.source).objects.filter(pk=evidence.source.pk).update(url=address)
    factories.publish(factories.approved(claim, by=chae, approver=ben), by=ben)
    assert (f'href="{address}"' in reader.page(f"/claims/{claim.slug}/")) is linked


def test_the_list_shows_what_is_published_newest_first(reader, published, chae):
    first, second = published(), published()
    hidden = factories.claim(by=chae)
    page = reader.page("/claims/")
    assert page.index(second.statement) < page.index(first.statement)
    assert hidden.statement not in page


def test_older_fact_checks_are_a_link_away(reader, published, monkeypatch):
    monkeypatch.setattr("claims.public.searching.SIZE", 1)
    old, new = published(), published()
    page = reader.page("/claims/")
    older = page.split('class="older" href="')[1].split('"')[0]
    assert old.statement not in page
    assert old.statement in reader.page(older)
    assert new.statement not in reader.page(older)


@pytest.mark.parametrize(
    "query", [{"q": "smugglers"}, {"rating": "inaccurate"}, {"q": "smugglers", "rating": "inaccurate"}]
)
def test_searching_narrows(reader, published, query):
    wanted = published(summary="The smugglers kept a list.", rating="inaccurate")
    other = published()
    page = reader.page("/claims/", **query)
    assert wanted.statement in page
    assert other.statement not in page


def test_a_search_without_a_result_says_so(reader, published):
    published()
    assert "No fact-check of ours matches" in reader.page("/claims/", q="zeppelin")


@pytest.mark.parametrize(
    "query",
    ["q=%22%3E%3Cscript%3E", "q=(((&rating=", "q=-", "q=%22", "q=%26+%7C+!", "q=or", "q=" + "a+" * 99],
)
def test_no_search_breaks_the_page(reader, query):
    answer = reader.get(f"/claims/?{query}")
    assert answer.status_code == 200
    assert b"<script>" not in answer.content


@pytest.mark.parametrize("path", ["/claims/", "/articles/", "/corrections/"])
def test_a_made_up_place_in_a_list_is_refused(reader, path):
    assert reader.get(f"{path}?before=nonsense").status_code == 400


@pytest.mark.parametrize(
    ("kind", "listed"),
    [
        ("rating_correction", True),
        ("other_correction", True),
        ("withdrawal", True),
        ("update", False),
        ("minor", False),
    ],
)
def test_the_corrections_page_lists_corrections_and_withdrawals(reader, published, change, kind, listed):
    change(published(), kind, "We were wrong about the tugs.")
    assert ("We were wrong about the tugs." in reader.page("/corrections/")) is listed


def test_a_correction_of_an_article_line_is_not_listed(reader, published, change):
    claim = published(reach="article_line")
    change(claim)
    assert claim.statement not in reader.page("/corrections/")


def test_the_front_page_shows_the_latest(reader, published, monkeypatch):
    monkeypatch.setattr("claims.public.front.LATEST", 1)
    old, new = published(), published()
    page = reader.page("/")
    assert new.statement in page
    assert old.statement not in page
