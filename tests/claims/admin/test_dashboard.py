"""The desk's first screen."""

from __future__ import annotations

import pytest
from django.urls import reverse

from claims.admin import dashboard
from claims.models import Claim, Rating, User
from claims.services import alerting, marking
from tests import factories
from tests.claims.admin.conftest import Desk, count_queries, words


@pytest.fixture
def home() -> str:
    return reverse("admin:index")


@pytest.fixture
def claim(chae: User, noise: None) -> Claim:
    return factories.claim(by=chae, statement="The port grew.")


def names(claims: list[Claim]) -> list[str]:
    return [claim.statement for claim in claims]


def test_what_is_assigned_to_me_is_my_work(claim: Claim, ben: User) -> None:
    marking.assign(claim, to=ben, by=ben)
    assert names(dashboard.queues(ben)[0].claims) == ["The port grew."]


def test_what_is_published_and_at_rest_is_no_work(chae: User, ben: User) -> None:
    claim = factories.published_claim(author=chae, editor=ben)
    marking.assign(claim, to=ben, by=ben)
    assert dashboard.queues(ben)[0].claims == []


def test_a_submitted_verdict_awaits_who_did_not_write_it(claim: Claim, chae: User, ben: User) -> None:
    verdict = factories.submitted(claim, by=chae)
    assert dashboard.approvals(ben) == [verdict]


def test_a_submitted_verdict_does_not_await_who_wrote_it(claim: Claim, ben: User, bea: User) -> None:
    factories.submitted(claim, by=ben)
    assert dashboard.approvals(ben) == []


def test_who_may_not_approve_is_shown_nothing_to_approve(claim: Claim, chae: User) -> None:
    factories.submitted(claim, by=chae)
    assert dashboard.approvals(chae) == []


def test_a_verdict_at_risk_is_shown_with_why(chae: User, ben: User, at_desk: Desk, home: str) -> None:
    claim = factories.published_claim(author=chae, editor=ben)
    piece = claim.evidence.first()
    assert piece
    alerting.open_by_hand(claim.verdicts.get(), piece, why="The page is gone.", by=ben)
    assert "The page is gone." in words(at_desk(ben).get(home))


def test_statuses_are_counted_in_the_order_of_the_work(claim: Claim) -> None:
    counted = {value: n for value, _, n in dashboard.statuses()}
    assert next(iter(counted)) == "unreviewed"
    assert counted["unreviewed"] == 1
    assert counted["in_review"] == 1


def test_it_takes_the_same_number_of_queries_however_much_there_is(
    claim: Claim, chae: User, ben: User, at_desk: Desk, home: str, scale: dict[str, Rating]
) -> None:
    factories.submitted(claim, by=chae)
    client = at_desk(ben)
    few = count_queries(client, home)
    for _ in range(4):
        factories.submitted(factories.claim(by=chae), by=chae)
    assert count_queries(client, home) == few


def test_somebody_without_a_role_is_told_whom_to_ask(at_desk: Desk, home: str) -> None:
    nobody = User.objects.create_user("nobody", is_staff=True)
    assert "Ask an admin" in words(at_desk(nobody).get(home))
