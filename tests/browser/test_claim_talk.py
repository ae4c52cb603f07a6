"""The claim's page and its captures in a browser: by mouse, by keyboard alone, and without a script."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from claims.models import Claim, Comment, ContactAttempt, Evidence, Snapshot, User
from claims.services import contacting, discussing
from tests import factories
from tests.browser import keyboard
from tests.browser.conftest import NARROW, Open

pytestmark = pytest.mark.slow
TEXT = "The harbour list of Lowmark\n\nIn 2023 some 4,200 ships called at the port. 🚢 Nobody counted twice."


@pytest.fixture
def claim(chae: User, scale: dict[str, Any]) -> Claim:
    return factories.claim(by=chae, statement="The port of Lowmark handled 4,800 ships in 2022.")


@pytest.fixture
def snapshot(claim: Claim, chae: User) -> Snapshot:
    source = factories.source(by=chae)
    return Snapshot.objects.create(
        job=source.capture_jobs.get(), source=source, url=source.url, status=200, text=TEXT
    )


def workspace(claim: Claim) -> str:
    return reverse("admin:claims_claim_workspace", args=[claim.pk])


def capture(snapshot: Snapshot, claim: Claim) -> str:
    return f"{reverse('admin:claims_snapshot_change', args=[snapshot.pk])}?claim={claim.pk}"


def drag(page: Page, words: str) -> None:
    """Select these words of the capture with the mouse."""
    ends: list[list[float]] = page.evaluate(
        """async (words) => {
            const { rangeOf, textOf } = await import("/static/claims/text-offsets.js");
            const root = document.getElementById("captured");
            const start = [...textOf(root).join("").split(words)[0]].length;
            const range = rangeOf(root, start, start + [...words].length);
            range.startContainer.parentElement.scrollIntoView({ block: "center" });
            const [first, last] = [range.getClientRects()[0], [...range.getClientRects()].at(-1)];
            return [[first.left + 0.5, first.top + first.height / 2], [last.right - 0.5, last.top + last.height / 2]];
        }""",
        words,
    )
    page.mouse.move(*ends[0])
    page.mouse.down()
    page.mouse.move(*ends[1], steps=4)
    page.mouse.up()


def test_a_colleague_is_called_in_by_mouse(claim: Claim, ana: User, ben: User, window: Open) -> None:
    at = window(ana)
    page = at.go(workspace(claim))
    page.locator("#id_comment-text").press_sequentially("Look, @be")
    page.get_by_role("option", name="@ben").click()
    page.get_by_role("button", name="Say it").click()
    expect(page.locator(".messagelist")).to_contain_text("ben will be told")
    expect(page.locator(".comment .mention")).to_have_text("@ben")
    at.is_sound()
    assert Comment.objects.get().text == "Look, @ben"


def test_a_discussion_by_keyboard_alone(claim: Claim, ana: User, ben: User, window: Open) -> None:
    discussing.say(claim, text="Which list?", by=ana)
    at = window(ben)
    page = at.go(workspace(claim))
    page.keyboard.press("d")
    page.keyboard.type("Ask @an")
    page.get_by_role("option", name="@ana").wait_for()
    page.keyboard.press("Enter")
    page.keyboard.type("about it.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("ana will be told")
    keyboard.focus(page, ".answer-form summary")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("The harbour master’s.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".comment-answers .comment-words")).to_have_text("The harbour master’s.")
    at.is_sound()


def test_escape_closes_the_offer_and_keeps_the_words(
    claim: Claim, ana: User, ben: User, window: Open
) -> None:
    page = window(ana).go(workspace(claim))
    page.keyboard.press("d")
    page.keyboard.type("@be")
    page.get_by_role("option", name="@ben").wait_for()
    page.keyboard.press("Escape")
    expect(page.locator(".people-offered:visible")).to_have_count(0)
    expect(page.locator("#add-comment textarea")).to_have_value("@be")


@pytest.mark.parametrize("size", [(1280, 900), NARROW])
def test_words_are_quoted_by_mouse(
    claim: Claim, snapshot: Snapshot, chae: User, window: Open, size: tuple[int, int]
) -> None:
    at = window(chae, size=size)
    page = at.go(capture(snapshot, claim))
    drag(page, "4,200 ships called at the port")
    page.get_by_role("button", name="Quote as evidence").click()
    expect(page.locator("#id_quote-quote")).to_have_value("4,200 ships called at the port")
    page.get_by_label("What they do to the claim").select_option("refutes")
    page.get_by_role("button", name="Add the evidence").click()
    expect(page.locator("mark.passage")).to_have_text("4,200 ships called at the port")
    at.is_sound()
    made = Evidence.objects.get(claim=claim)
    assert (made.stance, TEXT[made.start : made.end]) == ("refutes", "4,200 ships called at the port")


def test_words_behind_an_emoji_are_quoted_by_keyboard_alone(
    claim: Claim, snapshot: Snapshot, chae: User, window: Open
) -> None:
    at = window(chae)
    page = at.go(capture(snapshot, claim))
    keyboard.focus(page, "#captured")
    for _ in range(15):
        page.keyboard.press("ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator("#quote-words")).to_have_text("“Nobody counted”")
    page.keyboard.press("q")
    page.keyboard.press("Tab")
    keyboard.focus(page, "#quote-form button")
    page.keyboard.press("Enter")
    expect(page.locator("mark.passage")).to_have_text("Nobody counted")
    at.is_sound()
    assert Evidence.objects.get(claim=claim).start == TEXT.index("Nobody")


def test_words_are_quoted_without_a_script(
    claim: Claim, snapshot: Snapshot, chae: User, window: Open
) -> None:
    page = window(chae, java_script_enabled=False).go(capture(snapshot, claim))
    page.get_by_label("The words", exact=False).last.fill("Nobody counted twice")
    page.get_by_role("button", name="Add the evidence").click()
    expect(page.locator("mark.passage")).to_have_text("Nobody counted twice")


def test_an_unmet_line_of_the_gate_opens_what_would_meet_it(claim: Claim, chae: User, window: Open) -> None:
    factories.draft(claim, by=chae, interests="", no_contact_reason="")
    at = window(chae)
    page = at.go(workspace(claim))
    page.get_by_role("link", name="Interests disclosed").click()
    expect(page.locator("#id_verdict-interests")).to_be_focused()
    page.get_by_role("link", name="Claimant contacted, or why not").click()
    expect(page.locator("#id_contact-channel")).to_be_focused()
    at.is_sound()


def test_a_refused_letter_and_a_slower_reply_lose_nothing(
    claim: Claim, chae: User, ben: User, window: Open
) -> None:
    attempt = contacting.contact(claim, channel="e-mail", by=chae, letter="Dear mayor")
    at = window(chae)
    page = at.go(workspace(claim))
    page.keyboard.press("c")
    page.keyboard.type("e-mail")
    page.locator("#id_contact-answer_by").fill("2001-01-01T10:00")
    page.locator("#id_contact-letter").fill("Dear Ida, this took me an hour.")
    page.locator("#add-contact").get_by_role("button").click()
    expect(page.locator("#id_contact-letter")).to_have_value("Dear Ida, this took me an hour.")
    at.is_sound()

    page = at.go(workspace(claim))
    page.get_by_text("What came of it").click()
    contacting.record_outcome(attempt, version=1, by=ben, outcome="He rang.")
    page.locator(f"#row-{attempt.pk}-reply-reply").fill("It was 4,200.")
    page.locator(f"#row-{attempt.pk}-reply-outcome").fill("She wrote.")
    page.locator(f"#contact-{attempt.pk}").get_by_role("button").click()
    expect(page.locator(".theirs")).to_contain_text("He rang.")
    expect(page.locator(f"#row-{attempt.pk}-reply-reply")).to_have_value("It was 4,200.")
    page.locator(f"#contact-{attempt.pk}").get_by_role("button").click()
    expect(page.locator(".reply")).to_have_text("It was 4,200.")
    assert ContactAttempt.objects.get().outcome == "She wrote."


def test_a_claim_that_was_checked_before_is_confirmed(claim: Claim, chae: User, window: Open) -> None:
    factories.claim(by=chae)
    at = window(chae, size=NARROW, color_scheme="dark")
    page = at.go(workspace(claim))
    expect(page.locator(".alike-differences:not(.alike-agreements)").first).to_contain_text("4,800 ships")
    page.get_by_role("button", name="The same").click()
    expect(page.locator("#matches .tag")).to_have_text("the same claim")
    at.is_sound()


def test_what_says_nearly_the_same_is_sound_on_a_phone(claim: Claim, chae: User, window: Open) -> None:
    at = window(chae, size=NARROW, color_scheme="dark")
    page = at.go(reverse("admin:claims_claim_alike"))
    page.get_by_label("Statement").fill("The port of Lowmark did not handle 4,200 ships in 2022.")
    page.get_by_role("button", name="Look for it").click()
    expect(page.locator(".alike-differences:not(.alike-agreements)")).to_contain_text("Denied here: not")
    at.is_sound()
