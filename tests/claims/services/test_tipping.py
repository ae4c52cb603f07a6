"""Tips of readers: received, compared, decided once, and without personal data when it is over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from claims.exceptions import IllegalTransition, InvalidInput, NotAllowed
from claims.models import Claim, DeskSettings, Event, Sender, Tip, User
from claims.services import answering, tipping
from tests import factories

TEXT = "Did the port of Lowmark really handle 4,200 ships in 2023? I can't believe it."


def received(text: str = TEXT, **fields: str) -> Tip:
    return tipping.receive(kind="check", text=text, **fields)  # type: ignore[arg-type]


def test_a_tip_makes_no_claim(db: None) -> None:
    received()
    assert (Tip.objects.waiting().count(), Claim.objects.count()) == (1, 0)


def test_the_record_holds_nothing_of_what_a_reader_wrote(db: None) -> None:
    tip = received(name="R. Eader", email="r@mail.example")
    event = Event.objects.about(tip).select_related("content").get()
    told = f"{event.subject_label} {event.content.body}"
    assert not any(words in told for words in ("Eader", "r@mail", "Lowmark"))


@pytest.mark.parametrize("text", ["", "too short", "x" * 5001, " \n " * 20])
def test_what_says_nothing_or_too_much_is_refused(db: None, text: str) -> None:
    with pytest.raises(InvalidInput):
        received(text)


def test_text_that_no_database_takes_is_mended(db: None) -> None:
    assert received("Is this\x00 a claim to check?\ud800").text == "Is this a claim to check??"


def test_a_flood_is_held_back(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tipping, "AN_HOUR", 2)
    received()
    received()
    with pytest.raises(IllegalTransition):
        received()


def test_personal_data_lives_as_long_as_the_desk_says(db: None) -> None:
    DeskSettings.objects.create(personal_days=3)
    at = timezone.now()
    tip = tipping.receive(kind="check", text=TEXT, email="r@mail.example", at=at)
    assert tip.personal_until == at + timedelta(days=3)
    assert received().personal_until is None


def test_expired_personal_data_goes_by_itself(db: None) -> None:
    old = tipping.receive(kind="check", text=TEXT, name="O", at=timezone.now() - timedelta(days=91))
    young = received(name="Y")
    assert tipping.forget_expired() == 1
    old.refresh_from_db()
    young.refresh_from_db()
    assert (old.name, young.name) == ("", "Y")
    assert old.personal_removed_at
    assert tipping.forget_expired() == 0


def test_a_reader_is_forgotten_at_once_when_they_ask(chae: User) -> None:
    tip = received(name="R. Eader")
    tipping.forget(tip, by=chae)
    tip.refresh_from_db()
    assert tip.name == ""
    with pytest.raises(IllegalTransition):
        tipping.forget(tip, by=chae)


def test_an_answer_forgets_the_reader_too(chae: User) -> None:
    words = "Dear Ms Eader, is the May of R. Eader (r@mail.example) over? Readers ask."
    tip = answering.answer(received(name="R. Eader", email="r@mail.example"), text=words, by=chae)
    tipping.forget(tip, by=chae)
    tip.refresh_from_db()
    assert tip.answer == "Dear Ms …, is the May of … (…) over? Readers ask."


def test_what_was_answered_to_nobody_by_name_stays(chae: User) -> None:
    tip = answering.answer(received(email="r@mail.example"), text="We looked at it.", by=chae)
    tipping.forget(tip, by=chae)
    tip.refresh_from_db()
    assert tip.answer == "We looked at it."


def test_a_tip_is_attached_to_a_claim(chae: User) -> None:
    claim = factories.claim(by=chae)
    tip = tipping.attach(received(), claim=claim, by=chae)
    assert (tip.state, tip.claim, tip.decided_by_id) == ("attached", claim, chae.pk)


def test_a_tip_is_declined_with_a_reason(chae: User) -> None:
    with pytest.raises(InvalidInput):
        tipping.decline(received(), reason=" ", by=chae)
    assert tipping.decline(received(), reason="An opinion.", by=chae).reason == "An opinion."


def test_what_was_told_before_goes_where_that_went(chae: User) -> None:
    claim = factories.claim(by=chae)
    first = tipping.attach(received(), claim=claim, by=chae)
    second = tipping.told_before(received(), duplicate_of=first, by=chae)
    assert (second.duplicate_of, second.claim) == (first, claim)


def test_a_tip_is_no_duplicate_of_itself_nor_of_a_duplicate(chae: User) -> None:
    first, second, third = received(), received(), received()
    tipping.told_before(second, duplicate_of=first, by=chae)
    for tip, other in ((third, third), (third, second)):
        other.refresh_from_db()
        with pytest.raises(InvalidInput):
            tipping.told_before(tip, duplicate_of=other, by=chae)


def test_a_tip_is_decided_once(chae: User) -> None:
    tip = received()
    tipping.decline(tip, reason="R", by=chae)
    with pytest.raises(IllegalTransition):
        tipping.attach(tip, claim=factories.claim(by=chae), by=chae)


def test_contributors_decide_nothing(ana: User) -> None:
    with pytest.raises(NotAllowed):
        tipping.decline(received(), reason="R", by=ana)


def test_claims_that_say_nearly_the_same_are_found(chae: User, noise: None) -> None:
    claim = factories.claim(by=chae)
    found = tipping.claims_like(
        received("Somebody wrote: The port of Lowmark handled 4,900 ships in 2023. Is it so?")
    )
    assert found[0].claim == claim
    assert found[0].differences


def test_tips_that_say_nearly_the_same_are_found(db: None) -> None:
    first = received()
    received("The mayor has two dogs and a cat, as far as I know.")
    assert tipping.tips_like(received(TEXT + " Really?")) == [first]


def test_claims_are_found_by_words_in_any_order(chae: User) -> None:
    claim = factories.claim(by=chae)
    assert tipping.claims_found("ships lowmark") == [claim]
    assert tipping.claims_found("ships 9999") == []
    assert tipping.claims_found("  ") == []


def test_senders_are_counted_where_every_process_sees_it(db: None) -> None:
    assert [tipping.sent_lately("a" * 64) for _ in range(3)] == [1, 2, 3]
    assert tipping.sent_lately("b" * 64) == 1


def test_after_an_hour_the_count_begins_anew_and_who_sent_is_forgotten(db: None) -> None:
    tipping.sent_lately("a" * 64)
    Sender.objects.update(until=timezone.now() - timedelta(seconds=1))
    assert tipping.sent_lately("a" * 64) == 1
    Sender.objects.update(until=timezone.now() - timedelta(seconds=1))
    tipping.forget_expired()
    assert not Sender.objects.exists()
