"""One claim turns out to be two."""

from __future__ import annotations

import pytest

from claims.exceptions import IllegalTransition, InvalidInput
from claims.models import Claim, Event, Split, User
from claims.services import marking, splitting
from tests import factories


@pytest.fixture
def claim(chae: User, noise: None) -> Claim:
    return factories.claim(by=chae)


def split(claim: Claim, by: User, **parts: list[int]) -> Claim:
    return splitting.split(claim, statement="Ships doubled.", reason="Two numbers.", parts=parts, by=by)


def test_the_parts_go_to_a_claim_like_it(claim: Claim, chae: User, ben: User) -> None:
    note = marking.add_note(claim, kind="remark", text="Look.", by=chae)
    made = split(claim, ben, notes=[note.pk], appearances=[claim.appearances.get().pk])
    assert (made.kind, made.who, made.created_by) == (claim.kind, claim.who, ben)
    assert (made.notes.get(), made.appearances.count(), claim.appearances.count()) == (note, 1, 0)
    assert Split.objects.get().moved["notes"] == [[note.pk, 1]]


def test_either_history_tells_it(claim: Claim, ben: User) -> None:
    made = split(claim, ben, appearances=[claim.appearances.get().pk])
    assert {one.claim_pk for one in Event.objects.filter(kind="claim.split")} == {claim.pk, made.pk}


def test_what_a_publication_cites_stays(chae: User, ben: User) -> None:
    claim = factories.published_claim(author=chae, editor=ben)
    with pytest.raises(InvalidInput):
        split(claim, ben, evidence=[claim.evidence.earliest("pk").pk])


def test_what_belongs_to_another_claim_stays_there(claim: Claim, chae: User, ben: User) -> None:
    other = factories.evidence(factories.claim(by=chae), by=chae)
    with pytest.raises(InvalidInput):
        split(claim, ben, evidence=[other.pk])


def test_a_draft_is_finished_first(claim: Claim, chae: User, ben: User) -> None:
    factories.draft(claim, by=chae)
    claim.refresh_from_db()
    with pytest.raises(IllegalTransition):
        split(claim, ben, appearances=[claim.appearances.get().pk])
