"""Every output of the readers' side at once: not a word, nor the address, of what is not for everybody."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from claims.models import Article, Publication
from claims.services import hiding, publishing, redacting
from tests import factories
from tests.conftest import member
from tests.outside import ASKED

SUMMARY = "Only this claim says zebra."


def outputs(claim):
    """Every address of a machine-readable form of a claim, and of the lists that it might stand in."""
    article = Article.objects.get(versions__appearances__claim=claim)
    today = timezone.now().date()
    return [
        f"/claims/{claim.slug}/timegate/", f"/claims/{claim.slug}/timemap/", f"/claims/{claim.slug}/annotations/",
        f"/articles/{article.slug}/annotations/", f"/embed/claims/{claim.slug}/",
        f"/oembed?url=https://desk.example/claims/{claim.slug}/", "/feeds/", "/feeds/corrections/",
        f"/feeds/articles/{article.slug}/", "/feeds/ratings/accurate/", "/feeds/?q=zebra", f"/feeds/days/{today}/",
        "/feeds/claimreview/", "/v1alpha1/claims:search?query=zebra", "/v1alpha1/claims:search?query=lowmark",
        "/sitemap.xml", f"/sitemaps/claims-{claim.pk // 10_000}.xml", f"/claims/{claim.slug}/",
        f"/claims/{claim.slug}/versions/", f"/claims/{claim.slug}/versions/1/",
    ]  # fmt: skip


def text_of(answer):
    parts = answer.streaming_content if answer.streaming else [answer.content]
    return b"".join(parts).decode()


@pytest.fixture
def embargoed(published, monkeypatch):
    later = timezone.now() + timedelta(hours=1)
    monkeypatch.setattr(publishing, "Publication", partial(Publication, visible_from=later))
    return published(summary=SUMMARY)


@pytest.fixture
def hidden(published, ben):
    claim = published(summary=SUMMARY)
    hiding.hide(claim, reason="A lawyer called.", by=ben)
    return claim


@pytest.fixture
def redacted(published, ada):
    claim = published(summary=SUMMARY)
    asked = redacting.ask(kind="publication", key=str(claim.publications.get().pk), by=ada, **ASKED)
    redacting.carry_out(asked, by=member("second-admin", "admin"))
    return claim


@pytest.fixture
def internal(published):
    return published(summary=SUMMARY, reach="internal")


@pytest.mark.parametrize("state", ["embargoed", "hidden", "redacted", "internal"])
def test_no_output_has_a_word_of_what_is_not_for_everybody(reader, request, state):
    claim = request.getfixturevalue(state)
    for path in outputs(claim):
        answer = reader.get(path)
        assert answer.status_code in {200, 302, 400, 404, 410, 451}, path
        told = text_of(answer)
        for word in ("zebra", claim.statement, f"claims/{claim.slug}/"):
            # What was asked for may be said back, as the address of the list that it is.
            assert word not in told.replace("q=zebra", "").replace(f'href="/claims/{claim.slug}/', ""), (
                path,
                word,
            )


def test_the_same_outputs_do_tell_of_what_is_public(reader, published):
    """The sweep can fail: each of these addresses tells of a claim that is for everybody, or leads to it."""
    claim = published(summary=SUMMARY)
    silent = []
    for path in outputs(claim):
        answer = reader.get(path)
        told = text_of(answer) + answer.get("Location", "")
        if not any(word in told for word in (SUMMARY, claim.statement, claim.slug)):
            silent.append(path)
    today = timezone.now().date()
    assert silent == ["/feeds/corrections/", f"/feeds/days/{today}/", "/sitemap.xml"]


def test_the_review_of_a_withdrawn_check_is_in_no_output(reader, published, change):
    claim = published(summary=SUMMARY)
    change(claim, "withdrawal", "It was another port.")
    for path in [
        "/feeds/claimreview/",
        "/v1alpha1/claims:search?query=lowmark",
        f"/claims/{claim.slug}/annotations/",
    ]:
        assert SUMMARY not in text_of(reader.get(path)), path
    assert "Withdrawn" in text_of(reader.get(f"/embed/claims/{claim.slug}/"))


def test_an_invented_article_says_so_where_it_is_annotated_and_followed(reader, published, chae):
    version = factories.version(by=chae, is_invented=True)
    published(in_version=version)
    for path in (
        f"/articles/{version.article.slug}/annotations/",
        f"/feeds/articles/{version.article.slug}/",
    ):
        assert "invented for the demonstration" in text_of(reader.get(path))


QUERIES = {
    "/feeds/": 6, "/feeds/corrections/": 6, "/feeds/claimreview/": 6, "/v1alpha1/claims:search?query=lowmark": 2,
    "/sitemap.xml": 2, "/embed/claims/{slug}/": 1, "/oembed?url=https://desk.example/claims/{slug}/": 1,
    "/claims/{slug}/timegate/": 1, "/claims/{slug}/timemap/": 1, "/claims/{slug}/annotations/": 4,
    "/articles/{article}/annotations/": 6, "/feeds/articles/{article}/": 4, "/feeds/ratings/accurate/": 5,
}  # fmt: skip


@pytest.mark.parametrize("path", QUERIES)
def test_each_output_asks_the_database_a_fixed_number_of_times(reader, published, chae, path):
    version = factories.version(by=chae)
    claim = published(in_version=version)
    address = path.format(slug=claim.slug, article=version.article.slug)
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as seen:
            text_of(reader.get(address))
        counts.append(len(seen))
        published(
            in_version=version, words="Ida Holm told reporters" if len(counts) == 1 else "Is it a record"
        )
    assert counts[1] == counts[0] <= QUERIES[path]
