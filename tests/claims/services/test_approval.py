"""An approval is of what was read: whatever is changed afterwards is not published under it."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from claims.exceptions import GateNotMet, IllegalTransition, StaleVersion
from claims.models import Claim, Claimant, Event, Evidence, Rating, Source, User, Verdict
from claims.services import alerting, citing, gate, keeping, marking, publishing, reviewing
from tests import factories

OVERRIDES = {"captured": "Transcribed by hand."}


@pytest.fixture
def claim(chae: User, scale: dict[str, Rating], noise: None) -> Claim:
    holm = keeping.add(Claimant, by=chae, slug="ida-holm", name="Ida Holm", kind="person")
    made = factories.claim(by=chae, claimant=holm)
    factories.evidence(made, by=chae)
    return made


def reword_evidence(claim: Claim, by: User) -> None:
    evidence = claim.evidence.get()
    citing.edit_evidence(
        evidence, version=evidence.version, by=by, quote="9,900 ships called", stance="refutes"
    )


def rename_source(claim: Claim, by: User) -> None:
    source = Source.objects.get(evidence__claim=claim)
    citing.edit_source(source, version=source.version, by=by, publisher="The Royal Statistical Office")


def reword_claim(claim: Claim, by: User) -> None:
    marking.edit_claim(
        Claim.objects.get(pk=claim.pk), version=claim.version, by=by, statement="Another statement."
    )


def another_claimant(claim: Claim, by: User) -> None:
    holm = Claimant.objects.get(slug="ida-holm")
    keeping.edit(holm, version=holm.version, by=by, name="Somebody Else")


def reword_rating(claim: Claim, by: User) -> None:
    Rating.objects.filter(slug="accurate").update(definition="Whatever we like.")


CHANGES = [
    (reword_evidence, "citation 1"),
    (rename_source, "citation 1"),
    (reword_claim, "the claim"),
    (another_claimant, "the claimant"),
    (reword_rating, "the rating"),
]
Change = Callable[[Claim, User], None]
by_name = [change.__name__ for change, _ in CHANGES]


@pytest.mark.parametrize(("change", "named"), CHANGES, ids=by_name)
def test_what_was_changed_after_submission_is_not_approved(
    claim: Claim, chae: User, ben: User, change: Change, named: str
) -> None:
    verdict = factories.submitted(claim, by=chae)
    change(claim, chae)
    with pytest.raises(IllegalTransition, match=f"Changed since it was submitted: {named}"):
        reviewing.approve(verdict, by=ben)


@pytest.mark.parametrize(("change", "named"), CHANGES, ids=by_name)
def test_what_was_changed_after_approval_is_not_published(
    claim: Claim, chae: User, ben: User, change: Change, named: str
) -> None:
    verdict = factories.approved(claim, by=chae, approver=ben)
    change(claim, chae)
    with pytest.raises(GateNotMet, match=named) as caught:
        publishing.publish(verdict, by=ben, overrides=OVERRIDES | {"unchanged": "Never mind."})
    assert caught.value.lines == ("unchanged",)


def test_submitted_again_it_is_approved_and_published_as_it_is_now(
    claim: Claim, chae: User, ben: User
) -> None:
    verdict = factories.approved(claim, by=chae, approver=ben)
    reword_evidence(claim, chae)
    reviewing.send_back(verdict, by=ben, reason="The passage was changed.")
    verdict = reviewing.approve(reviewing.submit(verdict, by=chae), by=ben)
    document = json.loads(publishing.publish(verdict, by=ben, overrides=OVERRIDES).document)
    assert document["citations"][0]["quote"] == "9,900 ships called"


def test_a_change_of_what_readers_are_not_told_voids_nothing(claim: Claim, chae: User, ben: User) -> None:
    verdict = factories.submitted(claim, by=chae)
    evidence = claim.evidence.get()
    citing.edit_evidence(evidence, version=evidence.version, by=chae, note="Page 4.")
    marking.assign(claim, to=chae, by=chae)
    assert reviewing.approve(verdict, by=ben).state == Verdict.State.APPROVED


def test_the_approval_is_of_the_version_that_was_read(claim: Claim, chae: User, ben: User) -> None:
    read = factories.submitted(claim, by=chae)
    back = reviewing.send_back(read, by=chae, reason="One more word.")
    edited = reviewing.edit(back, by=chae, version=back.version, summary="The opposite.")
    reviewing.submit(edited, by=chae)
    with pytest.raises(StaleVersion, match="changed after you opened it") as caught:
        publishing.approve_and_publish(read, by=ben, version=read.version, overrides=OVERRIDES)
    assert caught.value.current == Verdict.objects.get(pk=read.pk).version
    assert Verdict.objects.get(pk=read.pk).state == Verdict.State.SUBMITTED


def test_a_stale_submission_is_refused(claim: Claim, chae: User, ben: User) -> None:
    read = factories.draft(claim, by=chae)
    reviewing.edit(read, by=ben, version=read.version, summary="Ben's words.")
    with pytest.raises(StaleVersion):
        reviewing.submit(read, by=chae, version=read.version)


def test_the_record_names_the_very_text_that_was_approved(claim: Claim, chae: User, ben: User) -> None:
    factories.approved(claim, by=chae, approver=ben)
    submitted, approved = (
        Event.objects.get(kind=f"verdict.{step}", claim_pk=claim.pk) for step in ("submitted", "approved")
    )
    assert len(approved.content.body["sha256"]) == 64
    assert approved.content.body == submitted.content.body


def test_evidence_that_came_later_meets_no_line(claim: Claim, chae: User, ben: User) -> None:
    verdict = factories.approved(claim, by=chae, approver=ben, no_primary_reason="")
    factories.evidence(claim, by=chae, source=factories.source(by=chae, kind="primary"))
    lines = {line.code: line for line in gate.lines(Verdict.objects.get(pk=verdict.pk))}
    assert not lines["primary"].met
    assert (lines["uncited"].met, lines["uncited"].is_warning) == (False, True)


def test_a_weight_taken_away_later_meets_no_line(claim: Claim, chae: User, ben: User) -> None:
    verdict = factories.approved(claim, by=chae, approver=ben)
    Evidence.objects.filter(claim=claim).update(weight="supporting")
    lines = {line.code: line for line in gate.lines(verdict)}
    assert lines["captured"].hint.startswith("1 of 1 key passages")


def test_no_first_verdict_is_drafted_beside_a_published_one(claim: Claim, chae: User, ben: User) -> None:
    factories.publish(factories.approved(claim, by=chae, approver=ben), by=ben)
    with pytest.raises(IllegalTransition, match="Correct or withdraw"):
        reviewing.draft(claim, by=chae)


def test_a_correction_of_a_correction_ends_its_own_predecessor(claim: Claim, chae: User, ben: User) -> None:
    first = factories.approved(claim, by=chae, approver=ben)
    factories.publish(first, by=ben)
    for note in ("A report was left out.", "And another one."):
        old = claim.verdicts.get(state="published")
        new = reviewing.draft_correction(old, by=chae, change="other_correction", public_note=note)
        factories.publish(reviewing.approve(reviewing.submit(new, by=chae), by=ben), by=ben)
    states = claim.verdicts.order_by("pk").values_list("state", flat=True)
    assert list(states) == ["corrected", "corrected", "published"]
    assert [p.standing.standing for p in claim.publications.order_by("number")] == [
        "superseded",
        "superseded",
        "current",
    ]


@pytest.mark.parametrize("act", ["correct", "withdraw"])
def test_what_was_corrected_is_not_changed_again(claim: Claim, chae: User, ben: User, act: str) -> None:
    factories.publish(factories.approved(claim, by=chae, approver=ben), by=ben)
    old = claim.verdicts.get()
    new = reviewing.draft_correction(old, by=chae, change="update", public_note="The world moved.")
    factories.publish(reviewing.approve(reviewing.submit(new, by=chae), by=ben), by=ben)
    with pytest.raises(IllegalTransition):
        if act == "correct":
            reviewing.draft_correction(old, by=chae, change="update", public_note="Again.")
        else:
            reviewing.draft_withdrawal(old, by=chae, public_note="Again.")


def test_a_correction_ends_the_alert_and_is_told(claim: Claim, chae: User, ben: User) -> None:
    factories.publish(factories.approved(claim, by=chae, approver=ben), by=ben)
    old = claim.verdicts.get()
    alert = alerting.open_by_hand(old, claim.evidence.get(), why="Two texts.", by=ben)
    new = reviewing.draft_correction(
        old, by=chae, change="other_correction", public_note="A report was left out."
    )
    factories.publish(reviewing.approve(reviewing.submit(new, by=chae), by=ben), by=ben)
    alert.refresh_from_db()
    claim.refresh_from_db()
    assert (alert.resolution, claim.status) == ("corrected", "published")
    assert Event.objects.about(old).get(kind="verdict.superseded").content.body["successor"] == new.pk


def test_a_discarded_correction_leaves_the_published_verdict_at_risk(
    claim: Claim, chae: User, ben: User
) -> None:
    factories.publish(factories.approved(claim, by=chae, approver=ben), by=ben)
    old = claim.verdicts.get()
    alerting.open_by_hand(old, claim.evidence.get(), why="Two texts.", by=ben)
    reviewing.discard(
        reviewing.draft_correction(old, by=chae, change="update", public_note="The world moved."), by=chae
    )
    claim.refresh_from_db()
    assert (claim.status, claim.work_state, old.state) == ("at_risk", "", "published")


def _withdrawn(claim: Claim, chae: User, ben: User) -> Verdict:
    factories.publish(factories.approved(claim, by=chae, approver=ben), by=ben)
    notice = reviewing.draft_withdrawal(claim.verdicts.get(), by=chae, public_note="The time was guessed.")
    factories.publish(reviewing.approve(reviewing.submit(notice, by=chae), by=ben), by=ben)
    return notice


def test_a_withdrawal_is_never_at_risk(claim: Claim, chae: User, ben: User) -> None:
    notice = _withdrawn(claim, chae, ben)
    with pytest.raises(IllegalTransition):
        alerting.open_by_hand(notice, claim.evidence.get(), why="Two texts.", by=ben)


def test_a_withdrawal_is_not_withdrawn(claim: Claim, chae: User, ben: User) -> None:
    with pytest.raises(IllegalTransition):
        reviewing.draft_withdrawal(_withdrawn(claim, chae, ben), by=chae, public_note="Again.")


def test_a_deactivated_editor_approves_nothing(claim: Claim, chae: User, ben: User) -> None:
    verdict = factories.submitted(claim, by=chae)
    User.objects.filter(pk=ben.pk).update(is_active=False)
    with pytest.raises(IllegalTransition, match="active member"):
        reviewing.approve(verdict, by=ben)  # as of a request that began before


def test_submitting_asks_as_often_for_many_citations_as_for_few(
    claim: Claim, chae: User, django_assert_max_num_queries: Any
) -> None:
    for _ in range(8):
        factories.evidence(claim, by=chae)
    verdict = factories.draft(claim, by=chae)
    with django_assert_max_num_queries(26):
        reviewing.submit(verdict, by=chae)
