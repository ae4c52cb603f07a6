"""Taking back the last mark or judgement: what comes back, and what stands in the way."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from claims.exceptions import IllegalTransition, NotAllowed
from claims.models import Appearance, Article, ArticleVersion, Claim, Event, Sentence, User
from claims.services import marking, undoing
from tests import factories

pytestmark = pytest.mark.usefixtures("noise")


@pytest.fixture
def version(chae: User, noise: None) -> ArticleVersion:
    return factories.version(by=chae)


@pytest.fixture
def article(version: ArticleVersion) -> Article:
    return version.article


def undo(article: Article, by: User) -> None:
    event = undoing.last(article, by=by)
    assert event
    undoing.take_back(event, by=by)


def sentence(version: ArticleVersion, number: int) -> Sentence:
    return version.sentences.get(number=number)


def test_a_mark_taken_back_takes_its_claim_with_it(
    version: ArticleVersion, article: Article, chae: User
) -> None:
    claim = factories.claim(by=chae, in_version=version)
    undo(article, chae)
    assert not Claim.objects.filter(pk=claim.pk).exists()
    assert not version.appearances.exists()
    assert sentence(version, 2).disposition == "open"


def test_the_record_keeps_all_of_a_claim_that_was_taken_back(
    version: ArticleVersion, article: Article, chae: User
) -> None:
    claim = factories.claim(by=chae, in_version=version, statement="The port handled 4,200 ships.")
    undo(article, chae)
    told = Event.objects.get(kind="claim.unmarked", subject_pk=str(claim.pk)).content.body["row"]
    assert (told["statement"], told["slug"]) == (claim.statement, claim.slug)
    mark = Event.objects.get(kind="appearance.unmarked").content.body["row"]
    assert mark["exact"] == "handled 4,200 ships in 2023"


def test_a_claim_that_stands_elsewhere_too_stays(
    version: ArticleVersion, article: Article, chae: User
) -> None:
    claim = factories.claim(by=chae)
    start = version.text.index("4,200 ships")
    marking.mark_appearance(claim, version, start=start, end=start + 11, by=chae)
    undo(article, chae)
    assert Appearance.objects.filter(claim=claim).count() == 1


def test_a_sentence_that_was_ruled_out_before_the_mark_is_ruled_out_again(
    version: ArticleVersion, article: Article, chae: User, ben: User
) -> None:
    marking.rule_out(sentence(version, 2), reason="opinion", by=ben)
    factories.claim(by=chae, in_version=version)
    undo(article, chae)
    back = sentence(version, 2)
    assert (back.disposition, back.reason, back.completed_by) == ("not_checkable", "opinion", ben)


def test_each_undo_goes_one_step_further_back(version: ArticleVersion, article: Article, chae: User) -> None:
    marking.rule_out(sentence(version, 1), reason="rhetoric", by=chae)
    factories.claim(by=chae, in_version=version)
    marking.complete(sentence(version, 2), by=chae)
    undo(article, chae)
    assert sentence(version, 2).completed_at is None
    undo(article, chae)
    assert not version.appearances.exists()
    undo(article, chae)
    assert sentence(version, 1).disposition == "open"
    assert undoing.last(article, by=chae) is None


def test_a_sentence_opened_again_is_closed_again_as_it_was(
    version: ArticleVersion, article: Article, chae: User, ben: User
) -> None:
    marking.rule_out(sentence(version, 4), reason="question", by=ben)
    marking.reopen(sentence(version, 4), by=chae)
    undo(article, chae)
    assert (sentence(version, 4).reason, sentence(version, 4).completed_by) == ("question", ben)


def test_only_who_did_it_takes_it_back(
    version: ArticleVersion, article: Article, chae: User, ben: User
) -> None:
    factories.claim(by=chae, in_version=version)
    event = undoing.last(article, by=chae)
    assert event
    assert undoing.last(article, by=ben) is None
    with pytest.raises(NotAllowed):
        undoing.take_back(event, by=ben)


def test_who_may_no_longer_mark_takes_nothing_back(
    version: ArticleVersion, article: Article, chae: User
) -> None:
    factories.claim(by=chae, in_version=version)
    event = undoing.last(article, by=chae)
    chae.groups.clear()
    assert event
    with pytest.raises(NotAllowed):
        undoing.take_back(event, by=User.objects.get(pk=chae.pk))


def test_after_a_quarter_of_an_hour_it_is_too_late(
    version: ArticleVersion, article: Article, chae: User
) -> None:
    factories.claim(by=chae, in_version=version)
    assert undoing.last(article, by=chae, at=timezone.now() + timedelta(minutes=14))
    assert undoing.last(article, by=chae, at=timezone.now() + timedelta(minutes=16)) is None


def test_what_is_undone_is_not_undone_again(version: ArticleVersion, article: Article, chae: User) -> None:
    marking.rule_out(sentence(version, 1), reason="rhetoric", by=chae)
    event = undoing.last(article, by=chae)
    assert event
    undoing.take_back(event, by=chae)
    with pytest.raises(IllegalTransition, match="undone already"):
        undoing.take_back(event, by=chae)


def test_a_claim_that_somebody_worked_on_stays(
    version: ArticleVersion, article: Article, chae: User, ben: User
) -> None:
    claim = factories.claim(by=chae, in_version=version)
    factories.evidence(claim, by=ben)
    with pytest.raises(IllegalTransition, match="ben worked on the claim since"):
        undo(article, chae)
    assert version.appearances.filter(claim=claim).exists()


def test_a_mark_in_a_sentence_that_somebody_completed_stays(
    version: ArticleVersion, article: Article, chae: User, ben: User
) -> None:
    factories.claim(by=chae, in_version=version)
    marking.complete(sentence(version, 2), by=ben)
    with pytest.raises(IllegalTransition, match="sentence 2 was completed since"):
        undo(article, chae)


def test_a_ruling_over_which_somebody_marked_a_claim_stays(
    version: ArticleVersion, article: Article, chae: User, ben: User
) -> None:
    marking.rule_out(sentence(version, 2), reason="opinion", by=chae)
    factories.claim(by=ben, in_version=version)
    with pytest.raises(IllegalTransition, match="the sentence has changed since"):
        undo(article, chae)
    assert sentence(version, 2).disposition == "claim"


def test_what_was_done_in_another_article_is_not_touched(
    version: ArticleVersion, article: Article, chae: User
) -> None:
    factories.claim(by=chae)
    assert undoing.last(article, by=chae) is None
