"""A large desk: as lawful as any, as large as one says, and never made where somebody works."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command

from claims.exceptions import IllegalTransition, InvalidInput
from claims.models import Appearance, Article, Assessment, Claim, Event, Evidence, Sentence, Source, User
from claims.services import enlarging
from claims.text import spans
from tests import factories


@pytest.fixture
def large(db: None) -> None:
    enlarging.enlarge(claims=60, articles=7, sources=5)


def test_it_is_as_large_as_one_says(large: None) -> None:
    counts = [model._default_manager.count() for model in (Claim, Article, Source, Evidence, Assessment)]
    assert counts == [60, 7, 5, 12, 3]
    assert Event.objects.get(kind="desk.enlarged").content.body == {"claims": 60, "articles": 7, "sources": 5}


def test_every_claim_stands_where_its_appearance_says(large: None) -> None:
    for one in Appearance.objects.select_related("article_version"):
        anchor = spans.make(one.article_version.text, one.start, one.end)  # type: ignore[union-attr, arg-type]
        assert (one.exact, one.prefix, one.suffix) == (anchor.exact, anchor.prefix, anchor.suffix)


def test_every_fifth_claim_is_told_in_the_desks_words(large: None) -> None:
    own = [one for one in Appearance.objects.select_related("claim") if one.exact != one.claim.statement]
    assert len(own) == 60 / 5
    assert {one.exact for one in own} == {one.claim.statement.replace("registered", "counted") for one in own}


def test_every_sentence_is_whole(large: None) -> None:
    for one in Sentence.objects.select_related("article_version"):
        assert one.article_version.text[one.start : one.end].endswith("than a year before.")


def test_no_two_claims_say_the_same(large: None) -> None:
    assert Claim.objects.values("statement").distinct().count() == 60


def test_statuses_are_derived_as_anywhere(large: None) -> None:
    assert Claim.objects.filter(status="in_review").count() == Assessment.objects.count()


def test_articles_without_claims_have_their_own_words(db: None) -> None:
    enlarging.enlarge(claims=1, articles=3, sources=1)
    assert len({article.versions.get().text for article in Article.objects.all()}) == 3


def test_nobodys_desk_is_filled_up(chae: User) -> None:
    factories.source(by=chae)
    with pytest.raises(IllegalTransition, match="holds something already"):
        enlarging.enlarge(claims=1, articles=1, sources=1)


def test_a_large_desk_is_not_made_twice(large: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(enlarging, "NAMED", "test_")
    with pytest.raises(CommandError, match="large already"):
        call_command("make_large_desk", claims=1, articles=1, sources=1)


def test_a_desk_needs_an_article_and_a_source(db: None) -> None:
    with pytest.raises(InvalidInput):
        enlarging.enlarge(claims=1, articles=0, sources=1)
