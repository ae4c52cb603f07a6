"""Has this been checked before: what is offered, and what people decide about it."""

from __future__ import annotations

from typing import Any

import pytest

from claims.clients import embedding
from claims.exceptions import IllegalTransition, InvalidInput, NotAllowed
from claims.models import Claim, Event, Match, User
from claims.services import looking_up, matching, surrounding
from claims.services.surrounding import Around
from claims.text.rescoring import Level
from tests import factories

SHIPS = "The port of Lowmark handled 4,800 ships in 2022."
TAPE = "Ida Holm released the tape of her call with the harbour master of Lowmark."
SAID = "And then she released it, and everybody laughed."
BESIDE = "Ida Holm had a tape of the call. The harbour master of Lowmark denied that there was a call."

OF_ONE_SUBJECT = [
    "North Korea sent about 3,000 troops to Russia in October 2024.",
    "South Korea provided indirect support to Ukraine through NATO allies.",
    "Russia warned South Korea of consequences for its security.",
    "North Korea denied that its soldiers were in Ukraine.",
    "The president of South Korea spoke with the president of Ukraine.",
    "Poland ordered tanks of South Korea for 7 billion dollars.",
    "Ukraine asked South Korea for air defence in spring.",
    "The ministry in Moscow said that North Korea is a partner of Russia.",
    "NATO confirmed that North Korea deployed units in the Kursk region.",
    "South Korea’s law restricts sending weapons to states at war, Ukraine included.",
]


def keys(found: list[matching.Suggestion]) -> list[int]:
    return [one.claim.pk for one in found]


@pytest.fixture
def claim(chae: User, noise: None) -> Claim:
    return factories.claim(by=chae, statement=SHIPS)


@pytest.fixture
def other(claim: Claim, chae: User) -> Claim:
    return factories.claim(by=chae, statement="In 2023 Lowmark’s port handled 4,200 ships.")


def test_what_says_nearly_the_same_is_found(other: Claim) -> None:
    assert keys(matching.find_checked(SHIPS))[-1:] == [other.pk]


def test_the_most_alike_comes_first(claim: Claim, other: Claim) -> None:
    assert keys(matching.find_checked(SHIPS)) == [claim.pk, other.pk]


def test_a_claim_is_not_offered_itself(claim: Claim, other: Claim) -> None:
    assert keys(matching.find_checked(claim.statement, exclude=claim)) == [other.pk]


def test_what_differs_is_told(claim: Claim, other: Claim) -> None:
    [found] = matching.find_checked(claim.statement, exclude=claim)
    assert [(one.here, one.there) for one in found.differences] == [
        ("4,800 ships", "4,200 ships"),
        ("2022", "2023"),
    ]


def test_the_published_rating_is_told(chae: User, ben: User) -> None:
    factories.published_claim(author=chae, editor=ben, statement=SHIPS, rating="inaccurate")
    [found] = matching.find_checked(SHIPS)
    assert found.rating is not None
    assert found.rating.slug == "inaccurate"


@pytest.mark.parametrize("statement", ["", "   ", "the of and", "'\\ & | !:*", "x" * 5000])
def test_words_that_say_nothing_find_nothing(claim: Claim, statement: str) -> None:
    assert matching.find_checked(statement) == []


@pytest.mark.parametrize(("fetched", "is_found"), [(1, False), (2, True)])
def test_more_are_fetched_by_rare_words_than_are_weighed(
    claim: Claim, chae: User, monkeypatch: pytest.MonkeyPatch, fetched: int, is_found: bool
) -> None:
    longer = f"{SHIPS} Nobody wrote down how many tonnes of grain, timber or anything else these had brought."
    factories.claim(by=chae, statement=longer)
    monkeypatch.setattr(looking_up, "FETCHED", fetched)
    monkeypatch.setattr(looking_up, "CANDIDATES", 1)
    assert (keys(matching.find_checked(SHIPS)) == [claim.pk]) == is_found


def test_what_stands_beside_a_sentence_says_of_what_it_speaks(chae: User, noise: None) -> None:
    claim = factories.claim(by=chae, statement=TAPE)
    assert matching.find_checked(SAID) == []
    [found] = matching.find_checked(SAID, around=Around(BESIDE))
    assert found.claim == claim
    assert ("beside", "Ida, Holm, tape, call, harbour, master") in [
        (one.kind, one.here) for one in found.agreements
    ]


def test_what_the_same_text_claims_beside_it_is_another_claim(chae: User, noise: None) -> None:
    where = factories.version(by=chae, text=f"{BESIDE} {SAID}")
    claim = factories.claim(by=chae, in_version=where, words="Ida Holm had a tape", statement=TAPE)
    start = where.text.index(SAID)
    around = surrounding.of_passage(where.pk, start=start, end=start + len(SAID))
    assert around.said == BESIDE
    assert matching.find_checked(SAID, around=around) == []
    assert keys(matching.find_checked(SAID, around=Around(BESIDE))) == [claim.pk]


def test_what_is_found_by_its_own_words_in_the_same_text_is_not_said_beside_it(
    chae: User, noise: None
) -> None:
    again = (
        "Ida Holm released the tape of the call with the harbour master of Lowmark, and everybody laughed."
    )
    where = factories.version(by=chae, text=f"{BESIDE} {again}")
    factories.claim(by=chae, in_version=where, words="Ida Holm had a tape", statement=TAPE)
    start = where.text.index(again)
    [found] = matching.find_checked(
        again, around=surrounding.of_passage(where.pk, start=start, end=start + len(again))
    )
    assert found.agreements
    assert "beside" not in {one.kind for one in found.agreements}


