"""The bell, the page behind it, and how one chooses to be told."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from claims.models import Notification, User
from claims.services import notifying
from tests.claims.admin.conftest import Desk, words

pytestmark = pytest.mark.usefixtures("noise")


@pytest.fixture
def page() -> str:
    return reverse("admin:notifications")


def told(person: User, text: str = "A claim for you", **more: Any) -> Notification:
    notifying.tell([person], "assigned", text, path="/desk/claims/claim/", **more)
    return Notification.objects.filter(to=person).latest("pk")


def test_the_bell_counts_what_one_has_not_read(ben: User, chae: User, at_desk: Desk) -> None:
    told(ben)
    told(ben, "Another")
    told(chae, "Not for Ben")
    assert 'data-unread="2">2</span>' in words(at_desk(ben).get(reverse("admin:index")))


def test_the_page_shows_ones_own(ben: User, chae: User, at_desk: Desk, page: str) -> None:
    told(ben, "For Ben")
    told(chae, "For Chae")
    shown = words(at_desk(ben).get(page))
    assert "For Ben" in shown
    assert "For Chae" not in shown


def test_only_the_unread_ones(ben: User, at_desk: Desk, page: str) -> None:
    notifying.mark_read(ben, pk=told(ben, "Read already").pk)
    told(ben, "Still new")
    shown = words(at_desk(ben).get(page, {"unread": 1}))
    assert "Still new" in shown
    assert "Read already" not in shown


def test_older_ones_are_on_the_next_page(ben: User, at_desk: Desk, page: str) -> None:
    for number in range(41):
        told(ben, f"Number {number}.")
    first = at_desk(ben).get(page)
    assert "Number 0." not in words(first)
    assert "Number 0." in words(at_desk(ben).get(f"{page}?{first.context['older']}"))


@pytest.mark.parametrize(("act", "left"), [("read", 1), ("all", 0), ("unread", 2)])
def test_marking(ben: User, at_desk: Desk, act: str, left: int) -> None:
    first, _ = told(ben), told(ben, "Another")
    answer = at_desk(ben).post(reverse("admin:notifications_read"), {"act": act, "pk": first.pk})
    assert answer["Location"] == reverse("admin:notifications")
    assert notifying.unread(ben) == left


def test_a_script_that_tells_what_was_opened_gets_no_page(ben: User, at_desk: Desk) -> None:
    one = told(ben)
    address = reverse("admin:notifications_read")
    answer = at_desk(ben).post(address, {"act": "read", "pk": one.pk}, headers={"Accept": "application/json"})
    assert answer.status_code == 204
    assert notifying.unread(ben) == 0


def test_nobody_marks_anothers(ben: User, chae: User, at_desk: Desk) -> None:
    one = told(chae)
    at_desk(ben).post(reverse("admin:notifications_read"), {"act": "read", "pk": one.pk})
    assert notifying.unread(chae) == 1


def test_how_one_is_told_is_ones_own_choice(ben: User, at_desk: Desk) -> None:
    at_desk(ben).post(reverse("admin:own_settings"), {"on_desk-due": "on", "by_mail-assigned": "on"})
    ways = notifying.ways(ben)
    assert ways["due"] == notifying.Ways(on_desk=True, by_mail=False)
    assert ways["assigned"] == notifying.Ways(on_desk=False, by_mail=True)
    assert ways["mentioned"] == notifying.Ways(on_desk=False, by_mail=False)


def test_the_settings_show_what_was_chosen(ben: User, at_desk: Desk) -> None:
    notifying.choose(ben, {"mentioned": notifying.Ways(on_desk=True, by_mail=False)})
    form = at_desk(ben).get(reverse("admin:own_settings")).context["form"]
    line = next(one for one in form.lines() if one.words == "Somebody mentioned you")
    assert (line.on_desk.value(), line.by_mail.value()) == (True, False)
