"""Topics: claims and articles are put under them through one door, on the record."""

from __future__ import annotations

import pytest

from claims.exceptions import NotAllowed, StaleVersion
from claims.models import Claim, Event, Topic, User
from claims.services import keeping, organising
from tests import factories


@pytest.fixture
def harbour(chae: User) -> Topic:
    return keeping.add(Topic, by=chae, slug="harbour", name="Harbour", kind="beat")


def test_a_claim_is_put_under_a_topic(harbour: Topic, chae: User) -> None:
    claim = factories.claim(by=chae)
    organising.sort(claim, topics=[harbour], by=chae)
    assert list(claim.topics.all()) == [harbour]
    event = Event.objects.get(kind="claim.sorted")
    assert event.content.body["changes"] == {"topics": [[], ["Harbour"]]}


def test_nothing_is_recorded_where_nothing_changes(harbour: Topic, chae: User) -> None:
    article = factories.article(by=chae)
    organising.sort(article, topics=[harbour], by=chae)
    organising.sort(article, topics=[harbour], by=chae)
    assert Event.objects.filter(kind="article.sorted").count() == 1


def test_a_topic_is_taken_away_again(harbour: Topic, chae: User) -> None:
    article = factories.article(by=chae)
    organising.sort(article, topics=[harbour], by=chae)
    organising.sort(article, topics=[], by=chae)
    assert not article.topics.exists()


def test_contributors_sort_nothing(harbour: Topic, ana: User, chae: User) -> None:
    with pytest.raises(NotAllowed):
        organising.sort(factories.claim(by=chae), topics=[harbour], by=ana)


def test_topics_that_a_colleague_changed_meanwhile_are_not_overwritten(
    harbour: Topic, chae: User, ben: User
) -> None:
    claim, other = (
        factories.claim(by=chae),
        keeping.add(Topic, by=chae, slug="sums", name="Sums", kind="beat"),
    )
    organising.sort(Claim.objects.get(pk=claim.pk), topics=[harbour], by=ben)
    with pytest.raises(StaleVersion):
        organising.sort(claim, topics=[other], by=chae, version=claim.version)
    assert list(claim.topics.all()) == [harbour]
