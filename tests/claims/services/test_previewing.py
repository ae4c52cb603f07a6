"""Preview links: one thing, one person, until a day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from claims.exceptions import IllegalTransition, InvalidInput, NotAllowed
from claims.models import DeskSettings, Event, PreviewLink, User, Verdict
from claims.services import previewing
from tests import factories


@pytest.fixture
def verdict(chae: User, noise: None) -> Verdict:
    return factories.submitted(factories.claim(by=chae), by=chae)


def test_the_token_is_nowhere_in_the_database(verdict: Verdict, ben: User) -> None:
    made = previewing.share(verdict, for_whom="Dr Holm", by=ben)
    stored = PreviewLink.objects.filter(pk=made.link.pk).values().get()
    assert made.token not in str(stored)
    assert made.token not in str(Event.objects.about(made.link).get().content.body)


def test_openings_are_counted(verdict: Verdict, ben: User) -> None:
    made = previewing.share(verdict, for_whom="Dr Holm", by=ben)
    previewing.opened(made.token)
    link = previewing.opened(made.token)
    assert link is not None
    assert (link.opened, link.verdict) == (2, verdict)


def test_a_link_expires_when_the_desk_says(verdict: Verdict, ben: User) -> None:
    DeskSettings.objects.create(preview_days=2)
    at = timezone.now() - timedelta(days=2, minutes=1)
    made = previewing.share(verdict, for_whom="Dr Holm", by=ben, at=at)
    assert made.link.expires_at == at + timedelta(days=2)
    assert previewing.opened(made.token) is None


def test_a_revoked_link_opens_nothing(verdict: Verdict, ben: User) -> None:
    made = previewing.share(verdict, for_whom="Dr Holm", by=ben)
    previewing.revoke(made.link, by=ben)
    assert previewing.opened(made.token) is None
    with pytest.raises(IllegalTransition):
        previewing.revoke(made.link, by=ben)


@pytest.mark.parametrize("token", ["", "x", "x" * 300, "\x00"])
def test_another_token_opens_nothing(verdict: Verdict, ben: User, token: str) -> None:
    previewing.share(verdict, for_whom="Dr Holm", by=ben)
    assert previewing.opened(token) is None


def test_a_link_is_for_somebody_and_not_for_ever(verdict: Verdict, ben: User) -> None:
    with pytest.raises(InvalidInput):
        previewing.share(verdict, for_whom=" ", by=ben)
    with pytest.raises(InvalidInput):
        previewing.share(verdict, for_whom="Dr Holm", days=91, by=ben)


def test_checkers_show_outsiders_nothing(verdict: Verdict, chae: User) -> None:
    with pytest.raises(NotAllowed):
        previewing.share(verdict, for_whom="Dr Holm", by=chae)


def test_the_record_names_the_outsider_in_its_content_alone(verdict: Verdict, ben: User) -> None:
    event = Event.objects.about(previewing.share(verdict, for_whom="Dr Holm", by=ben).link).get()
    assert "Holm" not in event.subject_label
    assert event.content.body["to"] == "Dr Holm"
