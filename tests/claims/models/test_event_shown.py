"""Who is shown which events of the record."""

from __future__ import annotations

import pytest

from claims.models import Event, User
from claims.services import previewing, tipping
from tests import factories


@pytest.fixture
def outsiders(chae: User, ben: User, noise: None) -> None:
    previewing.share(factories.version(by=chae), for_whom="Dr Holm", by=ben)
    tip = tipping.receive(kind="check", text="Did the port really grow?")
    tipping.decline(tip, reason="An opinion.", by=chae)


@pytest.mark.usefixtures("outsiders")
@pytest.mark.parametrize(
    ("name", "seen"), [("ana", set()), ("chae", {"tip"}), ("ben", {"tip", "previewlink"})]
)
def test_what_concerns_outsiders_is_shown_to_who_may_see_it(name: str, seen: set[str], ana: User) -> None:
    shown = Event.objects.shown_to(User.objects.get(username=name))
    assert (
        set(shown.filter(subject_type__in=["tip", "previewlink"]).values_list("subject_type", flat=True))
        == seen
    )
    assert shown.exclude(subject_type__in=["tip", "previewlink"]).count() > 5
