"""The path of a claim through the services: from marking to publication, correction and withdrawal."""

from __future__ import annotations

import json

import pytest

from claims.exceptions import (
    FourEyesViolation,
    GateNotMet,
    IllegalTransition,
    InvalidInput,
    NotAllowed,
    StaleVersion,
)
from claims.models import Claim, Event, GateOverride, Rating, User, Verdict, VerdictCitation
from claims.services import assessing, gate, marking, publishing, reviewing
from tests import factories


def test_two_people_take_a_claim_from_unreviewed_to_published(chae: User, ben: User) -> None:
    claim = factories.claim(by=chae)
    factories.evidence(claim, by=chae)
    verdict = factories.approved(claim, by=chae, approver=ben)
    publication = factories.publish(verdict, by=ben)
    claim.refresh_from_db()
    assert (claim.status, publication.number) == ("published", 1)
    assert json.loads(publication.document)["claim"]["statement"] == claim.statement


def test_nobody_approves_their_own(ben: User) -> None:
    verdict = factories.submitted(factories.claim(by=ben), by=ben)
    with pytest.raises(FourEyesViolation):
        reviewing.approve(verdict, by=ben)


def test_an_admin_does_not_either(ada: User) -> None:
    verdict = factories.submitted(factories.claim(by=ada), by=ada)
    with pytest.raises(FourEyesViolation):
        reviewing.approve(verdict, by=ada)


def test_a_superuser_does_not_either(ada: User) -> None:
    ada.is_superuser = True
    ada.save()
    verdict = factories.submitted(factories.claim(by=ada), by=ada)
    with pytest.raises(FourEyesViolation):
        reviewing.approve(verdict, by=ada)


def test_who_edited_a_comma_does_not_approve(chae: User, ben: User) -> None:
    verdict = factories.draft(factories.claim(by=chae), by=chae)
    verdict = reviewing.edit(verdict, by=ben, version=verdict.version, summary="A comma, moved.")
    verdict = reviewing.submit(verdict, by=chae)
    with pytest.raises(FourEyesViolation):
        reviewing.approve(verdict, by=ben)


def test_a_contributor_does_not_submit(ana: User, chae: User) -> None:
    verdict = factories.draft(factories.claim(by=chae), by=ana)
    with pytest.raises(NotAllowed):
        reviewing.submit(verdict, by=ana)


def test_a_checker_does_not_approve(ana: User, chae: User) -> None:
    verdict = factories.submitted(factories.claim(by=chae), by=chae)
    verdict.contributors.model.objects.exclude(person=chae)
    with pytest.raises(NotAllowed):
        reviewing.approve(verdict, by=ana)


def test_sending_back_needs_a_reason_and_clears_the_approval(chae: User, ben: User) -> None:
    verdict = factories.approved(factories.claim(by=chae), by=chae, approver=ben)
    with pytest.raises(InvalidInput):
        reviewing.send_back(verdict, by=ben, reason="  ")
    back = reviewing.send_back(verdict, by=ben, reason="Name the year.")
    assert (back.state, back.approved_by, back.sent_back_reason) == ("draft", None, "Name the year.")


def test_a_stale_edit_is_refused_and_changes_nothing(chae: User, ben: User) -> None:
    verdict = factories.draft(factories.claim(by=chae), by=chae)
    reviewing.edit(verdict, by=chae, version=verdict.version, summary="First.")
    with pytest.raises(StaleVersion) as caught:
        reviewing.edit(verdict, by=ben, version=verdict.version, summary="Second.")
    assert caught.value.current == verdict.version + 1
    assert Verdict.objects.get(pk=verdict.pk).summary == "First."


def test_a_submitted_verdict_is_not_edited(chae: User) -> None:
    verdict = factories.submitted(factories.claim(by=chae), by=chae)
    with pytest.raises(IllegalTransition):
        reviewing.edit(verdict, by=chae, version=verdict.version, summary="Late.")


def test_the_gate_names_what_is_missing(chae: User, ben: User) -> None:
    claim = factories.claim(by=chae)
    verdict = factories.approved(claim, by=chae, approver=ben, interests="", methodology="")
    with pytest.raises(GateNotMet) as caught:
        publishing.publish(verdict, by=ben)
    assert {"interests", "methodology", "captured"} <= set(caught.value.lines)
    assert Verdict.objects.get(pk=verdict.pk).state == "approved"


def test_an_override_is_recorded_with_its_reason(chae: User, ben: User) -> None:
    claim = factories.claim(by=chae)
    factories.evidence(claim, by=chae)
    factories.publish(factories.approved(claim, by=chae, approver=ben), by=ben)
    override = GateOverride.objects.get(line="captured")
    assert (override.reason, override.overridden_by) == ("Transcribed by hand.", ben)
    assert Event.objects.filter(kind="gate.overridden", claim_pk=claim.pk).count() == 1


@pytest.mark.parametrize("line", sorted(gate.NEVER_OVERRIDDEN - {"public_note"}))
def test_some_lines_are_never_overridden(chae: User, ben: User, line: str) -> None:
    claim = factories.claim(by=chae)
    factories.evidence(claim, by=chae)
    verdict = factories.approved(claim, by=chae, approver=ben)
    Claim.objects.filter(pk=claim.pk).update(legal_hold=True)
    with pytest.raises(GateNotMet) as caught:
        publishing.publish(
            verdict, by=ben, overrides={"captured": "By hand.", "legal": "Never mind.", line: "Never mind."}
        )
    assert caught.value.lines == ("legal",)


