"""A day on an article in a browser: done and undone, ruled out, found before, brought in anew, handed back."""

from __future__ import annotations

import re
import zipfile
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from claims.models import Appearance, Article, Claim, Reanchoring, Sentence, User
from claims.services import reanchoring
from tests import factories
from tests.browser import keyboard
from tests.browser.conftest import NARROW, WIDE, Open
from tests.browser.test_article_workspace import select, workspace

pytestmark = pytest.mark.slow
TEXT = factories.TEXT
LOST = "Harbour traffic doubled in a year\n\nIs it a record? Nobody keeps a list of the ships."


@pytest.fixture
def article(chae: User, scale: dict[str, Any]) -> Article:
    return factories.article(by=chae)


@pytest.fixture
def claim(article: Article, chae: User) -> Claim:
    return factories.claim(by=chae, in_version=article.latest_version())


def new_version(article: Article) -> str:
    return reverse("admin:claims_article_new_version", args=[article.pk])


def take_back(page: Page) -> None:
    page.keyboard.press("u")
    expect(page.locator(".messagelist")).to_contain_text("Taken back.")


# --- Undo ---------------------------------------------------------------------------------------------------------


def test_claims_are_marked_one_after_another_without_leaving_the_page(
    article: Article, chae: User, window: Open
) -> None:
    at = window(chae)
    page = at.go(workspace(article))
    page.evaluate("window.isTheSamePage = true")
    for n, words in enumerate(("4,200 ships", "Nobody keeps a list"), start=1):
        select(page, words)
        page.keyboard.press("c")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#claim-list > li")).to_have_count(n)
        expect(page.locator("#workspace-says")).to_contain_text(f"Marked: “{words}”")
        expect(page.locator("#article-text")).to_be_focused()
    assert page.evaluate("window.isTheSamePage")
    expect(page.locator(".draft-offer")).to_have_count(0)
    at.is_sound()


def test_a_claim_marked_by_mistake_is_gone_with_a_click(article: Article, chae: User, window: Open) -> None:
    at = window(chae)
    page = at.go(workspace(article))
    select(page, "4,200 ships")
    page.get_by_role("button", name="Make a claim").click()
    page.get_by_role("button", name="Mark the claim").click()
    expect(page.locator(".undo-words")).to_contain_text("Marked: “4,200 ships”")
    at.is_sound()
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#claim-list")).to_have_count(0)
    assert not Claim.objects.filter(appearances__article_version__article=article).exists()
    at.is_sound()


def test_three_things_are_undone_with_three_keys(article: Article, chae: User, window: Open) -> None:
    page = window(chae).go(workspace(article))
    page.keyboard.press("t")
    for reason, left in (("r", 1), ("b", 2), ("o", 3)):
        page.keyboard.press("x")
        page.keyboard.press(reason)
        expect(page.locator(".coverage-words")).to_contain_text(f"{left} not checkable")
    for left in (2, 1, 0):
        take_back(page)
        expect(page.locator(".coverage-words")).to_contain_text(f"{left} not checkable")
    expect(page.locator("#undo-form")).to_have_count(0)


# --- Not checkable ------------------------------------------------------------------------------------------------


def test_a_key_asks_why_and_another_answers(article: Article, chae: User, window: Open) -> None:
    at = window(chae)
    page = at.go(workspace(article))
    page.locator("#article-text").get_by_text("Is it a record?").click()
    page.keyboard.press("x")
    expect(page.locator("#workspace-says")).to_contain_text("Q question")
    at.is_sound()
    page.keyboard.press("q")
    expect(page.locator(".undo-words")).to_contain_text("Sentence 4 is not checkable: question")
    assert Sentence.objects.get(article_version__article=article, number=4).reason == "question"


