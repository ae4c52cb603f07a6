"""Articles as readers see them."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.utils import timezone

from claims.services import marking
from tests import factories


def words(page):
    """The text of the article on a page, without its marks and numbers."""
    text = page.split('aria-label="The text">')[1].split("</section>")[0]
    return re.sub(r"<a class=\"claim-number.*?</a>|<[^>]+>", "", text)


@pytest.fixture
def version(chae):
    return factories.version(by=chae, title="Harbour traffic doubled in a year")


@pytest.fixture
def address(version):
    return f"/articles/{version.article.slug}/"


def test_published_claims_are_marked_and_told(reader, published, version, address):
    claim = published(in_version=version)
    page = reader.page(address)
    assert re.search(
        r'href="#claim-1"[^>]* data-number="1"></a><mark [^>]*>handled 4,200 ships in 2023</mark>', page
    )
    assert claim.statement in page
    assert f'href="/claims/{claim.slug}/"' in page


def test_overlapping_claims_are_all_marked_and_the_text_stays(reader, published, version, address):
    published(in_version=version)
    published(in_version=version, words="4,200 ships in 2023, the mayor said")
    page = reader.page(address)
    assert 'href="#claim-2"' in page
    assert page.count("</mark>") == 4
    assert "The port of Lowmark handled 4,200 ships in 2023, the mayor said on Monday." in words(page)


def test_a_claim_in_work_is_not_revealed(reader, chae, published, version, address):
    hidden = factories.claim(
        by=chae, in_version=version, words="never seen such a year", statement="A secret in work."
    )
    published(in_version=version)
    page = reader.page(address)
    assert hidden.statement not in page
    assert page.count("</mark>") == 1


@pytest.mark.parametrize("reach", ["internal", "article_line"])
def test_a_line_is_shown_without_a_link_and_what_is_internal_not_at_all(
    reader, published, version, address, reach
):
    claim = published(in_version=version, reach=reach)
    page = reader.page(address)
    assert (claim.statement in page) is (reach == "article_line")
    assert f"/claims/{claim.slug}/" not in page


def test_a_line_published_before_its_article_is_out_is_shown_when_it_is(reader, published, chae):
    version = factories.version(by=chae, is_public=False)
    claim = published(in_version=version, reach="article_line")
    version.article.is_public = True
    version.article.save()
    assert claim.statement in reader.page(f"/articles/{version.article.slug}/")


def test_a_withdrawn_claim_is_told_and_not_marked(reader, published, change, version, address):
    claim = published(in_version=version)
    change(claim, "withdrawal", "It was another port.")
    page = reader.page(address)
    assert "It was another port." in page
    assert "</mark>" not in page


def test_others_texts_are_excerpts_around_published_claims(reader, published, chae):
    version = factories.version(by=chae, shows_whole_text=False)
    published(in_version=version)
    page = reader.page(f"/articles/{version.article.slug}/")
    assert "handled 4,200 ships in 2023" in page
    assert "Ida Holm told reporters" not in page


def test_excerpts_that_touch_are_one(reader, published, chae):
    version = factories.version(by=chae, shows_whole_text=False)
    published(in_version=version)
    published(in_version=version, words="never seen such a year")
    page = reader.page(f"/articles/{version.article.slug}/")
    assert page.count('class="excerpt"') == 1
    assert page.count("</mark>") == 2


def test_an_article_without_published_claims_shows_nothing_of_others_texts(reader, chae):
    version = factories.version(by=chae, shows_whole_text=False)
    page = reader.page(f"/articles/{version.article.slug}/")
    assert "No claim of this article is published yet." in page
    assert "4,200" not in page


def test_the_headline_stands_once(reader, address):
    assert "Harbour traffic doubled in a year" not in words(reader.page(address))


def test_coverage_is_shown(reader, chae, version, address):
    marking.rule_out(version.sentences.first(), reason="opinion", by=chae)
    assert "1 of 5 sentences worked through" in reader.page(address)


@pytest.mark.parametrize(
    "hidden", [{"is_public": False}, {"embargo_until": timezone.now() + timedelta(days=1)}]
)
def test_a_hidden_article_is_404_and_not_listed(reader, chae, hidden):
    article = factories.article(by=chae, **hidden)
    assert reader.get(f"/articles/{article.slug}/").status_code == 404
    assert article.title not in reader.page("/articles/")


def test_public_articles_are_listed_with_their_coverage(reader, chae):
    article = factories.article(by=chae)
    page = reader.page("/articles/")
    assert article.title in page
    assert "0 of 5 sentences worked through" in page


def test_an_article_shows_its_latest_text(reader, chae, version, address):
    marking.add_version(version.article, text="Quite another text now.", by=chae)
    assert "Quite another text now." in reader.page(address)
