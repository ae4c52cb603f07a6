"""Who stays on an article's page is sent what changed: rows and paragraphs that stand there as they are, are left out."""

from __future__ import annotations

import pytest
from django.urls import reverse

from claims.models import Appearance, Article, Claim, User
from claims.services import marking
from tests import factories
from tests.claims.admin.conftest import Desk, workspace
from tests.claims.admin.staying import Staying, kept

FIRST, SECOND = "The port dredged its basin.", "It was deeper than any other."
TEXT = f"Harbour news\n\n{FIRST} It took a year.\n\n{SECOND}"


@pytest.fixture
def article(chae: User, noise: None) -> Article:
    return factories.article(by=chae, text=TEXT)


@pytest.fixture
def there(article: Article, chae: User, at_desk: Desk) -> Staying:
    """A page on which the first sentence is a claim."""
    claim(article, chae, FIRST)
    return Staying(at_desk(chae), workspace(article))


def claim(article: Article, by: User, words: str) -> Claim:
    where = article.latest_version()
    assert where is not None
    start = where.text.index(words)
    return marking.mark_claim(
        where, start=start, end=start + len(words), by=by, statement=words, kind="event", claimant_label="x"
    )


def mark(there: Staying, article: Article, words: str) -> str:
    typed = {"exact": words, "statement": f"So: {words}", "kind": "event", "rated": "so"}
    address = reverse("admin:claims_article_mark", args=[article.pk])
    return there.send(address, {f"mark-{name}": value for name, value in typed.items()})


def row(one: Claim) -> str:
    return f"claim-{one.pk}"


def paragraph(words: str) -> str:
    return f"paragraph-{TEXT.index(words)}"


def newest() -> Claim:
    return Appearance.objects.latest("pk").claim


def test_what_the_mark_does_not_touch_is_left_out(there: Staying, article: Article) -> None:
    first = newest()
    page = mark(there, article, SECOND)
    stays = kept(page)
    assert {row(first), "paragraph-0", paragraph(FIRST)} <= stays
    assert stays.isdisjoint({row(newest()), paragraph(SECOND)})
    assert f'dir="auto">{first.statement}</a>' not in page
    assert f"So: {SECOND}" in page


def test_a_claim_before_others_numbers_them_anew(there: Staying, article: Article) -> None:
    first = newest()
    page = mark(there, article, "Harbour news")
    assert kept(page).isdisjoint({row(first), "paragraph-0", paragraph(FIRST)})
    assert paragraph(SECOND) in kept(page)


def test_what_others_did_meanwhile_is_sent(there: Staying, article: Article, ben: User) -> None:
    first = newest()
    factories.evidence(first, by=ben)
    assert row(first) not in kept(mark(there, article, SECOND))
    assert row(first) in kept(mark(there, article, "It took a year."))


def test_a_sentence_that_is_done_is_sent_with_its_paragraph(there: Staying, article: Article) -> None:
    where = article.latest_version()
    assert where is not None
    sentence = where.sentences.get(start=TEXT.index(SECOND))
    address = reverse("admin:claims_article_sentence", args=[article.pk])
    page = there.send(address, {"sentence": sentence.pk, "act": "rule_out", "reason": "opinion"})
    assert paragraph(SECOND) not in kept(page)
    assert paragraph(FIRST) in kept(page)


def test_two_places_of_one_claim_are_both_sent(there: Staying, article: Article, chae: User) -> None:
    where = article.latest_version()
    assert where is not None
    first = newest()
    marking.mark_appearance(first, where, start=TEXT.index(SECOND), end=len(TEXT), by=chae)
    mark(there, article, "It took a year.")
    page = mark(there, article, "Harbour")
    assert row(first) not in kept(page)
    assert page.count(f'id="{row(first)}"') == 2