def test_any_other_key_means_that_it_is_checkable_after_all(
    article: Article, chae: User, window: Open
) -> None:
    page = window(chae).go(workspace(article))
    page.keyboard.press("x")
    expect(page.locator("#rule-out")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#rule-out")).to_be_hidden()
    assert not Sentence.objects.filter(disposition="not_checkable").exists()


def test_a_reason_is_touched_on_a_phone(article: Article, chae: User, window: Open) -> None:
    at = window(chae, size=NARROW, has_touch=True)
    page = at.go(workspace(article))
    page.locator("#article-text").get_by_text("Is it a record?").tap()
    at.is_sound()
    page.locator("#sentence-bar").get_by_role("button", name="Not checkable").tap()
    page.locator("#rule-out").get_by_role("button", name="Question").tap()
    expect(page.locator(".coverage-words")).to_contain_text("1 not checkable")
    at.is_sound()


def test_a_sentence_is_made_a_claim_by_touch_alone(article: Article, chae: User, window: Open) -> None:
    at = window(chae, size=NARROW, has_touch=True)
    page = at.go(workspace(article))
    page.locator("#article-text").get_by_text("The port of Lowmark").tap()
    page.locator("#sentence-bar").get_by_role("button", name="Make a claim").tap()
    expect(page.locator("#id_mark-statement")).to_be_focused()
    page.locator("#mark-form .action.primary").tap()
    expect(page.locator("#claim-list > li")).to_have_count(1)
    at.is_sound()


# --- What is open, and the list that follows ----------------------------------------------------------------------


def test_the_coverage_leads_to_the_next_open_sentence(article: Article, chae: User, window: Open) -> None:
    page = window(chae).go(workspace(article))
    page.get_by_role("link", name="5 open").click()
    expect(page.locator("#sentence-choice option:checked")).to_contain_text("2 · open")
    page.keyboard.press("n")
    expect(page.locator("#sentence-choice option:checked")).to_contain_text("3 · open")


def test_the_list_follows_the_cursor(seed_article: Article, chae: User, window: Open) -> None:
    page = window(chae).go(workspace(seed_article))
    page.keyboard.press("t")
    for _ in range(12):
        page.keyboard.press("ArrowDown")
    last = page.locator("#claim-list > li").last
    expect(last).to_have_class(re.compile("is-near"))
    expect(last).to_be_in_viewport(ratio=0.9)
    for _ in range(12):
        page.keyboard.press("ArrowUp")
    expect(page.locator("#claim-list > li").first).to_be_in_viewport(ratio=0.9)
    expect(page.locator("#sentence-heading")).to_be_in_viewport()


# --- Marking ------------------------------------------------------------------------------------------------------


def test_what_was_checked_before_is_shown_while_the_statement_is_written(
    article: Article, chae: User, window: Open
) -> None:
    other = factories.claim(by=chae, statement="The port of Lowmark handled 4,200 ships in 2023.")
    at = window(chae)
    page = at.go(workspace(article))
    select(page, "handled 4,200 ships in 2023")
    page.keyboard.press("c")
    page.keyboard.type("The port of Lowmark handled 4,300 ships in 2023.")
    expect(page.locator("#alike-found")).to_contain_text(other.statement)
    at.is_sound()
    page.locator("#id_mark-statement").fill("Hm")
    expect(page.locator("#alike")).to_be_hidden()


def test_a_claim_that_the_desk_knows_is_marked_by_keyboard(
    article: Article, chae: User, window: Open
) -> None:
    known = factories.claim(by=chae, statement="The port of Lowmark handled 4,200 ships in 2023.")
    page = window(chae).go(workspace(article))
    select(page, "handled 4,200 ships in 2023")
    page.keyboard.press("c")
    page.keyboard.type("The port of Lowmark handled 4,200 ships in 2023.")
    expect(page.locator("#alike-found")).to_contain_text(known.statement)
    keyboard.focus(page, "#alike-found button")
    page.keyboard.press("Enter")
    expect(page.locator("#claim-list > li")).to_have_count(1)
    assert Appearance.objects.get(article_version__article=article).claim == known


def test_the_enter_key_marks_the_claim_that_was_written(article: Article, chae: User, window: Open) -> None:
    known = factories.claim(by=chae, statement="The port of Lowmark handled 4,200 ships in 2023.")
    page = window(chae).go(workspace(article))
    select(page, "handled 4,200 ships in 2023")
    page.keyboard.press("c")
    page.keyboard.type("The port of Lowmark handled 4,200 ships in 2023.")
    expect(page.locator("#alike-found")).to_contain_text(known.statement)
    keyboard.focus(page, "#id_mark-claimant")
    page.keyboard.type("the mayor")
    page.keyboard.press("Enter")
    expect(page.locator("#claim-list > li")).to_have_count(1)
    assert Appearance.objects.get(article_version__article=article).claim != known


def test_a_refused_claim_comes_back_with_all_that_was_typed(
    article: Article, chae: User, window: Open
) -> None:
    at = window(chae)
    page = at.go(workspace(article))
    page.locator("#mark-panel summary").click()
    page.locator("#id_mark-exact").fill("handled 4,900 ships")
    page.locator("#id_mark-statement").fill("Typed with care.")
    page.locator("#id_mark-claimant").fill("the port")
    page.locator("#id_mark-due_on").fill("2027-01-15")
    page.get_by_role("button", name="Mark the claim").click()
    expect(page.locator(".field-exact .field-error")).to_contain_text("do not stand in the text")
    assert page.locator("#id_mark-statement").input_value() == "Typed with care."
    assert page.locator("#id_mark-due_on").input_value() == "2027-01-15"
    at.is_sound()


# --- A new version ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("size", "scheme"), [(WIDE, "light"), (NARROW, "dark")])
def test_a_new_version_is_seen_before_it_is_taken(
    article: Article, claim: Claim, chae: User, window: Open, size: Any, scheme: Any
) -> None:
    at = window(chae, size=size, color_scheme=scheme)
    page = at.go(new_version(article))
    page.locator("#id_text").fill(TEXT.replace("4,200 ships", "4,300 ships"))
    page.get_by_role("button", name="See what changes").click()
    expect(page.locator(".fate-count.is-changed")).to_have_text("1 in changed words")
    at.is_sound()
    page.get_by_role("button", name="Take this version").click()
    expect(page.locator("#unsettled")).to_contain_text("Its words changed")
    at.is_sound()
    page.get_by_role("button", name="Still the same claim").click()
    expect(page.locator("#unsettled")).to_have_count(0)


def test_a_new_version_is_brought_in_by_keyboard_alone(
    article: Article, claim: Claim, chae: User, window: Open
) -> None:
    page = window(chae).go(new_version(article))
    keyboard.focus(page, "#id_text")
    page.keyboard.press("Control+End")
    page.keyboard.type(" Nobody will.")
    keyboard.focus(page, "button[name=preview]")
    page.keyboard.press("Enter")
    page.locator("button[name=confirm]").wait_for()
    keyboard.focus(page, "button[name=confirm]")
    page.keyboard.press("Enter")
    expect(page.locator(".workspace-head p.meta")).to_contain_text("Version 2")
    assert Reanchoring.objects.get().outcome == "kept"


def test_a_lost_claim_is_found_again_by_selecting_its_words(
    article: Article, claim: Claim, chae: User, window: Open
) -> None:
    reanchoring.bring(article, text=LOST, by=chae, base=1)
    at = window(chae)
    page = at.go(workspace(article))
    select(page, "a list of the ships")
    page.keyboard.press("m")
    at.is_sound()
    page.keyboard.press("Enter")
    expect(page.locator("#unsettled")).to_have_count(0)
    assert Appearance.objects.latest("pk").exact == "a list of the ships"
    take_back(page)
    expect(page.locator("#unsettled")).to_contain_text("Not found")


def test_without_a_script_a_lost_claim_is_given_up_with_a_reason(
    article: Article, claim: Claim, chae: User, window: Open
) -> None:
    reanchoring.bring(article, text=LOST, by=chae, base=1)
    page = window(chae, java_script_enabled=False).go(workspace(article))
    page.get_by_label("No longer in the article, because").fill("The author cut it.")
    page.get_by_role("button", name="Settle").click()
    assert Reanchoring.objects.get().settled_as == "The author cut it."


def test_every_act_of_the_workspace_is_reached_by_the_tab_key(
    article: Article, claim: Claim, chae: User, window: Open
) -> None:
    reanchoring.bring(article, text=LOST, by=chae, base=1)
    page = window(chae).go(workspace(article))
    left = keyboard.unreached(page)
    assert [one for one in left if not one.split(" ")[-1].isdigit()] == []


# --- Handed back --------------------------------------------------------------------------------------------------


def test_the_annotated_copy_is_a_document_with_footnotes(
    article: Article, claim: Claim, chae: User, window: Open
) -> None:
    at = window(chae)
    page = at.go(workspace(article))
    page.get_by_text("Annotated copy").click()
    at.is_sound(within="details.menu[open]")
    with page.expect_download() as caught:
        page.get_by_role("link", name="Word, with footnotes").click()
    with zipfile.ZipFile(caught.value.path()) as package:
        assert b"w:footnoteReference" in package.read("word/document.xml")
