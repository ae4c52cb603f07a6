"""The path from unreviewed to published: by two people, in two windows, with what they would really click and type."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from claims.models import Claim, User
from tests import factories
from tests.browser import keyboard
from tests.browser.conftest import NARROW, WIDE, Open

pytestmark = pytest.mark.slow
WORDS = "handled 4,200 ships in 2023"


@pytest.fixture
def claim(chae: User, scale: dict[str, Any]) -> Claim:
    claim = factories.claim(by=chae)
    factories.evidence(claim, by=chae)
    return claim


def workspace(claim: Claim) -> str:
    return reverse("admin:claims_claim_workspace", args=[claim.pk])


def test_a_claim_goes_from_unreviewed_to_published_by_two_people(
    claim: Claim, chae: User, ben: User, window: Open
) -> None:
    checker, editor = window(chae), window(ben, size=NARROW, color_scheme="dark")
    page = checker.go(workspace(claim))
    expect(page.locator(".claim-facts .status")).to_have_text("unreviewed")
    page.get_by_label("Rating").last.select_option(label="Accurate")
    page.get_by_label("Summary").fill("The harbour master's list shows 4,200 calls.")
    page.get_by_text("Dates, reach, credits").click()
    page.get_by_label("As-of date").fill("2024-11-01")
    page.get_by_label("Methodology").fill("Counting of records")
    page.get_by_text("For the publication gate: reasons").click()
    for label, words in GATE.items():
        page.get_by_label(label).fill(words)
    page.get_by_role("button", name="Save and submit").click()
    expect(page.locator(".claim-facts .status")).to_have_text("awaiting approval")
    checker.is_sound()

    page = editor.go(reverse("admin:index"))
    page.get_by_role("region", name="Awaiting my approval").get_by_role("link").click()
    page.get_by_role("button", name="Approve", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("Approved")
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator(".errornote").first).to_contain_text("Key passages captured")
    page.get_by_text("Override with a reason").click()
    page.get_by_label("Reason to override: Key passages captured").fill("Transcribed by hand.")
    editor.is_sound()
    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.locator(".claim-facts .status")).to_have_text("published")
    editor.is_sound()


GATE = {
    "Why this claim was chosen": "The number was widely repeated.",
    "Interests disclosed": "none",
    "Why one authority suffices": "The harbour master alone keeps the list.",
    "Why no primary source": "The list is not public.",
    "Why the claimant was not contacted": "The article names nobody.",
    "Why no contrary evidence was found": "Nobody disputes it.",
}


def test_who_wrote_the_verdict_finds_no_way_to_approve_it(claim: Claim, ben: User, window: Open) -> None:
    factories.submitted(claim, by=ben)
    page = window(ben).go(workspace(claim))
    expect(page.locator("#steps")).to_contain_text("somebody else approves it")
    expect(page.get_by_role("button", name="Approve")).to_have_count(0)


def send_back_by_mouse(page: Page) -> None:
    page.get_by_text("Send back").click()
    page.get_by_label("What has to be done before it comes back").fill("Add the harbour master.")
    page.get_by_role("button", name="Back to draft").click()


def send_back_by_keyboard(page: Page) -> None:
    page.keyboard.press("g")
    keyboard.focus(page, "#send-back > summary")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("Add the harbour master.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")


@pytest.mark.parametrize(
    ("send_back", "size", "scheme"),
    [(send_back_by_mouse, NARROW, "dark"), (send_back_by_keyboard, WIDE, "light")],
)
def test_a_verdict_sent_back_tells_its_writer_why(
    claim: Claim, chae: User, ben: User, window: Open, send_back: Any, size: Any, scheme: Any
) -> None:
    factories.submitted(claim, by=chae)
    page = window(ben, size=size, color_scheme=scheme).go(workspace(claim))
    send_back(page)
    expect(page.locator(".messagelist")).to_contain_text("Sent back")
    expect(page.locator("#steps")).to_be_focused()
    writer = window(chae)
    page = writer.go(workspace(claim))
    expect(page.locator("#verdict .notice")).to_contain_text("Add the harbour master.")
    writer.is_sound()


def test_two_people_on_one_draft_see_both_texts_and_lose_neither(
    claim: Claim, chae: User, ben: User, window: Open
) -> None:
    factories.draft(claim, by=chae)
    first, second = window(chae, size=NARROW, color_scheme="dark"), window(ben)
    mine, theirs = first.go(workspace(claim)), second.go(workspace(claim))
    theirs.get_by_label("Summary").fill("Ben's summary")
    theirs.get_by_role("button", name="Save the draft").click()
    expect(theirs.locator(".messagelist")).to_contain_text("saved")
    for key in ("v", "Tab", "Control+a"):
        mine.keyboard.press(key)
    mine.keyboard.type("Chae's summary")
    mine.keyboard.press("Control+Enter")
    expect(mine.locator(".theirs")).to_contain_text("Ben's summary")
    expect(mine.get_by_label("Summary")).to_have_value("Chae's summary")
    first.is_sound()


def test_the_log_in_lets_a_member_in_and_tells_a_stranger_why_not(ben: User, window: Open) -> None:
    visitor = window()
    page = visitor.go(reverse("admin:index"))
    page.get_by_label("Username").fill("ben")
    page.get_by_label("Password").fill("not my password")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("alert")).to_be_visible()
    visitor.is_sound()
    page.get_by_label("Password").fill("a long enough secret")
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("ben")
    visitor.is_sound()
