"""Merging and splitting claims at the desk: what would happen is shown, and a second person decides."""

from __future__ import annotations

import pytest
from django.urls import reverse

from claims.models import Claim, Merge, User
from claims.services import merging
from tests import factories
from tests.claims.admin.conftest import Desk, act, said, words, workspace

WHY = {"reason": "The same number."}


@pytest.fixture
def claim(chae: User) -> Claim:
    return factories.claim(by=chae, statement="The port of Lowmark handled 4,800 ships in 2022.")


@pytest.fixture
def into(chae: User) -> Claim:
    return factories.claim(by=chae, statement="Lowmark’s port handled 4,800 ships in 2022.")


def merge(claim: Claim) -> str:
    return reverse("admin:claims_claim_merge", args=[claim.pk])


def split(claim: Claim) -> str:
    return reverse("admin:claims_claim_split", args=[claim.pk])


def decide(made: Merge, name: str) -> str:
    return reverse("admin:claims_merge_act", args=[made.pk, name])


def test_an_editor_is_offered_it_and_a_checker_is_not(
    claim: Claim, ben: User, chae: User, at_desk: Desk
) -> None:
    assert merge(claim) in at_desk(ben).get(workspace(claim)).content.decode()
    assert merge(claim) not in at_desk(chae).get(workspace(claim)).content.decode()
    assert at_desk(chae).get(merge(claim)).status_code == 403
    assert at_desk(chae).get(split(claim)).status_code == 403


def test_claims_that_say_nearly_the_same_are_offered(
    claim: Claim, into: Claim, ben: User, at_desk: Desk
) -> None:
    assert f'href="?into={into.pk}"' in at_desk(ben).get(merge(claim)).content.decode()


def test_what_goes_along_and_what_is_in_the_way_is_shown_first(
    claim: Claim, into: Claim, chae: User, ben: User, at_desk: Desk
) -> None:
    factories.evidence(claim, by=chae)
    factories.draft(claim, by=chae)
    page = words(at_desk(ben).get(f"{merge(claim)}?into={into.pk}"))
    assert "1 piece of evidence" in page
    assert "A verdict on the claim is being written" in page
    assert f"{merge(into)}?into={claim.pk}" in page


@pytest.mark.parametrize("name", ["pk", "slug"])
def test_it_is_merged_by_number_or_by_address(
    claim: Claim, into: Claim, ben: User, at_desk: Desk, name: str
) -> None:
    response = at_desk(ben).post(merge(claim), {"into": str(getattr(into, name)), **WHY})
    assert said(response) == ["Merged."]
    assert merging.whither(claim) == into


def test_what_is_refused_says_why_and_keeps_the_words(
    claim: Claim, into: Claim, chae: User, ben: User, at_desk: Desk
) -> None:
    factories.draft(claim, by=chae)
    page = words(at_desk(ben).post(merge(claim), {"into": str(into.pk), **WHY}))
    assert "Not merged." in page
    assert WHY["reason"] in page
    assert "No claim has this number" in words(at_desk(ben).post(merge(claim), {"into": "99999", **WHY}))


def test_a_merged_claim_leads_on_and_takes_nothing(
    claim: Claim, into: Claim, ben: User, at_desk: Desk
) -> None:
    made = merging.ask(claim, into, reason="One.", by=ben)
    desk = at_desk(ben)
    page = words(desk.get(workspace(claim)))
    assert "Merged into another claim" in page
    assert reverse("admin:claims_merge_change", args=[made.pk]) in page
    assert merge(claim) not in page
    refused = words(desk.post(act(claim, "comment"), {"comment-text": "Look."}))
    assert "This claim was merged into another. Do it there." in refused


def test_who_proposed_it_sees_that_another_decides(chae: User, ben: User, bea: User, at_desk: Desk) -> None:
    first, second = (factories.published_claim(author=chae, editor=ben) for _ in range(2))
    response = at_desk(ben).post(merge(first), {"into": str(second.pk), **WHY})
    assert "another editor carries it out" in said(response)[0]
    made = Merge.objects.get()
    address = reverse("admin:claims_merge_change", args=[made.pk])
    assert decide(made, "carry-out") not in words(at_desk(ben).get(address))
    assert decide(made, "carry-out") in words(at_desk(bea).get(address))
    at_desk(ben).post(decide(made, "carry-out"))
    made.refresh_from_db()
    assert made.state == Merge.State.ASKED
    at_desk(bea).post(decide(made, "carry-out"))
    made.refresh_from_db()
    assert made.state == Merge.State.DONE


def test_it_is_taken_apart_with_a_reason(claim: Claim, into: Claim, ben: User, at_desk: Desk) -> None:
    made = merging.ask(claim, into, reason="One.", by=ben)
    assert "Not done." in words(at_desk(ben).post(decide(made, "undo"), {"reason": " "}))
    at_desk(ben).post(decide(made, "undo"), {"reason": "Another year."})
    made.refresh_from_db()
    assert made.state == Merge.State.UNDONE


def test_a_claim_is_split_by_choosing_what_goes(claim: Claim, chae: User, ben: User, at_desk: Desk) -> None:
    evidence = factories.evidence(claim, by=chae)
    page = words(at_desk(ben).get(split(claim)))
    assert "4,200 ships called at the port" in page
    told = {"statement": "Ships doubled.", "evidence": [str(evidence.pk)], **WHY}
    response = at_desk(ben).post(split(claim), told)
    made = Claim.objects.get(statement="Ships doubled.")
    assert response["Location"] == workspace(made)
    assert (made.evidence.get(), claim.evidence.count()) == (evidence, 0)


def test_nothing_chosen_splits_nothing(claim: Claim, ben: User, at_desk: Desk) -> None:
    page = words(at_desk(ben).post(split(claim), {"statement": "Another.", **WHY}))
    assert "Choose what goes to the new claim." in page
