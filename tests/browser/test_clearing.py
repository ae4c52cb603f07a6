"""Clearing an article in a browser: a query asked and answered, lines approved, the signature; by mouse and by keyboard."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from claims.models import ArticleVersion, ChecklistItem, Query, SignOff, User, Verdict
from claims.services import keeping, querying
from tests import factories
from tests.browser import keyboard
from tests.browser.conftest import MODES, Mode, Open
from tests.browser.test_article_workspace import select
from tests.conftest import member

pytestmark = pytest.mark.slow


@pytest.fixture
def version(chae: User, ben: User) -> ArticleVersion:
    """A text that lacks nothing but what a test adds."""
    return factories.ready_to_clear(author=chae, editor=ben, byline="Ida Holm")


@pytest.fixture
def waiting(chae: User) -> list[Verdict]:
    """Two article lines that await approval."""
    where = factories.version(by=chae)
    places = ("handled 4,200 ships in 2023", "Nobody keeps a list")
    claims = [factories.claim(by=chae, in_version=where, words=place) for place in places]
    return [factories.submitted(claim, by=chae, reach="article_line") for claim in claims]


def at(name: str, version: ArticleVersion) -> str:
    return reverse(f"admin:claims_article_{name}", args=[version.article_id])


def press(page: Page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def test_from_a_question_to_the_signature_by_keyboard_alone(
    version: ArticleVersion, ben: User, window: Open
) -> None:
    window_ = window(ben)
    page = window_.go(at("workspace", version))
    press(page, "t", "s", "q")
    page.wait_for_url("**/queries/**")
    expect(page.locator("#id_ask-exact")).to_have_value("The port of Lowmark handled 4,200 ships in 2023")
    expect(page.locator("#id_ask-question")).to_be_focused()
    page.keyboard.type("Calls or ships?")
    keyboard.focus(page, "#ask-form button")
    press(page, "Enter")
    expect(page.locator(".messagelist")).to_contain_text("Query 1 is asked.")

    press(page, "j", "r")
    expect(page.locator("input[value=changed]")).to_be_focused()
    press(page, "Space", "Tab")
    page.keyboard.type("The port of Lowmark counted 4,200 calls in 2023.")
    keyboard.focus(page, "form[action*='/act/answer/'] button")
    press(page, "Enter")
    expect(page.locator(".messagelist")).to_contain_text("The answer is recorded.")
    window_.is_sound()

    press(page, "c")
    page.wait_for_url("**/clearance/**")
    press(page, "s")
    page.keyboard.type("Read twice.")
    keyboard.focus(page, "form[action*='/sign/'] button")
    press(page, "Enter")
    expect(page.locator("#cleared-heading")).to_be_visible()
    window_.is_sound()
    assert SignOff.objects.standing().get().note == "Read twice."


def test_words_are_selected_and_asked_about_by_mouse(
    version: ArticleVersion, chae: User, window: Open
) -> None:
    page = window(chae).go(at("workspace", version))
    select(page, "Nobody keeps a list")
    page.locator("#ask-author").click()
    expect(page.locator("#id_ask-exact")).to_have_value("Nobody keeps a list")
    page.get_by_label("Question").fill("The harbour master keeps one. Cut?")
    page.get_by_role("button", name="Ask").click()
    expect(page.locator(".query-card")).to_contain_text("The harbour master keeps one.")
    assert Query.objects.get().exact == "Nobody keeps a list"


def test_after_a_refused_answer_nothing_typed_is_lost(
    version: ArticleVersion, chae: User, window: Open
) -> None:
    querying.ask(version, question="Calls or ships?", start=0, end=8, by=chae)
    window_ = window(chae)
    page = window_.go(at("queries", version))
    page.get_by_text("Record the answer", exact=True).click()
    page.get_by_label("changed").check()
    page.get_by_label("Reason").fill("The author said so on the telephone.")
    page.get_by_role("button", name="Record it for good").click()
    expect(page.locator(".errornote").first).to_contain_text("Not done.")
    expect(page.get_by_label("changed")).to_be_checked()
    expect(page.get_by_label("Reason")).to_have_value("The author said so on the telephone.")
    expect(page.get_by_label("New words")).to_be_focused()
    window_.is_sound()


@pytest.mark.parametrize("modes", [MODES[:2], MODES[2:]], ids=["wide", "narrow"])
def test_lines_are_approved_together(
    waiting: list[Verdict], ben: User, window: Open, modes: list[Mode]
) -> None:
    window_ = window(ben, size=modes[0][0])
    version = ArticleVersion.objects.get(appearances__claim=waiting[0].claim_id)
    page = window_.go(at("clearance", version))
    window_.is_sound(modes=modes)
    page.get_by_label("All on this page").check()
    page.get_by_role("button", name="Approve and publish").click()
    expect(page.locator("#outcomes li")).to_have_count(2)
    expect(page.locator("#outcomes")).to_contain_text("Not published.")
    window_.is_sound(modes=modes)
    page.get_by_role("button", name="Approve", exact=True).click()
    expect(page.locator(".messagelist")).to_contain_text("2 lines are approved.")
    expect(page.locator("#publish li")).to_have_count(2)
    window_.is_sound(modes=modes)
    assert {one.state for one in Verdict.objects.filter(pk__in=[v.pk for v in waiting])} == {"approved"}


def test_everything_works_without_a_script(
    version: ArticleVersion, chae: User, ben: User, window: Open
) -> None:
    window_ = window(ben, java_script_enabled=False)
    page = window_.go(at("queries", version))
    page.get_by_label("Question").fill("Who says so?")
    page.get_by_role("button", name="Ask").click()
    page.get_by_text("Record the answer", exact=True).click()
    page.get_by_label("cut", exact=True).check()
    page.get_by_role("button", name="Record it for good").click()
    page.get_by_role("link", name="Clearance").click()
    page.get_by_role("button", name="Sign it off").click()
    expect(page.locator("#cleared-heading")).to_be_visible()


def test_a_checklist_is_ticked_by_keyboard(version: ArticleVersion, ben: User, window: Open) -> None:
    keeping.add(ChecklistItem, by=member("ada", "admin"), text="Names are right.")
    claim = version.appearances.get().claim
    window_ = window(ben)
    page = window_.go(reverse("admin:claims_claim_workspace", args=[claim.pk]))
    keyboard.focus(page, "#checklist button.tick")
    press(page, "Enter")
    expect(page.get_by_role("checkbox", name="Names are right.")).to_be_checked()
    window_.is_sound()
    assert claim.ticks.get().ticked_by == ben


def test_the_tab_key_reaches_everything(version: ArticleVersion, chae: User, ben: User, window: Open) -> None:
    querying.ask(version, question="Calls or ships?", start=0, end=8, by=chae)
    window_ = window(ben)
    for name in ("queries", "letter", "clearance"):
        assert keyboard.unreached(window_.go(at(name, version))) == []
