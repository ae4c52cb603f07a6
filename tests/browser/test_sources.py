"""The pages of a source, its captures and their difference in a browser: sound in every window, whole by keyboard alone."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from claims.models import Dismissal, Snapshot, User
from tests import histories
from tests.browser import keyboard
from tests.browser.conftest import MODES, NARROW, Open
from tests.histories import History

pytestmark = pytest.mark.slow


@pytest.fixture
def made(chae: User, ben: User) -> History:
    return histories.build(author=chae, editor=ben)


def source_page(made: History) -> str:
    return reverse("admin:claims_source_page", args=[made.source.pk])


def difference(made: History) -> str:
    return reverse("admin:claims_source_difference", args=[made.source.pk])


def capture(snapshot: Snapshot) -> str:
    return reverse("admin:claims_snapshot_change", args=[snapshot.pk])


def addresses(made: History) -> list[str]:
    finding = made.latest.findings.get(check_id="quote-present")
    failed = made.source.snapshots.filter(failure="timeout").get()
    return [
        source_page(made), difference(made), capture(made.first), f"{capture(made.latest)}?finding={finding.pk}",
        capture(failed),
    ]  # fmt: skip


def test_every_page_is_sound_with_all_of_it_open(made: History, ben: User, window: Open) -> None:
    at = window(ben)
    for address in addresses(made):
        page = at.go(address)
        page.evaluate("for (const one of document.querySelectorAll('details:not(.menu)')) one.open = true")
        expect(page.locator("h1")).to_have_count(1)
        at.is_sound(modes=MODES)


def test_everything_on_these_pages_is_reached_by_keyboard(made: History, ben: User, window: Open) -> None:
    at = window(ben)
    for address in addresses(made):
        page = at.go(address)
        page.evaluate("for (const one of document.querySelectorAll('details:not(.menu)')) one.open = true")
        assert keyboard.unreached(page) == [], address


def test_a_capture_is_asked_for_by_a_key_and_the_page_says_when_it_is_done(
    made: History, ben: User, window: Open
) -> None:
    at = window(ben)
    page = at.go(source_page(made))
    page.keyboard.press("c")
    expect(page.locator(".messagelist")).to_contain_text("waiting its turn")
    expect(page.locator("#captured-note")).to_be_hidden()
    made.source.capture_jobs.pending().update(state="done")
    histories.snapshot(made.source, histories.NOW, at=made.latest.captured_at + timedelta(seconds=1))
    expect(page.locator("#captured-note")).to_be_visible()
    at.is_sound()


def test_the_chart_is_readable_without_colour(made: History, ben: User, window: Open) -> None:
    page = window(ben).go(source_page(made))
    shapes = page.locator(".chart-lanes use").evaluate_all(
        "all => all.map((one) => one.getAttribute('href'))"
    )
    assert len(shapes) == len(set(shapes)) == 6
    expect(page.get_by_role("img", name=re.compile("captures since .*same text"))).to_be_visible()


def test_a_finding_is_dismissed_by_keyboard_alone(made: History, ben: User, window: Open) -> None:
    page = window(ben).go(source_page(made))
    page.keyboard.press("f")
    keyboard.focus(page, ".dismiss > summary")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("A misprint.")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".messagelist")).to_contain_text("Dismissed")
    assert Dismissal.objects.get().reason == "A misprint."
    page.get_by_text("1 finding was dismissed").click()
    expect(page.locator(".finding-row.is-dismissed")).to_contain_text("Dismissed by ben")


def test_two_captures_are_chosen_with_the_arrow_keys_and_compared(
    made: History, ben: User, window: Open
) -> None:
    at = window(ben)
    page = at.go(source_page(made))
    keyboard.focus(page, "input[name=before]")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("d")
    expect(page).to_have_url(re.compile(rf"/difference/\?after={made.latest.pk}&before=\d+$"))
    assert not page.url.endswith(f"={made.first.pk}")
    at.is_sound()


def test_the_difference_marks_the_quote_and_the_words_on_both_sides(
    made: History, ben: User, window: Open
) -> None:
    page = window(ben).go(difference(made))
    changed = page.locator("#change-1")
    expect(changed.locator(".is-before mark.passage del")).to_have_text("4,200")
    expect(changed.locator(".is-after mark.passage ins")).to_have_text("2,400")
    line = "getComputedStyle(document.querySelector('{}')).textDecorationLine"
    assert page.evaluate(line.format(".side del")) == "line-through"
    assert page.evaluate(line.format(".side ins")) == "underline"


def test_one_jumps_from_change_to_change_by_keys_and_buttons(made: History, ben: User, window: Open) -> None:
    page = window(ben).go(difference(made))
    current = page.locator(".pair.is-current")
    page.keyboard.press("n")
    expect(current).to_have_id("change-1")
    page.keyboard.press("n")
    expect(current).to_have_id("change-2")
    expect(page.locator("#jump-count")).to_contain_text("2 / 4")
    page.keyboard.press("p")
    expect(current).to_have_id("change-1")
    page.get_by_role("link", name="Next").click()
    expect(current).to_have_id("change-2")
    expect(current).to_be_focused()


def test_on_a_narrow_window_the_sides_stand_below_each_other(made: History, ben: User, window: Open) -> None:
    page = window(ben, size=NARROW).go(difference(made))
    before, after = (page.locator(f"#change-1 .{side}").bounding_box() for side in ("is-before", "is-after"))
    assert before
    assert after
    assert before["y"] + before["height"] <= after["y"] + 1
    expect(page.locator("#change-1 .is-before b")).to_be_visible()


def test_a_finding_shows_its_words_in_the_text_of_the_capture(made: History, ben: User, window: Open) -> None:
    page = window(ben).go(capture(made.latest))
    page.get_by_role("link", name="Show the words").first.click()
    expect(page.locator(".found-words").first).to_be_in_viewport()
    assert "".join(page.locator(".found-words").all_text_contents()) == "2,400 ships called at the port"


def test_the_copy_of_a_page_runs_nothing_and_reaches_nothing(made: History, ben: User, window: Open) -> None:
    at = window(ben)
    page = at.go(capture(made.first))
    with at.context.expect_page() as opened:
        page.keyboard.press("o")
    copy = opened.value
    copy.wait_for_load_state()
    expect(copy.get_by_text(histories.QUOTE)).to_be_visible()
    assert copy.evaluate("self.origin") == "null"
    assert copy.locator("script, link, style, img, form, iframe").count() == 0


def test_without_scripts_nothing_is_missing(made: History, ben: User, window: Open) -> None:
    page = window(ben, java_script_enabled=False).go(source_page(made))
    page.get_by_text("The captures as a table").click()
    expect(page.locator(".chart-table tbody tr")).to_have_count(10)
    page.get_by_role("button", name="Compare the two").click()
    page.get_by_role("link", name="Next").click()
    expect(page.locator("#change-1")).to_be_in_viewport()
    page.locator("#change-1").get_by_role("link", name="Change 2").click()
    assert page.url.endswith("#change-2")
    page.get_by_role("link", name="Gazette").first.click()
    page.locator(".dismiss > summary").first.click()
    page.get_by_label("Why it can be dismissed").first.fill("A misprint.")
    page.get_by_role("button", name="Dismiss the finding").first.click()
    expect(page.locator(".messagelist")).to_contain_text("Dismissed")
