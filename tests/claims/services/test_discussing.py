"""Comments on a claim: said, answered, taken back, and told to who is mentioned."""

from __future__ import annotations

import pytest

from claims.exceptions import IllegalTransition, InvalidInput, NotAllowed
from claims.models import Claim, Comment, Event, Notification, User
from claims.services import discussing
from tests import factories


@pytest.fixture
def claim(chae: User, noise: None) -> Claim:
    return factories.claim(by=chae)


def told(person: User) -> list[str]:
    return list(Notification.objects.filter(to=person, kind="mentioned").values_list("text", flat=True))


def test_who_is_mentioned_is_told_where(claim: Claim, ana: User, ben: User) -> None:
    comment = discussing.say(claim, text="@Ben: is that the right list?", by=ana)
    assert told(ben) == ["ana mentioned you: “@Ben: is that the right list?”"]
    assert Notification.objects.get(to=ben).path.endswith(f"/{claim.pk}/workspace/#comment-{comment.pk}")
    assert list(comment.mentions.all()) == [ben]


def test_readers_and_people_who_left_are_not_called_in(
    claim: Claim, ana: User, cleo: User, ben: User
) -> None:
    User.objects.filter(pk=ben.pk).update(is_active=False)
    comment = discussing.say(claim, text="@cleo @ben @nobody", by=ana)
    assert list(comment.mentions.all()) == []


def test_who_mentions_themselves_is_told_nothing(claim: Claim, ana: User) -> None:
    discussing.say(claim, text="@ana remember this", by=ana)
    assert told(ana) == []


def test_whose_comment_is_answered_is_told(claim: Claim, ana: User, ben: User) -> None:
    first = discussing.say(claim, text="Which list?", by=ana)
    discussing.say(claim, text="The harbour master’s.", by=ben, answers=first)
    assert told(ana) == ["ben answered you: “The harbour master’s.”"]


def test_answers_go_one_level_deep(claim: Claim, ana: User, ben: User) -> None:
    first = discussing.say(claim, text="Which list?", by=ana)
    answer = discussing.say(claim, text="This one.", by=ben, answers=first)
    with pytest.raises(IllegalTransition):
        discussing.say(claim, text="Which?", by=ana, answers=answer)


def test_an_answer_stays_with_its_claim(claim: Claim, ana: User, chae: User) -> None:
    elsewhere = discussing.say(factories.claim(by=chae), text="Which list?", by=ana)
    with pytest.raises(IllegalTransition):
        discussing.say(claim, text="This one.", by=ana, answers=elsewhere)


@pytest.mark.parametrize("text", ["", "  \n ", "x" * 10_001])
def test_nothing_and_too_much_are_refused(claim: Claim, ana: User, text: str) -> None:
    with pytest.raises(InvalidInput):
        discussing.say(claim, text=text, by=ana)


def test_ones_own_comment_can_be_taken_back_once(claim: Claim, ana: User) -> None:
    comment = discussing.say(claim, text="Nonsense.", by=ana)
    discussing.take_back(comment, by=ana)
    with pytest.raises(IllegalTransition):
        discussing.take_back(comment, by=ana)
    assert Comment.objects.get().taken_back_at is not None


def test_nobody_takes_back_what_another_said(claim: Claim, ana: User, ada: User) -> None:
    comment = discussing.say(claim, text="Nonsense.", by=ana)
    with pytest.raises(NotAllowed):
        discussing.take_back(comment, by=ada)


def test_readers_say_nothing(claim: Claim, cleo: User) -> None:
    with pytest.raises(NotAllowed):
        discussing.say(claim, text="Hello.", by=cleo)


def test_the_record_does_not_repeat_what_was_said(claim: Claim, ana: User) -> None:
    discussing.say(claim, text="The clerk is Ida.", by=ana)
    event = Event.objects.select_related("content").get(kind="comment.written")
    assert "Ida" not in str(event.content.body) + event.subject_label


def test_what_was_taken_back_is_not_read_in_a_notification(claim: Claim, ana: User, ben: User) -> None:
    User.objects.filter(pk=ben.pk).update(email="ben@desk.example")
    comment = discussing.say(claim, text="@ben Ida told me.", by=ana)
    assert Notification.objects.get(to=ben).by_mail
    discussing.take_back(comment, by=ana)
    left = Notification.objects.get(to=ben)
    assert (left.text, left.by_mail) == ("ana took back what they said to you", False)
