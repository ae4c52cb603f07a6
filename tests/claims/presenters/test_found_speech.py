"""Quotations found in an article, and the claimant that is proposed for each."""

from __future__ import annotations

import pytest

from claims.models import ArticleVersion, Claimant
from claims.presenters import found_speech

pytestmark = pytest.mark.django_db


def version(text: str) -> ArticleVersion:
    return ArticleVersion(text=text)


def claimants(*names: str) -> None:
    for number, name in enumerate(names):
        Claimant.objects.create(slug=f"c-{number}", name=name)


@pytest.mark.parametrize(
    ("names", "text", "claimant", "is_known"),
    [
        (["Jane Roe"], "Jane Roe came. “The port is closed,” Roe said on Monday.", "Jane Roe", True),
        (["Jane Roe"], "“The port is closed,” Roe said on Monday.", "Jane Roe", True),
        (["Jane Roe", "John Roe"], "“The port is closed,” Roe said on Monday.", "Roe", False),
        (["Kim Yong-hyun", "Kim Hong-kyun"], "“The port is closed,” Kim said on Monday.", "Kim", False),
        ([], "“The port is closed,” the minister said on Monday.", "the minister", False),
        ([], "“The port is closed,” he said on Monday.", "", False),
    ],
)
def test_a_known_claimant_is_proposed_where_just_one_fits(
    names: list[str], text: str, claimant: str, is_known: bool
) -> None:
    claimants(*names)
    (found,) = found_speech.found_in(version(text))
    assert (found.claimant, found.is_known) == (claimant, is_known)
    assert found.words == text[found.start : found.end] == "“The port is closed,”"


def test_two_of_one_name_are_told_apart_by_a_form_only_if_it_is_the_form_of_one(db: None) -> None:
    Claimant.objects.create(slug="a", name="Kim Yong-hyun", forms=["Minister Kim"])
    Claimant.objects.create(slug="b", name="Kim Hong-kyun")
    assert found_speech.known_as(["Kim", "Minister Kim"]) == {"Minister Kim": "Kim Yong-hyun"}


def test_a_claim_of_quoted_words_is_proposed_its_speaker() -> None:
    text = "It rained. “The port is closed,” Jane Roe said on Monday."
    assert found_speech.claimant_for(version(text), 15, 25) == "Jane Roe"
    assert found_speech.claimant_for(version(text), 0, 10) == ""
