"""Lists with a search in them show again what was sent; what can be no key is refused, and nothing fails at it."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from claims.models import Claim
from tests import factories

NO_KEYS = ["id__exact", "¹", "-1", "1.0", "9" * 40, "٣"]


@pytest.fixture
def claim(chae: Any) -> Claim:
    return factories.claim(by=chae)


@pytest.mark.parametrize("sent", NO_KEYS)
@pytest.mark.parametrize("name", ["topics", "claimant", "suggested_rating"])
def test_what_is_no_key_is_refused_in_the_form(
    claim: Claim, ben: Any, client: Client, name: str, sent: str
) -> None:
    client.force_login(ben)
    typed = {
        "statement": "Other words.", "kind": "statistic", "rated": "so", "tier": "core", "language": "en",
        "opened_version": claim.version, name: sent,
    }  # fmt: skip
    answer = client.post(reverse("admin:claims_claim_change", args=[claim.pk]), typed)
    assert answer.status_code == 200
    assert name in answer.context["adminform"].form.errors
    assert Claim.objects.get().statement == claim.statement


@pytest.mark.parametrize("sent", NO_KEYS)
def test_what_is_no_source_is_refused_in_the_workspace(
    claim: Claim, ben: Any, client: Client, sent: str
) -> None:
    client.force_login(ben)
    typed = {"evidence-source": sent, "evidence-stance": "supports", "evidence-quote": "Words."}
    answer = client.post(reverse("admin:claims_claim_act", args=[claim.pk, "evidence"]), typed)
    assert answer.status_code == 200
    assert not claim.evidence.exists()
