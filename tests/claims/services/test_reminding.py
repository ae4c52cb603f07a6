"""What is due is told on its day, the day after and then weekly, to the one person whose matter it is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from claims.models import Claim, ContactAttempt, Notification, Query, User
from claims.services import reminding
from tests import factories

pytestmark = pytest.mark.usefixtures("noise")
DAY = date(2026, 11, 23)


def at(day: date, hour: int = 12) -> datetime:
    return timezone.make_aware(datetime(day.year, day.month, day.day, hour))


@pytest.fixture
def claim(chae: User, ben: User) -> Claim:
    """Given to Ben, due today."""
    made = factories.claim(by=chae)
    Claim.objects.filter(pk=made.pk).update(assigned_to=ben, due_on=DAY)
    return Claim.objects.get(pk=made.pk)


def told(person: User) -> list[str]:
    return list(
        Notification.objects.filter(to=person, kind="due").order_by("pk").values_list("text", flat=True)
    )


def test_a_claim_that_is_due_is_told_to_whom_it_was_given(claim: Claim, ben: User, chae: User) -> None:
    assert reminding.remind(DAY) == 1
    assert told(ben) == [f"Due today: {claim.statement}"]
    assert Notification.objects.get().path == f"/desk/claims/claim/{claim.pk}/workspace/"


def test_a_matter_is_told_once_a_day(claim: Claim) -> None:
    assert [reminding.remind(DAY), reminding.remind(DAY)] == [1, 0]


@pytest.mark.parametrize(
    ("late", "is_told"), [(-1, 0), (0, 1), (1, 1), (2, 0), (6, 0), (7, 1), (8, 0), (14, 1), (84, 1), (91, 0)]
)
def test_what_is_overdue_is_told_again_but_not_every_day(claim: Claim, late: int, is_told: int) -> None:
    assert reminding.remind(DAY + timedelta(days=late)) == is_told


def test_overdue_is_called_so(claim: Claim, ben: User) -> None:
    reminding.remind(DAY + timedelta(days=1))
    assert told(ben) == [f"Overdue since 23 November: {claim.statement}"]


def test_a_decided_claim_is_due_no_more(claim: Claim, chae: User, bea: User) -> None:
    factories.evidence(claim, by=chae)
    factories.publish(factories.approved(claim, by=chae, approver=bea), by=bea)
    assert reminding.remind(DAY) == 0


def test_who_has_left_is_told_nothing(claim: Claim, ben: User) -> None:
    User.objects.filter(pk=ben.pk).update(is_active=False)
    assert reminding.remind(DAY) == 0


@pytest.fixture
def query(claim: Claim, chae: User) -> Query:
    version = claim.appearances.get().article_version
    assert version is not None
    return Query.objects.create(
        article_version=version, number=1, question="Which list is meant?", asked_by=chae, due_at=at(DAY)
    )


def test_an_unanswered_query_is_told_to_who_asked_it(query: Query, chae: User) -> None:
    reminding.remind(DAY)
    assert told(chae) == [
        f"Due today: query 1 on “{query.article_version.article.title}”: Which list is meant?"
    ]


def test_a_query_that_was_taken_back_is_not_due(query: Query, chae: User) -> None:
    Query.objects.filter(pk=query.pk).update(state="taken_back")
    reminding.remind(DAY)
    assert told(chae) == []


@pytest.fixture
def letter(claim: Claim, chae: User) -> ContactAttempt:
    return ContactAttempt.objects.create(
        claim=claim, channel="e-mail", outcome="no answer yet", contacted_by=chae, recipient="Ida Holm",
        answer_by=at(DAY),
    )  # fmt: skip


def test_a_deadline_that_passes_is_told_to_who_wrote(letter: ContactAttempt, chae: User) -> None:
    reminding.remind(DAY)
    assert told(chae) == [f"Due today: the answer of Ida Holm on “{letter.claim.statement}”"]


def test_who_was_answered_is_not_reminded(letter: ContactAttempt, chae: User) -> None:
    ContactAttempt.objects.filter(pk=letter.pk).update(replied_at=at(DAY, 9), reply="Yes.")
    reminding.remind(DAY)
    assert told(chae) == []


@pytest.mark.parametrize(("hour", "is_told"), [(5, 0), (6, 1), (7, 1), (23, 1)])
def test_it_comes_before_the_days_e_mail(claim: Claim, settings: Any, hour: int, is_told: int) -> None:
    settings.DIGEST_HOUR, settings.TIME_ZONE = 7, "UTC"
    assert reminding.remind_today(datetime(2026, 11, 23, hour, 30, tzinfo=UTC)) == is_told


def test_what_was_told_is_found_in_a_fixed_number_of_queries(
    claim: Claim, chae: User, ben: User, django_assert_max_num_queries: Any
) -> None:
    for _ in range(5):
        other = factories.claim(by=chae)
        Claim.objects.filter(pk=other.pk).update(assigned_to=ben, due_on=DAY)
    reminding.remind(DAY)
    with django_assert_max_num_queries(10):
        reminding.remind(DAY)
