"""Outlets are asked to correct what they printed, and what came of it is kept."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from claims.exceptions import InvalidInput, NotAllowed, StaleVersion
from claims.models import Claim, CorrectionRequest, Event, User
from claims.services import requesting
from tests import factories

PROOF = "https://gazette.example/corrections/7"


@pytest.fixture
def claim(chae: User, noise: None) -> Claim:
    return factories.claim(by=chae)


@pytest.fixture
def asked(claim: Claim, chae: User) -> CorrectionRequest:
    return requesting.ask(claim, outlet="Gazette", words="It was 4,200.", by=chae, asked_on=date(2024, 11, 1))


def test_a_request_waits_for_an_answer(asked: CorrectionRequest) -> None:
    assert (asked.outcome, asked.outcome_on) == ("waiting", None)


def test_a_correction_is_kept_with_its_proof(asked: CorrectionRequest, chae: User) -> None:
    requesting.record_outcome(asked, version=1, by=chae, outcome="corrected", proof_url=PROOF)
    asked.refresh_from_db()
    assert (asked.outcome, asked.outcome_on, asked.proof_url) == ("corrected", timezone.localdate(), PROOF)


@pytest.mark.parametrize("outcome", ["corrected", "partly"])
def test_a_correction_without_proof_is_refused(asked: CorrectionRequest, chae: User, outcome: str) -> None:
    with pytest.raises(InvalidInput):
        requesting.record_outcome(asked, version=1, by=chae, outcome=outcome)


def test_back_to_waiting_takes_the_day_away(asked: CorrectionRequest, chae: User) -> None:
    requesting.record_outcome(asked, version=1, by=chae, outcome="refused")
    requesting.record_outcome(asked, version=2, by=chae, outcome="waiting")
    asked.refresh_from_db()
    assert asked.outcome_on is None


@pytest.mark.parametrize("day", [date(2024, 10, 31), timezone.localdate() + timedelta(days=1)])
def test_a_day_that_cannot_be_is_refused(asked: CorrectionRequest, chae: User, day: date) -> None:
    with pytest.raises(InvalidInput):
        requesting.record_outcome(asked, version=1, by=chae, outcome="refused", outcome_on=day)


@pytest.mark.parametrize("fields", [{"outcome": "lost"}, {"outcome": "corrected", "proof_url": "nowhere"}])
def test_what_is_no_outcome_and_no_address_is_refused(
    asked: CorrectionRequest, chae: User, fields: dict[str, Any]
) -> None:
    with pytest.raises(ValidationError):
        requesting.record_outcome(asked, version=1, by=chae, **fields)


def test_who_was_slower_overwrites_nothing(asked: CorrectionRequest, chae: User, ben: User) -> None:
    requesting.record_outcome(asked, version=1, by=chae, outcome="refused")
    with pytest.raises(StaleVersion):
        requesting.record_outcome(asked, version=1, by=ben, outcome="no_answer")


def test_contributors_ask_no_outlet(claim: Claim, ana: User) -> None:
    with pytest.raises(NotAllowed):
        requesting.ask(claim, outlet="Gazette", words="It was 4,200.", by=ana)


def test_both_steps_are_on_record(asked: CorrectionRequest, claim: Claim, chae: User) -> None:
    requesting.record_outcome(asked, version=1, by=chae, outcome="refused")
    kinds = Event.objects.filter(claim_pk=claim.pk, kind__startswith="correction.").values_list(
        "kind", flat=True
    )
    assert list(kinds) == ["correction.asked", "correction.answered"]
