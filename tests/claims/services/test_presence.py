"""Who is here, who writes, and what becomes of a lock when somebody else wants it or its holder is gone."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from claims.models import Event, Notification, Presence, User
from claims.services import presence

HERE, ELSEWHERE = "claim:12", "claim:13"


@pytest.fixture(autouse=True)
def noise_elsewhere(noise: None, bea: User) -> None:
    presence.sign(bea, ELSEWHERE, is_writing=True)


def names(here: presence.Here) -> list[str]:
    return [one.person.username for one in here.others]


def gone_for(person: User, seconds: int) -> None:
    moment = timezone.now() - timedelta(seconds=seconds)
    Presence.objects.filter(person=person).update(seen_at=moment)


def test_people_at_one_place_see_each_other_and_not_themselves(chae: User, ben: User) -> None:
    assert names(presence.sign(chae, HERE)) == []
    assert names(presence.sign(ben, HERE)) == ["chae"]
    assert names(presence.sign(chae, HERE)) == ["ben"]


def test_two_windows_are_one_presence(chae: User) -> None:
    presence.sign(chae, HERE)
    presence.sign(chae, HERE)
    assert Presence.objects.filter(person=chae).count() == 1


def test_who_gave_no_sign_for_a_minute_is_swept_away(chae: User, ben: User) -> None:
    presence.sign(chae, HERE)
    gone_for(chae, 61)
    assert names(presence.sign(ben, HERE)) == []
    assert not Presence.objects.filter(person=chae).exists()


def test_who_leaves_is_gone_at_once(chae: User, ben: User) -> None:
    presence.sign(chae, HERE)
    presence.leave(chae, HERE)
    assert names(presence.sign(ben, HERE)) == []


def test_who_begins_to_write_first_holds_the_lock(chae: User, ben: User) -> None:
    presence.sign(chae, HERE, is_writing=True)
    here = presence.sign(ben, HERE, is_writing=True)
    assert here.writer is not None
    assert here.writer.person == chae


def test_looking_on_in_a_second_window_keeps_the_lock(chae: User, ben: User) -> None:
    presence.sign(chae, HERE, is_writing=True)
    presence.sign(chae, HERE)
    assert presence.sign(ben, HERE).writer is not None


def test_a_lock_ends_with_saving(chae: User, ben: User) -> None:
    presence.sign(chae, HERE, is_writing=True)
    presence.stop_writing(chae, HERE)
    here = presence.sign(ben, HERE, is_writing=True)
    assert here.writer is not None
    assert here.writer.person == ben


def test_a_lock_ends_with_its_holder(chae: User, ben: User) -> None:
    presence.sign(chae, HERE, is_writing=True)
    gone_for(chae, 61)
    assert presence.sign(ben, HERE).writer is None


def test_a_lock_is_taken_over_and_its_holder_told(chae: User, ben: User) -> None:
    presence.sign(chae, HERE, is_writing=True)
    here = presence.take_over(ben, HERE, path="/desk/claims/claim/12/workspace/", words="The port")
    assert here.writer is not None
    assert here.writer.person == ben
    told = Notification.objects.get()
    assert (told.to, told.kind, told.caused_by) == (chae, "taken_over", ben)
    assert told.text == "ben took over what you were writing: The port"


def test_taking_over_from_nobody_tells_nobody(ben: User) -> None:
    here = presence.take_over(ben, HERE, path="/desk/", words="The port")
    assert here.writer is not None
    assert not Notification.objects.exists()


def test_postgresql_knows_one_writer_a_place(chae: User, ben: User) -> None:
    presence.sign(chae, HERE, is_writing=True)
    presence.sign(ben, HERE)
    with pytest.raises(IntegrityError, match="presence_one_lock"), transaction.atomic():
        Presence.objects.filter(person=ben).update(holds_lock=True)


def test_none_of_it_is_on_record(chae: User, ben: User) -> None:
    before = Event.objects.count()
    presence.sign(chae, HERE, is_writing=True)
    presence.take_over(ben, HERE, path="/desk/", words="The port")
    presence.leave(ben, HERE)
    assert Event.objects.count() == before
