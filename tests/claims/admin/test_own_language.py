"""The desk in the language and the time zone of whoever works there."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.conf import LazySettings
from django.urls import reverse
from django.utils import timezone, translation

from claims.models import Event, User
from claims.services import notifying, stored_words
from factcheck import languages, reader
from tests.claims.admin.conftest import Desk, words

PAGE = "admin:own_settings"


def test_one_chooses_a_time_zone(ben: User, at_desk: Desk) -> None:
    at_desk(ben).post(reverse(PAGE), {"time_zone": "Asia/Seoul"})
    ben.refresh_from_db()
    assert ben.time_zone == "Asia/Seoul"
    assert Event.objects.latest("pk").kind == "user.edited"


def test_a_time_zone_that_does_not_exist_is_refused(ben: User, at_desk: Desk) -> None:
    shown = words(at_desk(ben).post(reverse(PAGE), {"time_zone": "Moon/Base"}))
    assert "There is no time zone called “Moon/Base”." in shown
    ben.refresh_from_db()
    assert ben.time_zone == ""


def test_moments_are_told_in_ones_own_zone(ben: User, at_desk: Desk) -> None:
    notifying.tell([ben], "assigned", "A claim for you", path="/desk/claims/claim/")
    ben.notifications.update(created_at=datetime(2024, 11, 1, 23, 30, tzinfo=UTC))
    User.objects.filter(pk=ben.pk).update(time_zone="Asia/Seoul")
    assert "2 Nov 2024" in words(at_desk(ben).get(reverse("admin:notifications")))


def test_nothing_of_a_reader_stays_behind(ben: User, at_desk: Desk) -> None:
    User.objects.filter(pk=ben.pk).update(time_zone="Asia/Seoul")
    before = timezone.get_current_timezone_name()
    at_desk(ben).get(reverse(PAGE))
    assert timezone.get_current_timezone_name() == before


def test_a_language_that_the_desk_lost_is_the_desks() -> None:
    assert reader.chosen(User(language="xx"))[0] == "en-gb"


def test_a_language_is_spoken_where_there_is_a_catalogue(settings: LazySettings) -> None:
    settings.LANGUAGES = [("en-gb", "English"), ("ko", "한국어")]
    assert reader.chosen(User(language="ko"))[0] == "ko"


@pytest.mark.parametrize(
    ("wanted", "language"), [("ko", "ko"), ("ko-KR", "ko"), ("en", "en-gb"), ("fa", "en-gb")]
)
def test_the_desk_speaks_the_language_it_publishes_in(wanted: str, language: str) -> None:
    assert languages.of_the_desk(wanted, [("en-gb", "English"), ("ko", "한국어")]) == language


def test_what_is_stored_is_in_the_desks_language_whoever_acts() -> None:
    with translation.override("de"):
        assert translation.gettext("January") == "Januar"
        assert stored_words.stored("January") == "January"
