"""Checklists: what is asked of claims of a kind, who saw to it, and what a tick taken back undoes."""

from __future__ import annotations

import pytest

from claims.exceptions import IllegalTransition, NotAllowed
from claims.models import ArticleVersion, ChecklistItem, ChecklistTick, Claim, Event, User
from claims.presenters import clearance
from claims.services import checklists, clearing, keeping
from tests import factories


@pytest.fixture
def claim(chae: User) -> Claim:
    return factories.claim(by=chae)


@pytest.fixture
def item(ada: User) -> ChecklistItem:
    return keeping.add(ChecklistItem, by=ada, kind="statistic", text="The unit is given.")


def test_a_claim_is_asked_what_its_kind_is_asked(claim: Claim, item: ChecklistItem, ada: User) -> None:
    of_all = keeping.add(ChecklistItem, by=ada, text="Names are right.", position=1)
    keeping.add(ChecklistItem, by=ada, kind="quote", text="The tape was heard.")
    assert [line.item for line in clearance.checklist(claim)] == [item, of_all]


def test_a_tick_is_on_record(claim: Claim, item: ChecklistItem, chae: User) -> None:
    checklists.tick(claim, item, by=chae)
    assert clearance.checklist(claim)[0].tick.ticked_by == chae  # type: ignore[union-attr]
    event = Event.objects.get(kind="checklist.ticked")
    assert (event.claim_pk, event.content.body["item"]) == (claim.pk, "The unit is given.")


def test_a_second_tick_changes_nothing(claim: Claim, item: ChecklistItem, chae: User, ben: User) -> None:
    checklists.tick(claim, item, by=chae)
    assert checklists.tick(claim, item, by=ben).ticked_by == chae
    assert Event.objects.filter(kind="checklist.ticked").count() == 1


def test_what_is_not_asked_is_not_ticked(claim: Claim, chae: User, ada: User) -> None:
    other = keeping.add(ChecklistItem, by=ada, kind="quote", text="The tape was heard.")
    with pytest.raises(IllegalTransition):
        checklists.tick(claim, other, by=chae)


def test_contributors_tick_nothing(claim: Claim, item: ChecklistItem, ana: User) -> None:
    with pytest.raises(NotAllowed):
        checklists.tick(claim, item, by=ana)


def test_a_tick_taken_back_opens_what_was_cleared(chae: User, ben: User, ada: User) -> None:
    item = keeping.add(ChecklistItem, by=ada, text="Names are right.")
    version: ArticleVersion = factories.ready_to_clear(author=chae, editor=ben)
    claim = version.appearances.get().claim
    checklists.tick(claim, item, by=chae)
    signed = clearing.sign_off(version, by=ben, sha256=version.sha256)
    checklists.untick(claim, item, by=chae)
    assert not ChecklistTick.objects.exists()
    assert "Names are right." in signed.lapse.why


def test_the_usual_questions_are_added_once(ada: User) -> None:
    assert checklists.add_usual(by=ada) == len(checklists.USUAL)
    assert checklists.add_usual(by=ada) == 0


def test_only_admins_write_checklists(chae: User) -> None:
    with pytest.raises(NotAllowed):
        checklists.add_usual(by=chae)