def test_claims_about_one_subject_are_not_one_claim_on_a_small_desk(chae: User) -> None:
    for statement in OF_ONE_SUBJECT:
        factories.claim(by=chae, statement=statement)
    assert looking_up.count_words_if_grown()
    found = [one for said in OF_ONE_SUBJECT for one in matching.find_checked(said)[1:]]
    assert not [one for one in found if one.level is Level.STRONG]
    [same] = [one for one in matching.find_checked(OF_ONE_SUBJECT[0]) if one.level is Level.STRONG]
    assert same.claim.statement == OF_ONE_SUBJECT[0]


def test_the_words_of_a_sentence_count_for_more_than_those_beside_it(
    claim: Claim, chae: User, noise: None
) -> None:
    tape = factories.claim(by=chae, statement=TAPE)
    found = keys(matching.find_checked(SHIPS, around=Around(BESIDE)))
    assert found[0] == claim.pk
    assert set(found) <= {claim.pk, tape.pk}


def test_no_more_is_offered_than_asked_for(chae: User) -> None:
    for _ in range(3):
        factories.claim(by=chae, statement=SHIPS)
    assert len(matching.find_checked(SHIPS, limit=2)) == 2


def test_the_queries_do_not_grow(
    chae: User, claim: Claim, other: Claim, django_assert_max_num_queries: object
) -> None:
    with django_assert_max_num_queries(9):  # type: ignore[operator]
        matching.find_checked(SHIPS, exclude=claim)


def test_a_confirmed_pair_stands_once_whoever_begins(claim: Claim, other: Claim, chae: User) -> None:
    match = matching.confirm(other, claim, by=chae)
    assert (match.claim_id, match.other_id, match.state) == (claim.pk, other.pk, Match.State.CONFIRMED)


@pytest.mark.parametrize("act", [matching.confirm, matching.refuse])
def test_what_was_decided_is_not_offered_again(claim: Claim, other: Claim, chae: User, act: object) -> None:
    act(claim, other, by=chae)  # type: ignore[operator]
    assert matching.find_checked(SHIPS, exclude=claim) == []
    assert matching.find_checked(other.statement, exclude=other) == []


def test_what_is_undone_is_offered_again(claim: Claim, other: Claim, chae: User) -> None:
    matching.undo(matching.refuse(claim, other, by=chae), by=chae)
    assert keys(matching.find_checked(SHIPS, exclude=claim)) == [other.pk]


def test_a_decision_can_be_changed(claim: Claim, other: Claim, chae: User) -> None:
    matching.refuse(claim, other, by=chae)
    match = matching.confirm(claim, other, by=chae, relation=Match.Relation.RELATED)
    assert (match.state, match.relation, match.version) == ("confirmed", "related", 2)


def test_the_same_decision_twice_is_refused(claim: Claim, other: Claim, chae: User) -> None:
    matching.confirm(claim, other, by=chae)
    with pytest.raises(IllegalTransition):
        matching.confirm(claim, other, by=chae)


def test_a_claim_is_not_matched_with_itself(claim: Claim, chae: User) -> None:
    with pytest.raises(InvalidInput):
        matching.confirm(claim, claim, by=chae)


def test_contributors_decide_nothing(claim: Claim, other: Claim, ana: User) -> None:
    with pytest.raises(NotAllowed):
        matching.confirm(claim, other, by=ana)


def test_both_claims_tell_of_it(claim: Claim, other: Claim, chae: User) -> None:
    matching.confirm(claim, other, by=chae)
    told = Event.objects.filter(kind="match.confirmed")
    assert {one.claim_pk for one in told} == {claim.pk, other.pk}
    assert len({one.act for one in told}) == 1


def test_decided_names_the_other_side(claim: Claim, other: Claim, chae: User) -> None:
    matching.confirm(claim, other, by=chae)
    assert [one.claim for one in matching.decided(claim)] == [other]
    assert [one.claim for one in matching.decided(other)] == [claim]


@pytest.mark.parametrize("act", [matching.confirm, matching.refuse])
def test_who_saw_no_decision_overrides_none(
    claim: Claim, other: Claim, chae: User, ben: User, act: Any
) -> None:
    made = matching.confirm(claim, other, by=ben, relation=Match.Relation.RELATED)
    with pytest.raises(IllegalTransition):
        act(claim, other, by=chae, is_first=True)
    made.refresh_from_db()
    assert (made.state, made.relation, made.decided_by) == ("confirmed", "related", ben)


def test_a_claims_own_page_needs_no_model(chae: User, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its stored embedding serves: the model would take seconds to load, and memory."""
    claim = factories.claim(by=chae, statement="The port of Lowmark handled 4,200 ships in 2021.")
    twin = factories.claim(by=chae, statement="The port of Lowmark handled 4,300 ships in 2021.")
    looking_up.embed_some()
    monkeypatch.setattr(embedding, "_model", lambda: pytest.fail("The model was asked for."))
    keys = [one.key for one in looking_up.of_claim(claim)]
    assert keys[:2] == [claim.wording.pk, twin.wording.pk]
