"""Reaching the claimant: the letter, its deadline, and the reply word for word."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from claims.exceptions import InvalidInput, NotAllowed, StaleVersion
from claims.models import Claim, ContactAttempt, DeskSettings, Event, User
from claims.services import contacting
from tests import factories

NOON = datetime(2024, 11, 1, 12, 30, tzinfo=UTC)


@pytest.fixture
def claim(chae: User, noise: None) -> Claim:
    return factories.claim(by=chae)


@pytest.fixture
def attempt(claim: Claim, chae: User) -> ContactAttempt:
    later = timezone.now() + timedelta(hours=4)
    return contacting.contact(claim, channel="e-mail", by=chae, letter="Dear mayor …", answer_by=later)


def test_the_deadline_is_the_desks(db: None) -> None:
    DeskSettings.objects.create(contact_hours=24)
    assert contacting.deadline(at=NOON) == datetime(2024, 11, 2, 12, 0, tzinfo=UTC)


def test_the_letter_says_what_is_checked_and_what_was_found(claim: Claim, chae: User) -> None:
    factories.evidence(claim, by=chae, quote="4,200 calls")
    written = contacting.letter(claim, by=chae)
    assert claim.statement in written
    assert "“4,200 calls”" in written
    assert written.endswith("chae")


def test_a_protected_source_stays_out_of_the_letter(claim: Claim, chae: User) -> None:
    secret = factories.source(by=chae, is_sensitive=True, public_wording="a clerk", url="")
    factories.evidence(claim, by=chae, source=secret, quote="I counted them")
    assert "I counted them" not in contacting.letter(claim, by=chae)


def test_no_answer_yet_is_what_a_letter_begins_with(attempt: ContactAttempt) -> None:
    assert (attempt.outcome, attempt.replied_at) == ("No answer yet.", None)


def test_a_deadline_that_has_passed_is_refused(claim: Claim, chae: User) -> None:
    with pytest.raises(InvalidInput):
        contacting.contact(claim, channel="e-mail", by=chae, answer_by=NOON)


def test_the_reply_is_kept_word_for_word(attempt: ContactAttempt, chae: User) -> None:
    contacting.record_outcome(
        attempt, version=1, by=chae, outcome="He answered.", reply="I said “4,200”.\n– M."
    )
    attempt.refresh_from_db()
    assert (attempt.reply, attempt.version) == ("I said “4,200”.\n– M.", 2)
    assert attempt.replied_at is not None


def test_the_record_does_not_tell_what_was_replied(attempt: ContactAttempt, chae: User) -> None:
    contacting.record_outcome(attempt, version=1, by=chae, outcome="He answered.", reply="In confidence: no.")
    event = Event.objects.select_related("content").get(kind="claimant.replied")
    assert "confidence" not in str(event.content.body) + event.subject_label


def test_an_outcome_without_a_reply_sets_no_day_of_it(attempt: ContactAttempt, chae: User) -> None:
    contacting.record_outcome(attempt, version=1, by=chae, outcome="The press office will call back.")
    attempt.refresh_from_db()
    assert attempt.replied_at is None


def test_who_was_slower_overwrites_nothing(attempt: ContactAttempt, chae: User, ben: User) -> None:
    contacting.record_outcome(attempt, version=1, by=chae, outcome="He answered.", reply="Yes.")
    with pytest.raises(StaleVersion):
        contacting.record_outcome(attempt, version=1, by=ben, outcome="No answer.")


def test_contributors_contact_nobody(claim: Claim, attempt: ContactAttempt, ana: User) -> None:
    with pytest.raises(NotAllowed):
        contacting.contact(claim, channel="e-mail", by=ana)
    with pytest.raises(NotAllowed):
        contacting.record_outcome(attempt, version=1, by=ana, outcome="No answer.")


def test_a_reply_that_came_in_is_not_removed(attempt: ContactAttempt, chae: User) -> None:
    contacting.record_outcome(attempt, version=1, by=chae, outcome="He answered.", reply="Yes.")
    with pytest.raises(InvalidInput):
        contacting.record_outcome(attempt, version=2, by=chae, outcome="He answered.", reply=" ")
    attempt.refresh_from_db()
    assert attempt.reply == "Yes."
