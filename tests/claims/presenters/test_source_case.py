"""A source with all that hangs on it: findings in their order, who dismissed what, and sentences for journalists."""

from __future__ import annotations

from typing import Any

import pytest

from claims.models import Probe, Source, User
from claims.presenters import claim_case, source_case, source_health
from claims.presenters.veiling import Eyes
from claims.services import checking
from tests import factories, histories
from tests.histories import History


@pytest.fixture
def made(chae: User, ben: User, noise: None) -> History:
    return histories.build(author=chae, editor=ben, every=30)


def test_troubles_come_first_and_what_passes_stands_behind(made: History) -> None:
    (use,) = source_case.case(made.source).uses
    assert [told.finding.outcome for told in use.board.troubles] == ["fail", "warn"]
    assert use.board.worst == "fail"


def test_a_trouble_leads_to_the_capture_that_the_words_were_taken_from(made: History) -> None:
    (use,) = source_case.case(made.source).uses
    assert use.board.troubles[0].compared == made.first.pk


def test_what_was_found_about_the_page_stands_apart(made: History) -> None:
    board = source_case.case(made.source).board
    assert [told.name for told in board.passed] == ["Not a soft 404", "Reachable"]


def test_who_dismissed_a_finding_and_why_is_told_here_and_in_the_claims_workspace(
    made: History, ben: User
) -> None:
    (use,) = source_case.case(made.source).uses
    checking.dismiss(use.board.troubles[0].finding, reason="A misprint.", by=ben)
    (use,) = source_case.case(made.source).uses
    card = next(one for one in claim_case.cards(made.claim, Eyes(ben)) if one.evidence == made.evidence)
    for board in (use.board, card.board):
        ((told,), worst) = board.dismissed, board.worst
        assert told.dismissal
        assert (told.dismissal.dismissed_by, told.dismissal.reason, worst) == (ben, "A misprint.", "warn")


def test_what_is_at_risk_comes_first(made: History, chae: User) -> None:
    factories.evidence(factories.claim(by=chae), by=chae, source=made.source)
    uses = source_case.case(made.source).uses
    assert [use.alert for use in uses] == [made.alert, None]


def test_a_comparison_begins_with_what_is_cited(made: History) -> None:
    found = source_health.captures(made.source)
    assert source_case.comparable(made.source, found) == (made.first.pk, made.latest.pk)


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"url": ""}, "It has no address, so nothing can be captured."),
        ({"last_captured_at": None}, "It was not captured yet."),
        ({"health": "ok"}, "It answers, and its text could be read."),
        (
            {"health": "failing", "health_note": "The page was not found (404).", "counted_failures": 2},
            "The page was not found (404). After 1 more failure, days apart, it counts as gone.",
        ),
        (
            {"health": "dead", "health_note": "The page was not found (404).", "counted_failures": 3},
            "The page was not found (404). 3 captures failed, days apart: it counts as gone.",
        ),
        (
            {"health": "unknown", "health_note": "The site does not let the desk in (403)."},
            "The site does not let the desk in (403).",
        ),
    ],
)
def test_the_health_in_a_sentence(fields: dict[str, Any], says: str) -> None:
    source = Source(**({"url": "https://a.example/", "last_captured_at": "2026-01-01"} | fields))
    assert source_case.sentence(source) == says


@pytest.mark.parametrize(
    ("status", "failure", "words"),
    [
        (404, "", "says “not found” (404)"),
        (410, "http_410", "says “not found” (410)"),
        (200, "", "answers with 200 all the same"),
        (None, "timeout", "took too long"),
    ],
)
def test_what_the_answer_to_a_made_up_address_is_worth(status: int | None, failure: str, words: str) -> None:
    probe = Probe(host="a.example", url="https://a.example/x", status=status, failure=failure)
    assert words in source_case.probe_sentence(probe)
