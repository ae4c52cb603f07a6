"""Working together: people on one claim, words typed and not saved, a log-out in the middle of it, and the bell."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse
from playwright.sync_api import Page, expect

from claims.models import Claim, Notification, User, Verdict
from claims.services import notifying, reviewing
from tests import factories
from tests.browser import keyboard
from tests.browser.conftest import NARROW, Open, Window, cookie_of

pytestmark = pytest.mark.slow
TYPED = "The harbour master’s list shows 4,200 calls, and I have just said why."


@pytest.fixture
def claim(chae: User, scale: dict[str, Any]) -> Claim:
    claim = factories.claim(by=chae)
    factories.evidence(claim, by=chae)
    return claim


@pytest.fixture
def draft(claim: Claim, chae: User) -> Verdict:
    return factories.draft(claim, by=chae)


def workspace(claim: Claim) -> str:
    return reverse("admin:claims_claim_workspace", args=[claim.pk])


def look_again(page: Page) -> None:
    """As when one comes back to the window: the page gives a sign of life at once, not after 15 seconds."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def kept(page: Page) -> list[str]:
    found: list[str] = page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft:'))")
    return found


def wait_until_kept(page: Page) -> None:
    for _ in range(50):
        if kept(page):
            return
        page.wait_for_timeout(100)
    raise AssertionError("Nothing was kept in this browser.")


def type_a_summary(page: Page, words: str = TYPED) -> None:
    page.get_by_label("Summary").fill(words)
    wait_until_kept(page)


def in_a_new_window(at: Window, path: str) -> Page:
    """The window is gone as in a crash: nobody is asked, nothing is said to the server."""
    at.page.close(run_before_unload=False)
    at.page = at.context.new_page()
    return at.go(path)


# --- Who is here, who writes --------------------------------------------------------------------------------------


def test_two_people_on_one_claim_see_each_other(claim: Claim, chae: User, ben: User, window: Open) -> None:
    first, second = window(chae), window(ben, size=NARROW)
    first.go(workspace(claim))
    here = second.go(workspace(claim)).locator("#presence")
    expect(here).to_contain_text("chae is here")
    look_again(first.page)
    expect(first.page.locator("#presence")).to_contain_text("ben is here")
    first.is_sound()
    second.is_sound()


def test_who_comes_second_is_warned_and_takes_over_and_the_first_is_told(
    draft: Verdict, claim: Claim, chae: User, ben: User, window: Open
) -> None:
    first, second = window(chae), window(ben)
    first.go(workspace(claim))
    first.page.get_by_label("Summary").fill("Chae’s summary")
    expect(first.page.locator("#presence")).to_be_attached()
    first.page.wait_for_timeout(300)
    page = second.go(workspace(claim))
    expect(page.locator(".lock-notice")).to_contain_text("chae is writing here since")
    second.is_sound()
    page.get_by_role("button", name="Take over").click()
    expect(page.locator(".lock-notice")).to_contain_text("You have taken over; chae is told.")
    look_again(first.page)
    expect(first.page.locator(".lock-notice")).to_contain_text("ben took over here at")
    expect(first.page.get_by_label("Summary")).to_have_value("Chae’s summary")
    expect(first.page.locator("#bell")).to_contain_text("1")
    assert Notification.objects.get().kind == "taken_over"
    first.is_sound()


def test_nobody_is_kept_from_saving_by_a_lock(
    draft: Verdict, claim: Claim, chae: User, ben: User, window: Open
) -> None:
    first, second = window(chae), window(ben)
    first.go(workspace(claim)).get_by_label("Summary").fill("Chae’s summary")
    first.page.wait_for_timeout(300)
    page = second.go(workspace(claim))
    page.get_by_label("Summary").fill("Ben’s summary")
    page.get_by_role("button", name="Save the draft").click()
    expect(page.locator(".messagelist")).to_contain_text("saved")


def test_two_who_begin_a_draft_at_once_see_both_texts(
    claim: Claim, chae: User, ben: User, window: Open
) -> None:
    first, second = window(chae), window(ben)
    for at, words in ((first, "Begun by Chae"), (second, "Begun by Ben")):
        at.go(workspace(claim)).get_by_label("Summary").fill(words)
    second.page.get_by_role("button", name="Begin a draft").click()
    expect(second.page.get_by_role("button", name="Save the draft")).to_be_visible()
    first.page.get_by_role("button", name="Begin a draft").click()
    expect(first.page.locator(".theirs")).to_contain_text("Begun by Ben")
    expect(first.page.get_by_label("Summary")).to_have_value("Begun by Chae")
    assert Verdict.objects.get(claim=claim).summary == "Begun by Ben"
    first.is_sound()
    first.page.get_by_role("button", name="Save the draft").click()
    expect(first.page.locator(".messagelist")).to_contain_text("saved")


# --- Typed and not saved ------------------------------------------------------------------------------------------


