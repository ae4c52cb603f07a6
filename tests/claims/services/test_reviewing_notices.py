"""Who is told when a verdict is handed over, and when it comes back."""

from __future__ import annotations

import pytest

from claims.models import Claim, Notification, User
from claims.services import reviewing
from tests import factories


@pytest.fixture
def claim(chae: User, noise: None) -> Claim:
    return factories.claim(by=chae)


def told(kind: str) -> list[str]:
    return list(Notification.objects.filter(kind=kind).values_list("to__username", flat=True).order_by("pk"))


def test_who_may_approve_is_told_of_a_verdict_that_awaits_it(
    claim: Claim, ana: User, chae: User, ben: User, bea: User, cleo: User
) -> None:
    factories.submitted(claim, by=chae)
    assert sorted(told("awaiting")) == ["bea", "ben"]


def test_an_editor_who_wrote_any_of_it_is_not_asked_to_approve_it(
    claim: Claim, chae: User, ben: User, bea: User
) -> None:
    draft = factories.draft(claim, by=chae)
    reviewing.submit(reviewing.edit(draft, by=ben, version=draft.version, summary="A comma."), by=chae)
    assert told("awaiting") == ["bea"]


def test_back_and_forth_asks_once(claim: Claim, chae: User, ben: User) -> None:
    verdict = factories.submitted(claim, by=chae)
    reviewing.submit(reviewing.send_back(verdict, by=ben, reason="Add the list."), by=chae)
    assert told("awaiting") == ["ben"]


def test_all_who_wrote_it_are_told_that_it_comes_back_and_why(
    claim: Claim, bea: User, chae: User, ben: User
) -> None:
    draft = factories.draft(claim, by=chae)
    draft = reviewing.edit(draft, by=bea, version=draft.version, summary="A comma.")
    reviewing.send_back(reviewing.submit(draft, by=chae), by=ben, reason="Add the list.")
    assert sorted(told("sent_back")) == ["bea", "chae"]
    assert (
        Notification.objects.filter(kind="sent_back").latest("pk").text
        == f"ben sent “{claim.statement}” back: Add the list."
    )


def test_who_takes_it_back_is_not_told_so(claim: Claim, chae: User) -> None:
    reviewing.send_back(factories.submitted(claim, by=chae), by=chae, reason="One more look.")
    assert told("sent_back") == []
