"""Passages offered as evidence on a claim's page: taken into the form, or refused."""

from __future__ import annotations

import pytest

from claims.models import Claim, Evidence, Passage, PassageRefusal, User
from claims.services import cutting_passages
from tests import captures, factories
from tests.claims.admin.conftest import Desk, act, words, workspace

SHIPS = "The port of Lowmark handled 4,200 ships in 2023."
SAID = "The port of Lowmark handled 4,100 ships in 2023, said Ida Holm, who keeps the list of the harbour."


@pytest.fixture
def claim(chae: User) -> Claim:
    return factories.claim(by=chae, statement=SHIPS)


@pytest.fixture
def passage(chae: User) -> Passage:
    captures.capture(factories.source(by=chae, publisher="Harbour Gazette"), captures.page(SAID))
    cutting_passages.cut_some()
    return Passage.objects.get()


def test_it_is_shown_with_what_agrees_and_what_differs(
    claim: Claim, passage: Passage, chae: User, at_desk: Desk
) -> None:
    page = words(at_desk(chae).get(workspace(claim)))
    assert "1 passage of a captured source may bear on this" in page
    assert "The same date:" in page
    assert "<del>4,200 ships</del> → <ins>4,100 ships</ins>" in page


def test_taking_it_fills_the_form_and_what_is_sent_is_anchored(
    claim: Claim, passage: Passage, chae: User, at_desk: Desk
) -> None:
    desk = at_desk(chae)
    page = desk.get(f"{workspace(claim)}?take={passage.pk}").content.decode()
    assert '<details id="add-evidence" open>' in page
    assert f">{SAID}</textarea>" in page.replace("\n", "").replace("&#x27;", "'")
    sent = {"source": passage.source_id, "quote": SAID, "stance": "refutes", "weight": "key"}
    desk.post(act(claim, "evidence"), {f"evidence-{name}": value for name, value in sent.items()})
    assert Evidence.objects.get().snapshot == passage.snapshot
    assert "may bear on this" not in words(desk.get(workspace(claim)))


def test_refused_it_is_gone_for_everybody(
    claim: Claim, passage: Passage, chae: User, ben: User, at_desk: Desk
) -> None:
    at_desk(chae).post(act(claim, "refuse-passage"), {"refuse-passage-passage": passage.pk})
    assert PassageRefusal.objects.get().refused_by == chae
    assert "may bear on this" not in words(at_desk(ben).get(workspace(claim)))


def test_a_passage_that_is_gone_fills_nothing(claim: Claim, chae: User, at_desk: Desk) -> None:
    page = at_desk(chae).get(f"{workspace(claim)}?take=999999").content.decode()
    assert '<details id="add-evidence">' in page
