"""Who stays on a claim's page is sent what changed: parts that stand there as they would be sent again are left out."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from claims.models import Claim, Evidence, Rating, Source, User
from claims.services import citing
from tests import factories
from tests.claims.admin.conftest import Desk, act, workspace
from tests.claims.admin.staying import Staying, kept
from tests.claims.admin.test_claim_workspace import typed, verdict_url


class Browser(Staying):
    def __init__(self, client: Client, claim: Claim) -> None:
        super().__init__(client, workspace(claim))
        self.claim = claim

    def add(self, source: Source, quote: str = "4,200 ships called at the port") -> str:
        given = {"stance": "supports", "weight": "key", "quote": quote, "source": source.pk}
        return self.send(
            act(self.claim, "evidence"), {f"evidence-{name}": value for name, value in given.items()}
        )


def card(piece: Evidence) -> str:
    return f"evidence-{piece.pk}"


@pytest.fixture
def claim(chae: User, noise: None) -> Claim:
    return factories.claim(by=chae)


@pytest.fixture
def piece(claim: Claim, chae: User) -> Evidence:
    return factories.evidence(claim, by=chae)


@pytest.fixture
def browser(claim: Claim, piece: Evidence, chae: User, at_desk: Desk) -> Browser:
    return Browser(at_desk(chae), claim)


def test_new_evidence_is_sent_without_the_old_and_without_the_verdict(
    browser: Browser, claim: Claim, piece: Evidence, chae: User
) -> None:
    page = browser.add(factories.source(by=chae))
    added = claim.evidence.latest("pk")
    assert {card(piece), "verdict", "context", "adding", "notes", "count-notes"} <= kept(page)
    assert {"evidence", "steps", "history", card(added)}.isdisjoint(kept(page))
    assert f'id="{card(added)}"' in page


def test_a_piece_that_a_colleague_changed_is_sent_anew(browser: Browser, piece: Evidence, chae: User) -> None:
    citing.edit_evidence(piece, version=piece.version, by=chae, summary="The harbour master counted.")
    page = browser.add(factories.source(by=chae))
    assert card(piece) not in kept(page)
    assert "The harbour master counted." in page


def test_a_source_that_was_protected_meanwhile_is_veiled(
    browser: Browser, piece: Evidence, chae: User, ben: User
) -> None:
    assert piece.source is not None
    citing.edit_source(
        piece.source, version=piece.source.version, by=ben, is_sensitive=True, public_wording="a pilot"
    )
    page = browser.add(factories.source(by=chae))
    assert card(piece) not in kept(page)
    assert "a pilot" in page


def test_a_verdict_that_is_saved_leaves_the_evidence(
    browser: Browser, claim: Claim, piece: Evidence, scale: dict[str, Rating]
) -> None:
    page = browser.send(verdict_url(claim), typed(scale["accurate"]) | {"then": "submit"})
    assert "evidence" in kept(page)
    assert "verdict" not in kept(page)
    assert "Approved by a second person" in page


def test_a_verdict_sees_evidence_that_came_meanwhile(
    browser: Browser, claim: Claim, chae: User, scale: dict[str, Rating]
) -> None:
    late = factories.evidence(claim, by=chae)
    page = browser.send(verdict_url(claim), typed(scale["accurate"]))
    assert "evidence" not in kept(page)
    assert f'id="{card(late)}"' in page


def test_a_verdict_that_a_colleague_saved_is_sent_with_other_acts(
    browser: Browser, claim: Claim, chae: User
) -> None:
    factories.draft(claim, by=chae)
    assert "verdict" not in kept(browser.add(factories.source(by=chae)))


def test_what_is_refused_is_not_kept(browser: Browser, claim: Claim, scale: dict[str, Rating]) -> None:
    page = browser.send(act(claim, "evidence"), {"evidence-quote": "Some 4,200 ships."})
    assert "adding" not in kept(page)
    assert "Some 4,200 ships." in page
    page = browser.send(verdict_url(claim), typed(scale["accurate"], as_of="yesterday"))
    assert "verdict" not in kept(page)
    assert "yesterday" in page


def test_who_comes_anew_gets_everything(browser: Browser, claim: Claim) -> None:
    told = {"X-Shown": " ".join(f"{name}={mark}" for name, mark in browser.marks.items())}
    assert not kept(browser.client.get(workspace(claim), headers=told).content.decode())


def test_what_stands_already_is_not_asked_for(
    browser: Browser, claim: Claim, chae: User, scale: dict[str, Rating]
) -> None:
    """These answers are waited for most at the desk."""
    source = factories.source(by=chae)
    browser.add(source)
    with CaptureQueriesContext(connection) as of_evidence:
        browser.add(source)
    assert len(of_evidence) <= QUERIES["evidence"], told(of_evidence)
    with CaptureQueriesContext(connection) as of_verdict:
        browser.send(verdict_url(claim), typed(scale["accurate"]) | {"then": "submit"})
    assert len(of_verdict) <= QUERIES["verdict"], told(of_verdict)


QUERIES = {"evidence": 40, "verdict": 68}


def told(asked: CaptureQueriesContext) -> str:
    return "\n".join(one["sql"] for one in asked.captured_queries)
