"""How far reviewers agree: on one claim, and on the desk."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from claims.models import Claim, User
from claims.presenters import agreement
from claims.services import assessing
from tests import factories


@pytest.fixture
def claim(chae: User, noise: None) -> Claim:
    return factories.claim(by=chae)


def assess(claim: Claim, **ratings: str) -> list[object]:
    scale = factories.scale()
    people = {person.username: person for person in User.objects.filter(username__in=ratings)}
    for name, slug in ratings.items():
        assessing.assess(claim, by=people[name], rating=scale[slug], reasoning="Read it.")
    return list(claim.assessments.select_related("rating").order_by("pk"))


def test_two_of_three_agree(claim: Claim, ana: User, chae: User, ben: User) -> None:
    given = assess(claim, ana="accurate", chae="accurate", ben="inaccurate")
    found = agreement.of_claim(given)  # type: ignore[arg-type]
    assert found is not None
    assert (found.agreeing, found.given, found.rating, found.is_full) == (
        2,
        3,
        factories.scale()["accurate"],
        False,
    )


def test_nobody_leads_where_two_differ(claim: Claim, ana: User, chae: User) -> None:
    found = agreement.of_claim(assess(claim, ana="accurate", chae="inaccurate"))  # type: ignore[arg-type]
    assert found is not None
    assert (found.agreeing, found.rating) == (1, None)


def test_one_alone_agrees_with_nobody(claim: Claim, ana: User) -> None:
    assert agreement.of_claim(assess(claim, ana="accurate")) is None  # type: ignore[arg-type]


def test_the_desk_as_a_whole(claim: Claim, ana: User, chae: User, ben: User) -> None:
    assess(claim, ana="accurate", chae="accurate")
    assess(factories.claim(by=chae), ana="unsupported", chae="unsupported")
    assess(factories.claim(by=chae), ben="inaccurate")
    found = agreement.of_desk()
    assert (found.claims, found.assessments, found.alpha, found.is_dependable) == (2, 4, 1.0, True)


def test_only_what_was_assessed_since(claim: Claim, ana: User, chae: User) -> None:
    assess(claim, ana="accurate", chae="inaccurate")
    assert agreement.of_desk(since=timezone.now() + timedelta(days=1)) == agreement.OfDesk(0, 0, None)


def test_the_desk_is_asked_once(
    claim: Claim, ana: User, chae: User, django_assert_num_queries: object
) -> None:
    assess(claim, ana="accurate", chae="inaccurate")
    with django_assert_num_queries(1):  # type: ignore[operator]
        agreement.of_desk()
