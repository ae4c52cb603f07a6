"""The article workspace in a browser: 29 marked claims; words selected by mouse, by keyboard, and without a script."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from claims.models import Appearance, Article, Sentence, User
from tests import factories
from tests.browser.conftest import NARROW, Open

pytestmark = pytest.mark.slow


def workspace(article: Article) -> str:
    return reverse("admin:claims_article_workspace", args=[article.pk])


def select(page: Page, words: str) -> None:
    """Select these words as a person with a mouse does: press at their beginning, drag, let go at their end."""
    ends: list[list[float]] = page.evaluate(
        """async (words) => {
            const { rangeOf, textOf } = await import("/static/claims/text-offsets.js");
            const root = document.getElementById("article-text");
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


# --- The seed article ---------------------------------------------------------------------------------------------


def test_the_seed_article_shows_its_29_claims(seed_article: Article, chae: User, window: Open) -> None:
    for size, scheme in (((1280, 900), "light"), ((1280, 900), "dark"), (NARROW, "light")):
        at = window(chae, size=size, color_scheme=scheme)
        page = at.go(workspace(seed_article))
        expect(page.locator("#claim-list > li")).to_have_count(29)
        expect(page.locator("#article-text a.claim-number")).to_have_count(29)
        at.is_sound()


def test_the_text_with_all_its_marks_is_the_text(seed_article: Article, chae: User, window: Open) -> None:
    page = window(chae).go(workspace(seed_article))
    version = seed_article.latest_version()
    assert version
    shown = page.evaluate(
        """async () => (await import("/static/claims/text-offsets.js")).textOf(document.getElementById("article-text")).join("")"""
    )
    assert shown == version.text.rstrip("\n")


def test_the_list_follows_a_click_in_the_text_and_the_text_a_key(
    seed_article: Article, chae: User, window: Open
) -> None:
    page = window(chae).go(workspace(seed_article))
    page.locator("#article-text").get_by_text("its longstanding stance").click()
    expect(page.locator("#claim-list .is-current")).to_have_count(1)
    here = page.locator("#claim-list .is-current").get_attribute("data-claim")
    page.keyboard.press("j")
    there = page.locator("#claim-list .is-current").get_attribute("data-claim")
    assert here != there
    expect(
        page.locator(f'#article-text .claim-mark.is-current[data-claim="{there}"]').first
    ).to_be_in_viewport()


def test_the_claim_at_hand_is_fetched_ahead_until_something_is_sent(
    seed_article: Article, chae: User, window: Open
) -> None:
    page = window(chae).go(workspace(seed_article))
    page.keyboard.press("j")
    expect(page.locator("#claim-list .is-current a.is-likely")).to_have_count(1)
    page.keyboard.press("j")
    expect(page.locator("a.is-likely")).to_have_count(1)
    page.evaluate(
        "document.getElementById('logout-form').dispatchEvent(new Event('submit', { bubbles: true }))"
    )
    expect(page.locator("a.is-likely")).to_have_count(0)


def test_a_claim_is_a_click_away(seed_article: Article, chae: User, window: Open) -> None:
    page = window(chae).go(workspace(seed_article))
    page.locator("#article-text a.claim-number").first.click()
    expect(page).to_have_url(re.compile(r"/claims/claim/\d+/workspace/$"))


def test_what_a_mark_does_not_touch_stays_where_it_is(article: Article, chae: User, window: Open) -> None:
    at = window(chae)
    page = at.go(workspace(article))
    for words in ("handled 4,200 ships in 2023", "It is a lovely port"):
        page.evaluate("for (const one of document.querySelectorAll('[id]')) one.isOld = true")
        select(page, words)
        page.keyboard.press("c")
        page.locator("#id_mark-statement").fill(f"So it is said: {words}.")
        page.keyboard.press("Control+Enter")
        expect(page.locator("#claim-list .is-current")).to_contain_text(words)
    stayed = page.evaluate(
        "[...document.querySelectorAll('#article-text > p, #claim-list > li')].map((one) => Boolean(one.isOld))"
    )
    assert stayed == [True, False, True, False]
    assert page.locator("#claim-list .is-current").count() == 1
    assert page.locator("#article-text .is-at-hand").count() == 1
    assert marked(article) == ["handled 4,200 ships in 2023", "It is a lovely port"]
    at.is_sound()


# --- Making a claim -----------------------------------------------------------------------------------------------


@pytest.fixture
def article(chae: User, scale: dict[str, Any]) -> Article:
    text = "Ferries and 🚢 in Lowmark\n\nThe port 🚢 handled 4,200 ships in 2023. It is a lovely port. 바다는 넓다."
    return factories.article(by=chae, text=text)


def marked(article: Article) -> list[str]:
    return list(
        Appearance.objects.filter(article_version__article=article)
        .order_by("start")
        .values_list("exact", flat=True)
    )


def test_words_selected_with_the_mouse_become_a_claim(article: Article, chae: User, window: Open) -> None:
    at = window(chae)
    page = at.go(workspace(article))
    select(page, "handled 4,200 ships in 2023")
    expect(page.locator("#selection-words")).to_have_text("“handled 4,200 ships in 2023”")
    page.get_by_role("button", name="Make a claim").click()
    page.get_by_label("Claim", exact=False).last.wait_for()
    page.locator("#id_mark-statement").fill("The port handled 4,200 ships in 2023.")
    at.is_sound()
    page.get_by_role("button", name="Mark the claim").click()
    expect(page.locator("#claim-list > li")).to_have_count(1)
    assert marked(article) == ["handled 4,200 ships in 2023"]
    at.is_sound()


def test_words_selected_across_a_mark_keep_their_place(article: Article, chae: User, window: Open) -> None:
    version = article.latest_version()
    factories.claim(by=chae, words="4,200 ships", in_version=version)
    page = window(chae).go(workspace(article))
    select(page, "🚢 handled 4,200 ships in 2023")
    page.keyboard.press("c")
    page.get_by_role("button", name="Mark the claim").click()
    expect(page.locator("#claim-list > li")).to_have_count(2)
    assert marked(article) == ["🚢 handled 4,200 ships in 2023", "4,200 ships"]


def test_a_claim_is_made_by_keyboard_alone(article: Article, chae: User, window: Open) -> None:
    at = window(chae)
    page = at.go(workspace(article))
    page.keyboard.press("t")
    expect(page.locator("#article-text")).to_be_focused()
    page.keyboard.press("ArrowDown")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    for _ in range(2):
        page.keyboard.press("Shift+ArrowRight")
    expect(page.locator("#selection-words")).to_have_text("“handled 4,200 ships”")
    page.keyboard.press("c")
    expect(page.locator("#id_mark-statement")).to_be_focused()
    page.keyboard.type("The port handled 4,200 ships.")
    page.keyboard.press("Tab")
    page.keyboard.press("s")  # kind: statistic
    for _ in range(2):
        page.keyboard.press("Tab")
    page.keyboard.type("the port")
    page.keyboard.press("Enter")
    expect(page.locator("#claim-list > li")).to_have_count(1)
    assert marked(article) == ["handled 4,200 ships"]
    at.is_sound()


def test_a_sentence_is_ruled_out_with_one_key_and_a_reason(
    article: Article, chae: User, window: Open
) -> None:
    at = window(chae)
    page = at.go(workspace(article))
    page.locator("#article-text").get_by_text("It is a lovely port.").click()
    page.keyboard.press("x")
    at.is_sound()
    page.keyboard.press("1")
    expect(page.locator(".coverage-words")).to_contain_text("1 not checkable")
    ruled_out = Sentence.objects.get(disposition="not_checkable")
    assert ruled_out.reason == "opinion"


def test_a_judgement_is_taken_back_with_one_key(article: Article, chae: User, window: Open) -> None:
    page = window(chae).go(workspace(article))
    page.locator("#article-text").get_by_text("It is a lovely port.").click()
    page.keyboard.press("x")
    page.keyboard.press("1")
    expect(page.locator(".coverage-words")).to_contain_text("1 not checkable")
    page.keyboard.press("u")
    expect(page.locator(".coverage-words")).to_contain_text("0 not checkable")


def test_the_keys_are_explained_on_the_page(article: Article, chae: User, window: Open) -> None:
    at = window(chae)
    page = at.go(workspace(article))
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_be_visible()
    at.is_sound()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_letters_typed_into_a_field_are_letters(article: Article, chae: User, window: Open) -> None:
    page = window(chae).go(workspace(article))
    page.get_by_role("searchbox", name="Search claims").press_sequentially("jxc?")
    expect(page.get_by_role("searchbox", name="Search claims")).to_have_value("jxc?")
    expect(page.get_by_role("dialog")).to_have_count(0)


def test_without_a_script_a_claim_is_made_by_writing_its_words(
    article: Article, chae: User, window: Open
) -> None:
    page = window(chae, java_script_enabled=False).go(workspace(article))
    page.locator("#mark-panel summary").click()
    page.locator("#id_mark-exact").fill("handled 4,200 ships")
    page.locator("#id_mark-statement").fill("The port handled 4,200 ships.")
    page.get_by_role("button", name="Mark the claim").click()
    assert marked(article) == ["handled 4,200 ships"]


# --- Offsets ------------------------------------------------------------------------------------------------------


SPANS = {
    "Ferries": [0, 7],
    "🚢": [12, 13],
    "in Lowmark": [14, 24],
    "port 🚢 handled": [30, 44],
    "바다는": [87, 90],
}


def test_a_selection_is_counted_in_code_points(article: Article, chae: User, window: Open) -> None:
    page = window(chae).go(workspace(article))
    found = {}
    for words in SPANS:
        select(page, words)
        found[words] = page.evaluate(
            """async () => {
                const { selectedSpan } = await import("/static/claims/text-offsets.js");
                const { start, end } = selectedSpan(document.getElementById("article-text"));
                return [start, end];
            }"""
        )
    assert found == SPANS


def test_the_spans_above_are_those_of_the_text(article: Article) -> None:
    version = article.latest_version()
    assert version
    assert [version.text[start:end] for start, end in SPANS.values()] == list(SPANS)


def test_a_selection_that_ends_outside_the_text_ends_with_the_text(
    article: Article, chae: User, window: Open
) -> None:
    page = window(chae).go(workspace(article))
    found = page.evaluate(
        """async () => {
            const { selectedSpan } = await import("/static/claims/text-offsets.js");
            const root = document.getElementById("article-text");
            getSelection().setBaseAndExtent(root.parentElement, 0, root.parentElement, root.parentElement.childNodes.length);
            const { start, end } = selectedSpan(root);
            return [start, end];
        }"""
    )
    version = article.latest_version()
    assert version
    assert found == [0, len(version.text)]