def test_what_was_typed_outlives_a_crash(draft: Verdict, claim: Claim, chae: User, window: Open) -> None:
    at = window(chae)
    type_a_summary(at.go(workspace(claim)))
    page = in_a_new_window(at, workspace(claim))
    expect(page.locator(".draft-offer")).to_contain_text("You had typed this at")
    expect(page.locator(".draft-offer")).to_contain_text(TYPED)
    at.is_sound()
    page.get_by_role("button", name="Restore").click()
    expect(page.get_by_label("Summary")).to_have_value(TYPED)
    page.get_by_role("button", name="Save the draft").click()
    expect(page.locator(".messagelist")).to_contain_text("saved")
    assert kept(page) == []
    assert Verdict.objects.get(pk=draft.pk).summary == TYPED


def test_what_is_folded_away_is_offered_where_it_can_be_seen(claim: Claim, chae: User, window: Open) -> None:
    at = window(chae, size=NARROW, color_scheme="dark")
    page = at.go(workspace(claim))
    page.keyboard.press("n")
    page.locator("#add-note textarea").fill("Ask the registrar about 2022.")
    wait_until_kept(page)
    page = in_a_new_window(at, workspace(claim))
    expect(page.locator(".draft-offer")).to_be_visible()
    at.is_sound()
    page.get_by_role("button", name="Restore").click()
    expect(page.locator("#add-note textarea")).to_be_focused()
    expect(page.locator("#add-note textarea")).to_have_value("Ask the registrar about 2022.")


def test_an_offer_is_taken_by_keyboard_alone(draft: Verdict, claim: Claim, chae: User, window: Open) -> None:
    at = window(chae)
    type_a_summary(at.go(workspace(claim)))
    page = in_a_new_window(at, workspace(claim))
    page.locator(".draft-offer").wait_for()
    keyboard.focus(page, ".draft-restore")
    page.keyboard.press("Enter")
    expect(page.get_by_label("Summary")).to_have_value(TYPED)
    keyboard.focus(page, "#verdict-editor button")
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("saved")


def test_what_is_discarded_is_gone(draft: Verdict, claim: Claim, chae: User, window: Open) -> None:
    at = window(chae)
    type_a_summary(at.go(workspace(claim)))
    page = in_a_new_window(at, workspace(claim))
    page.get_by_role("button", name="Discard").click()
    assert kept(page) == []
    expect(page.locator(".draft-offer")).to_have_count(0)


def test_a_draft_over_an_older_text_meets_the_newer_one(
    draft: Verdict, claim: Claim, chae: User, ben: User, window: Open
) -> None:
    """Restored and saved, it overwrites nothing: the version that it was typed over comes back with it."""
    at = window(chae)
    type_a_summary(at.go(workspace(claim)))
    reviewing.edit(draft, by=ben, version=draft.version, summary="Ben’s summary")
    page = in_a_new_window(at, workspace(claim))
    expect(page.locator(".draft-stale")).to_be_visible()
    page.get_by_role("button", name="Restore").click()
    page.get_by_role("button", name="Save the draft").click()
    expect(page.locator(".theirs")).to_contain_text("Ben’s summary")
    expect(page.get_by_label("Summary")).to_have_value(TYPED)
    assert Verdict.objects.get(pk=draft.pk).summary == "Ben’s summary"


def test_another_person_at_the_same_browser_is_offered_nothing(
    draft: Verdict, claim: Claim, chae: User, ben: User, window: Open, live_server: Any
) -> None:
    at = window(chae)
    type_a_summary(at.go(workspace(claim)))
    at.context.add_cookies([cookie_of(ben, live_server.url)])  # type: ignore[list-item]
    page = in_a_new_window(at, workspace(claim))
    expect(page.get_by_label("Summary")).to_be_visible()
    expect(page.locator(".draft-offer")).to_have_count(0)


def test_it_is_kept_for_seven_days(draft: Verdict, claim: Claim, chae: User, window: Open) -> None:
    at = window(chae)
    type_a_summary(at.go(workspace(claim)))
    eight_days = timedelta(days=8) // timedelta(milliseconds=1)
    at.page.evaluate(
        """(age) => { for (const [key, text] of Object.entries(localStorage)) if (key.startsWith("draft:"))
            localStorage.setItem(key, JSON.stringify({ ...JSON.parse(text), at: Date.now() - age })); }""",
        eight_days,
    )
    page = in_a_new_window(at, workspace(claim))
    expect(page.get_by_label("Summary")).to_be_visible()
    assert kept(page) == []


def test_no_password_is_kept(ben: User, window: Open) -> None:
    at = window(ben)
    page = at.go(reverse("admin:password_change"))
    page.locator("[name=old_password]").fill("a long enough secret")
    page.wait_for_timeout(500)
    assert kept(page) == []


