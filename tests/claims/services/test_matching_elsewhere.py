"""Fact-checks of other publishers: what is offered for a claim, and what people decide about them."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from claims.exceptions import IllegalTransition, NotAllowed
from claims.models import Claim, Event, ExternalCheck, ExternalMatch, User, Wording
from claims.services import looking_up, matching_elsewhere
from claims.text.rescoring import Level
from tests import factories

SHIPS = "The port of Lowmark handled 4,800 ships in 2022."


@pytest.fixture
def check(db: None) -> ExternalCheck:
    return ExternalCheck.objects.create(
        claim_text="In 2022, the port of Lowmark did not handle 4,200 ships",
        claim_sha256="0" * 64,
        title="Did Lowmark handle so many ships?",
        publisher_name="Gazette",
        publisher_site="gazette.test",
        reference="1",
        language="en",
    )


@pytest.fixture
def claim(chae: User) -> Claim:
    return factories.claim(by=chae, statement=SHIPS)


def offered(claim: Claim) -> list[int]:
    return [one.check.pk for one in matching_elsewhere.find(claim.statement, exclude=claim)]


def test_a_check_is_offered_with_its_level_and_what_differs(claim: Claim, check: ExternalCheck) -> None:
    [found] = matching_elsewhere.find(SHIPS, exclude=claim)
    assert (found.check, found.level) == (check, Level.STRONG)
    assert {str(one.kind) for one in found.differences} == {"number", "negation"}


@pytest.mark.parametrize("act", [matching_elsewhere.confirm, matching_elsewhere.refuse])
def test_what_was_decided_is_not_offered_until_it_is_undone(
    claim: Claim, check: ExternalCheck, chae: User, act: object
) -> None:
    match = act(claim, check, by=chae)  # type: ignore[operator]
    assert offered(claim) == []
    matching_elsewhere.undo(match, by=chae)
    assert offered(claim) == [check.pk]


def test_a_confirmed_check_stands_at_the_claim_and_in_its_history(
    claim: Claim, check: ExternalCheck, chae: User
) -> None:
    match = matching_elsewhere.confirm(claim, check, by=chae)
    assert matching_elsewhere.decided(claim) == [match]
    assert Event.objects.get(kind="match.confirmed").claim_pk == claim.pk


def test_who_saw_no_decision_overrides_none(
    claim: Claim, check: ExternalCheck, chae: User, ben: User
) -> None:
    matching_elsewhere.confirm(claim, check, by=ben)
    with pytest.raises(IllegalTransition):
        matching_elsewhere.refuse(claim, check, is_first=True, by=chae)


def test_contributors_decide_nothing(claim: Claim, check: ExternalCheck, ana: User) -> None:
    with pytest.raises(NotAllowed):
        matching_elsewhere.confirm(claim, check, by=ana)


def test_a_decision_keeps_its_pair(claim: Claim, check: ExternalCheck, chae: User) -> None:
    match = matching_elsewhere.confirm(claim, check, by=chae)
    other = factories.claim(by=chae)
    with pytest.raises(IntegrityError), transaction.atomic():
        ExternalMatch.objects.filter(pk=match.pk).update(claim=other)


def test_words_and_embedding_follow_what_is_said(claim: Claim) -> None:
    looking_up.embed_some()
    assert bytes(Wording.objects.get(claim=claim).embedding or b"") != b""
    Claim.objects.filter(pk=claim.pk).update(statement="The bridge opened.")
    wording = Wording.objects.get(claim=claim)
    assert (wording.words, wording.embedding) == (["bridg", "opene"], None)


def test_stored_embeddings_find_the_same(claim: Claim, check: ExternalCheck) -> None:
    before = looking_up.search(SHIPS)
    looking_up.embed_some()
    assert looking_up.search(SHIPS) == before
