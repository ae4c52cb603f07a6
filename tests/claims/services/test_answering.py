"""Answers to readers, and the words kept for them."""

from __future__ import annotations

import pytest

from claims.exceptions import IllegalTransition, InvalidInput, NotAllowed, StaleVersion
from claims.models import AnswerTemplate, Event, Tip, User
from claims.services import answering, hiding, tipping
from tests import factories

WORDS = "We looked at “{statement}”: {link}"


@pytest.fixture
def tip(db: None) -> Tip:
    return tipping.receive(
        kind="check", text="Did the port really handle 4,200 ships?", email="r@mail.example"
    )


@pytest.fixture
def template(ben: User) -> AnswerTemplate:
    return answering.add_template(by=ben, name="Checked", text=WORDS)


def test_an_answer_decides_a_tip_that_waited(tip: Tip, chae: User) -> None:
    answered = answering.answer(tip, text="We looked.", by=chae)
    assert (answered.state, answered.answer, answered.decided_by) == ("answered", "We looked.", chae)


def test_an_answer_to_a_decided_tip_leaves_the_decision(tip: Tip, chae: User, ben: User) -> None:
    tipping.decline(tip, reason="An opinion.", by=chae)
    answered = answering.answer(tip, text="It is an opinion.", by=ben)
    assert (answered.state, answered.decided_by) == ("declined", chae)


def test_a_tip_is_answered_once(tip: Tip, chae: User) -> None:
    answering.answer(tip, text="We looked.", by=chae)
    with pytest.raises(IllegalTransition):
        answering.answer(tip, text="We looked again.", by=chae)


def test_the_answer_is_no_part_of_the_record(tip: Tip, chae: User) -> None:
    answering.answer(tip, text="Dear Mr Eader", by=chae)
    event = Event.objects.about(tip).select_related("content").latest("pk")
    assert event.kind == "tip.answered"
    assert "Eader" not in str(event.content.body)


def test_a_place_that_nobody_filled_in_is_not_sent(tip: Tip, chae: User) -> None:
    with pytest.raises(InvalidInput, match=r"\{link\}"):
        answering.answer(tip, text="See {link}", by=chae)


def test_a_template_is_filled_in_with_the_claim(template: AnswerTemplate, chae: User, ben: User) -> None:
    claim = factories.published_claim(author=chae, editor=ben)
    words = answering.filled_in(template, claim)
    assert claim.statement in words
    assert f"https://desk.example/claims/{claim.slug}/" in words


def test_a_hidden_page_is_not_linked(template: AnswerTemplate, chae: User, ben: User) -> None:
    claim = factories.published_claim(author=chae, editor=ben)
    hiding.hide(claim, reason="R", by=ben)
    assert "{link}" in answering.filled_in(template, claim)


def test_templates_are_written_by_editors(template: AnswerTemplate, chae: User, ben: User) -> None:
    with pytest.raises(NotAllowed):
        answering.add_template(by=chae, name="Mine", text="Words")
    answering.edit_template(template, version=1, by=ben, text="Other words.")
    with pytest.raises(StaleVersion):
        answering.edit_template(template, version=1, by=ben, text="Yet others.")
