"""An alert that ends in a correction: by two people who touch no mouse, one of them on a phone, in the dark.

After each step the cursor is where one goes on; the assertions on ``:focus`` say where that is.
"""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from claims.models import Alert, Publication, User
from tests import histories
from tests.browser import keyboard
from tests.browser.conftest import NARROW, Open
from tests.conftest import member
from tests.histories import History

pytestmark = pytest.mark.slow
QUEUE = reverse("admin:claims_alert_changelist")
NOTE = "The list says 2,400 calls; we had written 4,200."
SUMMARY = "The harbour master’s list shows 2,400 calls."


@pytest.fixture
def made(chae: User, ben: User) -> History:
    return histories.build(author=chae, editor=ben)


@pytest.fixture
def bea(transactional_db: None) -> User:
    return member("bea", "editor")


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def begin_the_correction(page: Page) -> None:
    """From the queue of alerts into the draft of the correction."""
    press(page, "j", "Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("“4,200” became “2,400”")
    press(page, "3")
    expect(page.locator("#id_correct-change")).to_be_focused()
    press(page, "Tab")  # it is a correction of the rating
    page.keyboard.type(NOTE)
    press(page, "Tab", "Enter")
    expect(page.locator("#verdict")).to_be_focused()
    expect(page.locator(".messagelist")).to_contain_text("A correction is begun")


def draft_and_submit(page: Page) -> None:
    press(page, "Tab")
    expect(page.locator("#id_verdict-rating")).to_be_focused()
    page.keyboard.type("Half")
    press(page, "Tab")
    expect(page.locator("#id_verdict-summary")).to_be_focused()
    press(page, "Control+a")
    page.keyboard.type(SUMMARY)
    press(page, "Control+Shift+Enter")
    expect(page.locator("#stay-says")).to_contain_text("Submitted: a second person may approve it now.")
    expect(page.locator("#verdict")).to_be_focused()


def approve(page: Page) -> None:
    """From the dashboard, where it waits."""
    keyboard.focus(page, "[aria-labelledby=approvals-heading] a")
    press(page, "Enter")
    expect(page.locator("#steps")).to_be_focused()
    keyboard.focus(page, "[formaction$='/approve/']")
    press(page, "Enter")
    expect(page.locator(".messagelist")).to_contain_text("Approved")
    expect(page.locator("#steps")).to_be_focused()


def publish(page: Page) -> None:
    """Refused at first: the gate has a line that is not met, and one gives a reason."""
    keyboard.focus(page, "#publish-form .button-row .primary")
    press(page, "Enter")
    expect(page.locator(".errornote")).to_contain_text("No failed source check left undismissed")
    expect(page.locator(".errornote")).to_be_focused()
    press(page, "g")
    keyboard.focus(page, ".override summary")
    press(page, "Enter", "Tab")
    page.keyboard.type("That is what is corrected.")
    keyboard.focus(page, "#publish-form .button-row .primary")
    press(page, "Enter")
    expect(page.locator(".messagelist")).to_contain_text("Published as number 2.")
    expect(page.locator("#steps")).to_be_focused()


def test_an_alert_ends_in_a_correction_by_keyboard_alone(
    made: History, ben: User, bea: User, window: Open
) -> None:
    writer, second = window(ben), window(bea, size=NARROW, color_scheme="dark")
    page = writer.go(QUEUE)
    begin_the_correction(page)
    draft_and_submit(page)
    writer.is_sound()
    assert Alert.objects.get(pk=made.alert.pk).state == "open"  # nothing is corrected yet

    page = second.go(reverse("admin:index"))
    approve(page)
    publish(page)
    second.is_sound()
    ended = Alert.objects.get(pk=made.alert.pk)
    assert (ended.state, ended.resolution) == ("resolved", "corrected")

    page = writer.go(QUEUE)
    expect(page.locator(".all-well")).to_be_visible()
    press(page, "r")
    expect(page.locator(".resolved")).to_contain_text("corrected")

    reader = window()
    page = reader.go(reverse("public:claim", args=[Publication.objects.get(number=2).slug]))
    expect(page.locator(".verdict-box")).to_contain_text("Half right")
    expect(page.locator(".verdict-box")).to_contain_text(SUMMARY)
    expect(page.locator(".changes .is-shown")).to_contain_text(NOTE)
    expect(page.get_by_text("This verdict is being re-examined")).to_have_count(0)
    reader.is_sound()