def test_citations_are_frozen_at_submission(chae: User, ben: User) -> None:
    claim = factories.claim(by=chae)
    factories.evidence(claim, by=chae)
    verdict = factories.submitted(claim, by=chae)
    factories.evidence(claim, by=chae)
    assert VerdictCitation.objects.filter(verdict=verdict).count() == 1


def test_a_correction_is_a_new_number_through_four_eyes(
    chae: User, ben: User, scale: dict[str, Rating]
) -> None:
    claim = factories.published_claim(author=chae, editor=ben)
    old = claim.verdicts.get()
    new = reviewing.draft_correction(
        old,
        by=chae,
        change="rating_correction",
        public_note="A report was left out.",
        rating=scale["needs-context"],
    )
    publication = factories.publish(reviewing.approve(reviewing.submit(new, by=chae), by=ben), by=ben)
    old.refresh_from_db()
    assert (old.state, publication.number, publication.rating_slug) == ("corrected", 2, "needs-context")
    assert [row.standing.standing for row in claim.publications.order_by("number")] == [
        "superseded",
        "current",
    ]


def test_a_withdrawal_keeps_the_earlier_number(chae: User, ben: User) -> None:
    claim = factories.published_claim(author=chae, editor=ben)
    notice = reviewing.draft_withdrawal(claim.verdicts.get(), by=chae, public_note="The time was guessed.")
    factories.publish(reviewing.approve(reviewing.submit(notice, by=chae), by=ben), by=ben)
    claim.refresh_from_db()
    assert claim.status == "withdrawn"
    assert [row.standing.standing for row in claim.publications.order_by("number")] == [
        "superseded",
        "withdrawn",
    ]


def test_a_withdrawn_claim_can_be_checked_anew(chae: User, ben: User) -> None:
    claim = factories.published_claim(author=chae, editor=ben)
    notice = reviewing.draft_withdrawal(claim.verdicts.get(), by=chae, public_note="The time was guessed.")
    factories.publish(reviewing.approve(reviewing.submit(notice, by=chae), by=ben), by=ben)
    publication = factories.publish(factories.approved(claim, by=chae, approver=ben), by=ben)
    claim.refresh_from_db()
    assert (claim.status, publication.number) == ("published", 3)


def test_approving_and_publishing_is_one_action(chae: User, ben: User) -> None:
    claim = factories.claim(by=chae)
    factories.evidence(claim, by=chae)
    verdict = factories.submitted(claim, by=chae)
    with pytest.raises(GateNotMet):
        publishing.approve_and_publish(verdict, by=ben)
    assert Verdict.objects.get(pk=verdict.pk).state == "submitted"
    publishing.approve_and_publish(verdict, by=ben, overrides={"captured": "By hand."})
    assert Verdict.objects.get(pk=verdict.pk).state == "published"


def test_every_step_leaves_an_event(chae: User, ben: User) -> None:
    claim = factories.published_claim(author=chae, editor=ben, with_evidence=1)
    kinds = list(Event.objects.of_claim(claim.pk).order_by("pk").values_list("kind", flat=True))
    assert kinds == [
        "claim.marked", "appearance.marked", "evidence.added", "verdict.drafted", "verdict.submitted", "verdict.approved",
        "gate.overridden", "verdict.published",
    ]  # fmt: skip


def test_an_assessment_is_ones_own(ana: User, chae: User, scale: dict[str, Rating]) -> None:
    claim = factories.claim(by=chae)
    mine = assessing.assess(claim, by=ana, rating=scale["accurate"], reasoning="Read the list.")
    assessing.assess(claim, by=chae, rating=scale["inaccurate"], reasoning="Counted again.")
    with pytest.raises(StaleVersion):
        assessing.assess(claim, by=ana, rating=scale["inaccurate"], reasoning="Changed my mind.")
    again = assessing.assess(
        claim, by=ana, rating=scale["inaccurate"], reasoning="Changed.", version=mine.version
    )
    assert (claim.assessments.count(), again.pk, again.version) == (2, mine.pk, 2)


def test_coverage_grows_only_by_a_persons_word(chae: User) -> None:
    version = factories.version(by=chae)
    factories.claim(by=chae, in_version=version)
    sentence = version.sentences.get(disposition="claim")
    assert version.sentences.complete().count() == 0
    marking.complete(sentence, by=chae)
    question = next(s for s in version.sentences.open() if version.text[s.start : s.end].endswith("?"))
    marking.rule_out(question, reason="question", by=chae)
    assert version.sentences.complete().count() == 2


def test_a_sentence_with_a_claim_is_not_ruled_out(chae: User) -> None:
    version = factories.version(by=chae)
    factories.claim(by=chae, in_version=version)
    with pytest.raises(IllegalTransition):
        marking.rule_out(version.sentences.get(disposition="claim"), reason="opinion", by=chae)


def test_the_same_text_is_the_same_version(chae: User) -> None:
    article = factories.article(by=chae)
    marking.add_version(article, text=factories.TEXT, by=chae)
    marking.add_version(article, text=factories.TEXT + " More.", by=chae)
    assert list(article.versions.values_list("number", flat=True)) == [1, 2]


@pytest.mark.parametrize("text", ["", " \n ", "a\x00b", "x" * (marking.MAX_TEXT + 1)])
def test_an_unreadable_text_is_refused_whole(chae: User, text: str) -> None:
    with pytest.raises(InvalidInput):
        factories.article(by=chae, text=text)
    assert Event.objects.count() == 0
