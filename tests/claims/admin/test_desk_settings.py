"""The desk's settings as a page."""

from __future__ import annotations

from django.urls import reverse

from claims.models import DeskSettings, User
from claims.services import desk_settings
from tests.claims.admin.conftest import Desk, said, words

PAGE = "admin:claims_desksettings_changelist"
TYPED = {
    "review_hours": 24,
    "preview_days": 7,
    "personal_days": 90,
    "contact_hours": 48,
    "languages": "en, ko",
    "opened_version": 1,
}


def test_an_admin_changes_a_setting(ada: User, at_desk: Desk) -> None:
    response = at_desk(ada).post(reverse(PAGE), TYPED | {"preview_days": 3, "blind_assessments": "on"})
    assert "saved" in said(response)[0]
    stored = DeskSettings.objects.current()
    assert (stored.preview_days, stored.blind_assessments, stored.review_hours) == (3, True, 24)


def test_reading_the_page_writes_nothing(ada: User, at_desk: Desk) -> None:
    assert at_desk(ada).get(reverse(PAGE)).status_code == 200
    assert not DeskSettings.objects.exists()


def test_a_stale_save_shows_both(ada: User, at_desk: Desk) -> None:
    desk_settings.change(version=1, by=ada, preview_days=3)
    page = words(at_desk(ada).post(reverse(PAGE), TYPED | {"preview_days": 5}))
    assert "Somebody changed" in page
    assert '<input type="number" name="preview_days" value="5"' in page
    assert DeskSettings.objects.current().preview_days == 3


def test_a_setting_out_of_bounds_is_said_at_its_field(ada: User, at_desk: Desk) -> None:
    assert "From 1 to 168." in words(at_desk(ada).post(reverse(PAGE), TYPED | {"review_hours": 500}))


def test_editors_have_no_such_page(ben: User, at_desk: Desk) -> None:
    assert at_desk(ben).get(reverse(PAGE)).status_code == 403
