"""“Has this been checked before?” as a page, as a part of a page, and as JSON."""

from __future__ import annotations

import pytest
from django.urls import reverse

from claims.models import Claim, User
from tests import factories
from tests.claims.admin.conftest import Desk, words

ALIKE = "The port of Lowmark handled 4,800 ships in 2023."


@pytest.fixture
def claim(chae: User, noise: None) -> Claim:
    return factories.claim(by=chae, statement="The port of Lowmark handled 4,200 ships in 2023.")


def address() -> str:
    return reverse("admin:claims_claim_alike")


def test_the_page_shows_what_differs(claim: Claim, ana: User, at_desk: Desk) -> None:
    shown = words(at_desk(ana).get(address(), {"statement": ALIKE}))
    assert claim.statement in shown
    assert "<del>4,800 ships</del> → <ins>4,200 ships</ins>" in shown


def test_the_part_is_the_list_alone(claim: Claim, ana: User, at_desk: Desk) -> None:
    shown = words(at_desk(ana).get(address(), {"statement": ALIKE, "part": "1"}))
    assert shown.startswith("<ul")
    assert claim.statement in shown


def test_json_for_who_asks_for_it(claim: Claim, ana: User, at_desk: Desk) -> None:
    answer = at_desk(ana).get(address(), {"statement": ALIKE}, headers={"accept": "application/json"}).json()
    [found] = answer["suggestions"]
    assert (found["pk"], found["status"], found["rating"]) == (claim.pk, "unreviewed", "")
    assert found["differences"] == [
        {"kind": "number", "words": "Another figure", "here": "4,800 ships", "there": "4,200 ships"}
    ]


def test_the_claim_itself_can_be_left_out(claim: Claim, ana: User, at_desk: Desk) -> None:
    shown = at_desk(ana).get(address(), {"statement": ALIKE, "exclude": claim.pk, "part": "1"})
    assert "No claim of the desk" in words(shown)


def test_nothing_asked_shows_the_form_alone(claim: Claim, ana: User, at_desk: Desk) -> None:
    shown = words(at_desk(ana).get(address()))
    assert "Look for it" in shown
    assert "No claim of the desk" not in shown


def test_where_the_words_stand_what_is_said_beside_them_counts(ana: User, chae: User, at_desk: Desk) -> None:
    tape = "Ida Holm released the tape of her call with the harbour master of Lowmark."
    factories.claim(by=chae, statement=tape)
    said = "And then she released it."
    where = factories.version(
        by=chae, text=f"Ida Holm had a tape. Of a call with the harbour master of Lowmark. {said}"
    )
    start = where.text.index(said)
    place = {"version": where.pk, "start": start, "end": start + len(said)}
    alone, placed = (
        words(at_desk(ana).get(address(), {"statement": said, "part": "1", **more})) for more in ({}, place)
    )
    assert tape not in alone
    assert tape in placed
    assert "<span>Said beside it:</span> Ida, Holm, tape" in placed
