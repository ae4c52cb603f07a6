"""Our own text before it is out: nothing of it is anywhere that a reader, a machine or a subscriber could look."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from claims.models import Article, ArticleVersion, Claim, User, WebhookDelivery
from claims.services import delivering, keeping, reviewing
from tests import factories

SECRET = "The mayor of Lowmark resigns on Friday"


@pytest.fixture
def version(chae: User, ben: User, noise: None) -> ArticleVersion:
    """An article of ours with a published line in it, and not out."""
    made = factories.ready_to_clear(
        author=chae,
        editor=ben,
        publish=True,
        title=SECRET,
        slug="resignation",
        work="before",
        is_public=False,
    )
    factories.published_claim(author=chae, editor=ben)  # something else is public
    return made


@pytest.fixture
def line(version: ArticleVersion) -> Claim:
    return version.appearances.get().claim


def addresses(claim: Claim, article: Article) -> list[str]:
    """Whatever readers and machines may ask for, that could tell of the line or of its article."""
    of_claim = [f"public:{name}" for name in ("claim", "versions")] + [
        f"api:{name}" for name in ("claim", "versions")
    ]
    plain = ["public:front", "public:claims", "public:articles", "public:corrections"]
    lists = ["api:claims", "api:articles", "api:sources"]
    return [
        *(reverse(name, args=[claim.slug]) for name in of_claim),
        *(reverse(name, args=[claim.slug, 1]) for name in ("public:version", "api:version")),
        *(reverse(name, args=[article.slug]) for name in ("public:article", "api:article")),
        *(reverse(name) for name in (*plain, *lists)),
        reverse("public:claims") + "?q=harbour",
    ]


def told_at(client: Client, claim: Claim, article: Article) -> list[str]:
    """The addresses whose answers name the article or the claim."""
    found = []
    for address in addresses(claim, article):
        response = client.get(address)
        words = response.content.decode()
        if response.status_code == 200 and (SECRET in words or claim.slug in words):
            found.append(address)
    return found


def test_what_is_not_out_is_nowhere(client: Client, version: ArticleVersion, line: Claim) -> None:
    assert line.publications.count() == 1
    assert told_at(client, line, version.article) == []


def test_people_of_the_desk_are_readers_there_too(
    client: Client, version: ArticleVersion, line: Claim, ben: User
) -> None:
    client.force_login(ben)
    assert told_at(client, line, version.article) == []


def test_with_its_article_the_line_is_out(
    client: Client, version: ArticleVersion, line: Claim, chae: User
) -> None:
    article = Article.objects.get(pk=version.article_id)
    keeping.edit(article, version=article.version, by=chae, is_public=True)
    page, data = reverse("public:article", args=["resignation"]), reverse("api:article", args=["resignation"])
    assert {page, data} <= set(told_at(client, line, article))


def test_a_line_has_no_page_of_its_own_even_then(
    client: Client, version: ArticleVersion, line: Claim, chae: User
) -> None:
    article = Article.objects.get(pk=version.article_id)
    keeping.edit(article, version=article.version, by=chae, is_public=True)
    assert client.get(reverse("public:claim", args=[line.slug])).status_code == 404


def test_an_embargo_holds_a_public_article_back(
    client: Client, version: ArticleVersion, line: Claim, chae: User
) -> None:
    article = Article.objects.get(pk=version.article_id)
    keeping.edit(
        article, version=article.version, by=chae, is_public=True, embargo_until="2999-01-01T00:00:00Z"
    )
    assert told_at(client, line, article) == []


@pytest.mark.parametrize("is_out", [False, True])
def test_subscribers_hear_of_lines_only_when_they_are_out(
    version: ArticleVersion, line: Claim, chae: User, ben: User, ada: User, is_out: bool
) -> None:
    delivering.subscribe(by=ada, name="CMS", url="https://cms.example/hook", events=["alert.opened"])
    Article.objects.filter(pk=version.article_id).update(is_public=is_out)
    factories.alert(line, by=ben)
    assert WebhookDelivery.objects.exists() is is_out


def test_a_verdict_of_our_own_text_is_a_line_unless_somebody_decides_otherwise(
    line: Claim, chae: User
) -> None:
    assert reviewing.usual_reach(line) == "article_line"
    assert reviewing.usual_reach(factories.claim(by=chae)) == "fact_check"
