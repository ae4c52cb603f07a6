"""What nobody may say of an alert, by whatever form it comes."""

from __future__ import annotations

from typing import Any

import pytest

from claims.exceptions import InvalidInput
from claims.models import Alert, Claim, User
from claims.services import alerting
from tests import factories


@pytest.fixture
def claim(chae: User, ben: User) -> Claim:
    return factories.published_claim(author=chae, editor=ben)


@pytest.mark.parametrize("said", [{"why": " "}, {"why": "w" * 501}, {"severity": 4}, {"severity": 0}])
def test_an_alert_by_hand_says_why_and_how_bad(claim: Claim, ben: User, said: dict[str, Any]) -> None:
    evidence = claim.evidence.earliest("pk")
    with pytest.raises(InvalidInput):
        alerting.open_by_hand(claim.verdicts.get(), evidence, by=ben, **({"why": "Two texts."} | said))


def test_an_alert_is_about_evidence_of_its_own_claim(claim: Claim, chae: User, ben: User) -> None:
    another = factories.evidence(factories.claim(by=chae), by=chae)
    with pytest.raises(InvalidInput, match="another claim"):
        alerting.open_by_hand(claim.verdicts.get(), another, why="Two texts.", by=ben)


@pytest.mark.parametrize("resolution", ["corrected", "withdrawn", "healed", "", "whatever"])
def test_nobody_says_it_was_corrected_without_correcting(claim: Claim, ben: User, resolution: str) -> None:
    alert = alerting.open_by_hand(
        claim.verdicts.get(), claim.evidence.earliest("pk"), why="Two texts.", by=ben
    )
    with pytest.raises(InvalidInput):
        alerting.resolve(alert, resolution=resolution, reason="Done.", by=ben)
    assert Alert.objects.open().count() == 1
