"""The discussion of a claim, told for its page."""

from __future__ import annotations

import pytest

from claims.models import Claim, User
from claims.presenters import discussion
from claims.services import discussing
from tests import factories


@pytest.fixture
def claim(chae: User, noise: None) -> Claim:
    return factories.claim(by=chae)


def test_answers_stand_with_their_comment_oldest_first(claim: Claim, ana: User, ben: User) -> None:
    first = discussing.say(claim, text="Which list?", by=ana)
    discussing.say(claim, text="Another matter.", by=ana)
    discussing.say(claim, text="This one.", by=ben, answers=first)
    told = discussion.threads(claim, seen_by=ana)
    assert [one.comment.text for one in told] == ["Which list?", "Another matter."]
    assert [one.comment.text for one in told[0].answers] == ["This one."]


def test_who_is_called_sees_it(claim: Claim, ana: User, ben: User) -> None:
    discussing.say(claim, text="@ben look", by=ana)
    assert [discussion.threads(claim, seen_by=person)[0].calls for person in (ana, ben)] == [False, True]


def test_what_was_taken_back_has_no_words(claim: Claim, ana: User) -> None:
    discussing.take_back(discussing.say(claim, text="Nonsense.", by=ana), by=ana)
    [told] = discussion.threads(claim, seen_by=ana)
    assert (told.pieces, told.was_taken_back, told.is_own) == ([], True, False)


def test_two_queries_however_much_was_said(
    claim: Claim, ana: User, ben: User, django_assert_num_queries: object
) -> None:
    for _ in range(3):
        discussing.say(claim, text="@ana", by=ben, answers=discussing.say(claim, text="@ben", by=ana))
    with django_assert_num_queries(2):  # type: ignore[operator]
        discussion.threads(claim, seen_by=ana)
