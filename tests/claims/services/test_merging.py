"""Two claims become one, with all that was said of them; and two again."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from claims.exceptions import FourEyesViolation, IllegalTransition, InvalidInput, Merged, NotAllowed
from claims.models import Claim, Event, Evidence, ExternalCheck, ExternalMatch, Match, Merge, Note, User
from claims.services import (
    assessing,
    contacting,
    discussing,
    hiding,
    marking,
    matching,
    matching_elsewhere,
    merging,
    requesting,
    reviewing,
)
from tests import factories

WHY = "The same number, told twice."


@pytest.fixture
def claim(chae: User, noise: None) -> Claim:
    return factories.claim(by=chae, statement="The port of Lowmark handled 4,800 ships in 2022.")


@pytest.fixture
def into(claim: Claim, chae: User) -> Claim:
    return factories.claim(by=chae, statement="Lowmark’s port handled 4,800 ships in 2022.")


def merged(claim: Claim, into: Claim, by: User) -> Merge:
    made = merging.ask(claim, into, reason=WHY, by=by)
    claim.refresh_from_db()
    into.refresh_from_db()
    return made


def sides(claim: Claim, into: Claim, name: str) -> tuple[int, int]:
    return getattr(claim, name).count(), getattr(into, name).count()


def test_what_nobody_published_is_merged_at_once(claim: Claim, into: Claim, ben: User) -> None:
    merge = merged(claim, into, ben)
    assert (merge.state, merge.decided_by, merge.is_public) == (Merge.State.DONE, ben, False)
    assert claim.status == Claim.Status.MERGED
    assert into.status == Claim.Status.UNREVIEWED


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("evidence", lambda claim, by: factories.evidence(claim, by=by)),
        ("notes", lambda claim, by: marking.add_note(claim, kind="remark", text="Look.", by=by)),
        ("comments", lambda claim, by: discussing.say(claim, text="Look.", by=by)),
        ("contact_attempts", lambda claim, by: contacting.contact(claim, channel="E-mail", outcome="None.", by=by)),
        ("correction_requests", lambda claim, by: requesting.ask(claim, outlet="Gazette", words="Please.", by=by)),
        ("assessments", lambda claim, by: assessing.assess(claim, by=by, rating=factories.scale()["accurate"], reasoning="Read.")),
    ],
)  # fmt: skip
def test_what_belongs_to_it_goes_along_and_returns(
    claim: Claim, into: Claim, chae: User, ben: User, name: str, make: Any
) -> None:
    make(claim, chae)
    merge = merged(claim, into, ben)
    assert sides(claim, into, name) == (0, 1)
    merging.undo(merge, reason="Two after all.", by=ben)
    assert sides(claim, into, name) == (1, 0)


def test_places_in_texts_go_along_but_for_those_that_are_marked_already(
    chae: User, ben: User, noise: None
) -> None:
    where = factories.version(by=chae)
    claim, into = (factories.claim(by=chae, in_version=where) for _ in range(2))
    other = factories.version(by=chae)
    marking.mark_appearance(claim, other, start=0, end=7, by=chae)
    assert [one.number for one in merging.preview(claim, into).plan.stays] == [1]
    merged(claim, into, ben)
    assert sides(claim, into, "appearances") == (1, 2)


def test_a_second_assessment_of_one_person_stays(claim: Claim, into: Claim, chae: User, ben: User) -> None:
    for one in (claim, into):
        assessing.assess(one, by=chae, rating=factories.scale()["accurate"], reasoning="Read.")
    merged(claim, into, ben)
    assert sides(claim, into, "assessments") == (1, 1)


def test_an_assessment_that_came_along_counts_for_how_the_claim_stands(
    claim: Claim, into: Claim, chae: User, ben: User
) -> None:
    assessing.assess(claim, by=chae, rating=factories.scale()["accurate"], reasoning="Read.")
    merged(claim, into, ben)
    assert into.status == Claim.Status.IN_REVIEW


def test_notes_are_numbered_on_and_have_their_numbers_again(
    claim: Claim, into: Claim, chae: User, ben: User
) -> None:
    for one in (into, claim, claim):
        marking.add_note(one, kind="remark", text="Look.", by=chae)
    merge = merged(claim, into, ben)
    assert sorted(into.notes.values_list("number", flat=True)) == [1, 2, 3]
    merging.undo(merge, reason="Two.", by=ben)
    assert sorted(claim.notes.values_list("number", flat=True)) == [1, 2]
    assert Note.objects.filter(claim=into).count() == 1


def test_what_was_said_of_third_claims_is_said_of_the_other(
    claim: Claim, into: Claim, chae: User, ben: User
) -> None:
    third = factories.claim(by=chae)
    matching.refuse(claim, third, by=chae)
    matching.confirm(claim, into, by=chae)
    merge = merged(claim, into, ben)
    assert [(one.state, one.decided_by) for one in Match.objects.about(into.pk) if third.pk in (one.claim_id, one.other_id)] == [("refused", chae)]  # fmt: skip
    merging.undo(merge, reason="Two.", by=ben)
    assert matching.decided(into)[0].claim == claim
    assert len(matching.decided(into)) == 1


def test_what_others_checked_is_told_of_the_other(claim: Claim, into: Claim, chae: User, ben: User) -> None:
    check = ExternalCheck.objects.create(
        claim_text="Ships.", claim_sha256="0" * 64, publisher_name="G", publisher_site="g.test", reference="1"
    )
    matching_elsewhere.confirm(claim, check, by=chae)
    merged(claim, into, ben)
    assert ExternalMatch.objects.get(claim=into).external_check == check


def test_a_merged_claim_is_nobodys_work_and_somebodys_again(
    claim: Claim, into: Claim, chae: User, ben: User
) -> None:
    marking.assign(claim, to=chae, by=ben)
    merge = merged(claim, into, ben)
    assert claim.assigned_to is None
    merging.undo(merge, reason="Two.", by=ben)
    claim.refresh_from_db()
    assert (claim.assigned_to, claim.status) == (chae, Claim.Status.UNREVIEWED)


def test_it_is_told_in_the_history_of_either(claim: Claim, into: Claim, ben: User) -> None:
    merged(claim, into, ben)
    told = Event.objects.filter(kind="claim.merged")
    assert {one.claim_pk for one in told} == {claim.pk, into.pk}
    assert len({one.act for one in told}) == 1


def test_a_merged_claim_is_not_offered(claim: Claim, into: Claim, ben: User) -> None:
    merged(claim, into, ben)
    assert [one.claim for one in matching.find_checked(claim.statement)] == [into]


def test_chains_lead_to_the_last_and_come_apart_from_there(
    claim: Claim, into: Claim, chae: User, ben: User
) -> None:
    last = factories.claim(by=chae)
    first = merged(claim, into, ben)
    merged(into, last, ben)
    assert merging.whither(claim) == last
    with pytest.raises(IllegalTransition):
        merging.undo(first, reason="Two.", by=ben)


# --- What stands in the way ------------------------------------------------------------------------------------------


def laws(claim: Claim, into: Claim) -> list[str]:
    return [one.law for one in merging.preview(claim, into).obstacles]


def law_of_the_database(claim: Claim, into: Claim) -> str | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT claims_merge_unmet(%s, %s)", [claim.pk, into.pk])
        return cursor.fetchone()[0]  # type: ignore[no-any-return]


def held(claim: Claim, chae: User, ben: User) -> None:
    marking.edit_claim(claim, version=claim.version, by=chae, legal_hold=True)


def hidden(claim: Claim, chae: User, ben: User) -> None:
    factories.publish(factories.approved(claim, by=chae, approver=ben), by=ben)
    hiding.hide(claim, reason="R", by=ben)


def at_risk(claim: Claim, chae: User, ben: User) -> None:
    factories.evidence(claim, by=chae)
    factories.publish(factories.approved(claim, by=chae, approver=ben), by=ben)
    factories.alert(claim, by=ben)


CASES = [
    (lambda claim, chae, ben: reviewing.draft(claim, by=chae), ["merge_no_open_verdict"]),
    (held, ["merge_no_legal_hold"]),
    (hidden, ["merge_nothing_hidden", "merge_into_the_published"]),
    (at_risk, ["merge_no_open_alert", "merge_into_the_published"]),
]


@pytest.mark.parametrize(("before", "expected"), CASES)
def test_what_is_in_the_way_is_named_and_refused(
    claim: Claim, into: Claim, chae: User, ben: User, before: Any, expected: list[str]
) -> None:
    before(claim, chae, ben)
    claim.refresh_from_db()
    assert laws(claim, into) == expected
    assert law_of_the_database(claim, into) == expected[0]
    with pytest.raises(IllegalTransition):
        merging.ask(claim, into, reason=WHY, by=ben)


def test_nothing_is_in_the_way_of_two_plain_claims(claim: Claim, into: Claim) -> None:
    assert laws(claim, into) == []
    assert law_of_the_database(claim, into) is None


def test_a_claim_is_merged_once(claim: Claim, into: Claim, chae: User, ben: User) -> None:
    merged(claim, into, ben)
    with pytest.raises(IllegalTransition):
        merging.ask(claim, factories.claim(by=chae), reason=WHY, by=ben)
    with pytest.raises(IllegalTransition):
        merging.ask(factories.claim(by=chae), claim, reason=WHY, by=ben)


def test_a_reason_is_asked_for_and_another_claim(claim: Claim, into: Claim, ben: User) -> None:
    with pytest.raises(InvalidInput):
        merging.ask(claim, into, reason=" ", by=ben)
    with pytest.raises(InvalidInput):
        merging.ask(claim, claim, reason=WHY, by=ben)


def test_a_checker_merges_nothing(claim: Claim, into: Claim, chae: User) -> None:
    with pytest.raises(NotAllowed):
        merging.ask(claim, into, reason=WHY, by=chae)


# --- Where readers know the claim -------------------------------------------------------------------------------------


@pytest.fixture
def known(chae: User, ben: User, noise: None) -> Claim:
    return factories.published_claim(author=chae, editor=ben)


@pytest.fixture
def winner(known: Claim, chae: User, ben: User) -> Claim:
    return factories.published_claim(author=chae, editor=ben)


def test_a_published_claim_takes_a_second_person(known: Claim, winner: Claim, ben: User, bea: User) -> None:
    asked = merged(known, winner, ben)
    assert (asked.state, asked.is_public, known.status) == (Merge.State.ASKED, True, Claim.Status.PUBLISHED)
    with pytest.raises(FourEyesViolation):
        merging.carry_out(asked, by=ben)
    assert merging.carry_out(asked, by=bea).state == Merge.State.DONE


def test_postgresql_asks_for_the_second_person_too(known: Claim, winner: Claim, ben: User) -> None:
    asked = merged(known, winner, ben)
    with pytest.raises(IntegrityError, match="merge_of_published_takes_two"), transaction.atomic():
        Merge.objects.filter(pk=asked.pk).update(state="done", decided_by=ben, decided_at=asked.asked_at)


def test_what_was_published_stays_with_the_evidence_it_cites(
    known: Claim, winner: Claim, chae: User, ben: User, bea: User
) -> None:
    uncited = factories.evidence(known, by=chae)
    merging.carry_out(merged(known, winner, ben), by=bea)
    assert known.publications.count() == 1
    assert known.evidence.count() == 2
    assert Evidence.objects.get(pk=uncited.pk).claim == winner


def test_who_knows_better_refuses_it_with_a_reason(known: Claim, winner: Claim, ben: User, bea: User) -> None:
    asked = merged(known, winner, ben)
    merging.refuse(asked, reason="Another year.", by=bea)
    with pytest.raises(IllegalTransition):
        merging.carry_out(asked, by=bea)
    known.refresh_from_db()
    assert known.status == Claim.Status.PUBLISHED


def test_a_published_claim_goes_into_a_published_one_alone(known: Claim, into: Claim) -> None:
    assert laws(known, into) == ["merge_into_the_published"]
    assert law_of_the_database(known, into) == "merge_into_the_published"


# --- What PostgreSQL keeps ------------------------------------------------------------------------------------------


def test_a_merged_claim_takes_nothing(claim: Claim, into: Claim, chae: User, ben: User) -> None:
    merged(claim, into, ben)
    with pytest.raises(Merged):
        factories.evidence(claim, by=chae)
    with pytest.raises(IntegrityError, match="merged into another"), transaction.atomic():
        discussing.say(claim, text="Look.", by=chae)


def test_nothing_changes_its_claim_without_a_merge(claim: Claim, into: Claim, chae: User) -> None:
    evidence = factories.evidence(claim, by=chae)
    comment = discussing.say(claim, text="Look.", by=chae)
    for row in (evidence, comment, claim.appearances.get()):
        with pytest.raises(IntegrityError), transaction.atomic():
            type(row)._default_manager.filter(pk=row.pk).update(claim=into)


@pytest.mark.parametrize("change", [{"reason": "Another."}, {"state": "asked"}, {"moved": {}}])
def test_a_merge_stays_as_it_was(
    claim: Claim, into: Claim, chae: User, ben: User, change: dict[str, Any]
) -> None:
    factories.evidence(claim, by=chae)
    merge = merged(claim, into, ben)
    with pytest.raises(IntegrityError), transaction.atomic():
        Merge.objects.filter(pk=merge.pk).update(**change)
