"""Articles, sources and ratings under /api/v1/."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from claims.models import Rating, Verdict
from claims.services import marking, publishing, reviewing
from tests import factories


def test_only_public_articles_are_listed(stranger, chae):
    shown = factories.article(by=chae)
    factories.article(by=chae, is_public=False)
    factories.article(by=chae, embargo_until=timezone.now() + timedelta(hours=1))
    assert [row["slug"] for row in stranger.read("/api/v1/articles/")["results"]] == [shown.slug]


@pytest.mark.parametrize(
    "hidden", [{"is_public": False}, {"embargo_until": timezone.now() + timedelta(days=1)}]
)
def test_a_hidden_article_is_404(stranger, chae, hidden):
    article = factories.article(by=chae, **hidden)
    assert stranger.get(f"/api/v1/articles/{article.slug}/").status_code == 404


def test_an_article_tells_its_coverage(stranger, chae):
    version = factories.version(by=chae)
    marking.rule_out(version.sentences.first(), reason="opinion", by=chae)
    told = stranger.read(f"/api/v1/articles/{version.article.slug}/")
    assert told["coverage"] == {"sentences": 5, "complete": 1, "percent": 20}


def test_a_whole_article_is_its_text(stranger, chae):
    version = factories.version(by=chae)
    told = stranger.read(f"/api/v1/articles/{version.article.slug}/")
    assert told["passages"] == [{"start": 0, "end": len(version.text), "text": version.text}]


def test_an_article_of_others_is_shown_around_its_published_claims_alone(stranger, published, chae):
    version = factories.version(by=chae, shows_whole_text=False)
    factories.claim(by=chae, in_version=version, words="never seen such a year")
    published(in_version=version)
    told = stranger.read(f"/api/v1/articles/{version.article.slug}/")
    assert [row["text"] for row in told["passages"]] == [
        "The port of Lowmark handled 4,200 ships in 2023, the mayor said on Monday."
    ]


def test_an_article_shows_published_claims_in_their_places(stranger, published, chae):
    version = factories.version(by=chae)
    hidden = factories.claim(
        by=chae, in_version=version, words="never seen such a year", statement="A secret in work."
    )
    shown = published(in_version=version)
    response = stranger.get(f"/api/v1/articles/{version.article.slug}/")
    (claim,) = response.json()["claims"]
    start, end = claim["places"][0].values()
    assert (claim["document"]["slug"], version.text[start:end]) == (shown.slug, "handled 4,200 ships in 2023")
    assert hidden.slug not in response.content.decode()


def test_an_article_line_is_on_its_article_without_a_page(stranger, published, chae):
    version = factories.version(by=chae)
    published(in_version=version, reach="article_line")
    (claim,) = stranger.read(f"/api/v1/articles/{version.article.slug}/")["claims"]
    assert (claim["reach"], claim["page"]) == ("article_line", None)


def test_an_internal_verdict_is_not_on_its_article(stranger, published, chae):
    version = factories.version(by=chae)
    published(in_version=version, reach="internal")
    assert stranger.read(f"/api/v1/articles/{version.article.slug}/")["claims"] == []


def sources(stranger):
    return [row["slug"] for row in stranger.read("/api/v1/sources/")["results"]]


def test_only_sources_that_are_cited_in_public_are_listed(stranger, published, chae):
    cited = factories.source(by=chae)
    claim = published(with_evidence=0, reach="internal")
    factories.evidence(factories.claim(by=chae), by=chae)
    assert sources(stranger) == []
    new = published_with(cited, claim, chae)
    assert sources(stranger) == [new.slug]


def published_with(source, claim, chae, **fields):
    """Publish a claim that cites ``source``; the editor is the one who published ``claim``."""
    made = factories.claim(by=chae)
    factories.evidence(made, by=chae, source=source)
    editor = claim.publications.get().published_by
    factories.publish(factories.approved(made, by=chae, approver=editor, **fields), by=editor)
    return source


def test_a_sensitive_source_is_not_listed(stranger, published, chae):
    secret = factories.source(by=chae, is_sensitive=True, public_wording="An official", url="")
    published_with(secret, published(with_evidence=0), chae)
    assert sources(stranger) == []


def test_the_sources_of_a_withdrawn_check_are_not_listed(stranger, published, chae, ben):
    claim = published()
    old = Verdict.objects.published().get(claim=claim)
    notice = reviewing.submit(reviewing.draft_withdrawal(old, by=chae, public_note="Wrong port."), by=chae)
    publishing.approve_and_publish(notice, by=ben)
    assert sources(stranger) == []


def test_a_source_tells_what_documents_tell(stranger, published):
    published(with_evidence=1)
    (row,) = stranger.read("/api/v1/sources/")["results"]
    assert set(row) == {"slug", "publisher", "title", "kind", "language", "date", "url"}


def test_ratings_come_in_their_order_without_line_labels(stranger, scale):
    Rating.objects.update(line_label="Confirmed in the line")
    Rating.objects.filter(slug="inaccurate").update(is_active=False)
    response = stranger.get("/api/v1/ratings/")
    words = [row["slug"] for row in response.json()["results"]]
    assert words == ["accurate", "partly-accurate", "needs-context", "unsupported"]
    assert b"Confirmed in the line" not in response.content
