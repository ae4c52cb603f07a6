"""A desk that rates blindly: nobody sees another's assessment, anywhere, before giving their own."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from claims.models import Assessment, Claim, DeskSettings, Event, User
from claims.services import assessing, gate
from tests import factories
from tests.claims.admin.conftest import Desk, words, workspace

SECRET = "the list was copied from a rumour"


@pytest.fixture
def claim(chae: User, noise: None) -> Claim:
    made = factories.claim(by=chae)
    assessing.assess(made, by=chae, rating=factories.scale()["inaccurate"], reasoning=SECRET)
    return made


@pytest.fixture
def blind(db: None) -> None:
    DeskSettings.objects.create(blind_assessments=True)


def assess_too(claim: Claim, person: User) -> None:
    assessing.assess(claim, by=person, rating=factories.scale()["accurate"], reasoning="Counted.")


def addresses(claim: Claim) -> list[str]:
    mine = Assessment.objects.get(claim=claim, reasoning=SECRET)
    events = reverse("admin:claims_event_changelist")
    event = Event.objects.about(mine).get().pk
    return [
        workspace(claim),
        reverse("admin:claims_assessment_changelist"),
        reverse("admin:claims_assessment_changelist") + "?q=rumour",
        reverse("admin:claims_assessment_change", args=[mine.pk]),
        reverse("admin:claims_assessment_history", args=[mine.pk]),
        reverse("admin:claims_claim_history", args=[claim.pk]),
        reverse("admin:claims_event_change", args=[event]),
        events + "?q=claim.assessed",
        reverse("admin:index"),
        f"/api/v1/claims/{claim.slug}/",
    ]


def tells(client: Client, address: str) -> bool:
    """Whether the page says what chae wrote, or so much as that she assessed, and how."""
    answer = client.get(address)
    shown = words(answer) if answer.status_code == 200 else ""
    signs = (
        SECRET,
        "gave an assessment",
        "claim.assessed</a>",
        '<td class="field-reviewer nowrap">chae</td>',
    )
    return any(sign in shown for sign in signs)


@pytest.mark.parametrize("number", range(10))
@pytest.mark.usefixtures("blind")
def test_nothing_is_told_before_ones_own(claim: Claim, ben: User, at_desk: Desk, number: int) -> None:
    assert not tells(at_desk(ben), addresses(claim)[number])


@pytest.mark.parametrize("number", [0, 1, 2, 3, 4, 6, 7, 8])
@pytest.mark.usefixtures("blind")
def test_all_is_told_after_ones_own(claim: Claim, ben: User, at_desk: Desk, number: int) -> None:
    assess_too(claim, ben)
    assert tells(at_desk(ben), addresses(claim)[number])


@pytest.mark.parametrize("number", [0, 1, 6])
def test_where_the_desk_does_not_rate_blindly_all_see_all(
    claim: Claim, ben: User, at_desk: Desk, number: int
) -> None:
    assert tells(at_desk(ben), addresses(claim)[number])


@pytest.mark.usefixtures("blind")
def test_ones_own_is_seen(claim: Claim, chae: User, at_desk: Desk) -> None:
    assert SECRET in words(at_desk(chae).get(workspace(claim)))


@pytest.mark.usefixtures("blind")
def test_one_is_told_that_there_is_something_to_see(claim: Claim, ben: User, at_desk: Desk) -> None:
    assert "when you have given your own" in words(at_desk(ben).get(workspace(claim)))


@pytest.mark.parametrize("second", ["accurate", "inaccurate"])
@pytest.mark.usefixtures("blind")
def test_the_gate_does_not_say_whether_they_agree(
    claim: Claim, ana: User, ben: User, chae: User, second: str
) -> None:
    assessing.assess(claim, by=ana, rating=factories.scale()[second], reasoning="Counted.")
    verdict = factories.draft(claim, by=chae)
    line = next(one for one in gate.lines(verdict, seen_by=ben) if one.code == "disagreement")
    assert not line.met
    assert "differ" not in line.hint


@pytest.mark.usefixtures("blind")
def test_the_gate_says_so_to_who_assessed(claim: Claim, ben: User, chae: User) -> None:
    assess_too(claim, ben)
    verdict = factories.draft(claim, by=chae)
    line = next(one for one in gate.lines(verdict, seen_by=ben) if one.code == "disagreement")
    assert "differ" in line.hint
