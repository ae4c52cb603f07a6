"""Claims are given to people, with a day by which they are due, and who gets one is told."""

from __future__ import annotations

from datetime import date

import pytest

from claims.exceptions import NotAllowed
from claims.models import Claim, Notification, User
from claims.services import marking
from tests import factories

FRIDAY, MONDAY = date(2026, 1, 2), date(2026, 1, 5)


@pytest.fixture
def claim(chae: User, noise: None) -> Claim:
    return factories.claim(by=chae)


def told(person: User) -> list[str]:
    return [one.text for one in Notification.objects.filter(to=person, kind="assigned").order_by("pk")]


def test_who_gets_a_claim_is_told_of_it_and_of_the_day(claim: Claim, chae: User, ben: User) -> None:
    marking.assign(claim, to=chae, by=ben, due_on=FRIDAY)
    assert told(chae) == [f"ben assigned you “{claim.statement}”, due on 2 January 2026"]


def test_who_takes_a_claim_knows(claim: Claim, chae: User) -> None:
    marking.assign(claim, to=chae, by=chae)
    assert told(chae) == []


def test_the_same_once_more_is_not_told_again(claim: Claim, chae: User, ben: User) -> None:
    for _ in range(2):
        marking.assign(claim, to=chae, by=ben, due_on=FRIDAY)
    assert len(told(chae)) == 1


def test_another_day_is_told(claim: Claim, chae: User, ben: User) -> None:
    marking.assign(claim, to=chae, by=ben, due_on=FRIDAY)
    marking.assign(claim, to=chae, by=ben, due_on=MONDAY)
    assert "5 January" in told(chae)[-1]


def test_the_day_stays_unless_another_is_given(claim: Claim, chae: User, ben: User) -> None:
    marking.assign(claim, to=ben, by=ben, due_on=FRIDAY)
    marking.assign(claim, to=chae, by=ben)
    claim.refresh_from_db()
    assert (claim.assigned_to, claim.due_on) == (chae, FRIDAY)


def test_the_day_can_be_taken_away(claim: Claim, chae: User, ben: User) -> None:
    marking.assign(claim, to=chae, by=ben, due_on=FRIDAY)
    marking.assign(claim, to=chae, by=ben, due_on=None)
    claim.refresh_from_db()
    assert claim.due_on is None


def test_who_was_slower_takes_no_claim_from_a_colleague(claim: Claim, chae: User, ben: User) -> None:
    as_chae_saw_it = Claim.objects.get(pk=claim.pk)
    marking.assign(claim, to=ben, by=ben)
    with pytest.raises(NotAllowed):
        marking.assign(as_chae_saw_it, to=chae, by=chae)
    claim.refresh_from_db()
    assert claim.assigned_to == ben