@pytest.mark.parametrize(("others_use_it", "left"), [(False, 1), (True, 0)])
def test_logging_out_oneself_wipes_what_is_kept_if_one_says_so(
    draft: Verdict, claim: Claim, chae: User, window: Open, others_use_it: bool, left: int
) -> None:
    at = window(chae)
    page = at.go(reverse("admin:own_settings"))
    if others_use_it:
        page.get_by_label("Others use this computer").check()
    type_a_summary(at.go(workspace(claim)))
    page = in_a_new_window(at, reverse("admin:own_settings"))
    expect(page.locator(".draft-list li")).to_have_count(1)
    at.is_sound()
    page.locator(".masthead-account summary").click()
    page.get_by_role("button", name="Log out").click()
    page.wait_for_url("**/")
    assert len(kept(page)) == left


# --- Logged out in the middle of it -------------------------------------------------------------------------------


def log_in(page: Page, person: User) -> None:
    page.get_by_label("Username").fill(person.username)
    page.get_by_label("Password").fill("a long enough secret")
    page.get_by_role("button", name="Log in").click()


def verdict_form(page: Page) -> str:
    type_a_summary(page)
    page.get_by_role("button", name="Save the draft").click()
    return "#id_verdict-summary"


def note_form(page: Page) -> str:
    page.keyboard.press("n")
    page.locator("#id_note-text").fill(TYPED)
    page.get_by_role("button", name="Save the note").click()
    return "#id_note-text"


@pytest.mark.parametrize("write", [verdict_form, note_form])
def test_a_session_that_ends_while_one_types_loses_nothing(
    draft: Verdict, claim: Claim, chae: User, window: Open, write: Callable[[Page], str]
) -> None:
    at = window(chae)
    page = at.go(workspace(claim))
    Session.objects.all().delete()
    field = write(page)
    expect(page.locator(".draft-kept")).to_contain_text("This browser kept it")
    at.is_sound()
    log_in(page, chae)
    page.wait_for_url(f"**{workspace(claim)}")
    expect(page.locator(".draft-offer")).to_contain_text(TYPED)
    page.get_by_role("button", name="Restore").click()
    expect(page.locator(field)).to_have_value(TYPED)
    page.locator(f"form:has({field}) .action.primary").click()
    expect(page.locator(".messagelist .success")).to_be_visible()
    assert kept(page) == []


def test_a_refused_save_loses_nothing_and_offers_nothing_twice(
    claim: Claim, chae: User, window: Open
) -> None:
    at = window(chae)
    page = at.go(workspace(claim))
    page.keyboard.press("e")
    page.locator("#add-evidence").get_by_label("The source’s words").fill("4,200 ships called")
    page.locator("#add-evidence form").get_by_role("button").last.click()
    expect(page.locator(".has-errors").first).to_be_visible()
    expect(page.get_by_label("The source’s words")).to_have_value("4,200 ships called")
    expect(page.locator(".draft-offer")).to_have_count(0)
    page = in_a_new_window(at, workspace(claim))
    expect(page.locator(".draft-offer")).to_contain_text("4,200 ships called")


# --- The bell -----------------------------------------------------------------------------------------------------


@pytest.fixture
def told(claim: Claim, chae: User, ben: User) -> None:
    for words in ("The first", "The second", "The third"):
        notifying.tell([chae], "assigned", words, path=workspace(claim), by=ben)


def test_what_one_opens_is_read(told: None, claim: Claim, chae: User, window: Open) -> None:
    at = window(chae)
    page = at.go(reverse("admin:index"))
    expect(page.locator("#bell")).to_contain_text("3")
    page.locator("#bell").click()
    at.is_sound()
    page.get_by_role("link", name="The second").click()
    page.wait_for_url(f"**{workspace(claim)}")
    expect(page.locator("#bell")).to_contain_text("2")


def test_notifications_are_walked_by_keyboard_alone(told: None, chae: User, window: Open) -> None:
    at = window(chae, size=NARROW, color_scheme="dark")
    page = at.go(reverse("admin:notifications"))
    page.keyboard.press("j")
    expect(page.get_by_role("link", name="The third")).to_be_focused()
    page.keyboard.press("r")
    expect(page.locator(".told.is-unread")).to_have_count(2)
    page.keyboard.press("a")
    expect(page.locator(".told.is-unread")).to_have_count(0)
    expect(page.locator(".messagelist")).to_contain_text("2 marked as read")
    assert keyboard.unreached(page) == []
    at.is_sound()


def test_without_a_script_everything_still_works(
    told: None, draft: Verdict, claim: Claim, chae: User, window: Open
) -> None:
    at = window(chae, java_script_enabled=False)
    page = at.go(reverse("admin:notifications"))
    page.get_by_role("button", name="Mark as read: The first").click()
    expect(page.locator(".told.is-unread")).to_have_count(2)
    page = at.go(workspace(claim))
    page.get_by_label("Summary").fill(TYPED)
    page.get_by_role("button", name="Save the draft").click()
    expect(page.locator(".messagelist")).to_contain_text("saved")
