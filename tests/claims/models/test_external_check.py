"""Fact-checks of others: known again by where they stand and what they say, and found by their words."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError

from claims.models import ExternalCheck, RatingMapping
from claims.models.article import text_hash


def check(claim_text: str = "Cats outnumber dogs.", **fields: Any) -> ExternalCheck:
    told = {"publisher_name": "Facts", "publisher_site": "facts.example", "url": "https://facts.example/cats"}
    return ExternalCheck.objects.create(
        claim_text=claim_text, claim_sha256=text_hash(claim_text), **(told | fields)
    )


def test_the_same_claim_at_the_same_address_stands_once(db: None) -> None:
    check()
    check("Dogs outnumber cats.")
    with pytest.raises(IntegrityError, match="externalcheck_once"):
        check()


def test_without_an_address_the_publishers_own_number_tells_checks_apart(db: None) -> None:
    check(url="", reference="7")
    check(url="", reference="8")
    with pytest.raises(IntegrityError, match="externalcheck_once"):
        check(url="", reference="7")


@pytest.mark.parametrize(
    "blank", [{"claim_text": ""}, {"publisher_name": ""}, {"publisher_site": ""}, {"url": ""}]
)
def test_a_check_says_what_who_and_where(db: None, blank: dict[str, str]) -> None:
    with pytest.raises(IntegrityError, match=r"externalcheck_(says_what_and_who|can_be_found_again)"):
        check(**blank)


def test_a_mapping_has_words(db: None) -> None:
    with pytest.raises(IntegrityError, match="ratingmapping_has_words"):
        RatingMapping.objects.create(words="")


def test_checks_are_found_by_beginnings_of_words_of_claim_title_and_claimant(db: None) -> None:
    found = check(title="A census of pets", claimant_name="Ida Holm")
    check("The bridge opened in 1932.")
    for wanted in ("'outnumb':*", "'census':* & 'dog':*", "'holm':*"):
        assert list(ExternalCheck.objects.saying(wanted)) == [found]
