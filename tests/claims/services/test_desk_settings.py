"""The desk's settings."""

from __future__ import annotations

import pytest

from claims.exceptions import InvalidInput, NotAllowed, StaleVersion
from claims.models import DeskSettings, Event, User
from claims.services import desk_settings


def test_a_first_change_writes_the_row(ada: User) -> None:
    desk_settings.change(version=1, by=ada, preview_days=3)
    stored = DeskSettings.objects.current()
    assert (stored.preview_days, stored.review_hours, stored.version) == (3, 24, 2)


def test_a_stale_change_is_refused(ada: User) -> None:
    desk_settings.change(version=1, by=ada, preview_days=3)
    with pytest.raises(StaleVersion):
        desk_settings.change(version=1, by=ada, preview_days=4)
    assert DeskSettings.objects.current().preview_days == 3


@pytest.mark.parametrize(("name", "value"), [("review_hours", 0), ("preview_days", 91), ("personal_days", 0)])
def test_settings_have_bounds(ada: User, name: str, value: int) -> None:
    with pytest.raises(InvalidInput) as refused:
        desk_settings.change(version=1, by=ada, **{name: value})
    assert refused.value.problems[0][0] == name


def test_an_unknown_setting_is_refused(ada: User) -> None:
    with pytest.raises(InvalidInput):
        desk_settings.change(version=1, by=ada, is_the_one=False)


def test_editors_change_no_settings(ben: User) -> None:
    with pytest.raises(NotAllowed):
        desk_settings.change(version=1, by=ben, preview_days=3)


def test_what_changed_is_on_record(ada: User) -> None:
    row = desk_settings.change(version=1, by=ada, blind_assessments=True)
    assert Event.objects.about(row).get().content.body["changes"] == {"blind_assessments": [False, True]}
