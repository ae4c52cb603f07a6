"""What readers meet where something was taken down: not a word of it, on any page and at any address of the API."""

from __future__ import annotations

import pytest
from django.urls import reverse

from claims.models import Article
from claims.services import hiding, redacting
from tests import factories
from tests.conftest import member
from tests.outside import ASKED

SUMMARY = "Only this claim says zebra."


@pytest.fixture
def claim(published):
    return published(summary=SUMMARY)


def addresses(claim):
    slug = claim.slug
    article = Article.objects.get(versions__appearances__claim=claim).slug
    return [
        "/", "/claims/", "/claims/?q=zebra", "/corrections/", "/articles/", f"/articles/{article}/",
        f"/claims/{slug}/", f"/claims/{slug}/versions/", f"/claims/{slug}/versions/1/", f"/claims/{slug}/report/",
        "/api/v1/claims/", "/api/v1/claims/?q=zebra", f"/api/v1/claims/{slug}/", f"/api/v1/claims/{slug}/versions/",
        f"/api/v1/claims/{slug}/versions/1/", f"/api/v1/articles/{article}/", "/api/v1/sources/",
    ]  # fmt: skip


def told(reader, claim):
    """The addresses at which a reader can read of the claim or of what its verdict says."""
    source = claim.evidence.first().source.slug
    words = (SUMMARY, claim.slug, f'"{source}"')
    pages = {one: reader.get(one).content.decode().replace(one, "") for one in addresses(claim)}
    return {one for one, page in pages.items() if any(word in page for word in words)}


def test_a_published_claim_is_found_nearly_everywhere(reader, claim):
    """The measure itself: without a hiding there is much to find."""
    assert len(told(reader, claim)) >= 12


def test_nothing_of_a_hidden_claim_is_told_anywhere(reader, claim, ben):
    hiding.hide(claim, reason="A lawyer called.", by=ben)
    assert told(reader, claim) == set()


@pytest.mark.parametrize("part", ["", "versions/", "versions/1/", "report/"])
def test_a_hidden_page_says_that_it_is_under_review(reader, claim, ben, part):
    hiding.hide(claim, reason="A lawyer called.", by=ben)
    response = reader.get(f"/claims/{claim.slug}/{part}")
    assert response.status_code == 410
    assert "This page is under review" in response.content.decode()
    assert (response["Cache-Control"], response["X-Robots-Tag"]) == ("no-store", "noindex")


def test_no_reason_and_no_name_is_told(reader, claim, ben):
    hiding.hide(claim, reason="A lawyer called.", by=ben)
    page = reader.get(f"/claims/{claim.slug}/").content.decode()
    assert "lawyer" not in page
    assert str(ben) not in page


def test_what_is_shown_again_is_all_there_again(reader, claim, ben, bea):
    before = told(reader, claim)
    hiding.lift(hiding.hide(claim, reason="R", by=ben), reason="Right.", by=bea)
    assert told(reader, claim) == before


def test_a_related_check_that_is_hidden_is_named_nowhere(reader, published, chae, ben):
    version = factories.version(by=chae)
    words = "handled 4,200 ships in 2023"
    first = published(in_version=version, words=words)
    second = published(in_version=version, words=words)
    assert first.statement in reader.page(f"/claims/{second.slug}/")
    assert f'"related":[{{"slug":"{first.slug}"}}]' in reader.page(f"/api/v1/claims/{second.slug}/")
    hiding.hide(first, reason="R", by=ben)
    assert first.statement not in reader.page(f"/claims/{second.slug}/")
    assert first.statement not in reader.page(f"/api/v1/claims/{second.slug}/")


def test_a_page_that_never_was_is_not_found(reader, claim):
    assert reader.get("/claims/no-such-claim/").status_code == 404
    assert reader.get(f"/claims/{claim.slug}/versions/9/").status_code == 404


@pytest.fixture
def redact(ada):
    second = member("second", "admin")

    def make(publication):
        asked = redacting.ask(kind="publication", key=str(publication.pk), by=ada, **ASKED)
        return redacting.carry_out(asked, by=second)

    return make


def test_a_redacted_page_says_what_stands_in_its_place(reader, claim, redact):
    redact(claim.publications.get())
    response = reader.get(f"/claims/{claim.slug}/")
    page = response.content.decode()
    assert response.status_code == 451
    assert "Removed." in page
    assert "Version 1" in page
    assert told(reader, claim) == set()


def test_an_earlier_number_does_not_stand_in_for_a_redacted_one(reader, claim, change, redact):
    change(claim, summary="Another summary.")
    redact(claim.publications.get(number=2))
    assert reader.get(f"/claims/{claim.slug}/").status_code == 451
    assert reader.get(f"/api/v1/claims/{claim.slug}/").status_code == 404
    assert "removed for legal reasons" in reader.page(f"/claims/{claim.slug}/versions/")
    assert reader.get(f"/claims/{claim.slug}/versions/2/").status_code == 451


def test_a_redacted_earlier_number_leaves_the_present_one(reader, claim, change, redact):
    change(claim, summary="Another summary.")
    redact(claim.publications.get(number=1))
    assert "Another summary." in reader.page(f"/claims/{claim.slug}/")
    assert "Another summary." in reader.page(f"/api/v1/claims/{claim.slug}/")
    assert reader.get(f"/claims/{claim.slug}/versions/1/").status_code == 451
    page = reader.page(f"/claims/{claim.slug}/versions/")
    assert "Removed." in page


def test_the_api_does_not_know_what_was_taken_down(reader, claim, ben):
    hiding.hide(claim, reason="R", by=ben)
    assert reader.get(reverse("api:claim", args=[claim.slug])).status_code == 404
